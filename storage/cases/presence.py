"""Who else has a case open now, and whether they are writing. Two people see each other before they send."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.unit import UnitOfWork
from storage.tables.cases import cases, presence
from storage.tables.people import staff
from storage.ward.sight import Reader, known, may_know

HERE = timedelta(seconds=45)  # an open page reports itself every 20 s


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else who has the case open."""

    staff_id: int
    name: str
    writing: bool
    seen_at: datetime


def touch(work: UnitOfWork, case_id: int, *, by: Reader, writing: bool = False) -> None:
    """The member of staff has the case open, or is writing. Rings "live" when that is new. Raises NotFoundError."""
    known(work, case_id, reader=by)
    before = work.conn.execute(
        select(presence.c.writing, presence.c.seen_at).where(
            presence.c.case_id == case_id, presence.c.staff_id == by.staff_id
        )
    ).one_or_none()
    insert = (postgresql.insert if work.postgres else sqlite.insert)(presence)
    values = {"seen_at": work.now, "writing": writing}
    work.conn.execute(
        insert.values(case_id=case_id, staff_id=by.staff_id, **values).on_conflict_do_update(
            index_elements=["case_id", "staff_id"], set_=values
        )
    )
    if before is None or before.writing != writing or before.seen_at < work.now - HERE:
        work.ring("live")


def leave(work: UnitOfWork, case_id: int, *, by: Reader) -> None:
    """The member of staff closed the page."""
    work.conn.execute(delete(presence).where(presence.c.case_id == case_id, presence.c.staff_id == by.staff_id))
    work.ring("live")


def others(work: UnitOfWork, case_id: int, *, reader: Reader) -> list[Other]:
    """Who else has the case open now. Raises NotFoundError."""
    known(work, case_id, reader=reader)
    rows = work.conn.execute(
        select(presence.c.staff_id, staff.c.name, presence.c.writing, presence.c.seen_at)
        .join(staff, staff.c.id == presence.c.staff_id)
        .where(
            presence.c.case_id == case_id,
            presence.c.staff_id != reader.staff_id,
            presence.c.seen_at > work.now - HERE,
        )
        .order_by(staff.c.name, staff.c.id)
    )
    return [Other(*row) for row in rows]


def everywhere(work: UnitOfWork, *, reader: Reader) -> frozenset[tuple[int, int, bool]]:
    """All others who have a case open now, as (case, member, writing), for cases that the reader may read."""
    if reader.observes:
        return frozenset()
    rows = work.conn.execute(
        select(presence.c.case_id, presence.c.staff_id, presence.c.writing)
        .join(cases, cases.c.id == presence.c.case_id)
        .where(presence.c.seen_at > work.now - HERE, presence.c.staff_id != reader.staff_id, may_know(work, reader))
    )
    return frozenset((row.case_id, row.staff_id, row.writing) for row in rows)


def sweep(work: UnitOfWork) -> int:
    """Forget those who left without a message; returns their number."""
    return work.conn.execute(delete(presence).where(presence.c.seen_at < work.now - HERE)).rowcount
