"""Days off and days worked: an admin sets what was announced, after seeing which open cases it would touch."""

from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.days import calendar
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from handlers.ward import settings
from storage.cases.moved import Moved, moved
from storage.database.unit import UnitOfWork
from storage.ward import days
from storage.ward.days import SetDay, What
from storage.ward.sight import Reader

_manages = require("settings.change")
_PAGE = "/console/days"
_MOST_DAYS = 31  # set at once: Tết, with days around it
_YEARS = 3  # how far from today a day may be
_SHOWN = 200  # cases on the page


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was filled in. `sure`: the state of the days for which the admin saw what would be touched."""

    first: str = ""
    last: str = ""
    what: str = What.OFF
    source: str = ""
    sure: str = ""


@dataclass(frozen=True, slots=True)
class _Wanted:
    days: tuple[date, ...]
    what: What
    source: str

    def changes(self) -> list[tuple[date, What]]:
        return [(day, self.what) for day in self.days]


@dataclass(frozen=True, slots=True)
class _Shown:
    revision: int
    now: calendar.Days
    history: list[SetDay]
    older: list[Moved]  # cases that count by an earlier state
    touched: list[Moved]  # what the wanted days would move


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(_PAGE, show, methods=["GET"])
    routes.add_api_route(_PAGE, save, methods=["POST"])
    return routes


def show(request: Request, login: Login = Depends(_manages)) -> Response:
    """The days that are not announced yet, those that are set, and the cases that count by earlier ones."""
    return _page(request, login, Typed())


async def _typed(request: Request) -> Typed:
    form = await request.form()
    said = {name: str(form.get(name, "")).strip()[:500] for name in ("first", "last", "what", "source", "sure")}
    return Typed(**said)


def save(request: Request, typed: Typed = Depends(_typed), login: Login = Depends(_manages)) -> Response:
    """First show which open cases would get another date; set the days when the admin has seen that."""
    wanted = _read(typed, calendar.day_of(context_of(request).clock()))
    if isinstance(wanted, str):
        return _page(request, login, typed, status=422, problem=wanted)
    seen = whole(typed.sure)
    if seen is None or not run(
        request, settings.save_days, wanted.days, wanted.what, source=wanted.source, seen=seen, by=login.staff_id
    ):
        return _page(request, login, typed, wanted=wanted)
    return RedirectResponse(f"{_PAGE}?done=saved", status_code=303)


def _read(typed: Typed, today: date) -> _Wanted | str:
    """What the form asks for, or the tail of the sentence that says what is wrong."""
    if typed.what not in set(What):
        return "what"
    try:
        first = date.fromisoformat(typed.first)
        last = date.fromisoformat(typed.last) if typed.last else first
    except ValueError:
        return "date"
    if last < first:
        return "order"
    if abs(first.year - today.year) > _YEARS or (last - first).days >= _MOST_DAYS:
        return "far"
    if not typed.source:
        return "source"
    each = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    return _Wanted(each, What(typed.what), typed.source)


def _page(
    request: Request, login: Login, typed: Typed, *, status: int = 200, problem: str = "", wanted: _Wanted | None = None
) -> Response:
    shown = look(request, _all, login.reader, wanted)
    today = calendar.day_of(context_of(request).clock())
    return page(
        request, "ward/days.html", status=status, problem=problem, typed=typed, wanted=wanted, shown=_SHOWN,
        whats=tuple(What), days=shown, open_days=_open_days(shown.now, today), most=_MOST_DAYS,
    )  # fmt: skip


def _open_days(now: calendar.Days, today: date) -> list[tuple[date, date, str]]:
    """The days of the program's data from today on that nobody has announced and the ward has not set."""
    periods = calendar.overrides().unconfirmed
    return [(first, last, why) for first, last, why in periods if last >= today and calendar.unsure(first, last, now)]


def _all(work: UnitOfWork, reader: Reader, wanted: _Wanted | None) -> _Shown:
    now = days.known(work)
    touched = []
    if wanted is not None:
        touched = moved(work, days.joined(now, wanted.changes(), revision=now.revision + 1), reader=reader)
    return _Shown(now.revision, now, days.history(work), moved(work, now, reader=reader), touched)
