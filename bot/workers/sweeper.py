"""Looks after files once per minute: it seals those of cases sealed later, removes those nobody owns, and wipes."""

import asyncio
from collections.abc import Callable

from bot.signals.retry import pause
from bot.signals.troubles import Troubles
from storage.across import wiping
from storage.database.database import Database
from storage.media import keeping, photo_places
from storage.media.file_rows import in_use
from storage.media.files import FileStore
from storage.media.uploads import Pieces

EVERY = 60.0  # seconds


class Sweeper:
    """Each step is independent: one that always fails must not keep another from wiping erased words."""

    def __init__(
        self,
        database: Database,
        files: FileStore,
        staging: Pieces,
        *,
        counted: Callable[[int], None] = lambda _bytes: None,
    ) -> None:
        """`counted`: told the bytes of all files after each sweep."""
        self._counted = counted
        self._database = database
        self._files = files
        self._staging = staging
        steps: dict[str, Callable[[], object]] = {
            "seal": self._seal, "uploads": staging.sweep, "sweep": self._sweep, "wipe": self._wipe,
            "places": self._places,
        }  # fmt: skip
        self._steps = [(each, Troubles(database, f"files: {name}")) for name, each in steps.items()]

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set."""
        while not stop.is_set():
            await self.once()
            await pause(stop, EVERY)

    async def once(self) -> None:
        """Do all steps, even if some fail."""
        for step, troubles in self._steps:
            try:
                await asyncio.to_thread(step)
            except Exception as error:
                await troubles.met(error)
            else:
                troubles.over()

    def _seal(self) -> None:
        for file in self._database.glance(keeping.unclosed):
            sealed = keeping.close(self._files, file)
            for name in self._database.run(keeping.closed, file, sealed):
                self._files.remove(name, decided_at=self._database.clock())

    def _sweep(self) -> None:
        self._files.sweep(lambda names: self._database.glance(in_use, names), now=self._database.clock())
        self._counted(self._files.size())

    def _places(self) -> None:
        self._database.run(photo_places.forget_old)

    def _wipe(self) -> None:
        wiping.wipe_if_due(self._database)
