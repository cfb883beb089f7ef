"""The days off and working days that the ward has set, in addition to the program's own (`civics.days.calendar`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import bindparam, func, insert, select

from civics.days.calendar import SHIPPED, Days
from core.text import normal
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.people import staff
from storage.tables.ward import ward_days


class What(StrEnum):
    """What an admin sets for a day. USUAL removes the setting: the program's own data apply again."""

    OFF = "off"
    WORK = "work"
    USUAL = "usual"


@dataclass(frozen=True, slots=True)
class SetDay:
    """One day as an admin has set it. `source`: the document or announcement for it. `by`: the admin's name."""

    id: int
    day: date
    what: What
    source: str
    by: str
    at: datetime


_NEWEST = Prepared(select(func.max(ward_days.c.id)))
_UNTIL = Prepared(
    select(ward_days.c.day, ward_days.c.what).where(ward_days.c.id <= bindparam("p_revision")).order_by(ward_days.c.id)
)


def revision(work: UnitOfWork) -> int:
    """The revision of the ward's days; 0 when it has set none."""
    return work.once("days", lambda: int(_NEWEST.scalar(work, {}) or 0))


def known(work: UnitOfWork, at: int | None = None) -> Days:
    """The ward's days now, or at the revision `at`."""
    number = revision(work) if at is None else at
    if not number:
        return SHIPPED
    rows = [(day, What(what)) for day, what in _UNTIL.every(work, {"p_revision": number})]
    return joined(SHIPPED, rows, revision=number)


def joined(before: Days, changes: Iterable[tuple[date, What]], *, revision: int) -> Days:
    """These days with changes. The last change of a day counts."""
    works = dict(before.works)
    for day, what in changes:
        if what is What.USUAL:
            works.pop(day, None)
        else:
            works[day] = what is What.WORK
    return Days(works, revision)


def put(work: UnitOfWork, days: Iterable[date], what: What, *, source: str, by: int) -> None:
    """Set these days from now on. Cases that were filed before keep their dates."""
    values = {"what": what, "source": normal(source).strip()[:500], "staff_id": by, "set_at": work.now}
    work.conn.execute(insert(ward_days), [{"day": day, **values} for day in days])
    work.known.pop("days", None)


def history(work: UnitOfWork, *, limit: int = 400) -> list[SetDay]:
    """All settings ever made, the newest first."""
    rows = work.conn.execute(
        select(*(ward_days.c[name] for name in ("id", "day", "what", "source")), staff.c.name, ward_days.c.set_at)
        .join(staff, staff.c.id == ward_days.c.staff_id)
        .order_by(ward_days.c.id.desc())
        .limit(limit)
    )
    return [SetDay(number, day, What(what), *rest) for number, day, what, *rest in rows]
