"""To make a periodic report: the figures of the period, those of a year earlier beside them, kept as they are now."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import count

from civics.disclosure import Lack
from civics.registers import reports as law
from civics.registers.reports import Table
from civics.registers.values import RegisterWhy
from core.errors import ConflictError
from handlers.registers import disclosure
from storage.database.unit import UnitOfWork
from storage.registers import figures, report_tasks
from storage.registers.entries import Entry
from storage.ward import ward

CUTOFF = "reports.cutoff"  # the setting: month and day on which a year ends
_LONGEST = 800  # days of one report


def period(work: UnitOfWork, kind: str, *, year: int, half: int = 1) -> tuple[date, date]:
    """The days of a half or whole year, by the ward's cut-off."""
    cutoff = str(ward.setting(work, CUTOFF) or law.CUTOFF)
    return law.half_year(year, half, cutoff) if kind == law.Kind.HALF else law.whole_year(year, cutoff)


def ask(work: UnitOfWork, kind: str, begins: date, ends: date, *, by: int) -> int:
    """Have a report made beside the service; returns the id of the task.

    Raises ConflictError (ORDER) for days that make no period.
    """
    if ends < begins or (ends - begins).days > _LONGEST:
        raise ConflictError(RegisterWhy.ORDER)
    return report_tasks.want(work, kind, begins, ends, by=by)


def tables(
    work: UnitOfWork, begins: date, ends: date, *, tell: Callable[[int, int], None] = lambda _done, _total: None
) -> tuple[Table, ...]:
    """The tables of a report as the database is now. `tell` hears how many steps are done, of how many."""
    done = count(1)

    def step() -> None:
        tell(next(done), 2 * figures.STEPS)

    now = figures.collect(work, begins, ends, lacks=lacks, step=step)
    before = figures.collect(work, *law.year_before(begins, ends), lacks=lacks, step=step)
    return law.compared(now, before)


def lacks(work: UnitOfWork, found: Sequence[Entry], today: date) -> dict[int, tuple[Lack, ...]]:
    """What each of these disclosures lacks, for the figures."""
    return dict(disclosure.lacks(work, found, today=today))
