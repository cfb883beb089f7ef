"""One door to an S3-compatible server: bounded in time, and every failure is a StoreAwayError.

After a failure the next calls fail at once for some seconds, so that pages do not all wait for a server that is away.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import ObjectStore, S3Store

from core.errors import ConflictError, SettingError, StoreAwayError
from core.logs import get_logger
from core.settings import Settings

log = get_logger("objects")
PAUSE = 5.0  # seconds without a call after a failure
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of a listing. `at` is the server's time."""

    place: str
    size: int
    at: datetime


class Objects:
    """The objects of one bucket under one prefix. All methods block, and raise StoreAwayError."""

    def __init__(self, store: ObjectStore, *, where: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self.where = where
        self._monotonic = monotonic
        self._until = 0.0

    def put(self, place: str, content: bytes, *, new: bool = False) -> None:
        """Store an object. When it returns, the server has the whole of it.

        `new`: raises ConflictError when there is one already.
        """

        def act() -> None:
            try:
                obstore.put(self._store, place, content, mode="create" if new else "overwrite")
            except AlreadyExistsError:
                raise ConflictError("There is such an object already.") from None

        self._try(act)

    def get(self, place: str) -> bytes | None:
        """The content; None when there is no such object."""

        def act() -> bytes | None:
            try:
                return bytes(obstore.get(self._store, place).bytes())
            except FileNotFoundError as error:
                if "NoSuchBucket" in str(error):  # then nothing is known of the file
                    raise StoreAwayError("there is no such bucket") from None
                return None

        return self._try(act)

    def find(self, place: str) -> Entry | None:
        """What the server knows of an object; None when there is none."""

        def act() -> Entry | None:
            try:
                found = obstore.head(self._store, place)
            except FileNotFoundError:
                return None
            return Entry(place, found["size"], found["last_modified"])

        return self._try(act)

    def list(self, folder: str) -> Iterator[Entry]:
        """The objects in a folder and below it, in no order; all with ""."""
        pages = iter(obstore.list(self._store, prefix=folder or None))
        while page := self._try(lambda: next(pages, None)):
            for each in page:
                yield Entry(each["path"], each["size"], each["last_modified"])

    def delete(self, places: Sequence[str]) -> None:
        """Remove objects. Safe to repeat."""
        self._try(lambda: obstore.delete(self._store, list(places)))

    def _try(self, act: Callable[[], _T]) -> _T:
        if self._monotonic() < self._until:
            raise StoreAwayError("it did not answer a moment ago")
        try:
            return act()
        except StoreAwayError:
            self._until = self._monotonic() + PAUSE
            raise
        except (BaseError, OSError) as error:
            self._until = self._monotonic() + PAUSE
            said = str(error).partition("\n")[0][:200]
            log.warning("the file store does not answer", extra={"error": type(error).__name__, "said": said})
            raise StoreAwayError(f"{type(error).__name__}: {said}") from None


def objects(
    settings: Settings, *, seconds: float = 20.0, again: int = 2, monotonic: Callable[[], float] = time.monotonic
) -> Objects:  # fmt: skip
    """The bucket that FILES_URL names. An answer takes at most so many seconds; it is tried `again` within ten.

    Raises SettingError.
    """
    bucket, _, prefix = settings.files_url.removeprefix("s3://").partition("/")
    try:
        store = S3Store(
            bucket,
            prefix=prefix or None,
            endpoint=settings.s3_endpoint or None,
            region=settings.s3_region,
            access_key_id=settings.s3_access_key,
            secret_access_key=settings.s3_secret_key,
            virtual_hosted_style_request=False,
            checksum_algorithm="SHA256",
            client_options={
                "allow_http": settings.s3_endpoint.startswith("http://"),
                "connect_timeout": "3s", "timeout": timedelta(seconds=seconds),
            },
            retry_config={"max_retries": again, "retry_timeout": timedelta(seconds=10)},
        )  # fmt: skip
    except BaseError as error:
        raise SettingError(f"FILES_URL does not open: {str(error).partition(chr(10))[0]}") from None
    return Objects(store, where=settings.files_url, monotonic=monotonic)
