"""The public page and Open311 on both databases: who may be shown, filters, figures, keys, doubles."""

from dataclasses import replace
from datetime import timedelta

import pytest

from civics.cases.opening import OpenWhy, Told, counted
from core.errors import ConflictError, NotFoundError
from core.message import Point
from storage.cases import acts, answers, open311, opened, opened_list
from storage.cases import cases as residents_cases
from storage.cases.opened_list import Asked
from storage.cases.opened_sums import Sums
from storage.database.database import Database
from tests.databases import Now
from tests.storage import kit


def _sealed(store: Database, ward: kit.Ward, ids: list[int]) -> None:
    """The second becomes a complaint and one's own matter again, the third a denunciation: only the first is there."""
    keys = {each.topic: each.key for each in store.look(opened_list.some, Asked(), limit=9)}
    store.run(acts.change_kind, ids[1], kind="khieu_nai", by=ward.officer)
    store.run(acts.change_kind, ids[2], kind="to_cao", by=ward.named)
    assert [each.topic for each in store.look(opened_list.some, Asked(), limit=9)] == ["rac_thai"]
    with pytest.raises(NotFoundError):
        store.look(opened_list.get, keys["khac"])
    assert store.look(opened.of_case, ids[2]) is None
    store.run(acts.change_kind, ids[1], kind="phan_anh", by=ward.officer)
    assert len(store.look(opened_list.some, Asked(), limit=9)) == 1, "what was withdrawn does not come back by itself"


def test_what_is_released_is_found_until_it_is_sealed_or_another_kind(store: Database, now: Now) -> None:
    ward = kit.people(store)
    ids = [kit.file(store, ward, topic=each, unit_id=ward.unit_id).case_id for each in ("rac_thai", "duong_sa", "khac")]
    assert store.run(opened.ask, ids[0])
    now.pass_(minutes=5)
    assert not store.run(opened.ask, ids[0]), "once"
    for each in ids:
        told = Told(f"Đèn 100%_{each}", point=Point(21.62, 105.84))
        store.run(opened.put, each, told, ground="topic", by=None)
    assert len(store.look(opened_list.some, Asked("den 100%_"), limit=9)) == 3
    of_two = store.look(opened_list.some, Asked(topics=("rac_thai", "khac")), limit=9)
    assert {each.topic for each in of_two} == {"rac_thai", "khac"}
    assert store.look(opened_list.some, Asked("den 1000"), limit=9) == []
    assert store.look(opened_list.some, Asked("!?"), limit=9) == [], "no word is no answer"
    words = Asked("đèn")
    first = store.look(opened_list.some, words, limit=2)
    rest = store.look(opened_list.some, replace(words, after=first[-1].after), limit=9)
    assert len({each.key for each in (*first, *rest)}) == 3
    version = store.look(opened_list.version)
    store.run(opened.withdraw, ids[0])
    assert len(store.look(opened_list.some, words, limit=9)) == 2
    store.run(opened.put, ids[0], Told("Rác đầu ngõ"), ground="topic", by=None)
    assert len(store.look(opened_list.some, words, limit=9)) == 2, "words that went are not found"
    store.run(opened.put, ids[0], Told("Đèn 100%", point=Point(21.62, 105.84)), ground="topic", by=None)
    assert len(store.look(opened_list.some, words, limit=9)) == 3
    assert store.look(opened_list.version) > version, "and each change is counted"
    first = store.look(opened_list.some, Asked(), limit=2)
    rest = store.look(opened_list.some, Asked(after=first[-1].after), limit=2)
    assert len({each.key for each in (*first, *rest)}) == 3
    store.run(answers.answer, ids[0], text="Xong", by=ward.officer)
    assert [each.topic for each in store.look(opened_list.some, Asked(over=True), limit=9)] == ["rac_thai"]
    store.run(residents_cases.confirm, ids[0], resident_id=ward.resident_id)
    day = timedelta(days=1)
    tallies = store.look(Sums().tallies, now() - day, now() + day)
    whole = counted(tallies, "")
    assert [(each.count, each.hours) for each in whole] == [(3, None)]
    assert {each.key for each in counted(tallies, "unit")} == {str(ward.unit_id)}
    assert sum(each.timed for each in tallies) == sum(each.done for each in tallies) == 1
    assert len(store.look(opened_list.points, Asked(), limit=9)) == 3
    parts = store.look(opened_list.parts, 2)  # PostgreSQL leaves gaps between ids
    assert sum(len(store.look(opened_list.changed, part, each=2)) for part in parts) == 3
    assert store.look(opened_list.changed, parts[-1] + 1, each=2) == []
    _sealed(store, ward, ids)
    with pytest.raises(ConflictError) as caught:
        store.run(opened.put, ids[0], Told("x", before=1), ground="topic", by=None)
    assert caught.value.why is OpenWhy.PHOTO


def test_a_key_files_once_and_ends(store: Database, now: Now) -> None:
    ward = kit.people(store)
    key = store.run(open311.add, "d" * 64, name="FMS", per_hour=2, by=ward.officer.staff_id)
    assert store.run(open311.by_digest, "d" * 64, lock=True) is not None
    store.run(open311.record, key, ref="", said="words", public_key="V-1")
    store.run(open311.record, key, ref="7", said="words", public_key="V-2")
    assert store.look(open311.known, key, ref="7", said="other") == "V-2"
    assert store.look(open311.known, key, ref="", said="words") == "V-1"
    assert store.look(open311.known, key, ref="8", said="words") is None
    assert store.look(open311.used, key) == 2
    now.pass_(hours=25)
    assert store.look(open311.known, key, ref="", said="words") is None
    assert store.look(open311.known, key, ref="7", said="") == "V-2"
    assert store.look(open311.used, key) == 0
    assert store.run(open311.revoke, key)
    assert not store.run(open311.revoke, key)
    assert store.look(open311.by_digest, "d" * 64) is None
    with pytest.raises(NotFoundError):
        store.run(open311.revoke, key + 1)
