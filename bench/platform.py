"""A Bot API on loopback, in a process of its own, that says yes to everything."""

import asyncio
import itertools
import sys

from aiohttp import web


async def serve() -> None:
    """Print the port, then answer for ever."""
    numbers = itertools.count(1)

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        if request.path.endswith("/getMe"):
            return web.json_response(
                {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "B", "username": "b_bot"}}
            )
        if not request.path.endswith("/sendMessage"):
            return web.json_response({"ok": True, "result": True})
        chat = {"id": 1, "type": "private"}
        return web.json_response({"ok": True, "result": {"message_id": next(numbers), "date": 1, "chat": chat}})

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
