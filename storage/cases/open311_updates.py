"""What happened to the cases that came by one key of Open311, read from the trail. A sealed or erased case has none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.message import Json
from storage.cases.opened import everyday
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases, entries
from storage.tables.opened import open311_filings, public_cases
from storage.tables.ward import audit

# The acts of the trail that other programs are told of.
ACTS = (
    *("case.taken", "case.moved", "case.body_answered", "case.word", "case.asked", "case.answered"),
    *("case.confirmed", "case.reopened"),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a case. `text`: what staff said, None where it was taken back; `persons`: who must not be in it."""

    id: int
    at: datetime
    act: str
    detail: dict[str, Json]
    public_key: str
    answered: bool
    text: str | None
    persons: tuple[str, ...]


def steps(work: UnitOfWork, key_id: int, *, since: datetime, until: datetime) -> list[Step]:
    """The acts on the cases of that key in this time, both ends included, the oldest first."""
    rows = work.conn.execute(
        select(audit.c.id, audit.c.at, audit.c.act, audit.c.detail, open311_filings.c.public_key, cases.c.answered_at,
               cases.c.name, cases.c.phone)
        .select_from(open311_filings)
        .join(public_cases, public_cases.c.key == open311_filings.c.public_key)
        .join(cases, cases.c.id == public_cases.c.case_id)
        .join(audit, audit.c.case_id == cases.c.id)
        .where(open311_filings.c.key_id == key_id, everyday(), audit.c.act.in_(ACTS), audit.c.at >= since,
               audit.c.at <= until)
        .order_by(audit.c.id)
    ).all()  # fmt: skip
    said = _said(work, [int(str(row.detail["entry"])) for row in rows if "entry" in row.detail])
    return [_step(row, said) for row in rows]


def case_of(work: UnitOfWork, key_id: int, public_key: str) -> tuple[int, str] | None:
    """The case that came by this key, an emergency too: its id and code. None: sealed, erased, never was."""
    row = work.conn.execute(
        select(cases.c.id, cases.c.code)
        .join(public_cases, public_cases.c.case_id == cases.c.id)
        .join(open311_filings, open311_filings.c.public_key == public_cases.c.key)
        .where(open311_filings.c.key_id == key_id, public_cases.c.key == public_key, cases.c.sealed.is_(False))
    ).one_or_none()
    return None if row is None else (row.id, row.code)


def _said(work: UnitOfWork, ids: list[int]) -> dict[int, str | None]:
    wanted = select(entries.c.id, entries.c.text, entries.c.taken_back_at).where(entries.c.id.in_(ids))
    rows = work.conn.execute(wanted) if ids else ()
    return {row.id: row.text if row.taken_back_at is None else None for row in rows}


def _step(row: Any, said: dict[int, str | None]) -> Step:
    text = said.get(int(str(row.detail["entry"]))) if "entry" in row.detail else ""
    answered = row.answered_at is not None
    return Step(row.id, row.at, row.act, row.detail, row.public_key, answered, text, (row.name, row.phone))
