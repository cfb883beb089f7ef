"""Files of cases and drafts: requested once, joined by album, kept or not, shown to few people, destroyed for good."""

import random
from pathlib import Path

import pytest

from core.errors import NotFoundError
from core.message import Media, MediaKind
from storage.cases import acts as case_acts
from storage.cases import cases
from storage.database.database import Database
from storage.media import attachments
from storage.media.attachments import Kept
from storage.media.files import Folder
from storage.ward import audit
from tests.databases import Now
from tests.storage import kit

PHOTO = Media(MediaKind.PHOTO, "ref", size=1000)


@pytest.fixture
def ward(store: Database) -> kit.Ward:
    return kit.people(store)


def _kept(letter: str, *, sealed: bool = False) -> Kept:
    return Kept(letter * 64, letter * 64, 9, "image/jpeg", sealed, shown="e" * 64, thumb="f" * 64, width=4, height=3)


def _want(store: Database, ward: kit.Ward, message: str, *, case_id: int | None = None, media: Media = PHOTO) -> int:
    return store.run(attachments.want, media, part=0, message_id=message, chat_id=ward.chat_id, case_id=case_id)


def test_a_file_that_arrives_twice_is_wanted_once(store: Database, ward: kit.Ward) -> None:
    assert _want(store, ward, "m1") == _want(store, ward, "m1")
    assert len(store.run(attachments.wanted)) == 1


def test_a_claim_keeps_others_away_and_a_lost_fetcher_lets_go(store: Database, ward: kit.Ward, now: Now) -> None:
    wanted = _want(store, ward, "m1")
    (mine,) = store.run(attachments.wanted)
    assert (mine.id, mine.channel, mine.bot, mine.media, mine.tries) == (wanted, "web", "ward", PHOTO, 1)
    assert store.run(attachments.wanted) == []
    now.pass_(minutes=6)
    (again,) = store.run(attachments.wanted)
    assert again.tries == 2


def test_an_album_shuffled_doubled_and_late_is_one_case_with_six_files(store: Database, ward: kit.Ward) -> None:
    run = kit.run(store, ward)
    parts = [f"m{n}" for n in range(6)]
    arrivals = parts[:5] * 2
    random.Random(7).shuffle(arrivals)
    first = arrivals[0]
    store.run(attachments.want, PHOTO, part=0, message_id=first, album="a", chat_id=ward.chat_id, run_id=run)
    for message in arrivals[1:]:
        owner = store.run(attachments.join_album, PHOTO, part=0, message_id=message, album="a", chat_id=ward.chat_id)
        assert owner is not None
        assert owner.run_id == run
    filed = kit.file(store, ward, run_id=run, message_ids=(first,))
    for _ in range(2):
        late = store.run(attachments.join_album, PHOTO, part=0, message_id=parts[5], album="a", chat_id=ward.chat_id)
        assert late is not None
        assert late.case_id == filed.case_id
    assert len(store.look(attachments.files_of, filed.case_id)) == 6
    assert kit.row(store, filed.case_id).photos == 6


def test_an_album_of_another_chat_or_an_unknown_one_joins_nothing(store: Database, ward: kit.Ward) -> None:
    store.run(attachments.want, PHOTO, part=0, message_id="m1", album="a", chat_id=ward.chat_id)
    joined = [
        store.run(attachments.join_album, PHOTO, part=0, message_id="m2", album=album, chat_id=chat)
        for album, chat in (("a", ward.other_chat_id), ("b", ward.chat_id), ("", ward.chat_id))
    ]
    assert joined == [None, None, None]


