"""Fetched files that wait on this machine until the file store answers again. They are sealed; a kill loses none."""

from datetime import datetime, timedelta

from core.errors import StoreAwayError
from storage.database.database import Database
from storage.media import held
from storage.media.attachments import Wanted
from storage.media.files import FileStore
from storage.media.uploads import Staging

LOOK = timedelta(seconds=30)


class WaitingFiles:
    """The folder, and when to try again. All methods block: call them on a thread."""

    def __init__(self, database: Database, folder: Staging, files: FileStore) -> None:
        self._database = database
        self._folder = folder
        self._files = files
        self._next: datetime | None = None

    def put(self, attachment_id: int, content: bytes | bytearray) -> None:
        """Keep the bytes here. When it returns, they survive a power cut."""
        name = _name(attachment_id)
        self._folder.drop(name)  # half of a former try
        self._folder.append(name, bytes(content), at=0)
        self._folder.settle(name)
        self._database.run(held.hold, attachment_id)

    def read(self, attachment_id: int) -> bytes | None:
        """The bytes, if they are here."""
        name = _name(attachment_id)
        return b"".join(self._folder.read(name)) if self._folder.reached(name) else None

    def drop(self, attachment_id: int) -> None:
        """The file is in the store, or nobody wants it."""
        self._folder.drop(_name(attachment_id))

    def due(self, places: int) -> list[Wanted]:
        """At most so many of the files that wait here, once the store answers again; it is asked every half minute.

        What nobody wants any more is removed.
        """
        now = self._database.clock()
        if places <= 0 or (self._next is not None and now < self._next):
            return []
        ids = [int(each.removeprefix("a")) for each in self._folder.names()][:places]
        if not ids:
            return []
        self._next = now + LOOK
        try:
            self._files.check()
        except StoreAwayError:
            return []
        self._next = None
        found = self._database.run(held.claim, ids)
        for gone in set(ids) - {each.id for each in found}:
            self.drop(gone)
        return found


def _name(attachment_id: int) -> str:
    return f"a{attachment_id}"
