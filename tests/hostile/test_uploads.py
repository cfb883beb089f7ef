"""Floods from one place: files, pieces, pages. Each has a limit, a message and a wait; others are unaffected."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import insert

from bot.inbound.http_limits import BETWEEN, LimitedConnection
from core.errors import ConflictError, RefusedFileError
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.media import uploads
from storage.media.uploads import MOST_PIECES, FullError, Staging, Upload
from storage.tables.media import uploads as rows
from tests.console.chat.ward import SECRET, StoppedClock, Ward, open_ward

MB = 1024 * 1024
ONE = httpx.Limits(max_connections=1)
SCRIPT = {"X-Chat": "1", "Sec-Fetch-Site": "same-origin", "Accept-Language": "vi"}


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def ward(tmp_path: Path, clock: StoppedClock) -> Iterator[Ward]:
    found = open_ward(tmp_path, clock=clock)
    yield found
    found.database.close()


@asynccontextmanager
async def visitor(ward: Ward, address: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser at an address, with a chat of its own."""
    transport = httpx.ASGITransport(ward.app, client=(address, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=SCRIPT) as client:
        assert (await client.get("/chat")).status_code == 200
        yield client


async def announce(client: httpx.AsyncClient, size: int = uploads.LIMIT) -> httpx.Response:
    return await client.post("/chat/upload", json={"name": "a.mp4", "mime": "video/mp4", "size": size})


def refused(answer: httpx.Response) -> str:
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    said: str = answer.json()["says"]
    assert "Ông/bà" in said
    return said


async def test_a_chat_has_a_day_s_bound_beside_the_hour_s(ward: Ward, clock: StoppedClock) -> None:
    async with visitor(ward, "203.0.113.5") as client:
        taken = 0
        for _ in range(6):
            while (answer := await announce(client)).status_code == 201:
                ward.database.run(uploads.finish, answer.json()["id"])
                taken += uploads.LIMIT
            refused(answer)
            clock.move(timedelta(hours=1))
        assert taken <= 1000 * MB
        clock.move(timedelta(days=1))
        assert (await announce(client)).status_code == 201


async def test_an_address_with_ever_new_chats_has_a_day_s_bound(ward: Ward, clock: StoppedClock) -> None:
    meters = ward.room._day
    assert meters[1].take("203.0.113.5", 4000 * MB) is None
    async with visitor(ward, "203.0.113.5") as client:
        refused(await announce(client))
    async with visitor(ward, "203.0.113.6") as client:
        assert (await announce(client)).status_code == 201


async def test_an_ipv6_address_counts_with_all_its_neighbours_of_one_house(ward: Ward) -> None:
    assert ward.room._files[1].take("2001:db8:1:2::/64", 3000) is None
    async with visitor(ward, "2001:db8:1:2:aaaa::9") as client:
        refused(await announce(client, 5))
    async with visitor(ward, "2001:db8:1:3::9") as client:
        assert (await announce(client, 5)).status_code == 201


def _many(work: UnitOfWork, *, each: int, times: int, stored: str) -> None:
    work.conn.execute(insert(rows), [
        {"id": f"u{number}{stored}", "chat": f"c{number}", "name": work.seal.close_text("a"), "mime": "", "size": each,
         "stored": stored, "at": work.now} for number in range(times)])  # fmt: skip


@pytest.mark.parametrize(
    ("each", "times", "stored"),
    [(uploads.DAY_BYTES // 10, 10, "s"), (uploads.WAITING_BYTES // 10, 10, ""), (1, uploads.DAY_FILES, "s")],
)
def test_the_ward_takes_so_much_in_a_day_and_no_more(store: Database, each: int, times: int, stored: str) -> None:
    store.run(_many, each=each, times=times, stored=stored)
    with pytest.raises(FullError):
        store.run(uploads.begin, Upload("new", "chat", "a", "image/png", 5, whole=False))


async def test_a_full_ward_says_so_and_when(ward: Ward) -> None:
    ward.database.run(_many, each=uploads.DAY_BYTES // 10, times=10, stored="s")
    async with visitor(ward, "203.0.113.5") as client:
        assert "một giờ" in refused(await announce(client))
        words = {"key": "0123456789abcdef", "text": "Đèn đường ngõ 12 hỏng"}
        assert (await client.post("/chat/send", json=words)).status_code == 202  # words are taken all the same


def test_a_file_in_more_pieces_than_any_line_breaks_is_refused(tmp_path: Path) -> None:
    staging = Staging(tmp_path, Seal(SECRET))
    for at in range(MOST_PIECES):
        staging.append("a1", b"x", at=at)
    with pytest.raises(RefusedFileError, match="pieces"):
        staging.append("a1", b"x", at=MOST_PIECES)
    with pytest.raises(ConflictError):
        staging.append("a1", b"x", at=0)  # a browser that asks how far it got is still told


async def test_too_many_pieces_end_with_a_sentence(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_PIECES", 3)
    async with visitor(ward, "203.0.113.5") as client:
        where = f"/chat/upload/{(await announce(client, 100)).json()['id']}"
        answers = [await client.put(f"{where}?at={at}", content=b"x") for at in range(4)]
        assert [each.status_code for each in answers] == [200, 200, 200, 413]
        assert "Ông/bà" in answers[-1].json()["says"]


async def test_the_pieces_of_a_minute_are_bounded(ward: Ward) -> None:
    async with visitor(ward, "203.0.113.5") as client:
        upload = (await announce(client, 100)).json()["id"]
        assert ward.room._pieces[1].take("203.0.113.5", 3000) is None
        refused(await client.put(f"/chat/upload/{upload}?at=0", content=b"x"))


async def test_pages_have_a_rate_for_an_address_and_what_is_cheap_has_none(ward: Ward, clock: StoppedClock) -> None:
    async with visitor(ward, "203.0.113.5") as client, visitor(ward, "203.0.113.6") as other:
        statuses = [(await client.get("/chat/recover")).status_code for _ in range(20)]
        assert statuses == [200] * 20  # far from the bound
        _spend(ward, "203.0.113.5")
        answer = await client.get("/chat")
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= 60
        assert "giây" in answer.text
        assert (await client.get("/static/chat.css")).status_code != 429
        assert (await other.get("/chat")).status_code == 200
        words = {"key": "0123456789abcdef", "text": "Cháy nhà số 5"}
        assert (await client.post("/chat/send", json=words)).status_code == 202
        clock.move(timedelta(minutes=1))
        assert (await client.get("/chat")).status_code == 200


async def test_visitors_whom_a_proxy_does_not_name_have_a_bound_together(ward: Ward, clock: StoppedClock) -> None:
    async with visitor(ward, "127.0.0.1") as mute, visitor(ward, "203.0.113.6") as named:
        assert (await mute.get("/chat")).status_code == 200
        shield = _shield(ward)
        assert shield._crowd.take("", 50_000) is None, "twenty times what one address may"
        while shield._crowd.take("") is None:
            pass
        assert (await mute.get("/chat")).status_code == 429
        assert (await named.get("/chat")).status_code == 200
        clock.move(timedelta(minutes=1))
        assert (await mute.get("/chat")).status_code == 200


@pytest.mark.parametrize(("believed", "counted"), [("127.0.0.1", "203.0.113.9"), ("10.0.0.1", "")])
async def test_a_visitors_address_is_believed_from_our_proxies_only(ward: Ward, believed: str, counted: str) -> None:
    """As in service (`bot.app`): uvicorn reads the header, the bounds go by what it found."""
    async with served(ward, proxies=believed) as port, httpx.AsyncClient() as proxy:
        header = {"X-Forwarded-For": "127.0.0.1, 203.0.113.9"}  # the first is what the visitor wrote itself
        answer = await proxy.get(f"http://127.0.0.1:{port}/chat/recover", headers=header)
        assert answer.status_code == 200
        shield = _shield(ward)
        assert list(shield._pages._used) == ([counted] if counted else [])
        assert list(shield._crowd._used) == ([] if counted else [""])


def _shield(ward: Ward) -> Any:
    layer: Any = ward.app.middleware_stack
    while not hasattr(layer, "_visits"):
        layer = layer.app if hasattr(layer, "app") else layer._app
    return layer._visits


def _spend(ward: Ward, address: str) -> None:
    while _shield(ward)._pages.take(address) is None:
        pass


@asynccontextmanager
async def served(ward: Ward, *, proxies: str = "127.0.0.1") -> AsyncIterator[int]:
    """Serve the ward over HTTP behind the same limits as in service; yields the port."""
    config = uvicorn.Config(
        ward.app,
        port=0,
        log_config=None,
        access_log=False,
        lifespan="off",
        http=LimitedConnection,
        timeout_keep_alive=BETWEEN,
        proxy_headers=True,
        forwarded_allow_ips=proxies,
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await running


def test_a_connection_between_two_requests_outlives_what_proxies_keep() -> None:
    assert BETWEEN > 60  # nginx's `keepalive_timeout`; who closes first while the other sends, resets
    assert LimitedConnection.between == BETWEEN


@pytest.mark.timeout(300)
async def test_slow_clients_reset_nobody_s_connection(ward: Ward) -> None:
    """Half heads, half bodies and answers that nobody reads stand open; another connection lives on."""
    async with served(ward) as port:
        quick = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=SCRIPT, limits=ONE, timeout=None)
        async with quick:
            assert (await quick.get("/chat")).status_code == 200
            slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(60)]
            for number, (_, writer) in enumerate(slow):
                writer.write((_HALF_HEAD, _HALF_BODY, _UNREAD)[number % 3])
                await writer.drain()
            for number in range(20):
                body = json.dumps({"key": f"key-{number:08}", "text": f"Tin số {number}"})
                answer = await quick.post("/chat/send", content=body, headers={"Content-Type": "application/json"})
                assert answer.status_code == 202
                assert (await quick.get("/chat/messages?after=0")).status_code == 200
            for number, (reader, writer) in enumerate(slow):
                if number % 3 < 2:
                    assert not reader.at_eof()  # a slow one has its time too
                writer.close()
            await asyncio.gather(*(writer.wait_closed() for _, writer in slow), return_exceptions=True)
        assert len(ward.waiting()) == 20


_HALF_HEAD = b"GET /chat HTTP/1.1\r\nHost: a\r\nX-Long: "
_HALF_BODY = (
    b"POST /chat/send HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n"
    b"Content-Length: 1000\r\n\r\n{"
)
_UNREAD = b"GET /chat HTTP/1.1\r\nHost: a\r\n\r\n" * 2
