"""Where the cases of a list lie, for a map that staff see. A sealed case is never among them."""

from dataclasses import dataclass

from sqlalchemy import select

from core.message import Point
from storage.cases.due_days import soon_ends
from storage.cases.filter import Filter, conditions, in_view, no_index
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.ward.sight import Reader

MOST = 2_000  # the newest of a list


@dataclass(frozen=True, slots=True)
class Mapped:
    """One case. `point`: None when nobody said where it is."""

    code: str
    state: str
    topic: str
    unit_id: int | None
    late: bool
    point: Point | None


def newest(work: UnitOfWork, wanted: Filter, *, reader: Reader) -> list[Mapped]:
    """The newest `MOST` cases of a filter, with their places. Search words do not count here. An observer gets none."""
    if reader.observes:
        return []
    which = in_view(wanted.view, reader, work.now, soon_ends(work), of=no_index(work))
    rows = work.conn.execute(
        select(
            cases.c.code, cases.c.state, cases.c.topic, cases.c.unit_id, cases.c.due_at, cases.c.lat, cases.c.lon
        )
        .where(cases.c.sealed.is_(False), which, *conditions(work, wanted, reader))
        .order_by(cases.c.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return [
        Mapped(
            row.code, row.state, row.topic, row.unit_id, row.due_at is not None and row.due_at < work.now,
            None if row.lat is None or row.lon is None else Point(row.lat, row.lon),
        )
        for row in rows
    ]  # fmt: skip
