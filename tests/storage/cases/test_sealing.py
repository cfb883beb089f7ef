"""A denunciation is sealed in every place, and does not exist for people outside the list."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, text

from civics.cases import sealing
from core.errors import NotAllowedError, NotFoundError
from core.message import Media, MediaKind, Outgoing, Point
from storage.across import wiping
from storage.cases import acts as case_acts
from storage.cases import answers as case_answers
from storage.cases import cases, presence
from storage.cases import notices as case_notices
from storage.cases import queue as case_queue
from storage.cases.queue import Filter, View
from storage.database.database import Database
from storage.database.seal import MARK, Seal
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.messages import outbox
from storage.messages.outbox import Sending
from storage.messages.stored import About
from storage.tables.cases import cases as case_rows
from storage.tables.cases import entries as entry_rows
from storage.tables.media import attachments as attachment_rows
from storage.tables.messages import inbox, runs
from storage.tables.messages import outbox as outbox_rows
from storage.tables.people import persons, residents
from storage.ward import audit
from storage.ward.sight import Reader, may_know
from tests.storage import kit

SECRET = "Thithầm nhậnhốilộ"  # one odd word that no other text has
FOLDED = "nhanhoilo"


@pytest.fixture
def ward(store: Database) -> kit.Ward:
    return kit.people(store)


def _filled(store: Database, ward: kit.Ward) -> int:
    """An open case with a copy of the secret in every place that can have one."""

    def body(work: UnitOfWork) -> None:
        work.conn.execute(
            residents.update()
            .where(residents.c.id == ward.resident_id)
            .values(name=f"Bà {SECRET}", phone=f"090 {SECRET}")
        )
        work.conn.execute(
            insert(persons).values(
                channel="web", bot="ward", person="9", name=SECRET, resident_id=ward.resident_id, created_at=work.now
            )
        )

    store.run(body)
    run = kit.run(store, ward, answers=json.dumps({"text": SECRET}, ensure_ascii=False))
    photo = Media(MediaKind.PHOTO, f"ref {SECRET}", name=f"{SECRET}.jpg")
    store.run(attachments.want, photo, part=0, message_id="m2", chat_id=ward.chat_id, run_id=run)
    filed = kit.file(
        store, ward, f"Ông A {SECRET}", run_id=run, name=f"Bà {SECRET}", phone=f"0912 {SECRET}",
        place=f"Nhà {SECRET}", point=Point(21.5912345, 105.8512345),
    )  # fmt: skip
    case_id = filed.case_id
    store.run(cases.append, case_id, text=f"Thêm: {SECRET}", message_id="m5", chat_id=ward.chat_id)
    store.run(cases.edited, ward.chat_id, "m5", f"Sửa: {SECRET}")
    store.run(case_acts.note, case_id, text=f"Ghi chú {SECRET}", by=ward.named)
    store.run(case_answers.answer, case_id, text=f"Trả lời {SECRET}", by=ward.named)

    def queued(work: UnitOfWork) -> None:
        outbox.add(work, Sending(ward.chat_id, Outgoing(f"Đã nhận: {SECRET}"), about=About(case_id)))
        outbox.add(work, Sending(ward.chat_id, Outgoing(f"Bước 1: {SECRET}"), about=About(run_id=run)))
        raw = work.seal.close(SECRET.encode())
        work.conn.execute(
            insert(inbox).values(
                channel="web", bot="ward", external_id="e1", chat="one", raw=raw, received_at=work.now, state="done"
            )
        )

    store.run(queued)
    return case_id


def _everything(store: Database) -> str:
    """The whole content of the database, as text."""

    def body(work: UnitOfWork) -> str:
        tables = [residents, persons, runs, case_rows, entry_rows, attachment_rows, outbox_rows]
        found = [str(work.conn.execute(select(table)).all()) for table in tables]
        found.append(str(work.conn.execute(text("SELECT words FROM case_words")).all()))
        return "\n".join(found)

    return store.look(body)


def test_changing_the_kind_to_to_cao_seals_every_copy(store: Database, ward: kit.Ward) -> None:
    case_id = _filled(store, ward)
    assert SECRET in _everything(store)
    store.run(case_acts.change_kind, case_id, kind="to_cao", by=ward.named)
    left = _everything(store)
    for word in (SECRET, FOLDED, "21.5912345", json.dumps(SECRET)[1:-1]):
        assert word not in left
    stored = kit.row(store, case_id)
    assert stored.sealed
    assert stored.text.startswith(MARK)
    assert (stored.lat, stored.lon) == (None, None)
    raws = store.look(lambda work: work.conn.execute(select(inbox.c.raw)).scalars().all())
    assert list(raws) == [b""]


def test_whoever_is_on_the_list_reads_a_sealed_case_whole(store: Database, ward: kit.Ward) -> None:
    case_id = _filled(store, ward)
    store.run(case_acts.change_kind, case_id, kind="to_cao", by=ward.named)
    seen = store.look(cases.view, case_id, reader=ward.named)
    assert seen.text == f"Ông A {SECRET}"
    assert seen.point == Point(21.5912345, 105.8512345)
    assert [each.text for each in seen.entries if each.kind == "edit"] == [f"Sửa: {SECRET}"]
    assert seen.files[0].name == f"{SECRET}.jpg"
    (wanted,) = store.run(attachments.wanted)
    assert wanted.media.ref == f"ref {SECRET}"


def test_no_byte_of_the_sqlite_file_tells_what_was_sealed(store: Database, ward: kit.Ward) -> None:
    if not store.embedded:
        pytest.skip("the file is SQLite's")
    for n in range(30):
        kit.file(store, ward, f"Rác thải ở ngõ {n}")
    case_id = _filled(store, ward)
    path = Path(store.url.removeprefix("sqlite:///"))

    store.run(case_acts.change_kind, case_id, kind="to_cao", by=ward.named)
    assert wiping.wipe(store)
    found = b"".join(each.read_bytes() for each in path.parent.glob("ward.sqlite3*"))
    assert len(found) > 100_000
    for word in (SECRET, FOLDED, "21.5912345", json.dumps(SECRET)[1:-1]):
        assert word.encode() not in found
    assert "Rác thải ở ngõ 7".encode() in found


def test_a_to_cao_is_sealed_from_its_first_word(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward, SECRET, kind="to_cao", name=SECRET, point=Point(21.5912345, 105.8))
    store.run(cases.append, filed.case_id, text=f"nữa {SECRET}", message_id="m8", chat_id=ward.chat_id)
    store.run(case_answers.answer, filed.case_id, text=f"trả lời {SECRET}", by=ward.named)
    left = _everything(store)
    for word in (SECRET, FOLDED, "21.5912345", json.dumps(SECRET)[1:-1]):
        assert word not in left


def _exported(work: UnitOfWork, reader: Reader) -> list[int]:
    return [each.id for each in case_queue.rows_for_export(work, Filter(View.ALL), reader=reader)]


def test_for_others_a_sealed_case_does_not_exist(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward, "Rác tố cáo", kind="to_cao")
    other = kit.file(store, ward, "Rác phản ánh")
    for reader in (ward.officer, ward.observer):
        for ask in (cases.view, case_queue.row, presence.others, cases.other_cases):
            with pytest.raises(NotFoundError):
                store.look(ask, filed.case_id, reader=reader)
        with pytest.raises(NotFoundError):
            store.run(case_acts.take, filed.case_id, by=reader)
        seen = store.look(case_queue.page, Filter(View.ALL), reader=reader)
        assert [each.id for each in seen.rows] == [other.case_id]
        assert seen.counts[View.ALL] == 1
        acts = store.look(audit.since, 0, reader=reader)
        assert {each.case_id for each in acts} == {other.case_id}
        assert store.look(audit.since_sealed, 0, reader=reader) == []
    assert {each.case_id for each in store.look(audit.since_sealed, 0, reader=ward.named)} == {filed.case_id}
    for reader in (ward.officer, ward.named):
        assert store.look(cases.other_cases, other.case_id, reader=reader) == []
    found = store.look(case_queue.page, Filter(View.ALL, text="to cao"), reader=ward.named)
    assert found.rows == ()
    assert store.look(_exported, ward.named) == [other.case_id]
    assert store.look(case_queue.page, Filter(View.ALL), reader=ward.named).counts[View.ALL] == 2


def test_it_does_not_exist_for_the_person_nor_the_unit_it_names(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward, kind="to_cao", names_staff_id=ward.named.staff_id)
    with pytest.raises(NotFoundError):
        store.look(cases.view, filed.case_id, reader=ward.named)
    other = kit.file(store, ward, kind="to_cao", names_unit_id=ward.unit_id)
    neighbour = Reader(ward.officer.staff_id, "officer", reads_sealed=True, unit_id=ward.unit_id)
    with pytest.raises(NotFoundError):
        store.look(cases.view, other.case_id, reader=neighbour)
    assert store.look(cases.view, other.case_id, reader=ward.named).sealed


def test_a_sealed_case_is_never_answered_in_a_group(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward, origin="group", group_message_id="7", group_quote="x")
    store.run(case_acts.change_kind, filed.case_id, kind="to_cao", by=ward.named)
    with pytest.raises(NotAllowedError):
        store.run(case_answers.answer, filed.case_id, text="x", by=ward.named)


def test_once_sealed_a_case_never_opens_again(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward, SECRET, kind="to_cao")
    store.run(case_acts.change_kind, filed.case_id, kind="phan_anh", by=ward.named)
    stored = kit.row(store, filed.case_id)
    assert (stored.kind, stored.sealed) == ("phan_anh", True)
    assert SECRET not in _everything(store)


def test_an_officer_who_seals_a_case_no_longer_sees_it(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    store.run(case_acts.change_kind, filed.case_id, kind="to_cao", by=ward.officer)
    with pytest.raises(NotFoundError):
        store.look(cases.view, filed.case_id, reader=ward.officer)


_SOMEONE = st.sampled_from([None, 1, 2])


@given(
    reader=st.builds(Reader, st.just(1), st.sampled_from(["officer", "admin", "observer"]), st.booleans(), _SOMEONE),
    sealed=st.booleans(),
    named_staff=_SOMEONE,
    named_unit=_SOMEONE,
)
def test_the_condition_of_every_query_is_the_rule_of_civics(
    reader: Reader, sealed: bool, named_staff: int | None, named_unit: int | None
) -> None:
    seal = Seal("k" * 40)
    work = cast("UnitOfWork", SimpleNamespace(seal=seal))
    condition = str(may_know(work, reader).compile(compile_kwargs={"literal_binds": True}))
    row = "SELECT ? AS sealed, ? AS names_staff_blind, ? AS names_unit_blind"
    hidden = [
        None if value is None else seal.blind(name, value)
        for name, value in (("names_staff_id", named_staff), ("names_unit_id", named_unit))
    ]
    with closing(sqlite3.connect(":memory:")) as conn:
        (found,) = conn.execute(
            f"SELECT count(*) FROM ({row}) AS cases WHERE {condition}", (sealed, *hidden)
        ).fetchone()
    assert bool(found) == sealing.may_know(reader.eyes, sealed=sealed, named_staff=named_staff, named_unit=named_unit)


def test_reading_a_sealed_case_is_on_the_trail(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward, kind="to_cao")
    for _ in range(2):
        store.run(case_acts.mark_read, filed.case_id, by=ward.named)
    reads = [each for each in store.look(audit.trail, filed.case_id) if each.act == "case.read"]
    assert len(reads) == 2


def test_who_a_sealed_case_was_forwarded_to_is_told_in_words(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward, kind="to_cao")
    store.run(case_acts.move, filed.case_id, to="forwarded", forwarded_to="Thanh tra tỉnh", by=ward.named)
    told = store.look(case_notices.told, filed.case_id)
    assert told is not None
    assert told.forwarded_to == "Thanh tra tỉnh"


def test_words_are_wiped_once_after_each_sealing(store: Database, ward: kit.Ward) -> None:
    assert not wiping.wipe_if_due(store)
    for _ in range(2):
        filed = kit.file(store, ward)
        store.run(case_acts.change_kind, filed.case_id, kind="to_cao", by=ward.named)
        assert wiping.wipe_if_due(store)
        assert not wiping.wipe_if_due(store)


@given(st.integers(-(2**53), 2**53), st.integers(-(2**53), 2**53), st.sampled_from(["chat_id", "run_id"]))
def test_a_blinded_number_is_found_and_read_back_with_the_key_only(one: int, other: int, purpose: str) -> None:
    seal, stranger = Seal("k" * 40), Seal("j" * 40)
    blinded = seal.blind(purpose, one)
    assert -(2**63) <= blinded < 0, "it fits a column, and is no id of an open row"
    assert seal.bare(purpose, blinded) == one
    assert seal.blind(purpose, one) == blinded
    assert (seal.blind(purpose, other) == blinded) is (one == other)
    assert stranger.blind(purpose, one) != blinded
    assert seal.blind("unit_id", one) != blinded
