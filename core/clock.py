"""The source of the present moment. Tests replace it by a clock that stands still."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

Clock: TypeAlias = Callable[[], datetime]

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def system_clock() -> datetime:
    """The present in UTC. This is the only place in the project that asks the machine."""
    return datetime.now(UTC)  # noqa: TID251  # the one place that may


def in_vietnam(moment: datetime) -> datetime:
    """The same moment as a clock in Viet Nam shows it."""
    return moment.astimezone(VIETNAM)
