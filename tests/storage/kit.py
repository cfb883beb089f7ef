"""Helpers for the storage tests: a chat, a resident, staff, a filed case."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from storage.cases import cases
from storage.cases.cases import Filed, Filing
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases as case_rows
from storage.tables.messages import chats, runs
from storage.tables.people import residents, staff
from storage.tables.ward import units
from storage.ward.sight import Reader


@dataclass(frozen=True, slots=True)
class Ward:
    """The people of the tests."""

    chat_id: int
    other_chat_id: int
    resident_id: int
    other_resident_id: int
    unit_id: int
    officer: Reader
    second: Reader
    named: Reader  # on the named list for denunciations
    observer: Reader


def _id(work: UnitOfWork, table: Any, **values: object) -> int:
    made: int = work.conn.execute(insert(table).values(**values).returning(table.c.id)).scalar_one()
    return made


def _people(work: UnitOfWork) -> Ward:
    at = {"created_at": work.now}
    unit = _id(work, units, code="TDP-5", kind="to_dan_pho", name="Tổ dân phố số 5", aliases=["tổ 5"])
    resident, other = _id(work, residents, **at), _id(work, residents, **at)
    place = {"channel": "web", "bot": "ward", "private": True, **at}
    chat = _id(work, chats, chat="one", resident_id=resident, **place)
    second = _id(work, chats, chat="two", resident_id=other, **place)
    readers = []
    for login, role, name, sealed in (
        ("hong", "officer", "Nguyễn Thị Hồng", False),
        ("minh", "officer", "Trần Minh", False),
        ("lan", "admin", "Lê Thị Lan", True),
        ("quan", "observer", "Phạm Quan", False),
    ):
        made = _id(work, staff, login=login, name=name, password="-", role=role, reads_sealed=sealed, **at)
        readers.append(Reader(made, role, sealed))
    return Ward(chat, second, resident, other, unit, *readers)


def people(store: Database) -> Ward:
    """A ward with two residents in two chats and four members of staff."""
    return store.run(_people)


def run(store: Database, ward: Ward, **values: object) -> int:
    """The row of a finished dialog."""

    def body(work: UnitOfWork) -> int:
        key = f"k{len(work.conn.execute(select(runs.c.id)).all())}"
        given = {"person": "p", "dialog": "petition", "answers": '{"text":"Rác thải"}', **values}
        return _id(work, runs, key=key, chat_id=ward.chat_id, started_at=work.now, touched_at=work.now, **given)

    return store.run(body)


def file(store: Database, ward: Ward, text: str = "Rác thải chất đống ở ngõ 12", **values: Any) -> Filed:
    """A filed phản ánh of the first resident."""
    given = {
        "kind": "phan_anh", "chat_id": ward.chat_id, "resident_id": ward.resident_id, "message_ids": ("m1",), **values,
    }  # fmt: skip
    return store.run(cases.file, Filing(text=text, **given))


def row(store: Database, case_id: int) -> Any:  # a row of cases, as it is stored
    """The stored row of a case."""
    return store.look(lambda work: work.conn.execute(select(case_rows).where(case_rows.c.id == case_id)).one())
