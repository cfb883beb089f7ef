"""A Bot API, and Zalo's API, on loopback in a process of its own. It accepts everything.

With a file, it writes one line per message: chat and text, as JSON.
"""

import asyncio
import itertools
import json
import sys
from pathlib import Path

from aiohttp import web

_TOKENS = {"access_token": "a", "refresh_token": "r", "expires_in": "90000"}


async def serve(log: Path | None = None) -> None:
    """Print the port, then answer for ever."""
    numbers = itertools.count(1)

    async def answer(request: web.Request) -> web.Response:
        said = await request.json() if request.content_type == "application/json" else await request.post()
        if request.path.startswith("/v"):  # paths of Zalo begin with a version
            sent = {"error": 0, "message": "Success", "data": {"message_id": str(next(numbers))}}
            return web.json_response(_TOKENS if request.path.endswith("/access_token") else sent)
        if request.path.endswith("/getMe"):
            return web.json_response(
                {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "B", "username": "b_bot"}}
            )
        if not request.path.endswith("/sendMessage"):
            return web.json_response({"ok": True, "result": True})
        if log is not None:
            with log.open("a") as lines:  # before the answer, so that a message before a kill is recorded
                lines.write(json.dumps([said["chat_id"], said["text"]]) + "\n")
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
    asyncio.run(serve(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
