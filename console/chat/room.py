"""What the routes of the web chat share: the ward, the staging folder, the live streams, the limits."""

from datetime import timedelta

from fastapi import Request

from console.chat.live import Live
from console.frame.context import Context
from console.frame.meter import Meter
from console.frame.visitor import Visitor, visitor_of
from storage.media.uploads import Pieces, Staging
from storage.messages import push_key

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_MB = 1024 * 1024


class Room:
    """One per application. `close` ends the open streams; call it when the server is told to stop, not after."""

    def __init__(self, context: Context, *, staging: Pieces | None = None) -> None:
        clock = context.clock
        self.context = context
        self.database = context.database
        folder = context.settings.files_dir / "uploads"
        self.staging: Pieces = staging or context.staging or Staging(folder, context.database.seal)
        self.live = Live(context.database)
        self._push_key = ""
        # Many homes share one address of a mobile operator, so an address may do far more than a chat.
        self._words = (Meter(40, timedelta(minutes=1), clock=clock), Meter(400, timedelta(minutes=1), clock=clock))
        self._bytes = (Meter(250 * _MB, _HOUR, clock=clock), Meter(1500 * _MB, _HOUR, clock=clock))
        self._day = (Meter(1000 * _MB, _DAY, clock=clock), Meter(4000 * _MB, _DAY, clock=clock))
        self._files = (Meter(300, _DAY, clock=clock), Meter(3000, _DAY, clock=clock))
        self._pieces = (Meter(600, timedelta(minutes=1), clock=clock), Meter(3000, timedelta(minutes=1), clock=clock))

    def visitor(self, request: Request) -> Visitor:
        """Who sends this request. A new visitor gets a new chat with `Visitor.welcome`."""
        return visitor_of(request)

    def push_key(self) -> str:
        """The public key by which push services know the ward, in the form for browsers. Called on threads only."""
        if not self._push_key:
            self._push_key = push_key.public(push_key.private(self.database.seal.keys))
        return self._push_key

    def may_speak(self, visitor: Visitor) -> timedelta | None:
        """None, or how long this visitor has to wait before the next message."""
        return self._both(self._words, visitor, 1)

    def may_upload(self, visitor: Visitor, size: int) -> timedelta | None:
        """None, or how long this visitor has to wait before so many more bytes."""
        return (
            self._both(self._files, visitor, 1)
            or self._both(self._day, visitor, size)
            or self._both(self._bytes, visitor, size)
        )

    def may_send_a_piece(self, visitor: Visitor) -> timedelta | None:
        """None, or how long this visitor has to wait before the next piece of a file."""
        return self._both(self._pieces, visitor, 1)

    def _both(self, meters: tuple[Meter, Meter], visitor: Visitor, amount: int) -> timedelta | None:
        return meters[0].take(visitor.chat, amount) or meters[1].take(visitor.address, amount)

    def close(self) -> None:
        """End all open streams."""
        self.live.close()