def test_a_late_part_joins_the_words_that_were_added(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    entry = store.run(cases.append, filed.case_id, text="Thêm ảnh", message_id="m5", album="b", chat_id=ward.chat_id)
    owner = store.run(attachments.join_album, PHOTO, part=0, message_id="m6", album="b", chat_id=ward.chat_id)
    assert owner is not None
    assert (owner.case_id, owner.entry_id) == (filed.case_id, entry)


def test_a_kept_file_is_shown_and_a_refused_one_says_why(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    good, bad, gone = (_want(store, ward, name, case_id=filed.case_id) for name in ("a", "b", "c"))
    assert kit.row(store, filed.case_id).photos == 3
    owner = store.run(attachments.kept, good, _kept("a"))
    assert owner.case_id == filed.case_id
    store.run(attachments.refused, bad, "bad_type")
    store.run(attachments.lost, gone)
    states = [(each.state, each.reason) for each in store.look(attachments.files_of, filed.case_id)]
    assert states == [("kept", ""), ("refused", "bad_type"), ("lost", "")]
    assert kit.row(store, filed.case_id).photos == 1
    assert [each.act for each in store.look(audit.trail, filed.case_id)][1:] == [
        "file.kept", "file.refused", "file.lost",
    ]  # fmt: skip


def test_a_file_declared_too_big_is_refused_at_once(store: Database, ward: kit.Ward) -> None:
    wanted = _want(store, ward, "m1", media=Media(MediaKind.VIDEO, "x", size=attachments.MOST_BYTES + 1))
    assert store.run(attachments.wanted) == []
    assert store.look(attachments.get, wanted).reason == "too_big"


def test_tries_grow_rarer_and_end(store: Database, ward: kit.Ward, now: Now) -> None:
    wanted = _want(store, ward, "m1")
    waits = []
    for _ in range(attachments.MOST_TRIES):
        before = now.at
        while not store.run(attachments.wanted):
            now.pass_(seconds=15)
        waits.append((now.at - before).total_seconds())
        owner = store.run(attachments.again, wanted)
    assert owner is not None
    assert store.look(attachments.get, wanted).state == "lost"
    assert waits == sorted(waits)
    assert waits[-1] > 100


def test_a_file_is_served_only_to_who_may_read_its_case(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    wanted = _want(store, ward, "m1", case_id=filed.case_id)
    with pytest.raises(NotFoundError):
        store.look(attachments.may_serve, wanted, reader=ward.officer)  # it has not arrived yet
    store.run(attachments.kept, wanted, _kept("a"))
    assert store.look(attachments.may_serve, wanted, reader=ward.officer).stored == "a" * 64
    with pytest.raises(NotFoundError):
        store.look(attachments.may_serve, wanted, reader=ward.observer)
    draft = _want(store, ward, "m2")
    store.run(attachments.kept, draft, _kept("b"))
    with pytest.raises(NotFoundError):
        store.look(attachments.may_serve, draft, reader=ward.officer)
    store.run(case_acts.change_kind, filed.case_id, kind="to_cao", by=ward.officer)
    with pytest.raises(NotFoundError):
        store.look(attachments.may_serve, wanted, reader=ward.officer)


def test_a_file_shared_by_two_rows_goes_with_the_last(store: Database, ward: kit.Ward, tmp_path: Path) -> None:
    files = Folder(tmp_path, seal=store.seal)
    name = files.keep(b"can cuoc").name
    filed = kit.file(store, ward)
    one, two = (_want(store, ward, message, case_id=filed.case_id) for message in ("m1", "m2"))
    for each in (one, two):
        store.run(attachments.kept, each, Kept(name, name, 8, "image/jpeg", sealed=False, name="cccd.jpg"))
    assert store.run(attachments.destroy, one, by=ward.officer) == ()
    assert store.run(attachments.destroy, two, by=ward.officer) == (name,)
    gone = store.look(attachments.files_of, filed.case_id)
    assert {(each.state, each.name, each.stored, each.digest) for each in gone} == {("destroyed", "", "", "")}
    last = store.look(audit.trail, filed.case_id)[-1]
    assert (last.act, last.staff_id) == ("file.destroyed", ward.officer.staff_id)
    assert set(last.detail) == {"attachment", "reason"}
    with pytest.raises(NotFoundError):
        store.look(attachments.may_serve, two, reader=ward.officer)


def test_an_answer_that_comes_late_does_not_bring_a_destroyed_file_back(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    wanted = _want(store, ward, "m1", case_id=filed.case_id)
    store.run(attachments.destroy, wanted, by=ward.officer)
    store.run(attachments.kept, wanted, _kept("a"))
    assert store.look(attachments.get, wanted).state == "destroyed"


def test_the_files_of_a_dropped_draft_are_forgotten(store: Database, ward: kit.Ward) -> None:
    run = kit.run(store, ward)
    store.run(attachments.want, PHOTO, part=0, message_id="m1", chat_id=ward.chat_id, run_id=run)
    assert store.run(attachments.drop_run, run) == 1
    assert store.look(attachments.of_run, run) == []
