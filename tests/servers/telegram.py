"""A Bot API server on loopback: updates out by polling or webhook, messages in, limits and scripted failures."""

import asyncio
import functools
import itertools
import json
from collections import defaultdict, deque
from typing import Any, Self

from aiohttp import ClientError, ClientSession, web

from tests.servers.clock import VirtualClock
from tests.servers.places import served
from tests.servers.telegram_calls import FILES, Calls
from tests.servers.telegram_people import Chat, Citizen, Group, Message
from tests.servers.telegram_rules import ApiError

TOKEN = "4242:TEST-token-that-nobody-may-ever-read"


class TelegramServer(Calls):
    """`async with TelegramServer() as server`. `requests` keeps every call as (method, parameters)."""

    def __init__(self, clock: VirtualClock | None = None, *, username: str = "LinhSonBot") -> None:
        super().__init__(clock or VirtualClock(), username=username, token=TOKEN)
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.waiting: list[Message] = []
        self.hook: dict[str, str] = {}
        self.redeliver_after = 0.02  # seconds
        self.expired: set[str] = set()  # paths that answer 404
        self.away_until = 0.0
        self._failures: dict[str, deque[str]] = defaultdict(deque)
        self._updates, self._people = itertools.count(1000), itertools.count(501)
        self._news = asyncio.Event()
        self._polls = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._hanging = asyncio.Event()
        self._parallel = asyncio.Semaphore(40)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        self._runner, host = await served(app)
        self.url = f"http://{host}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._hanging.set()
        self._news.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._runner.cleanup()

    def person(self, name: str, *, lang: str = "vi") -> Citizen:
        """A resident who has not written yet."""
        return Citizen(self, next(self._people), name, lang)

    def group(self, title: str) -> Group:
        """A group without the bot."""
        chat = Chat(-next(self._people), "group", title, refusal="Forbidden: bot is not a member of the group chat")
        self.chats[chat.id] = chat
        return Group(self, chat)

    def fail_next(self, method: str, kind: str) -> None:
        """The next call of `method` ends as `kind`: 429[:s], 429-all, 500, 401, html502, drop (before it is accepted),
        drop-after, hang (accepted, never answered)."""
        self._failures[method].append(kind)

    def away(self, seconds: float) -> None:
        """Be down (502, nothing accepted) for that long on the virtual clock."""
        self.away_until = self.clock.monotonic() + seconds

    def hears(self, chat: Chat, message: Message) -> bool:
        """Whether the bot gets a group's message: in privacy mode only messages that are meant for it."""
        text: str = message.get("text") or message.get("caption") or ""
        reply = message.get("reply_to_message", {}).get("from", {}).get("id")
        meant = text.startswith("/") or f"@{self.username}".lower() in text.lower() or reply == self.bot_id
        return chat.open and (not chat.privacy or meant)

    def tell(self, **body: Any) -> Message:
        """A new update for the bot; returns it."""
        update = {"update_id": next(self._updates), **json.loads(json.dumps(body))}
        self.again(update)
        return update

    def again(self, update: Message) -> None:
        """Deliver an update, possibly once more."""
        if self.hook.get("url"):
            task = asyncio.get_running_loop().create_task(self._bring(update))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            self.waiting.append(update)
            self._news.set()

    def member(self, chat: Chat, by: Message, *, was: str, now: str) -> None:
        """Tell the bot that its membership in a chat changed."""
        old, new = ({"status": each, "user": self._me()} | ({"until_date": 0} if each == "kicked" else {})
                    for each in (was, now))  # fmt: skip
        change = {"chat": chat.shape(), "from": by, "date": self.now(), "old_chat_member": old, "new_chat_member": new}
        self.tell(my_chat_member=change)

    async def _bring(self, update: Message) -> None:
        header = {"X-Telegram-Bot-Api-Secret-Token": self.hook.get("secret_token", "")}
        async with ClientSession() as session, self._parallel:
            while self.hook.get("url"):
                try:
                    async with session.post(self.hook["url"], json=update, headers=header) as response:
                        if response.status // 100 == 2:
                            return
                except ClientError:
                    pass
                await asyncio.sleep(self.redeliver_after)

    async def _file(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        data = self.files.get(path.rpartition("/")[2])
        if data is None or path in self.expired or request.match_info["token"] != self.token:
            return web.Response(status=404)
        return web.Response(body=data)

    async def _serve(self, request: web.Request) -> web.StreamResponse:  # one way through a call
        method = request.match_info["method"]
        params, uploads = await _read(request)
        self.requests.append((method, params))
        if request.match_info["token"] != self.token:
            return _refuse(ApiError(401, "Unauthorized"))
        failure = self._failures[method].popleft() if self._failures[method] else ""
        if failure == "html502" or self.clock.monotonic() < self.away_until:
            return web.Response(status=502, text="<html>502 Bad Gateway</html>", content_type="text/html")
        try:
            _fail_before(failure, request)
            answer = getattr(self, f"_do_{method}", None)
            if answer is None and method in FILES:
                answer = functools.partial(self._send_file, method=method)
            if answer is None:
                return _refuse(ApiError(404, "Not Found"))
            result = answer(params, uploads)
            if asyncio.iscoroutine(result):
                result = await result
        except ApiError as error:
            return _refuse(error)
        if failure == "hang":
            await self._hanging.wait()
        if failure == "drop-after" and request.transport is not None:
            request.transport.abort()
        return web.json_response({"ok": True, "result": result})

    def _do_getMe(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        return {**self._me(), "can_join_groups": True, "can_read_all_group_messages": False}

    async def _do_getUpdates(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        if self.hook.get("url"):
            raise ApiError(409, "Conflict: can't use getUpdates method while webhook is active")
        if self._polls:
            raise ApiError(409, "Conflict: terminated by other getUpdates request")
        offset, seconds = int(params.get("offset") or 0), float(params.get("timeout") or 0)
        self.waiting = [each for each in self.waiting if each["update_id"] >= offset]
        self._polls += 1
        try:
            if not self.waiting and seconds:
                self._news.clear()
                try:
                    await asyncio.wait_for(self._news.wait(), seconds)
                except TimeoutError:
                    return []
            return self.waiting[: int(params.get("limit") or 100)]
        finally:
            self._polls -= 1

    def _do_setWebhook(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        self.hook = params
        return True

    def _do_deleteWebhook(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        self.hook = {}
        return True

    def _do_getWebhookInfo(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        url = self.hook.get("url", "")
        return {"url": url, "has_custom_certificate": False, "pending_update_count": len(self.waiting)}

    def _do_setMyCommands(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        return True


async def _read(request: web.Request) -> tuple[dict[str, str], dict[str, bytes]]:
    """Parameters as a form or as JSON, and the files with them."""
    params, uploads = dict(request.query), dict[str, bytes]()
    if request.content_type == "application/json":
        for key, each in (await request.json()).items():
            params[key] = each if isinstance(each, str) else json.dumps(each)
    for key, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            uploads[key] = value.file.read()
        else:
            params[key] = str(value)
    return params, uploads


def _fail_before(failure: str, request: web.Request) -> None:
    if failure.startswith("429"):
        wait = int(failure.partition(":")[2] or 3)
        raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
    if failure == "500":
        raise ApiError(500, "Internal Server Error")
    if failure == "401":
        raise ApiError(401, "Unauthorized")
    if failure == "drop" and request.transport is not None:
        request.transport.abort()
        raise ApiError(500, "dropped")


def _refuse(error: ApiError) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return web.json_response(body, status=error.code)
