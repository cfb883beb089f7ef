"""How fast one bot may send: in all, per chat, per group. Kept in memory, since one sender holds a bot at a time."""

from collections import OrderedDict
from collections.abc import Callable

from core.channel import Pace
from storage.outbox import BULK

_BURST = 0.2  # seconds of the whole budget that may go out at once
_FOR_REPLIES = 0.2  # this part of the rate is never given to bulk
_KNOWN = 10_000  # chats whose last send is remembered; older ones are long free


class Throttle:
    """Generic cell rate: `room` says how many may go now, `sent` books one. Times are of a monotonic clock, seconds."""

    def __init__(self, pace: Pace, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._gap = 1.0 / pace.per_second
        self._chat_gap = 1.0 / pace.per_chat_second
        self._group_gap = 60.0 / pace.per_group_minute
        self._next = 0.0
        self._held = 0.0
        self._chats: OrderedDict[int, float] = OrderedDict()

    def room(self, *, within: float = 0.0) -> int:
        """How many messages may leave in the next `within` seconds, at most a burst now."""
        now = self._clock()
        if self._held > now + within:
            return 0
        return max(0, int((now + within + _BURST - max(self._next, now - _BURST)) / self._gap))

    def wait(self, priority: int) -> float:
        """Seconds until one more of that priority may go; bulk leaves a part of the rate free for replies."""
        now = self._clock()
        start = max(self._next, self._held - _BURST)
        slack = _BURST if priority < BULK else -_FOR_REPLIES * self._gap
        return max(0.0, self._held - now, start - slack - now)

    def sent(self, chat_id: int, *, group: bool) -> float:
        """Book one send; gives the seconds for which its chat rests now."""
        now = self._clock()
        self._next = max(self._next, now - _BURST) + self._gap
        gap = self._group_gap if group else self._chat_gap
        free = max(self._chats.get(chat_id, 0.0), now) + gap
        self._chats[chat_id] = free
        self._chats.move_to_end(chat_id)
        while len(self._chats) > _KNOWN:
            self._chats.popitem(last=False)
        return free - now if gap > 0.01 else 0.0

    def hold(self, seconds: float) -> None:
        """The platform asked the whole bot to wait."""
        self._held = max(self._held, self._clock() + seconds)

    @property
    def held(self) -> float:
        """For how many seconds the whole bot still waits."""
        return max(0.0, self._held - self._clock())
