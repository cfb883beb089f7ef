"""Which clock runs on a case: a legal period or the ward's promise, with its basis, stored with the case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from civics.cases.clocks import CaseClock, clocks_for, due, promised_at
from civics.days.calendar import Days
from storage.database.unit import UnitOfWork
from storage.ward import days

# The columns that decide the clock. When one of them changes, the clock is computed again.
_CAUSES = (
    *("state", "kind", "urgent", "form_date", "accepted_on", "anonymous", "clock_from", "second", "extended"),
    *("rules", "paused_on", "paused_days"),
)
CAUSES = frozenset(_CAUSES)
# The columns that begin a new period. It counts by the days off that the ward has set until then
# (`storage.ward.days`).
_BEGINS = ("kind", "form_date", "accepted_on", "clock_from", "second", "extended", "rules")


def promised_to(work: UnitOfWork, row: Row[*tuple[Any, ...]], *, kind: str) -> datetime | None:
    """When the ward has promised a result; None for a sealed case, and for a kind without a promise.

    Days off that the ward has set since then do not move it.
    """
    if row.sealed:
        return None
    counted_by = days.known(work, row.days_revision)
    found: datetime | None = promised_at(kind, row.clock_from or row.filed_at, row.promised, counted_by)
    return found


def ticking(
    work: UnitOfWork, case: Mapping[str, Any] | Row[*tuple[Any, ...]], /, **changes: object
) -> dict[str, object]:
    """The changes plus the columns of the clock that then runs. Without a clock, those columns are blank.

    A reopened case counts from its reopening (`clock_from`), so that it is not late at that moment.
    """
    if not CAUSES & set(changes):
        return changes
    given = case._mapping if isinstance(case, Row) else case  # noqa: SLF001  # SQLAlchemy's public name for it
    before: dict[Any, Any] = {**given}
    now = {**before, **changes}
    anew = "days_revision" not in before or any(before[each] != now[each] for each in _BEGINS)
    revision = days.revision(work) if anew else before["days_revision"]
    clock = running(now, days.known(work, revision))
    return {
        **changes,
        "due_at": clock.due_at if clock else None,
        "due_name": clock.name if clock else "",
        "due_basis": clock.basis if clock else "",
        "due_legal": clock.legal if clock else False,
        "calendar_version": clock.calendar_version if clock else "",
        "days_revision": revision,
    }


def running(case: Mapping[Any, Any], counted_by: Days) -> CaseClock | None:
    """The clock that runs on a case with these columns, counted by these days of the ward."""
    clocks = clocks_for(
        case["kind"],
        case["clock_from"] or case["filed_at"],
        urgent=case["urgent"],
        form_date=case["form_date"],
        accepted_on=case["accepted_on"],
        anonymous=case["anonymous"],
        second=case["second"],
        extended=case["extended"],
        promised=case["promised"],
        rules=case["rules"],
        paused=case["paused_on"] is not None,
        paused_days=case["paused_days"],
        days=counted_by,
    )
    return due(clocks, case["state"])
