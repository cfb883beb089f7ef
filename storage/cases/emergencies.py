"""Emergencies among the cases: the open one of a chat, and a person's message that they are safe."""

from datetime import datetime

from sqlalchemy import func, select, update

from storage.database.unit import UnitOfWork
from storage.tables.cases import CLOSED, cases
from storage.tables.columns import same
from storage.ward import audit


def running(work: UnitOfWork, chat_id: int) -> int | None:
    """The newest open emergency of a chat, whatever its age."""
    found: int | None = work.conn.execute(
        select(func.max(cases.c.id)).where(same(cases.c.chat_id, chat_id), cases.c.emergency != "", ~CLOSED)
    ).scalar()
    return found


def safe(work: UnitOfWork, case_id: int, *, calms: bool) -> None:
    """The person says that they are safe. `calms`: the case leaves the top of the queue."""
    values: dict[str, object] = {"safe_at": work.now, "unread": True, "version": cases.c.version + 1}
    if calms:
        values["urgent"] = False
    work.conn.execute(update(cases).where(cases.c.id == case_id).values(**values))
    audit.record(work, "case.safe", actor=audit.RESIDENT, case_id=case_id)


def safe_at(work: UnitOfWork, chat_id: int) -> datetime | None:
    """When the person of a chat last said that they are safe."""
    found: datetime | None = work.conn.execute(
        select(func.max(cases.c.safe_at)).where(same(cases.c.chat_id, chat_id))
    ).scalar()
    return found
