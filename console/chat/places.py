"""Parts of the network from which people come: limited and counted, because one person can open any number of chats."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import ip_network


def place_of(address: str) -> str:
    """The /24 of an IPv4 address, the /48 of IPv6 (the most that one line gets); an invalid one as it is."""
    try:
        found = ip_network(address, strict=False)
    except ValueError:
        return address[:45]
    return str(found.supernet(new_prefix=min(found.prefixlen, 24 if found.version == 4 else 48)))


class Hidden:
    """Gives a word for each place, another one every day. The salt is only in memory, so nobody can reverse it."""

    def __init__(self) -> None:
        self._day = ""
        self._salt = b""

    def word(self, place: str, at: datetime) -> str:
        """Twelve letters and digits."""
        day = f"{at:%Y%m%d}"
        if day != self._day:
            self._day, self._salt = day, secrets.token_bytes(16)
        return hashlib.blake2b(place.encode(), key=self._salt, digest_size=6).hexdigest()


class Backoff:
    """Limits the tries of a place per hour. One that reaches the limit waits, each time twice as long, at most a day.

    Counts start again with each process; that is enough here, because a stranger cannot restart one.
    """

    def __init__(self, *, clock: Callable[[], datetime], most: int = 20_000) -> None:
        self._clock = clock
        self._most = most  # places that are remembered
        self._known: dict[str, _Tries] = {}

    def take(self, place: str, limit: int) -> tuple[timedelta | None, bool]:
        """Count one try. Gives None or the time to wait, and whether the place has reached the limit just now."""
        now = self._clock()
        known = self._known.get(place)
        if known is None or now - known.since >= _DAY:
            self._forget(now)
            known = self._known[place] = _Tries(now)
        if known.until is not None:
            if now < known.until:
                return known.until - now, False
            known.until, known.begun, known.used = None, now, 0
        if now - known.begun >= _HOUR:
            known.begun, known.used = now, 0
        if known.used >= limit:
            known.until, known.since = now + known.pause, now
            known.pause = min(known.pause * 2, _DAY)
            return known.until - now, True
        known.used += 1
        return None, False

    def _forget(self, now: datetime) -> None:
        if len(self._known) < self._most:
            return
        living = {place: each for place, each in self._known.items() if now - each.since < _DAY}
        while len(living) >= self._most:
            del living[next(iter(living))]
        self._known = living


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


class _Tries:
    """What is known of a place: when it last reached the limit (or first came), and its present hour."""

    __slots__ = ("begun", "pause", "since", "until", "used")

    def __init__(self, now: datetime) -> None:
        self.since = self.begun = now
        self.until: datetime | None = None
        self.used = 0
        self.pause = _HOUR
