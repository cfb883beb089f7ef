"""What a notice to the resident of a case needs, and which cases have just become late."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from storage.cases import entries
from storage.cases.clocks import promised_to
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.ward import audit
from storage.ward.links import day, opened
from storage.ward.sight import may_carry


@dataclass(frozen=True, slots=True)
class Told:
    """Whom to inform about which case. `group_message_id` is set for a case that is answered in its group."""

    case_id: int
    code: str
    kind: str
    chat_id: int
    due_at: datetime | None
    sealed: bool
    group_message_id: str
    forwarded_to: str
    promised_at: datetime | None = None  # by when the ward has promised a result


_COLUMNS = [
    cases.c[name]
    for name in (
        *("id", "code", "kind", "chat_id", "due_at", "sealed", "group_message_id", "forwarded_to", "chat_blind"),
        *("filed_at", "clock_from", "promised", "days_revision"),
    )
]
_RUNNING = ("new", "taken", "reopened")


def told(work: UnitOfWork, case_id: int) -> Told | None:
    """The addressee of notices about a case. None for cases from desk and phone, which have no chat."""
    row = opened(work, work.conn.execute(select(*_COLUMNS).where(cases.c.id == case_id)).one_or_none())
    if row is None or row.chat_id is None or not may_carry(work, row.chat_id, sealed=row.sealed):
        return None
    return _told(work, row)


def newly_late(work: UnitOfWork, *, limit: int) -> list[Told]:
    """Late cases about which nobody was informed yet. From now on they count as reported."""
    rows = work.conn.execute(
        select(*_COLUMNS)
        .where(cases.c.due_at < work.now, cases.c.late_told_at.is_(None), cases.c.state.in_(_RUNNING))
        .order_by(cases.c.due_at, cases.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if rows:
        for sealed, at in ((False, work.now), (True, day(work.now))):
            ids = [row.id for row in rows if row.sealed is sealed]
            work.conn.execute(update(cases).where(cases.c.id.in_(ids)).values(late_told_at=at))
    for row in rows:
        audit.record(work, "case.late", actor="system", case_id=row.id)
    return [_told(work, opened(work, row)) for row in rows]


def record(work: UnitOfWork, told: Told, text: str) -> None:
    """Add a notice to the timeline, so that staff see what the resident was told."""
    entries.add(work, told.case_id, kind=entries.TOLD, text=text, sealed=told.sealed)


def _told(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> Told:
    to = work.seal.open_text(row.forwarded_to)
    chat_id = row.chat_id if row.chat_id and may_carry(work, row.chat_id, sealed=row.sealed) else 0
    return Told(
        row.id, row.code, row.kind, chat_id, row.due_at, row.sealed, row.group_message_id, to,
        promised_to(work, row, kind=row.kind),
    )  # fmt: skip
