"""Files of messages are fetched in parallel: a slow one delays no other; of a failed one the person is told."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from bot.channels.links import Links
from bot.workers.fetcher import SIDE_BY_SIDE, Fetcher
from core.errors import LostFileError, NotFoundError
from core.message import Media, MediaKind
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.media import attachments, linked
from storage.media.file_rows import Owner
from storage.media.files import Folder
from storage.media.looking import Looker
from storage.tables.media import attachments as rows
from storage.ward import audit
from tests.databases import Now
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
    async with asyncio.timeout(150):
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


def _of_a_phone() -> bytes:
    """A JPEG with a second picture after it, as phones write them."""
    made = BytesIO()
    first, second = Image.new("RGB", (64, 48), "green"), Image.new("RGB", (32, 24), "red")
    first.save(made, "MPO", save_all=True, append_images=[second])
    return made.getvalue()


async def test_a_picture_with_further_ones_behind_it_is_kept_bit_for_bit_as_a_jpeg(
    store: Database, tmp_path: Path
) -> None:
    ward = kit.people(store)
    content = _of_a_phone()
    _want(store, ward, "phone")
    channel = SlowChannel("web", "ward", files={"phone": content})
    assert await _fetcher(store, channel, tmp_path, []).once()
    row = store.look(lambda work: work.conn.execute(select(rows)).one())
    assert (row.state, row.mime, row.width, row.height) == ("kept", "image/jpeg", 64, 48)
    with Folder(tmp_path, seal=store.seal).open(row.stored) as kept:
        assert kept.read() == content
    with Folder(tmp_path, seal=store.seal).open(row.shown) as shown, Image.open(shown) as picture:
        assert (picture.format, picture.size) == ("JPEG", (64, 48))


@pytest.mark.parametrize("error", [KeyError("MPO"), MemoryError(), RecursionError(), ZeroDivisionError()])
async def test_what_fails_in_an_unforeseen_way_ends_after_its_tries_with_a_word_to_both_sides(
    store: Database, tmp_path: Path, now: Now, *, error: Exception
) -> None:
    ward = kit.people(store)
    case_id = kit.file(store, ward).case_id
    store.run(attachments.want, Media(MediaKind.PHOTO, "odd"), part=0, message_id="odd", chat_id=ward.chat_id,
              case_id=case_id)  # fmt: skip
    told: list[str] = []
    fetcher = _fetcher(store, SlowChannel("web", "ward", files={"odd": error}), tmp_path, told)
    tries = 0
    while await fetcher.once():
        tries += 1
        assert tries <= attachments.MOST_TRIES
        now.pass_(days=1)
    assert (tries, _states(store)["odd"], told) == (attachments.MOST_TRIES, "lost", ["lost"])
    (seen,) = store.look(attachments.files_of, case_id)
    assert seen.state == "lost"
    assert "file.lost" in [act.act for act in store.look(audit.trail, case_id)]


async def test_a_file_that_kills_the_process_each_time_is_let_go_too(store: Database, tmp_path: Path, now: Now) -> None:
    ward = kit.people(store)
    _want(store, ward, "bomb")
    for _ in range(attachments.MOST_TRIES):  # claimed, and never heard of again
        assert store.run(attachments.wanted)
        now.pass_(hours=1)
    told: list[str] = []
    channel = SlowChannel("web", "ward", files={"bomb": AssertionError("it must not be fetched once more")})
    assert await _fetcher(store, channel, tmp_path, told).once()
    assert (_states(store)["bomb"], told) == ("lost", ["lost"])


async def test_a_file_of_which_nobody_can_be_told_ends_too(store: Database, tmp_path: Path, now: Now) -> None:
    ward = kit.people(store)
    _want(store, ward, "gone")

    def tell(_work: UnitOfWork, _owner: Owner, _reason: str, _name: str) -> None:
        raise KeyError("no such chat")

    channel = SlowChannel("web", "ward", files={"gone": LostFileError("gone")})
    folder = Folder(tmp_path, seal=store.seal)
    fetcher = Fetcher(store, {("web", "ward"): channel}, folder, tell=tell, looker=Looker())
    tries = 0
    while await fetcher.once():
        tries += 1
        assert tries <= attachments.MOST_TRIES + 1
        now.pass_(days=1)
    assert _states(store)["gone"] == "lost"


async def test_a_file_of_a_bot_that_is_not_served_waits_and_loses_no_try(
    store: Database, tmp_path: Path, now: Now
) -> None:
    ward = kit.people(store)
    _want(store, ward, "later")
    away = Fetcher(store, {}, Folder(tmp_path, seal=store.seal), tell=lambda *_: None, looker=Looker())
    for _ in range(attachments.MOST_TRIES * 2):
        assert await away.once()
        assert not await away.once()
        now.pass_(minutes=6)
    channel = SlowChannel("web", "ward", files={"later": _picture()})
    assert await _fetcher(store, channel, tmp_path, []).once()
    assert _states(store)["later"] == "kept"


async def test_a_file_whose_draft_went_meanwhile_is_nobodys(store: Database, tmp_path: Path) -> None:
    ward = kit.people(store)
    _want(store, ward, "gone")
    channel = SlowChannel("web", "ward", files={"gone": NotFoundError("There is no such file.")})
    told: list[str] = []
    assert await _fetcher(store, channel, tmp_path, told).once()
    assert told == []


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


async def test_addresses_that_another_program_named_are_fetched_from_the_open_internet_only(
    store: Database, tmp_path: Path
) -> None:
    ward = kit.people(store)
    case_id = kit.file(store, ward).case_id
    pages = {"/a.png": _picture(), "/page.jpg": b"<html><p>hello</p></html>"}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        moved = b"HTTP/1.1 302 X\r\nLocation: http://127.0.0.1:1/a.jpg\r\nContent-Length: 0\r\n\r\n"
        large = b"HTTP/1.1 200 X\r\nContent-Length: 2000000000\r\n\r\n"
        found = pages.get(path, b"")
        plain = b"HTTP/1.1 200 X\r\nContent-Length: %d\r\n\r\n%b" % (len(found), found)
        writer.write({"/moved.jpg": moved, "/large.jpg": large}.get(path, plain))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    names = ("a.png", "page.jpg", "moved.jpg", "large.jpg")
    urls = [
        *(f"http://{place}/{each}" for each in names),
        "http://127.0.0.1:1/inside.jpg",
        "file:///etc/passwd",
        "http://[",
    ]
    store.run(linked.want, urls, case_id=case_id)
    told: list[str] = []
    links = Links(trusted=frozenset({place}))
    fetcher = Fetcher(
        store, {(attachments.LINK, ""): links}, Folder(tmp_path, seal=store.seal),
        tell=lambda _work, _owner, reason, _name: told.append(reason), looker=Looker(),
    )  # fmt: skip
    while await fetcher.once():
        pass
    server.close()
    found = {each.name: (each.state, each.reason) for each in store.run(attachments.files_of, case_id)}
    assert found["a.png"] == ("kept", "")
    assert found["page.jpg"][0] == "refused"
    assert found["large.jpg"] == ("refused", "too_big")
    assert {found[each] for each in ("moved.jpg", "inside.jpg", "passwd", "")} == {("refused", "bad_address")}
    assert len(told) == len(urls) - 1
