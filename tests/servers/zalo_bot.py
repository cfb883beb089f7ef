"""Zalo's Bot Platform on the loopback interface: one bot, its events by webhook or polling, and what reached each chat.

Failures come as `ok: false`, with HTTP 200 or with the code as status (`plain_status`): both occur.
"""

import asyncio
import itertools
import json
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any, Self

from aiohttp import web

from tests.servers.clock import VirtualClock
from tests.servers.places import served

TOKEN = "12345689:abc-xyz-that-nobody-may-read"
Json = dict[str, Any]
Deliver = Callable[[bytes, dict[str, str]], Awaitable[int]]


class BotError(Exception):
    """Answered as `ok: false`."""

    def __init__(self, code: int, says: str) -> None:
        super().__init__(says)
        self.code = code


class ZaloBotServer:
    """`async with ZaloBotServer() as server`."""

    def __init__(self, clock: VirtualClock | None = None) -> None:
        self.clock = clock or VirtualClock()
        self.got: dict[str, list[Json]] = defaultdict(list)  # chat -> what was posted
        self.calls: Counter[str] = Counter()
        self.hook: Json = {}
        self.waiting: deque[Json] = deque()
        self.files: dict[str, bytes] = {}
        self.plain_status = False
        self._failures: deque[int] = deque()
        self._numbers = itertools.count(1)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/files/{name}", self._file)
        self._runner, self.host = await served(app)
        self.url = f"http://{self.host}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    # --- what a test does to it ---------------------------------------------------------------------------------

    def fail_next(self, code: int) -> None:
        """The next call that sends is refused with this code; 0 drops the connection after the call was accepted."""
        self._failures.append(code)

    def says(self, chat: str, text: str, **fields: Any) -> Json:
        """What somebody typed, as an event."""
        return self.event("message.text.received", chat, text=text, **fields)

    def event(self, name: str, chat: str, *, group: bool = False, **fields: Any) -> Json:
        """An event that waits for a poll."""
        made = {
            "event_name": name,
            "message": {
                "from": {"id": chat, "display_name": "Lan", "is_bot": False},
                "chat": {"id": "g1" if group else chat, "chat_type": "GROUP" if group else "PRIVATE"},
                "message_id": f"{next(self._numbers):016x}", "date": int(self.clock.monotonic() * 1000), **fields,
            },
        }  # fmt: skip
        self.waiting.append(made)
        return made

    async def post(self, event: Json, deliver: Deliver, *, wrapped: bool = False) -> int:
        """Deliver an event to the webhook, as documented (`wrapped`) or as real captures show it."""
        body = json.dumps({"ok": True, "result": event} if wrapped else event).encode()
        secret = str(self.hook.get("secret_token", ""))
        return await deliver(body, {"X-Bot-Api-Secret-Token": secret, "Content-Type": "application/json"})

    # --- the platform -------------------------------------------------------------------------------------------

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls[method] += 1
        given = await self._given(request)
        try:
            result = await self._act(request.match_info["token"], method)(given)
        except BotError as error:
            body = {"ok": False, "error_code": error.code, "description": str(error)}
            return web.json_response(body, status=error.code if self.plain_status else 200)
        if result is None:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return web.json_response({"ok": True, "result": result})

    def _act(self, token: str, method: str) -> Callable[[Json], Awaitable[Json | None]]:
        if token != TOKEN:
            raise BotError(401, "Unauthorized")
        found: Callable[[Json], Awaitable[Json | None]] | None = getattr(self, f"_do_{method}", None)
        if found is None:
            raise BotError(404, "Not Found")
        return found

    async def _given(self, request: web.Request) -> Json:
        if request.content_type == "application/json":
            found = await request.json()
            assert isinstance(found, dict)
            return found
        return {**request.query, **await request.post()}

    async def _do_getMe(self, _: Json) -> Json:  # noqa: N802  # the platform's names
        return {"id": "12345689", "account_name": "bot.linhson", "account_type": "BASIC", "can_join_groups": False}

    async def _do_getUpdates(self, given: Json) -> Json:  # noqa: N802
        if self.hook:
            raise BotError(400, "a webhook is set")
        if not self.waiting:
            assert int(given.get("timeout") or 0) >= 0
            await asyncio.sleep(0)
            raise BotError(408, "Request timeout")
        return self.waiting.popleft()

    async def _do_setWebhook(self, given: Json) -> Json:  # noqa: N802
        if not str(given.get("url", "")).startswith("https://"):
            raise BotError(400, "url: https only")
        if not 8 <= len(str(given.get("secret_token", ""))) <= 256:
            raise BotError(400, "secret_token: 8 to 256 characters")
        self.hook = dict(given)
        return {"url": given["url"], "updated_at": 1}

    async def _do_deleteWebhook(self, _: Json) -> Json:  # noqa: N802
        self.hook = {}
        return {"url": "", "updated_at": 2}

    async def _do_sendMessage(self, given: Json) -> Json | None:  # noqa: N802
        if not 1 <= len(str(given.get("text", ""))) <= 2_000:
            raise BotError(400, "text: 1 to 2000 characters")
        return self._take(given)

    async def _do_sendPhoto(self, given: Json) -> Json | None:  # noqa: N802
        if not str(given.get("photo", "")).startswith("https://") or len(str(given.get("caption", ""))) > 2_000:
            raise BotError(400, "photo or caption")
        return self._take(given)

    def _take(self, given: Json) -> Json | None:
        if not given.get("chat_id"):
            raise BotError(400, "chat_id")
        code = self._failures.popleft() if self._failures else -1
        if code > 0:
            raise BotError(code, "refused")
        self.got[str(given["chat_id"])].append(given)
        return None if code == 0 else {"message_id": f"{next(self._numbers):016x}", "date": 1}

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        return web.Response(body=self.files[name]) if name in self.files else web.Response(status=404)
