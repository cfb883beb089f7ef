"""A Bot API server on loopback: updates out by polling or webhook, messages in, limits and scripted failures."""

import asyncio
import functools
import itertools
import json
from collections import defaultdict, deque
from typing import Any, Self

from aiohttp import ClientError, ClientSession, web

from tests.servers.clock import VirtualClock
from tests.servers.telegram_people import Chat, Citizen, Group, Message
from tests.servers.telegram_rules import ApiError, Rates, bad, markup_of, text_of

TOKEN = "4242:TEST-token-that-nobody-may-ever-read"
_FILES = {"sendPhoto": "photo", "sendDocument": "document", "sendVoice": "voice", "sendVideo": "video"}


class TelegramServer:
    """`async with TelegramServer() as server`. `requests` keeps every call as (method, parameters)."""

    def __init__(self, clock: VirtualClock | None = None, *, username: str = "LinhSonBot") -> None:
        self.clock = clock or VirtualClock()
        self.username, self.token, self.bot_id = username, TOKEN, int(TOKEN.split(":", maxsplit=1)[0])
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, bytes] = {}
        self.presses: dict[str, str] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.rates = Rates(self.clock.monotonic)
        self.waiting: list[Message] = []
        self.hook: dict[str, str] = {}
        self.redeliver_after = 0.02  # seconds
        self.file_limit = 20_000_000
        self.expired: set[str] = set()  # paths that answer 404
        self.away_until = 0.0
        self._failures: dict[str, deque[str]] = defaultdict(deque)
        self._numbers, self._updates, self._people = itertools.count(1), itertools.count(1000), itertools.count(501)
        self._news = asyncio.Event()
        self._polls = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._hanging = asyncio.Event()
        self._parallel = asyncio.Semaphore(40)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._hanging.set()
        self._news.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._runner.cleanup()

    def now(self) -> int:
        """Unix time."""
        return int(self.clock().timestamp())

    def next_message(self) -> int:
        """A fresh message id."""
        return next(self._numbers)

    def person(self, name: str, *, lang: str = "vi") -> Citizen:
        """A resident who has not written yet."""
        return Citizen(self, next(self._people), name, lang)

    def group(self, title: str) -> Group:
        """A group without the bot."""
        chat = Chat(-next(self._people), "group", title, refusal="Forbidden: bot is not a member of the group chat")
        self.chats[chat.id] = chat
        return Group(self, chat)

    def fail_next(self, method: str, kind: str) -> None:
        """The next call of `method` ends as `kind`: 429[:s], 429-all, 500, 401, html502, drop (before it is taken),
        drop-after, hang (taken, never answered)."""
        self._failures[method].append(kind)

    def away(self, seconds: float) -> None:
        """Be away (502, nothing taken) for that long on the virtual clock."""
        self.away_until = self.clock.monotonic() + seconds

    def keep(self, data: bytes) -> Message:
        """Keep a file; gives its JSON."""
        number = self.next_message()
        self.files[f"file{number}"] = data
        return {"file_id": f"file{number}", "file_unique_id": f"u{number}", "file_size": len(data)}

    def hears(self, chat: Chat, message: Message) -> bool:
        """Whether the bot is told of a group's message: with privacy mode only what is meant for it."""
        text: str = message.get("text") or message.get("caption") or ""
        reply = message.get("reply_to_message", {}).get("from", {}).get("id")
        meant = text.startswith("/") or f"@{self.username}".lower() in text.lower() or reply == self.bot_id
        return chat.open and (not chat.privacy or meant)

    def tell(self, **body: Any) -> Message:
        """A new update for the bot; gives it."""
        update = {"update_id": next(self._updates), **json.loads(json.dumps(body))}
        self.again(update)
        return update

    def again(self, update: Message) -> None:
        """Bring an update, perhaps once more."""
        if self.hook.get("url"):
            task = asyncio.get_running_loop().create_task(self._bring(update))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            self.waiting.append(update)
            self._news.set()

    def member(self, chat: Chat, by: Message, *, was: str, now: str) -> None:
        """Tell the bot that its place in a chat changed."""
        old, new = ({"status": each, "user": self._me()} | ({"until_date": 0} if each == "kicked" else {})
                    for each in (was, now))  # fmt: skip
        change = {"chat": chat.shape(), "from": by, "date": self.now(), "old_chat_member": old, "new_chat_member": new}
        self.tell(my_chat_member=change)

    def _me(self) -> Message:
        return {"id": self.bot_id, "is_bot": True, "first_name": "Phường Linh Sơn", "username": self.username}

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
            if answer is None and method in _FILES:
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

    def _do_getFile(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        data = self.files.get(params["file_id"])
        if data is None:
            raise bad("wrong file_id or the file is temporarily unavailable".replace("temporarily un", "not "))
        if len(data) > self.file_limit:
            raise bad("file is too big")
        path = f"photos/{params['file_id']}"
        return {"file_id": params["file_id"], "file_unique_id": "u", "file_size": len(data), "file_path": path}

    def _do_answerCallbackQuery(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        press = params["callback_query_id"]
        if press not in self.presses:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        text_of(params, "answer", limit=200)
        self.presses[press] = params.get("text", "")
        return True

    def _chat(self, params: dict[str, str], *, messages: int = 1) -> Chat:
        chat = self.chats.get(int(params["chat_id"]))
        if chat is None:
            raise bad("chat not found")
        if chat.moved_to:
            raise ApiError(
                400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.moved_to
            )
        if not chat.open:
            raise ApiError(403, chat.refusal)
        if params.get("message_thread_id") == "1":
            raise bad("message thread not found")
        for _ in range(messages):
            self.rates.book(chat.id)
        return chat

    def _post(self, chat: Chat, params: dict[str, str], **content: Any) -> Message:
        found = {"message_id": self.next_message(), "date": self.now(), "chat": chat.shape(), "from": self._me()}
        found |= {key: value for key, value in content.items() if value}
        if thread := params.get("message_thread_id"):
            if int(thread) not in (chat.topics or {}):
                raise bad("message thread not found")
            found |= {"message_thread_id": int(thread), "is_topic_message": True}
        reply = json.loads(params.get("reply_parameters") or "{}")
        if reply:
            target = next((each for each in chat.messages if each["message_id"] == reply["message_id"]), None)
            if target is not None:
                found["reply_to_message"] = {k: v for k, v in target.items() if k != "reply_to_message"}
            elif not reply.get("allow_sending_without_reply"):
                raise bad("message to be replied not found")
        chat.messages.append(found)
        return {k: v for k, v in found.items() if k != "reply_markup" or "inline_keyboard" in str(v)}

    def _do_sendMessage(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        text, markup = text_of(params), markup_of(params)
        return self._post(self._chat(params), params, text=text, reply_markup=markup)

    def _do_createForumTopic(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        chat = self._chat(params)
        if chat.topics is None:
            raise bad("the chat is not a forum")
        thread = self.next_message()
        chat.topics[thread] = params["name"]
        return {"message_thread_id": thread, "name": params["name"], "icon_color": 7322096}

    def _send_file(self, params: dict[str, str], uploads: dict[str, bytes], *, method: str) -> Any:
        field = _FILES[method]
        caption, markup = text_of(params, "caption", limit=1024), markup_of(params)
        file = self._take(params.get(field, ""), uploads, field)
        return self._post(self._chat(params), params, caption=caption, reply_markup=markup, **_shape(field, file))

    def _take(self, given: str, uploads: dict[str, bytes], field: str) -> Message:
        name = given.removeprefix("attach://") if given else field
        if given and name == given and given not in uploads:  # a file that is here already
            if given not in self.files:
                raise bad("wrong file identifier/HTTP URL specified")
            return {"file_id": given, "file_unique_id": f"u{given}", "file_size": len(self.files[given])}
        if name not in uploads:
            raise bad(f"there is no {field} in the request")
        return self.keep(uploads[name])

    def _do_sendMediaGroup(self, params: dict[str, str], uploads: dict[str, bytes]) -> Any:  # noqa: N802
        media = json.loads(params["media"])
        if not 2 <= len(media) <= 10:
            raise bad("media group must include 2-10 items")
        chat, album = self._chat(params, messages=len(media)), f"album{self.next_message()}"
        return [
            self._post(
                chat, params, media_group_id=album,
                caption=text_of({"caption": each.get("caption", "")}, "caption", limit=1024),
                **_shape(each["type"], self._take(each["media"], uploads, each["type"])),
            )
            for each in media
        ]  # fmt: skip

    def _edited(self, params: dict[str, str], field: str, limit: int) -> Any:
        chat, text, markup = self._chat(params, messages=0), text_of(params, field, limit=limit), markup_of(params)
        found = next((e for e in chat.messages if e["message_id"] == int(params["message_id"])), None)
        if found is None:
            raise bad("message to edit not found")
        if field == "text" and "text" not in found:
            raise bad("there is no text in the message to edit")
        if found.get(field) == text and found.get("reply_markup", {}) == markup:
            raise bad("message is not modified: specified new message content and reply markup are exactly the same")
        found |= {field: text, "reply_markup": markup, "edit_date": self.now()}
        return {k: v for k, v in found.items() if k != "reply_markup" or "inline_keyboard" in (v or {})}

    def _do_editMessageText(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        return self._edited(params, "text", 4096)

    def _do_editMessageCaption(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        return self._edited(params, "caption", 1024)

    def _do_deleteMessage(self, params: dict[str, str], uploads: object) -> Any:  # noqa: N802
        chat, number = self._chat(params, messages=0), int(params["message_id"])
        found = next((e for e in chat.messages if e["message_id"] == number), None)
        if found is None:
            raise bad("message to delete not found")
        if self.now() - found["date"] > 48 * 3600:
            raise bad("message can't be deleted for everyone")
        chat.messages[:] = [e for e in chat.messages if e["message_id"] != int(params["message_id"])]
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


def _shape(field: str, file: Message) -> Message:
    if field == "photo":
        return {"photo": [{**file, "width": 1280, "height": 960}]}
    return {field: file | ({"duration": 1} if field in {"voice", "video"} else {})}


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
