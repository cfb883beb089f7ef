"""The two shifts of a day of duty."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from core.clock import in_vietnam

BEGINS, ENDS = 7, 19  # hours of the day shift in Viet Nam


class Shift(StrEnum):
    """A shift. The night belongs to the day on which it begins."""

    DAY = "day"
    NIGHT = "night"


def shift_of(moment: datetime) -> tuple[date, Shift]:
    """The day and the shift to which a moment belongs."""
    here = in_vietnam(moment)
    if here.hour < BEGINS:
        return here.date() - timedelta(days=1), Shift.NIGHT
    return here.date(), Shift.DAY if here.hour < ENDS else Shift.NIGHT
