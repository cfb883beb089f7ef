"""How many pages one address may have: each costs work, and a flood from one place must leave the others theirs."""

from datetime import timedelta

from starlette.types import Scope

from console.frame.context import Context
from console.frame.meter import Meter
from storage.people.sessions import network_of

# Files that are only sent from the disk, and what has limits of its own.
_CHEAP = ("/static/", "/hook/", "/healthz", "/metrics")
CALLS = "/open311/"  # other programs send reports there, and each counts like a page
_WATCHED = frozenset({"/chat/events", "/console/events"})
_HERE = frozenset({"127.0.0.1", "::/64"})
_COUNTED = "danban.counted"


class Visits:
    """The count of pages, which several layers may ask: a request is counted once.

    This machine's own address may be somebody who tries the service, or a reverse proxy that does not name its
    visitors. All of them together have a limit that is that many times as large.
    """

    def __init__(self, context: Context) -> None:
        minute = timedelta(minutes=1)
        self._pages = Meter(context.limits.pages_per_minute, minute, clock=context.clock)
        self._crowd = Meter(context.limits.crowd_pages_per_minute, minute, clock=context.clock)

    def wait(self, scope: Scope) -> timedelta | None:
        """None, or how long this address has to wait."""
        path = scope["path"]
        page = scope["method"] in {"GET", "HEAD"} or path.startswith(CALLS)
        if not page or path.startswith(_CHEAP) or path in _WATCHED or _COUNTED in scope:
            return None
        client = scope.get("client")
        address = network_of(client[0]) if client else ""
        wait = self._crowd.take("") if address in _HERE else self._pages.take(address)
        if wait is None:
            scope[_COUNTED] = True
        return wait
