"""Limits per visitor and per address, in memory: a flood from one place must not use up the process or the disk."""

from collections.abc import Callable
from datetime import datetime, timedelta

_AT_MOST = 20_000  # names that are remembered; beyond it, those whose window is over go first, then the oldest


class Meter:
    """Lets `limit` through per name and window. Counts start again with each process; that is enough here."""

    def __init__(self, limit: int, window: timedelta, *, clock: Callable[[], datetime]) -> None:
        self._limit = limit
        self._window = window
        self._clock = clock
        self._used: dict[str, tuple[datetime, int]] = {}

    def take(self, who: str, amount: int = 1) -> timedelta | None:
        """Count `amount` for that name. Gives None, or the time to wait when it would be too much."""
        now = self._clock()
        since, used = self._used.get(who, (now, 0))
        if now - since >= self._window:
            since, used = now, 0
        if used + amount > self._limit:
            return since + self._window - now
        if who not in self._used and len(self._used) >= _AT_MOST:
            self._forget(now)
        self._used[who] = (since, used + amount)
        return None

    def _forget(self, now: datetime) -> None:
        living = {who: each for who, each in self._used.items() if now - each[0] < self._window}
        while len(living) >= _AT_MOST:
            del living[next(iter(living))]
        self._used = living
