"""Updates by webhook come with the secret, and are repeated until they are accepted."""

import asyncio
from pathlib import Path

from aiohttp import web

from tests.parts import shared
from tests.servers.clock import VirtualClock
from tests.servers.places import served
from tests.servers.telegram import TOKEN, TelegramServer


async def test_a_hook_that_fails_is_brought_the_same_update_again() -> None:
    seen, done = list[tuple[str, int]](), asyncio.Event()

    async def receive(request: web.Request) -> web.Response:
        secret = request.headers["X-Telegram-Bot-Api-Secret-Token"]
        seen.append((secret, (await request.json())["update_id"]))
        if len(seen) == 2:
            done.set()
        return web.Response(status=500 if len(seen) == 1 else 200)

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner, host = await served(app)
    from bot.channels.telegram import TelegramChannel  # noqa: PLC0415  # aiogram takes seconds to load

    async with TelegramServer() as server:
        channel = TelegramChannel(TOKEN, server.url, words=shared().words, clock=VirtualClock(), open_file=Path)
        await channel.set_webhook(f"http://{host}/hook", "a-secret-of-ours")
        server.person("Lan").say("Chào")
        await asyncio.wait_for(done.wait(), 150)
        await channel.delete_webhook()
        assert server.hook == {}
        await channel.close()
    await runner.cleanup()
    assert seen == [("a-secret-of-ours", 1000)] * 2
