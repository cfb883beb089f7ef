"""Waits for a PostgreSQL server that does not answer yet: after a power cut, services start in any order."""

import time
from collections.abc import Callable, Iterable

from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from core.errors import DanBanError
from core.logs import get_logger
from storage.database.revision import driver

log = get_logger("database")

NoAnswer = OperationalError  # raised for a statement when the server is away, or refuses this account

_BETWEEN = 1.0  # seconds
_TELL = 10  # one line of the log for so many tries
_CONNECT = 5  # seconds


class AwayError(DanBanError):
    """The database server does not answer."""


def wait(
    urls: Iterable[str],
    *,
    seconds: float,
    sleep: Callable[[float], None] = time.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> None:
    """Return when each of these servers takes a connection. SQLite needs no server.

    Raises AwayError, with what was said last, when one does not within so many seconds.
    """
    until = monotonic() + seconds
    for url in dict.fromkeys(each for each in urls if each and not each.startswith("sqlite")):
        tries = 0
        while trouble := _trouble(url):
            if monotonic() >= until:
                raise AwayError(
                    f"The database at {_place(url)} does not answer ({trouble}), {seconds:.0f} seconds "
                    "(DATABASE_WAIT) after the first try. Start PostgreSQL, or set DATABASE_URL right."
                )
            if tries % _TELL == 0:
                left = max(0, round(until - monotonic()))
                log.warning(
                    "the database does not answer yet; it is asked again each second",
                    extra={"at": _place(url), "said": trouble, "seconds_left": left},
                )
            tries += 1
            sleep(_BETWEEN)


def reason(error: DBAPIError) -> str:
    """What a server said, in one line without values: libpq tells host, port, account and database."""
    return str(error.orig).strip().partition("\n")[0][:200]


def _trouble(url: str) -> str:
    """Why the server takes no connection; nothing when it does."""
    engine = create_engine(
        driver(url), poolclass=NullPool, hide_parameters=True, connect_args={"connect_timeout": _CONNECT}
    )
    try:
        engine.connect().close()
    except DBAPIError as error:
        return reason(error)
    finally:
        engine.dispose()
    return ""


def _place(url: str) -> str:
    """Where the server is, without account and password."""
    parts = make_url(url)
    return f"{parts.host or parts.query.get('host', 'this machine')}:{parts.port or 5432}/{parts.database or ''}"
