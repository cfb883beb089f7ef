"""What was done with an entry, by whom and when. The trail of the ward gets a line for each, without content."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from storage.database.unit import UnitOfWork
from storage.tables.people import staff
from storage.tables.registers import register_entries, register_steps
from storage.ward import audit


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `state`: in which it left the entry; `detail`: names of what was touched, never what it holds."""

    act: str
    state: str
    staff_name: str
    at: datetime
    detail: str


def add(work: UnitOfWork, entry_id: int, act: str, *, state: str, by: int | None, detail: str = "") -> None:
    """Write one step, and a line of the trail, unless the entry is sealed: nobody else hears that it exists."""
    values = {"entry_id": entry_id, "act": act, "state": state, "staff_id": by, "at": work.now, "detail": detail}
    work.conn.execute(insert(register_steps).values(**values))
    found = select(register_entries.c.register, register_entries.c.sealed).where(register_entries.c.id == entry_id)
    name, sealed = work.conn.execute(found).one()
    if not sealed:
        audit.record(
            work, f"register.{act}", actor=audit.SYSTEM if by is None else audit.STAFF, staff_id=by, register=name,
            entry=entry_id, state=state,
        )  # fmt: skip


def writers(work: UnitOfWork, entry_id: int) -> frozenset[int]:
    """The staff who wrote or changed an entry."""
    found = select(register_steps.c.staff_id).where(
        register_steps.c.entry_id == entry_id, register_steps.c.act.in_(("added", "changed"))
    )
    return frozenset(each for each in work.conn.execute(found).scalars() if each is not None)


def of(work: UnitOfWork, entry_id: int) -> list[Step]:
    """All steps, the oldest first."""
    found = (
        select(
            register_steps.c.act, register_steps.c.state, func.coalesce(staff.c.name, ""), register_steps.c.at,
            register_steps.c.detail,
        )
        .select_from(register_steps.outerjoin(staff, staff.c.id == register_steps.c.staff_id))
        .where(register_steps.c.entry_id == entry_id)
        .order_by(register_steps.c.id)
    )  # fmt: skip
    return [Step(*row) for row in work.conn.execute(found)]
