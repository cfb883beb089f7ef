"""What every page gets: one frozen object, made by `bot.app`, never a module global."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from starlette.requests import Request

from console.frame.openid import Provider
from core.clock import Clock, system_clock
from core.message import Json
from core.settings import Settings
from core.words import Words
from handlers.replies.ward import Ward
from storage.database.database import Database
from storage.media.files import FileStore
from storage.media.looking import Looker
from storage.media.uploads import Pieces

# Hands a raw message of a channel to the inbox; true when it is new. When it returns, the message is stored.
Accept = Callable[[str, Mapping[str, Json]], Awaitable[bool]]


async def _nobody(channel: str, raw: Mapping[str, Json]) -> bool:  # noqa: ARG001
    raise RuntimeError("nothing takes messages in: the context was built without `accept`")


def _uncounted(name: str) -> None:
    """Count nothing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits that keep one visitor from using up the process."""

    body_bytes: int = 64 * 1024 * 1024  # of one request with files
    form_bytes: int = 4 * 1024 * 1024  # of a hook, or of a signed-in member's form without files (the text of a draft)
    small_bytes: int = 256 * 1024  # of everything else: a resident's words, a login
    body_pause: timedelta = timedelta(seconds=30)  # without a byte of a body
    small_time: timedelta = timedelta(minutes=1)  # for a whole body without files
    body_time: timedelta = timedelta(minutes=20)  # for one with files, on a slow line
    streams_per_login: int = 5
    pages_per_minute: int = 3_000  # for one address, which a whole ward may share
    crowd_pages_per_minute: int = 60_000  # for all visitors that a reverse proxy does not name
    stream_comment: timedelta = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Context:
    """The ward as pages see it. Acts of staff are called with `ward`."""

    ward: Ward
    database: Database
    files: FileStore
    clock: Clock = system_clock
    accept: Accept = _nobody
    count: Callable[[str], None] = _uncounted  # counts an event for /metrics, e.g. "login_refused"
    limits: Limits = Limits()
    looker: Looker = field(default_factory=Looker)  # looks at files in processes of its own
    provider: Provider | None = None  # of identities; None: staff sign in by password only
    staging: Pieces | None = None  # of uploads; None: a folder in FILES_DIR

    @property
    def settings(self) -> Settings:
        """The ward's settings."""
        return self.ward.settings

    @property
    def words(self) -> Words:
        """All words."""
        return self.ward.words


def context_of(request: Request) -> Context:
    """The application's context."""
    context = request.app.state.context
    assert isinstance(context, Context)
    return context
