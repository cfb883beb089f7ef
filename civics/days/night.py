"""The quiet hours: at night people get only what they asked for.

Reminders, notices and bulletins use this rule.
"""

from datetime import datetime, time, timedelta

from core.clock import VIETNAM, in_vietnam

QUIET_FROM, QUIET_TO = time(22, 0), time(6, 30)  # Vietnam time


def quiet_until(moment: datetime) -> datetime | None:
    """The end of the quiet hours around a moment; None outside them. Only urgent messages may be sent in them."""
    here = in_vietnam(moment)
    if QUIET_TO <= here.time() < QUIET_FROM:
        return None
    day = here.date() + timedelta(days=1) if here.time() >= QUIET_FROM else here.date()
    return datetime.combine(day, QUIET_TO, VIETNAM)


def is_quiet(moment: datetime) -> bool:
    """Whether the moment is in the quiet hours."""
    return quiet_until(moment) is not None
