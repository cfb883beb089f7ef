"""How fast one bot may send: in all, per chat, per group. It is in memory, because only one sender works for a bot.

It is a generic cell rate algorithm with a small burst. The burst is part of the budget: no second, and no minute of a
group, has more messages than the platform allows.
"""

from collections import OrderedDict
from collections.abc import Callable

from core.channel import Pace
from core.priority import Priority

_BURST = 0.2  # seconds of the budget that may be sent at once; at least one message, however slow the platform
_CHAT_BURST = 2  # messages that a private chat may get at once
_GROUP_BURST = 4
_FOR_BULK = 0.8  # the share of the rate that bulk may use; the rest is reserved for replies
_KNOWN = 10_000  # how many chats to remember; the older ones have been free for long


class Throttle:
    """Says when the next message may be sent. Times are seconds of a monotonic clock."""

    def __init__(self, pace: Pace, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._gap = (1.0 + _BURST) / max(pace.per_second - 1.0, pace.per_second / 2)
        self._burst = max(_BURST, self._gap / _FOR_BULK)
        self._bulk_gap = self._gap / _FOR_BULK
        self._chat_gap = 1.0 / pace.per_chat_second
        self._group_gap = 60.0 / max(1.0, pace.per_group_minute - _GROUP_BURST)
        self._next = 0.0
        self._next_bulk = 0.0
        self._chosen_gap = 0.0
        self._next_chosen = 0.0
        self._held = 0.0
        self._chats: OrderedDict[int, float] = OrderedDict()

    def room(self, *, within: float = 0.0) -> int:
        """How many messages may be sent in the next `within` seconds."""
        return self._free(self._next, self._gap, within, self._burst)

    def room_for_bulk(self, *, within: float = 0.0) -> int:
        """How many of these may be bulk."""
        bulk = min(self.room(within=within), self._free(self._next_bulk, self._bulk_gap, within, self._burst))
        if not self._chosen_gap:
            return bulk
        return min(bulk, self._free(self._next_chosen, self._chosen_gap, within, self._chosen_burst))

    def limit_bulk(self, rate: int | None) -> None:
        """Let bulk begin in this number of chats per second from now on; None: what the platform leaves for it.

        A person chooses it for recipients. The platform counts messages, and a long bulletin is several for each.
        """
        self._chosen_gap = 1.0 / rate if rate else 0.0
        self._next_chosen = min(self._next_chosen, self._clock() + self._chosen_burst)  # it may be booked far ahead

    @property
    def _chosen_burst(self) -> float:
        return max(self._burst, self._chosen_gap)

    def _free(self, booked: float, gap: float, within: float, burst: float) -> int:
        now = self._clock()
        if self._held > now + within:
            return 0
        return max(0, int((now + within + burst - max(booked, now)) / gap + 1e-9))

    def book(self, priority: int, *, begins: bool = True) -> float:
        """Book a place for one message; returns the seconds until it may be sent.

        `begins`: the first one of a bulletin to its chat, which counts for the chosen speed.
        """
        now = self._clock()
        wait = max(0.0, self._held - now, self._next - self._burst - now)
        self._next = max(self._next, now) + self._gap
        if priority >= Priority.BULK:
            wait = max(wait, self._next_bulk - self._burst - now)
            self._next_bulk = max(self._next_bulk, now) + self._bulk_gap
            if begins and self._chosen_gap:
                wait = max(wait, self._next_chosen - self._chosen_burst - now)
                self._next_chosen = max(self._next_chosen, now) + self._chosen_gap
        return wait

    def sent(self, chat_id: int, *, group: bool) -> float:
        """Record a message to a chat; returns for how many seconds the chat must rest now."""
        now = self._clock()
        gap, burst = (self._group_gap, _GROUP_BURST) if group else (self._chat_gap, _CHAT_BURST)
        if gap <= 0.01:
            return 0.0
        booked = max(self._chats.get(chat_id, 0.0), now) + gap
        self._chats[chat_id] = booked
        self._chats.move_to_end(chat_id)
        while len(self._chats) > _KNOWN:
            self._chats.popitem(last=False)
        return max(0.0, booked - (burst - 1) * gap - now)

    def hold(self, seconds: float) -> None:
        """The platform asked the whole bot to wait."""
        self._held = max(self._held, self._clock() + seconds)

    @property
    def held(self) -> float:
        """For how many seconds the whole bot must still wait."""
        return max(0.0, self._held - self._clock())
