"""Which clock runs on a case: a legal period or the ward's promise, with its basis, stored with the case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from civics.cases.clocks import clocks_for, due, promised_at

# The columns that decide the clock. When one of them changes, the clock is computed again.
_CAUSES = (
    *("state", "kind", "urgent", "form_date", "accepted_on", "anonymous", "clock_from", "second", "extended"),
    *("rules", "paused_on", "paused_days"),
)
CAUSES = frozenset(_CAUSES)


def promised_to(row: Row[*tuple[Any, ...]], *, kind: str) -> datetime | None:
    """By when the ward has promised this case a result; none for one that has no such promise, or tells no hours."""
    if row.sealed:
        return None
    found: datetime | None = promised_at(kind, row.clock_from or row.filed_at, row.promised)
    return found


def ticking(case: Mapping[str, Any] | Row[*tuple[Any, ...]], /, **changes: object) -> dict[str, object]:
    """The changes plus the columns of the clock that then runs. Without a clock, those columns are blank.

    A reopened case counts from its reopening (`clock_from`), so that it is not late at that moment.
    """
    if not CAUSES & set(changes):
        return changes
    before = case._mapping if isinstance(case, Row) else case  # noqa: SLF001  # SQLAlchemy's public name for it
    now: dict[Any, Any] = {**before, **changes}
    clocks = clocks_for(
        now["kind"],
        now["clock_from"] or now["filed_at"],
        urgent=now["urgent"],
        form_date=now["form_date"],
        accepted_on=now["accepted_on"],
        anonymous=now["anonymous"],
        second=now["second"],
        extended=now["extended"],
        promised=now["promised"],
        rules=now["rules"],
        paused=now["paused_on"] is not None,
        paused_days=now["paused_days"],
    )
    clock = due(clocks, now["state"])
    return {
        **changes,
        "due_at": clock.due_at if clock else None,
        "due_name": clock.name if clock else "",
        "due_basis": clock.basis if clock else "",
        "due_legal": clock.legal if clock else False,
        "calendar_version": clock.calendar_version if clock else "",
    }
