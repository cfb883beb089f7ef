"""Begins due bulletins and writes their rows, batch after batch, until every chat has its own."""

import asyncio
import contextlib

from bot.signals.bell import Bell
from bot.signals.troubles import Troubles
from storage.bulletins import corrections as bulletin_corrections
from storage.bulletins import ends as bulletin_ends
from storage.bulletins import spreading
from storage.database.database import Database

LOOK = 5.0  # seconds between two looks for bulletins that are due, and for those that are done


class Spreader:
    """Works in short transactions of its own, so that messages of residents can go between them.

    Several processes may do it at the same time: a bulletin's row is locked for each batch.
    """

    def __init__(self, database: Database, *, look: float = LOOK) -> None:
        """`look`: the seconds between two looks, and so how late a bulletin may begin."""
        self._database = database
        self._look = look
        self._troubles = Troubles(database, "spreader: round")

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set."""
        bell = Bell(self._database, "bulletins")
        going = asyncio.create_task(self._for_ever(bell))
        try:
            await stop.wait()
        finally:
            going.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await going
            bell.close()

    async def _for_ever(self, bell: Bell) -> None:
        while True:
            try:
                await self.once()
            except Exception as error:
                await asyncio.sleep(await self._troubles.met(error))
                continue
            self._troubles.over()
            await bell.wait(self._look)

    async def once(self) -> int:
        """Begin what is due, write rows for all that may be spread (corrections too), and end what is done.

        Gives the number of chats.
        """
        if not await self._database.read(spreading.any_to_do):
            return 0
        total = 0
        while done := await self._database.write(spreading.go_on):
            total += done
        while done := await self._database.write(bulletin_corrections.go_on):
            total += done
        await self._database.write(bulletin_ends.end_done)
        return total
