"""Zalo on the loopback interface: OpenAPI v3 of one Official Account, its OAuth, its files, and signed events.

Failures come as HTTP 200 with a number, as at Zalo. Time is a virtual clock. `calls` keeps every request's path.
"""

import asyncio
import base64
import hashlib
import itertools
import json
from collections import Counter, defaultdict, deque
from typing import Any, Self

from aiohttp import web

from tests.servers.clock import VirtualClock
from tests.servers.places import served
from tests.servers.zalo_rules import Person, Templates, ZaloError, message_of, react, window

APP_ID, OA_ID = "4000000000000000001", "2000000000000000002"
APP_SECRET, OA_SECRET = "app-secret-that-nobody-may-read", "oa-secret-key-that-nobody-may-read"
Json = dict[str, Any]
_ACCESS = 90_000  # seconds
_UPLOAD = 7 * 86_400.0
LADDER = (30, 300, 900, 1_800, 3_600)  # seconds between the tries to deliver an event
_DOCUMENTS = (".pdf", ".doc", ".docx", ".csv")


class ZaloServer:
    """`async with ZaloServer() as server`."""

    def __init__(self, clock: VirtualClock | None = None) -> None:
        self.clock = clock or VirtualClock()
        self.people: dict[str, Person] = defaultdict(lambda: Person("?"))
        self.groups: dict[str, list[Json]] = defaultdict(list)
        self.calls: Counter[str] = Counter()
        self.access, self.access_until = "access-0", self.clock.monotonic() + _ACCESS
        self.refresh = "refresh-0"
        self.spent: set[str] = set()
        self.codes: dict[str, str] = {}  # consent's code -> the challenge of its verifier
        self.empty_on_reuse = True
        self.paid_account = False  # a cloud account is linked
        self.templates = Templates()
        self.uploads: dict[str, tuple[bytes, float]] = {}
        self.files: dict[str, bytes] = {}
        self.moved: dict[str, str] = {}  # path -> where it redirects to
        self._failures: dict[str, list[str]] = defaultdict(list)
        self._over = asyncio.Event()
        self.token_taken = asyncio.Event()  # a token was accepted and not answered
        self._numbers = itertools.count(1)
        self._minute: deque[float] = deque()
        self.per_minute = 4_000

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=30_000_000)
        app.router.add_post("/v4/oa/access_token", self._token)
        app.router.add_post("/v3.0/oa/message/cs", self._open(self._say))
        app.router.add_post("/v2.0/oa/message", self._open(self._react))
        app.router.add_post("/v3.0/oa/group/message", self._open(self._say_group))
        app.router.add_post("/v2.0/oa/upload/{kind}", self._open(self._upload))
        app.router.add_post("/v3.0/oa/message/template", self._open(self._template))
        app.router.add_post("/v3.0/oa/quota/message", self._open(self._quota))
        app.router.add_post("/message/template", self._open(self._template_by_phone))
        app.router.add_get("/message/quota", self._open(self._business_quota))
        app.router.add_get("/template/info/v2", self._open(self._template_info))
        app.router.add_get("/files/{name}", self._file)
        self._runner, self.host = await served(app)
        self.url = f"http://{self.host}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        await self._runner.cleanup()

    # --- what a test does to it ---------------------------------------------------------------------------------

    def fail_next(self, path: str, kind: str) -> None:
        """The next call of `path` ends as `kind`: an error number, http500, drop (before it is accepted), empty,
        hang (no answer comes, nothing is accepted), taken (it is accepted, and no answer comes).
        """
        self._failures[path].append(kind)

    def keep(self, name: str, data: bytes) -> str:
        """Store a file like a resident's file; returns its address."""
        self.files[name] = data
        return f"{self.url}/files/{name}"

    def number(self) -> str:
        """A fresh id in hex."""
        return f"{next(self._numbers):020x}"

    def event(self, name: str, **fields: Any) -> tuple[bytes, dict[str, str]]:
        """An event as it is sent: the raw body, and the headers with its signature."""
        stamp = str(fields.pop("timestamp", int(self.clock.monotonic() * 1000) + next(self._numbers)))
        body = json.dumps({"app_id": APP_ID, "event_name": name, "timestamp": stamp, **fields}, ensure_ascii=False)
        return body.encode(), sign(body.encode(), stamp)

    # --- OAuth --------------------------------------------------------------------------------------------------

    async def _token(self, request: web.Request) -> web.Response:
        self.calls["token"] += 1
        if self._failures["token"][:1] == ["taken"]:
            self._failures["token"].pop(0)
            self._pair()
            self.token_taken.set()
            await self._never()
        if trouble := await self._trouble("token"):
            return trouble
        form = await request.post()
        if request.headers.get("secret_key") != APP_SECRET or form.get("app_id") != APP_ID:
            return web.json_response({"error": -14002, "error_name": "Invalid app"})
        if form.get("grant_type") == "authorization_code":
            challenge = self.codes.pop(str(form.get("code")), None)
            if challenge is None or challenge != _challenge(str(form.get("code_verifier"))):
                return web.json_response({"error": -14014, "error_name": "Invalid code"})
            return self._pair()
        given = str(form.get("refresh_token"))
        if given in self.spent:
            return web.Response(body=b"") if self.empty_on_reuse else web.json_response({"error": -14020})
        if given != self.refresh:
            return web.json_response({"error": -14014, "error_name": "Invalid refresh token"})
        return self._pair()

    def _pair(self) -> web.Response:
        self.spent.add(self.refresh)
        number = next(self._numbers)
        self.access, self.refresh = f"access-{number}", f"refresh-{number}"
        self.access_until = self.clock.monotonic() + _ACCESS
        body = {"access_token": self.access, "refresh_token": self.refresh, "expires_in": str(_ACCESS)}
        return web.json_response(body)

    # --- OpenAPI ------------------------------------------------------------------------------------------------

    def _open(self, act: Any) -> Any:
        async def serve(request: web.Request) -> web.StreamResponse:
            path = request.path
            self.calls[path] += 1
            taken = self._failures[path][:1] == ["taken"]
            if trouble := None if taken else await self._trouble(path, request):
                return trouble
            try:
                if taken:
                    self._failures[path].pop(0)
                    self._admit(request)
                    await act(request)
                    await self._never()
                self._admit(request)
                return web.json_response({"error": 0, "message": "Success", "data": await act(request)})
            except ZaloError as error:
                return web.json_response({"error": error.code, "message": str(error)})

        return serve

    async def _trouble(self, path: str, request: web.Request | None = None) -> web.Response | None:
        if not self._failures[path]:
            return None
        kind = self._failures[path].pop(0)
        if kind == "drop" and request is not None and request.transport is not None:
            request.transport.close()
            return web.Response()
        if kind == "empty":
            return web.Response(body=b"")
        if kind == "hang":
            await self._never()
        if kind == "http500":
            return web.Response(status=500)
        return web.json_response({"error": int(kind), "message": "scripted"})

    async def _never(self) -> None:
        """Give no answer until the other side closes the connection or the test is over."""
        await self._over.wait()

    def _admit(self, request: web.Request) -> None:
        now = self.clock.monotonic()
        while self._minute and self._minute[0] <= now - 60:
            self._minute.popleft()
        if len(self._minute) >= self.per_minute:
            raise ZaloError(-32, "rate limit of the app")
        self._minute.append(now)
        if request.headers.get("access_token") != self.access:
            raise ZaloError(-216, "access token is invalid")
        if now >= self.access_until:
            raise ZaloError(-220, "access token has expired")

    async def _say(self, request: web.Request) -> Json:
        body = await request.json()
        person = self.people.get(str(body.get("recipient", {}).get("user_id")))
        message = message_of(body, buttons=True, uploads=self._living())
        if person is None:
            raise ZaloError(-232, "the person never wrote")
        if person.refuses:
            raise ZaloError(person.refuses, "refused")
        free = window(self.clock.monotonic() - person.last if person.last else None, paid=self.paid_account)
        person.got.append(message)
        quota = {"quota": {"quota_type": "reply", "remain": "8", "total": "8"}} if free else {}
        return {"message_id": self.number(), "user_id": person.id, **quota}

    async def _react(self, request: web.Request) -> Json:
        body = await request.json()
        react(self.people.get(str(body.get("recipient", {}).get("user_id"))), body.get("sender_action"))
        return {}

    async def _say_group(self, request: web.Request) -> Json:
        body = await request.json()
        group = str(body.get("recipient", {}).get("group_id"))
        self.groups[group].append(message_of(body, buttons=False, uploads=self._living()))
        return {"message_id": self.number(), "group_id": group}

    async def _template(self, request: web.Request) -> Json:
        body = await request.json()
        person = self.people.get(str(body.get("user_id")))
        if person is None:
            raise ZaloError(-213, "the person does not follow")
        if person.refuses:
            raise ZaloError(person.refuses, "refused")
        number = self.number()
        self.templates.take(str(body.get("template_id")), body.get("template_data"), to=person.id, by="uid")
        return {"message_id": number, "user_id": person.id, "sent_time": "1790300001000", "quota": {}}

    async def _template_by_phone(self, request: web.Request) -> Json:
        body = await request.json()
        phone, mark = str(body.get("phone")), str(body.get("tracking_id") or "")
        if not phone.startswith("84") or not phone.isdecimal():
            raise ZaloError(-108, "phone is invalid")
        if not 0 < len(mark) <= 48:
            raise ZaloError(-201, "tracking_id")
        self.templates.take(str(body.get("template_id")), body.get("template_data"), to=phone, by="phone")
        left = str(self.templates.remain["phone"])
        return {"msg_id": self.number(), "sending_mode": "1", "quota": {"dailyQuota": "500", "remainingQuota": left}}

    async def _quota(self, request: web.Request) -> Any:
        body = await request.json()
        if "user_id" in body:
            person = self.people.get(str(body["user_id"]))
            if person is None:
                raise ZaloError(-201, "user_id")
            said = str(int(person.last * 1000)) if person.last else "0"
            return {"last_interaction": said, "cs_reply": {"remain": "8", "total": "8"}}
        if body.get("quota_owner") != "OA" or body.get("product_type") != "transaction":
            raise ZaloError(-201, "product_type")
        if body.get("quota_type") != "sub_quota":
            return []
        return [{"asset_id": "a1", "quota_type": "sub_quota", "total": 500, "remain": self.templates.remain["uid"]}]

    async def _business_quota(self, request: web.Request) -> Json:
        del request
        return {"dailyQuota": "500", "remainingQuota": str(self.templates.remain["phone"])}

    async def _template_info(self, request: web.Request) -> Json:
        number = request.query.get("template_id", "")
        if number not in self.templates.states:
            raise ZaloError(-109, "template id is invalid")
        return {"templateId": number, "status": self.templates.states[number], "price": "200.0", "reason": ""}

    def _living(self) -> set[str]:
        now = self.clock.monotonic()
        return {name for name, (_, at) in self.uploads.items() if now - at < _UPLOAD}

    async def _upload(self, request: web.Request) -> Json:
        kind = request.match_info["kind"]
        form = await request.post()
        file = form.get("file")
        if not isinstance(file, web.FileField):
            raise ZaloError(-201, "file is missing")
        data = file.file.read()
        pictures = data.startswith((b"\xff\xd8", b"\x89PNG"))
        if kind == "image" and (not pictures or len(data) > 1_000_000):
            raise ZaloError(-201, "file: jpg or png of at most 1 MB")
        if kind == "file" and (not file.filename.endswith(_DOCUMENTS) or len(data) > 5_000_000):
            raise ZaloError(-201, "file: pdf, doc, docx or csv of at most 5 MB")
        name = f"up{self.number()}"
        self.uploads[name] = (data, self.clock.monotonic())
        return {"attachment_id": name} if kind != "file" else {"token": name}

    async def _file(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name in self.moved:
            return web.Response(status=302, headers={"Location": self.moved[name]})
        if name not in self.files:
            return web.Response(status=404)
        return web.Response(body=self.files[name])


def sign(body: bytes, stamp: str, *, first: str = APP_ID, secret: str = OA_SECRET) -> dict[str, str]:
    """The headers of an event."""
    mac = hashlib.sha256(first.encode() + body + stamp.encode() + secret.encode()).hexdigest()
    return {"X-ZEvent-Signature": f"mac={mac}", "Content-Type": "application/json"}


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
