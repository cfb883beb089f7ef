"""What every page is handed: one frozen object, made by `bot.app`, never a module global."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from core.clock import Clock, system_clock
from core.message import Json
from core.settings import Settings
from core.words import Words
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.media.files import FileStore
from storage.media.looking import Looker

# Hands a raw message of a channel to the inbox; true when it is new. Returning means: it is stored.
Accept = Callable[[str, Mapping[str, Json]], Awaitable[bool]]


async def _nobody(channel: str, raw: Mapping[str, Json]) -> bool:  # noqa: ARG001
    raise RuntimeError("nothing takes messages in: the context was built without `accept`")


class Tell(Protocol):
    """Tells a resident what staff did to their case, in the same transaction: taken, forwarded, waiting, answered."""

    def __call__(self, work: UnitOfWork, what: str, case_id: int, *, entry_id: int = 0) -> None: ...


def _usual(_channel: str) -> int:
    return 4096


def _untold(work: UnitOfWork, what: str, case_id: int, *, entry_id: int = 0) -> None:
    """Tell nobody."""


def _unheard(work: UnitOfWork, what: str, household_ids: Sequence[int]) -> None:
    """Tell nobody."""


def _uncounted(name: str) -> None:
    """Count nothing."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep one visitor from using up the process."""

    body_bytes: int = 64 * 1024 * 1024  # of one request with files
    form_bytes: int = 4 * 1024 * 1024  # of a signed-in member's form without files (the text of a draft), of a hook
    small_bytes: int = 256 * 1024  # of everything else: a resident's words, a login
    body_pause: timedelta = timedelta(seconds=30)  # without a byte of a body
    small_time: timedelta = timedelta(minutes=1)  # for a whole body without files
    body_time: timedelta = timedelta(minutes=20)  # for one with files, on a slow line
    streams_per_login: int = 5
    pages_per_minute: int = 3_000  # for one address, behind which a whole ward may be
    crowd_pages_per_minute: int = 60_000  # for all whom a reverse proxy does not name
    stream_comment: timedelta = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Context:
    """The ward as pages see it."""

    settings: Settings
    database: Database
    files: FileStore
    words: Words
    clock: Clock = system_clock
    accept: Accept = _nobody
    count: Callable[[str], None] = _uncounted  # counts an event for /metrics, e.g. "login_refused"
    limits: Limits = Limits()
    text_limit: Callable[[str], int] = _usual  # the longest message of a channel, by its name
    looker: Looker = field(default_factory=Looker)  # looks at files in processes of its own
    tell: Tell = _untold  # `console.cases.telling.by_notices`
    # Tells whoever belongs to these households that a code was made, or that one of them `speaks`.
    tell_households: Callable[[UnitOfWork, str, Sequence[int]], None] = _unheard
