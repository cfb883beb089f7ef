"""Files of messages are fetched side by side: one that is slow holds nobody, one that fails is told and let go."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from PIL import Image
from sqlalchemy import select

from bot.workers.fetcher import SIDE_BY_SIDE, Fetcher
from core.errors import LostFileError
from core.message import Media, MediaKind
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.media.file_rows import Owner
from storage.media.files import Folder
from storage.media.looking import Looker
from storage.tables.media import attachments as rows
from tests.fakes import FakeChannel
from tests.storage import kit


@dataclass(slots=True)
class SlowChannel(FakeChannel):
    """Gives the file "slow" only once `go` is set."""

    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def fetch(self, media: Media) -> AsyncIterator[bytes]:
        """The bytes of a file."""
        if media.ref == "slow":
            await self.go.wait()
        content = self.files[media.ref]
        if isinstance(content, Exception):
            raise content
        yield content


def _picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8), "green").save(made, "PNG")
    return made.getvalue()


def _want(store: Database, ward: kit.Ward, ref: str) -> None:
    media = Media(MediaKind.PHOTO, ref)
    store.run(attachments.want, media, part=0, message_id=ref, chat_id=ward.chat_id)


def _states(store: Database) -> dict[str, str]:
    return dict(store.look(lambda work: [(row[0], row[1]) for row in work.conn.execute(
        select(rows.c.message_id, rows.c.state))]))  # fmt: skip


async def _until(store: Database, **states: str) -> None:
    async with asyncio.timeout(20):
        while not states.items() <= _states(store).items():  # noqa: ASYNC110  # the end is a state of the database
            await asyncio.sleep(0.01)


def _fetcher(store: Database, channel: FakeChannel, folder: Path, told: list[str]) -> Fetcher:
    def tell(_work: UnitOfWork, _owner: Owner, reason: str, _name: str) -> None:
        told.append(reason)

    files = Folder(folder, seal=store.seal)
    return Fetcher(store, {("web", "ward"): channel}, files, tell=tell, looker=Looker())


async def test_a_slow_file_holds_its_own_place_and_no_other(store: Database, tmp_path: Path) -> None:
    ward = kit.people(store)
    quick = [f"f{number}" for number in range(SIDE_BY_SIDE * 2)]
    channel = SlowChannel("web", "ward", files=dict.fromkeys(["slow", *quick], _picture()))
    for ref in ["slow", *quick]:
        _want(store, ward, ref)
    stop = asyncio.Event()
    running = asyncio.create_task(_fetcher(store, channel, tmp_path, []).run(stop))
    await _until(store, **dict.fromkeys(quick, "kept"))
    assert _states(store)["slow"] == "wanted"
    channel.go.set()
    await _until(store, slow="kept")
    stop.set()
    await running


async def test_a_file_that_is_gone_is_told_and_the_others_are_kept(store: Database, tmp_path: Path) -> None:
    ward = kit.people(store)
    channel = SlowChannel("web", "ward", files={"gone": LostFileError("gone"), "here": _picture()})
    for ref in ("gone", "here"):
        _want(store, ward, ref)
    told: list[str] = []
    fetcher = _fetcher(store, channel, tmp_path, told)
    assert await fetcher.once()
    assert (_states(store), told) == ({"gone": "lost", "here": "kept"}, ["lost"])
    assert not await fetcher.once()


async def test_what_is_under_way_is_finished_when_the_service_stops(store: Database, tmp_path: Path) -> None:
    ward = kit.people(store)
    channel = SlowChannel("web", "ward", files={"slow": _picture(), "here": _picture()})
    for ref in ("slow", "here"):
        _want(store, ward, ref)
    stop = asyncio.Event()
    running = asyncio.create_task(_fetcher(store, channel, tmp_path, []).run(stop))
    await _until(store, here="kept")
    stop.set()
    channel.go.set()
    await running
    assert _states(store)["slow"] == "kept"
