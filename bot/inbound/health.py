"""Whether the service can store messages: a real small write to the database and to the folders of its disk.

A successful read proves nothing on a full disk. The write is committed, not rolled back, and a new file takes new
blocks, because a database may write into pages that it has already. `/healthz` is public, so one result answers all
requests within a few seconds.
"""

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from bot.process import installation
from core.logs import get_logger
from core.settings import Settings
from storage.database import health
from storage.database.database import Database

log = get_logger("health")

HOLDS = 5.0  # seconds for which a result is used
_BLOCK = b"\0" * 65_536


@dataclass(slots=True)
class Health:
    """The state of one installation; may be asked as often as wanted."""

    database: Database
    settings: Settings
    monotonic: Callable[[], float] = time.monotonic
    _found: dict[str, str] = field(default_factory=dict)
    _until: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def troubles(self) -> Mapping[str, str]:
        """What cannot be written, with the kind of error. Empty when all is well."""
        async with self._lock:
            if self.monotonic() >= self._until:
                self._found = await self._look()
                self._until = self.monotonic() + HOLDS
        return self._found

    def free(self) -> dict[str, int]:
        """Free bytes where files are kept, and where an embedded database is."""
        return {name: shutil.disk_usage(folder).free for name, folder in self._folders().items() if folder.is_dir()}

    def _folders(self) -> dict[str, Path]:
        file = installation.database_file(self.settings)
        found = {"files": self.settings.files_dir.absolute()}
        return found if file is None else {**found, "database_folder": file.parent}

    async def _look(self) -> dict[str, str]:
        found: dict[str, str] = {}
        try:
            await self.database.write_first(health.touch)
        except Exception as error:  # whatever the error is: nothing can be stored
            found["database"] = type(error).__name__
        for name, folder in self._folders().items():
            try:
                await asyncio.to_thread(probe, folder)
            except OSError as error:
                found[name] = os.strerror(error.errno) if error.errno else type(error).__name__
        if found:
            log.error("what is told cannot be kept", extra=found)
        return found


def probe(folder: Path) -> None:
    """Write a small new file, wait until the disk has it, and remove it. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".health-{uuid4().hex}"
    try:
        with path.open("wb") as file:
            file.write(_BLOCK)
            file.flush()
            os.fsync(file.fileno())
    finally:
        path.unlink(missing_ok=True)
