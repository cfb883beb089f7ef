"""Open pages hear at once what is new in their chat, and only in theirs."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import httpx
import pytest
import uvicorn

from console.chat.live import PER_CHAT, FullError, Live
from console.frame.meter import Meter
from console.frame.visitor import COOKIE, chat_of
from core.message import Outgoing
from storage.messages import webchat
from tests.console.chat.ward import StoppedClock, Ward

MINE, OTHER = "A" * 22, "B" * 22


@pytest.fixture
def address(ward: Ward) -> Iterator[str]:
    """The ward on a real server; its address."""
    server = uvicorn.Server(uvicorn.Config(ward.app, port=0, log_level="critical", timeout_graceful_shutdown=3))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    ward.room.close()
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()


@pytest.fixture
async def client(address: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address, cookies={COOKIE: MINE}, timeout=150) as found:
        yield found


async def say(ward: Ward, cookie: str, text: str) -> int:
    return await ward.database.write(webchat.say, chat_of(cookie), Outgoing(text))


async def events(answer: httpx.Response) -> AsyncIterator[tuple[int, str]]:
    number = 0
    async for line in answer.aiter_lines():
        if line.startswith("id: "):
            number = int(line[4:])
        if line.startswith("data: "):
            yield number, json.loads(line[6:])["html"]


async def test_an_answer_reaches_the_open_page(ward: Ward, client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/chat/events?after=0") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        heard = events(answer)
        await say(ward, OTHER, "của người khác")
        first = await say(ward, MINE, "dòng một\ndòng hai <b>")
        number, html = await anext(heard)
        assert number == first
        assert "dòng một\ndòng hai &lt;b&gt;" in html
        second = await say(ward, MINE, "nữa")
        assert (await anext(heard))[0] == second


async def test_a_page_that_was_away_hears_what_it_missed_once(ward: Ward, client: httpx.AsyncClient) -> None:
    ids = [await say(ward, MINE, f"tin {n}") for n in range(100)]
    async with client.stream("GET", "/chat/events", headers={"Last-Event-ID": str(ids[79])}) as answer:
        heard = events(answer)
        found = [await anext(heard) for _ in range(20 + 64)]
    assert [number for number, _ in found][-20:] == ids[80:]
    assert len({number for number, _ in found}) == len(found)


async def test_a_fourth_stream_of_a_chat_is_refused_and_the_page_can_ask_instead(
    ward: Ward, client: httpx.AsyncClient
) -> None:
    async with (
        client.stream("GET", "/chat/events"),
        client.stream("GET", "/chat/events"),
        client.stream("GET", "/chat/events"),
    ):
        assert (await client.get("/chat/events")).status_code == 429
    await say(ward, MINE, "vẫn tới")
    assert "vẫn tới" in (await client.get("/chat/messages?after=0")).json()[0]["html"]


async def test_streams_end_when_the_room_closes(ward: Ward, client: httpx.AsyncClient) -> None:
    async with client.stream("GET", "/chat/events") as answer:
        lines = answer.aiter_lines()
        assert await anext(lines) == "retry: 3000"
        ward.room.close()
        async for _ in lines:
            pass  # ends: nothing holds the server up


async def test_watching_is_bounded_per_chat_and_per_address_and_given_back(ward: Ward) -> None:
    live = Live(ward.database)
    with live.watch("a", "1"), live.watch("a", "1"), live.watch("a", "1"):
        with pytest.raises(FullError), live.watch("a", "2"):
            pass
        with live.watch("b", "1"):
            pass
    for _ in range(PER_CHAT + 1):
        with live.watch("a", "1"):
            pass


async def test_only_the_chat_with_news_is_woken(ward: Ward) -> None:
    live = Live(ward.database)
    with live.watch(chat_of(MINE), "1") as mine, live.watch(chat_of(OTHER), "1") as other:
        await say(ward, MINE, "mới")
        await asyncio.wait_for(mine.wait(), 150)
        assert not other.is_set()


def test_a_meter_lets_the_limit_through_per_window_and_says_how_long_to_wait(clock: StoppedClock) -> None:
    meter = Meter(2, timedelta(minutes=1), clock=clock)
    assert [meter.take("a"), meter.take("a"), meter.take("b")] == [None, None, None]
    clock.move(timedelta(seconds=20))
    assert meter.take("a") == timedelta(seconds=40)
    clock.move(timedelta(seconds=40))
    assert meter.take("a") is None
