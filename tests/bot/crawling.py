"""A complete ward, as a process serves it, and visitors who request every address that it has.

The list of routes comes from the application itself, so a new page is crawled automatically. If its address has a new
parameter, the crawl fails until the test gives a real value for it.
"""

import asyncio
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from bot import app as joined
from console.frame.access import COOKIE as STAFF_COOKIE
from console.frame.visitor import COOKIE as CHAT_COOKIE

HERE = "http://linhson.test"
HOOK_SECRET = "a-secret-of-the-hook"  # only for tests
PEOPLE = ("nobody", "observer", "officer", "admin", "named", "resident", "neighbour")
COOKIES = {"resident": "r" * 22, "neighbour": "n" * 22}
ODD = (
    "999999999",
    "0",
    "-1",
    "9" * 30,
    "..%2F..%2Fetc%2Fpasswd",
    "%00",
    "%ff%fe",
    "'%20OR%201=1",
    "%3Cscript%3Ealert(1)",
    "",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")


@dataclass(slots=True)
class Town:
    """The service and its visitors. `real`: the values for the parameters of an address."""

    service: joined.Service
    app: FastAPI
    staff_cookies: dict[str, str] = field(default_factory=dict)
    real: dict[str, list[str]] = field(default_factory=dict)
    secret: str = ""  # the code of a sealed case

    async def ask(
        self,
        path: str,
        who: str = "nobody",
        *,
        method: str = "GET",
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        address: str = "192.0.2.7",
    ) -> Answer:
        """One request. An event stream is left at once, so only its beginning is returned."""
        sent: list[Any] = []
        first, done = True, asyncio.Event()
        jar = {STAFF_COOKIE: self.staff_cookies.get(who, ""), CHAT_COOKIE: COOKIES.get(who, "")}
        given = {
            "host": "linhson.test", "cookie": "; ".join(f"{k}={v}" for k, v in jar.items() if v),
            "content-length": str(len(body)), **(headers or {}),
        }  # fmt: skip
        page, _, query = path.partition("?")

        async def receive() -> dict[str, Any]:
            nonlocal first
            if first:
                first = False
                return {"type": "http.request", "body": body, "more_body": False}
            if not page.endswith("/events"):
                await done.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)
            if message["type"] == "http.response.body" and not message.get("more_body"):
                done.set()

        scope = {
            "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "root_path": "",
            "path": _decoded(page), "raw_path": page.encode(), "query_string": query.encode(),
            "headers": [(k.encode(), v.encode()) for k, v in given.items()],
            "client": (address, 4000), "server": ("linhson.test", 80), "state": {},
        }  # fmt: skip
        await asyncio.wait_for(self.app(scope, receive, send), 150)
        start = next(each for each in sent if each["type"] == "http.response.start")
        return Answer(
            start["status"],
            {k.decode().lower(): v.decode() for k, v in start["headers"]},
            b"".join(each.get("body", b"") for each in sent if each["type"] == "http.response.body"),
        )

    def routes(self) -> Iterator[tuple[str, str]]:
        """Every (method, path) of the application."""
        for each in iter_route_contexts(self.app.routes):
            for method in sorted(each.methods or ()):
                if method != "HEAD":
                    yield method, str(each.path)

    def addresses(self, path: str, *, odd: bool) -> list[str]:
        """The path filled with real values (each once), or with invented ones."""
        names = re.findall(r"{(\w+)(?::\w+)?}", path)
        bare = re.sub(r"{(\w+):\w+}", r"{\1}", path)
        if odd:
            return [bare.format_map(dict.fromkeys(names, each)) for each in ODD] if names else []
        values = [self.real[each] for each in names]
        most = max((len(each) for each in values), default=1)
        found = [
            bare.format_map({name: quote(each[at % len(each)]) for name, each in zip(names, values, strict=True)})
            for at in range(most)
        ]
        return list(dict.fromkeys(found))


def _decoded(address: str) -> str:
    from_percent = re.sub(rb"%([0-9a-fA-F]{2})", lambda found: bytes([int(found[1], 16)]), address.encode())
    return from_percent.decode("utf-8", "replace")
