"""Entries of the registers on both databases: numbers, search, pages, closed fields, sealed entries, two who write."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.event import listen

from core.errors import ConflictError, NotFoundError
from core.message import Address, Incoming, Kind
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.people import residents
from storage.registers import bookings, entries, parts
from storage.registers.entries import Asked, Links
from storage.tables.registers import register_entries, register_steps
from storage.ward import audit
from storage.ward.sight import Reader

OPEN, NAMED = Reader(1, "officer"), Reader(1, "officer", reads_sealed=True)


def _some(work: UnitOfWork) -> list[int]:
    made = []
    for at in range(5):
        said = {"item": "3", "name": f"Việc {at} đường Đê", "document_on": f"2026-11-{20 + at // 2}", "document": "1"}
        made.append(entries.add(work, "disclosure", said, by=None, state="waiting").id)
    return made


def test_entries_are_numbered_found_and_paged(store: Database) -> None:
    ids = store.run(_some)
    found = store.look(entries.some, Asked("disclosure", words="duong de"), reader=None)
    assert [each.id for each in found] == ids[::-1]
    assert [each.number for each in found] == [5, 4, 3, 2, 1]
    first = store.look(entries.some, Asked("disclosure"), reader=None, limit=2)
    rest = Asked("disclosure", before=(first[-1].on_day, first[-1].id))
    assert [each.id for each in store.look(entries.some, rest, reader=None)] == ids[::-1][2:]
    assert store.look(entries.some, Asked("disclosure", words="100%_"), reader=None) == []
    assert store.look(entries.count, Asked("disclosure", open_only=True, since=date(2026, 11, 21)), reader=None) == 3
    due = store.look(entries.waiting, date(2026, 11, 30), reader=None)
    assert {each.due_clock for each in due} == {"disclose"}


def test_a_closed_field_is_in_no_column_and_a_sealed_entry_is_unknown(store: Database) -> None:
    said = {"on": "2026-12-01", "name": "BÀ SÁU", "matter": "VIỆC KÍN", "identity": "019087001234"}
    opened = store.run(entries.add, "reception", said, by=None)
    sealed = store.run(entries.add, "reception", {**said, "name": "ÔNG KÍN"}, by=None, sealed=True)
    assert "identity" not in opened.said
    assert store.look(entries.closed, opened) == {"identity": "019087001234"}
    kept = store.run(entries.write, opened, {**opened.said, "note": "đã xem"}, act="changed", by=None)
    assert store.look(entries.closed, kept) == {"identity": "019087001234"}  # what is not typed again stays
    rows = str(store.look(lambda work: work.conn.execute(register_entries.select()).all()))
    assert "019087001234" not in rows
    assert "ÔNG KÍN" not in rows
    assert (opened.number, sealed.number) == (1, 1)  # no gap tells of it
    with pytest.raises(NotFoundError):
        store.look(entries.get, sealed.id, reader=OPEN)
    assert store.look(entries.get, sealed.id, reader=NAMED).title == "ÔNG KÍN"
    assert len(store.look(entries.some, Asked("reception"), reader=OPEN)) == 1
    assert "ÔNG" not in str(store.look(audit.page))
    assert str(sealed.id) not in [str(each.detail.get("entry")) for each in store.look(audit.page)]


def test_who_was_slower_is_told_and_a_last_day_comes_after_the_first(store: Database) -> None:
    one = store.run(entries.add, "disclosure", {"item": "1", "name": "A"}, by=None, links=Links(owner_id=None))
    store.run(entries.write, one, {**one.said, "about": "x"}, act="changed", by=None)
    with pytest.raises(ConflictError):
        store.run(entries.write, one, {**one.said, "about": "y"}, act="changed", by=None)
    with pytest.raises(ConflictError):
        store.run(
            parts.add, one, "posted", begins=date(2026, 12, 2), ends=date(2026, 12, 1), said={}, by=None
        )  # fmt: skip
    steps = store.look(lambda work: work.conn.execute(register_steps.select().order_by(register_steps.c.id)).all())
    assert [each.act for each in steps] == ["added", "changed"]


def test_a_person_who_moves_takes_the_booking_along(store: Database) -> None:
    lan, other = store.run(_two)
    said = {"on": "2026-12-03", "name": "Lan", "matter": "Đất"}
    one = store.run(entries.add, "reception", said, by=None, links=Links(resident_id=lan[1], chat_id=lan[0]))
    assert store.look(bookings.has, lan[1])
    store.run(bookings.move, lan[1], other[1], chat_id=other[0])
    found = store.look(entries.get, one.id, reader=None)
    assert (found.resident_id, found.chat_id) == (other[1], other[0])
    assert not store.look(bookings.has, lan[1])


def _two(work: UnitOfWork) -> list[tuple[int, int]]:
    made = []
    for name in ("a", "b"):
        chat = chats.meet(work, Incoming(Address("web", "web", name), name, Kind.MESSAGE, work.now, person=name))
        made.append((chat.id, residents.of_person(work, chat, name, name=name).id))
    return made


def test_what_is_open_and_what_is_public_are_read_by_their_own_index(store: Database) -> None:
    def plan(work: UnitOfWork, asked: Asked) -> str:
        if work.postgres:
            work.conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
        seen: list[tuple[str, Any]] = []
        listen(work.conn, "before_cursor_execute", lambda *given: seen.append((given[2], given[3])))
        entries.some(work, asked, reader=OPEN)
        how = "EXPLAIN" if work.postgres else "EXPLAIN QUERY PLAN"
        said, values = next(each for each in seen if "FROM register_entries" in each[0])
        return str(work.conn.exec_driver_sql(f"{how} {said}", values).all())

    assert "ix_register_entries_open" in store.run(plan, Asked("disclosure", open_only=True))
    assert "ix_register_entries_public" in store.run(plan, Asked("disclosure", public=True))
