"""How the wards of a province are: for its operators by ward, for its readers in sums; never a case.

Accounts are tokens of a setting. The browser keeps a mark of the token, not the token itself.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from console.frame import cookies, moments
from console.frame.meter import Meter
from console.frame.shield import POLICY
from console.frame.statics import Statics
from core.clock import Clock, in_vietnam
from core.province import Province
from core.words import FIRST, Words
from storage.people.sessions import network_of
from storage.province import sharing
from storage.province.registry import Figures, Registry, Row, State

COOKIE = "danban_province"
HOME = "/province"
LANGUAGES = ("vi", "en")
_STALE = timedelta(minutes=3)  # figures that are older are marked
_TRIES = 10  # per address and minute


@dataclass(frozen=True, slots=True)
class Line:
    """A ward on the page."""

    row: Row
    holders: tuple[str, ...]
    stale: bool


@dataclass(frozen=True, slots=True)
class Period:
    """Periodic reports of one period, added up. `tables`: per table, its columns with their sums."""

    begins: str
    ends: str
    wards: int
    tables: dict[str, dict[str, int]]


class Desk:
    """The pages, joined. Used on the event loop; the registry is read on threads."""

    def __init__(self, registry: Registry, where: Province, *, words: Words, clock: Clock) -> None:
        self._registry = registry
        self._where = where
        self._words = words
        self._clock = clock
        self._statics = Statics()
        self._tries = Meter(_TRIES, timedelta(minutes=1), clock=clock)
        self._pages = {language: environment(words, language, clock=clock) for language in LANGUAGES}
        self._secure = where.process.secure

    async def front(self, request: Request) -> Response:
        """The wards that can be visited, for everybody."""
        rows = await run_in_threadpool(self._registry.rows)
        open_ = [each.entry for each in rows if each.state is State.RUNNING]
        return self._page(request, "front.html", wards=open_, scheme=urlsplit(self._where.process.public_url))

    async def desk(self, request: Request) -> Response:
        """The state of the wards, or their sums, or the form to sign in."""
        who = self._who(request)
        if who is None:
            return self._page(request, "enter.html", problem="")
        rows = await run_in_threadpool(self._registry.rows)
        running = [each.figures for each in rows if each.figures is not None]
        values: dict[str, Any] = {"name": who[0], "total": total(running), "wards": len(rows), "periods": periods(rows)}
        if not who[1]:
            return self._page(request, "sums.html", **values)
        holders = await run_in_threadpool(sharing.holders, self._registry)
        now = self._clock()
        lines = [Line(each, _names(holders.get(each.entry.code, {})), _is_stale(each, now)) for each in rows]
        lines.sort(key=lambda each: each.row.state is not State.FAILED)  # those that need somebody come first
        states = {str(state): sum(each.state is state for each in rows) for state in State}
        processes = await run_in_threadpool(sharing.alive, self._registry)
        values |= {"acts": await run_in_threadpool(self._registry.acts), "processes": processes}
        return self._page(request, "wards.html", **values, lines=lines, states=states)

    async def enter(self, request: Request) -> Response:
        """Sign in with a token."""
        if not self._ours(request):
            raise HTTPException(403)
        address = network_of(request.client.host) if request.client is not None else ""
        if self._tries.take(address) is not None:
            return self._page(request, "enter.html", status=429, problem="later")
        async with request.form(max_files=0, max_fields=4) as form:
            token = str(form.get("token", "")).strip()
        if self._where.who(token) is None:
            return self._page(request, "enter.html", status=403, problem="wrong")
        answer = RedirectResponse(HOME, status_code=303)
        cookies.put(answer, COOKIE, _mark(token), secure=self._secure, seconds=12 * 3600, path=HOME)
        return answer

    async def leave(self, request: Request) -> Response:
        """Sign out."""
        if not self._ours(request):
            raise HTTPException(403)
        answer = RedirectResponse(HOME, status_code=303)
        cookies.drop(answer, COOKIE, secure=self._secure, path=HOME)
        return answer

    def static(self, request: Request) -> Response:
        """Our style sheet and icon."""
        parts = request.path_params
        return self._statics.answer(parts["name"], request.headers, version=parts["version"])

    def _who(self, request: Request) -> tuple[str, bool] | None:
        mark = request.cookies.get(cookies.named(COOKIE, secure=self._secure), "")
        found = None
        for operator, names in ((True, self._where.operators), (False, self._where.readers)):
            for token, name in names.items():
                if hmac.compare_digest(_mark(token), mark):
                    found = name, operator
        return found

    def _ours(self, request: Request) -> bool:
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        return urlsplit(request.headers.get("origin", "")).netloc == request.headers.get("host", "")

    def _page(self, request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
        language = request.query_params.get("lang", FIRST)
        pages = self._pages.get(language, self._pages[FIRST])
        shown = pages.get_template(f"province/{template}").render(
            ward=self._where.name, static=self._statics.address, **values
        )
        headers = {
            "Cache-Control": "no-store", "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        }  # fmt: skip
        return HTMLResponse(shown, status_code=status, headers=headers)


def build(registry: Registry, where: Province, *, words: Words, clock: Clock) -> FastAPI:
    """The pages of the province."""
    desk = Desk(registry, where, words=words, clock=clock)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for path, act, method in (
        ("/", desk.front, "GET"), (HOME, desk.desk, "GET"), (f"{HOME}/enter", desk.enter, "POST"),
        (f"{HOME}/leave", desk.leave, "POST"), ("/static/{version}/{name}", desk.static, "GET"),
    ):  # fmt: skip
        app.add_route(path, act, methods=[method])

    def refused(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return told(words, error.status_code)

    app.add_exception_handler(HTTPException, refused)
    return app


def told(words: Words, status: int) -> Response:
    """A page for an address where nothing stands, or a ward that is not served now (503)."""
    key = {403: "forbidden", 404: "nothing"}.get(status, "away")
    shown = environment(words, FIRST).get_template("province/told.html").render(
        ward="Dân Bàn", static=lambda name: f"/static/0/{name}", key=key
    )  # fmt: skip
    return HTMLResponse(shown, status_code=status, headers={"Cache-Control": "no-store"})


def environment(words: Words, language: str, *, clock: Clock | None = None) -> Environment:
    """The templates in a language."""
    found = Environment(loader=PackageLoader("console"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                        lstrip_blocks=True)  # fmt: skip
    say: Callable[..., str] = lambda key, **values: words.say(language, key, **values)  # noqa: E731
    found.globals.update(t=say, language=language, has_word=lambda key: words.has(FIRST, key))
    found.filters.update(
        number=moments.number, bytes=moments.size, capfirst=lambda text: text[:1].upper() + text[1:],
        moment=lambda value: "" if value is None else f"{in_vietnam(value):%d/%m/%Y %H:%M}",
        short_day=lambda value: "/".join(reversed(str(value).split("-"))),
    )  # fmt: skip
    del clock
    return found


def total(figures: Iterable[Figures]) -> Figures:
    """The figures of all wards, added; the lag is the longest."""
    them = tuple(figures)
    return Figures(
        **{name: sum(getattr(each, name) for each in them) for name in _ADDED},
        lag=max((each.lag for each in them), default=0.0),
    )


_ADDED = ("handled", "sent", "waiting", "leaving", "errors", "stored", "open_cases", "late_cases")


def periods(rows: Iterable[Row]) -> list[Period]:
    """The newest signed reports of all wards, added up by their periods; the newest period first."""
    found: dict[tuple[str, str], list[dict[str, dict[str, int]]]] = {}
    for row in rows:
        if row.figures is not None and row.figures.report:
            told_ = row.figures.report
            found.setdefault((told_["ends"], told_["begins"]), []).append(told_["tables"])
    return [
        Period(begins, ends, len(tables), _added(tables))
        for (ends, begins), tables in sorted(found.items(), reverse=True)
    ]


def _added(many: list[dict[str, dict[str, int]]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for tables in many:
        for name, columns in tables.items():
            sums = found.setdefault(name, {})
            for column, count in columns.items():
                sums[column] = sums.get(column, 0) + count
    return found


def _names(holders: Mapping[str, str]) -> tuple[str, ...]:
    """The processes that act for a ward, the worker first; once where it is the same."""
    return tuple(dict.fromkeys(holders.values()))


def _is_stale(row: Row, now: datetime) -> bool:
    return row.state is State.RUNNING and (row.figures_at is None or now - row.figures_at > _STALE)


def _mark(token: str) -> str:
    """What a browser keeps of a token: it opens the pages, and nobody finds the token from it."""
    return hashlib.sha256(f"danban province 1 {token}".encode()).hexdigest()
