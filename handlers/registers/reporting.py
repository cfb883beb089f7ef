"""To make a periodic report: the figures of the period, those of a year earlier beside them, kept as they are now."""

from collections.abc import Sequence
from datetime import date

from civics.disclosure import Lack
from civics.registers import reports as law
from civics.registers.values import RegisterWhy
from core.errors import ConflictError
from handlers.registers import disclosure
from storage.database.unit import UnitOfWork
from storage.registers import figures, reports
from storage.registers.entries import Entry
from storage.ward import ward

CUTOFF = "reports.cutoff"  # the setting: month and day on which a year ends
_LONGEST = 800  # days of one report


def period(work: UnitOfWork, kind: str, *, year: int, half: int = 1) -> tuple[date, date]:
    """The days of a half or whole year, by the ward's cut-off."""
    cutoff = str(ward.setting(work, CUTOFF) or law.CUTOFF)
    return law.half_year(year, half, cutoff) if kind == law.Kind.HALF else law.whole_year(year, cutoff)


def make(work: UnitOfWork, kind: str, begins: date, ends: date, *, by: int) -> int:
    """Make a report and keep it; returns its id. Raises ConflictError (ORDER) for days that make no period."""
    if ends < begins or (ends - begins).days > _LONGEST:
        raise ConflictError(RegisterWhy.ORDER)
    now = figures.collect(work, begins, ends, lacks=lacks)
    before = figures.collect(work, *law.year_before(begins, ends), lacks=lacks)
    return reports.add(work, kind, begins, ends, tables=law.compared(now, before), by=by)


def lacks(work: UnitOfWork, found: Sequence[Entry], today: date) -> dict[int, tuple[Lack, ...]]:
    """What each of these disclosures lacks, for the figures."""
    return dict(disclosure.lacks(work, found, today=today))
