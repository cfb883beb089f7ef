"""Fetches the files of messages, beside the worker. Size and time are limited, and no transaction is open meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from typing import Protocol

from bot.signals.bell import Bell
from bot.signals.troubles import Troubles
from bot.workers.waiting_files import WaitingFiles
from core.errors import LostFileError, NotFoundError, RefusedFileError, SendError, StoreAwayError
from core.logs import get_logger
from core.message import Media
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.media import attachments, keeping
from storage.media.attachments import Wanted
from storage.media.file_rows import Kept, Owner
from storage.media.files import FileStore
from storage.media.looking import Looker

log = get_logger("fetcher")
SIDE_BY_SIDE = 4
LONGEST = 120.0  # seconds for one file
LOOK = 2.0

# Tells the resident that a file was refused or lost: (work, owner, reason, name).
Tell = Callable[[UnitOfWork, Owner, str, str], None]
# Offers the place of a photo that was kept: (work, attachment, owner).
Offer = Callable[[UnitOfWork, int, Owner], None]


class Source(Protocol):
    """Where files come from: a channel, or addresses on the internet."""

    def fetch(self, media: Media) -> AsyncIterator[bytes]:
        """As in `core.channel.Channel`."""
        ...


class Fetcher:
    """Turns wanted files into kept, refused or lost ones, and tells the resident and staff."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[tuple[str, str], Source],
        files: FileStore,
        *,
        tell: Tell,
        offer: Offer | None = None,
        looker: Looker,
        waiting: WaitingFiles | None = None,
        look: float = LOOK,
    ) -> None:
        """`waiting` keeps what was fetched while the store does not answer; a folder needs none.

        `look`: the seconds between two looks, because a bell can be missed.
        """
        self._look = look
        self._database = database
        self._channels = channels
        self._files = files
        self._tell = tell
        self._offer = offer
        self._looker = looker
        self._waiting = waiting
        self._under_way: set[int] = set()
        self._troubles = Troubles(database, "fetcher: round")

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set, then finish the fetches in progress. A slow file takes up only its own place."""
        bell = Bell(self._database, "files")
        under_way: set[asyncio.Task[None]] = set()

        def ended(task: asyncio.Task[None]) -> None:
            under_way.discard(task)
            if not task.cancelled() and (error := task.exception()) is not None:
                log.error("the end of a file could not be written down", extra={"error": type(error).__name__})
            bell.ring()  # its place is free

        try:
            while not stop.is_set():
                begun = await self._claim(SIDE_BY_SIDE - len(under_way))
                for each in begun:
                    task = asyncio.create_task(self._one(each))
                    under_way.add(task)
                    task.add_done_callback(ended)
                if not begun:
                    await bell.wait(self._look)
        finally:
            if not stop.is_set():  # cancelled: the claims expire, and the files are wanted again
                for task in under_way:
                    task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
            bell.close()

    async def once(self) -> bool:
        """Do one round and wait for it. False when nothing was wanted."""
        wanted = await self._claim(SIDE_BY_SIDE)
        await asyncio.gather(*(self._one(each) for each in wanted))
        return bool(wanted)

    async def _claim(self, places: int) -> list[Wanted]:
        """At most so many wanted files. If the database fails now, none, after a pause."""
        if places <= 0:
            return []
        try:
            found = await asyncio.to_thread(self._waiting.due, places) if self._waiting is not None else []
            found = [each for each in found if each.id not in self._under_way]
            found += await self._database.write(attachments.wanted, places - len(found)) if len(found) < places else []
        except Exception as error:
            await asyncio.sleep(await self._troubles.met(error))
            return []
        self._troubles.over()
        return found

    async def _one(self, wanted: Wanted) -> None:
        """Fetch one file, or record why not.

        In any case the number of tries is limited, and resident and staff are told.
        """
        self._under_way.add(wanted.id)
        try:
            await self._settle(wanted)
        finally:
            self._under_way.discard(wanted.id)

    async def _settle(self, wanted: Wanted) -> None:
        channel = self._channels.get((wanted.channel, wanted.bot))
        if channel is None:
            await self._database.write(attachments.not_now, wanted.id)  # its bot is not served now: no try is counted
            return
        if wanted.tries > attachments.MOST_TRIES:  # the last try never ended: it may have killed the process
            await self._ended(wanted, "lost")
            return
        try:
            await self._fetch(channel, wanted)
        except StoreAwayError as error:  # of pages; the bytes lie here or where they came from, and no try is counted
            log.warning("a file waits for the store", extra={"attachment": wanted.id, "detail": error.detail})
        except NotFoundError:
            log.info("a file is wanted no more", extra={"attachment": wanted.id})
        except RefusedFileError as error:
            await self._ended(wanted, error.reason)
        except LostFileError:
            await self._ended(wanted, "lost")
        except (SendError, TimeoutError, OSError) as error:
            log.info("a file is tried again later", extra={"attachment": wanted.id, "error": type(error).__name__})
            await self._again(wanted)
        except Exception:
            log.exception("a file failed in an unforeseen way", extra={"attachment": wanted.id})
            await self._again(wanted)

    async def _again(self, wanted: Wanted) -> None:
        if wanted.tries >= attachments.MOST_TRIES:
            await self._ended(wanted, "lost")
        else:
            await self._database.write(attachments.again, wanted.id)

    async def _fetch(self, channel: Source, wanted: Wanted) -> None:
        """Raises StoreAwayError when the file waits, here or at its source, until the store answers."""
        here = await asyncio.to_thread(self._waiting.read, wanted.id) if self._waiting is not None else None
        try:
            content = here or await _fetched(channel, wanted)
        except StoreAwayError:  # what browsers send lies in the store too
            await self._database.write(attachments.not_now, wanted.id)
            raise
        keep = partial(keeping.keep, name=wanted.media.name, sealed=wanted.sealed, looker=self._looker)
        try:
            kept = await asyncio.to_thread(keep, self._files, content)
        except StoreAwayError:
            if self._waiting is None:
                await self._database.write(attachments.not_now, wanted.id)
            else:
                await asyncio.to_thread(self._waiting.put, wanted.id, content)
            raise
        await self._database.write(self._kept, wanted.id, kept)
        await self._let_go(wanted)

    async def _let_go(self, wanted: Wanted) -> None:
        if self._waiting is not None:
            await asyncio.to_thread(self._waiting.drop, wanted.id)

    def _kept(self, work: UnitOfWork, attachment_id: int, kept: Kept) -> None:
        owner = attachments.kept(work, attachment_id, kept)
        if kept.place is not None and self._offer is not None:
            self._offer(work, attachment_id, owner)

    async def _ended(self, wanted: Wanted, reason: str) -> None:
        """Record why there is no file, and tell the resident.

        If that fails it is tried again, but not for ever: then only staff see it, beside the case.
        """
        try:
            await self._database.write(self._end, wanted, reason)
        except NotFoundError:
            log.info("a file is wanted no more", extra={"attachment": wanted.id})
        except Exception:
            log.exception("nobody could be told of a file", extra={"attachment": wanted.id})
            if wanted.tries > attachments.MOST_TRIES:
                await self._database.write(_put_down, wanted, reason)
        await self._let_go(wanted)

    def _end(self, work: UnitOfWork, wanted: Wanted, reason: str) -> None:
        owner = _put_down(work, wanted, reason)
        self._tell(work, owner, reason, wanted.media.name)


async def _fetched(channel: Source, wanted: Wanted) -> bytearray:
    content = bytearray()
    async with asyncio.timeout(LONGEST):
        async for piece in channel.fetch(wanted.media):
            content += piece
            if len(content) > attachments.MOST_BYTES:
                raise RefusedFileError("too_big")
    return content


def _put_down(work: UnitOfWork, wanted: Wanted, reason: str) -> Owner:
    if reason == "lost":
        return attachments.lost(work, wanted.id)
    return attachments.refused(work, wanted.id, reason)
