"""The list of one register: searched, narrowed, paged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from civics.days.calendar import day_of
from civics.disclosure import Lack
from civics.registers.definition import Register
from console.frame.access import Login, may, require
from console.frame.asking import whole
from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page
from console.registers.pages import names, readable
from core.text import normal
from handlers.registers import disclosure
from storage.database.unit import UnitOfWork
from storage.registers import entries
from storage.registers.entries import Asked, Entry
from storage.ward import ward

MOST = 50  # entries on one page
_reads = require("register.read")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/registers/{register}", listing, methods=["GET"])
    return routes


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a register."""

    entries: list[Entry]
    lacks: Mapping[int, tuple[Lack, ...]]
    more: tuple[date, int] | None
    today: date
    units: dict[int, str]
    names: dict[int, str]


def listing(request: Request, register: str, login: Login = Depends(_reads)) -> Response:
    """The newest entries, those that still wait for something first if asked."""
    law = readable(register, login)
    asked = asked_of(request, law)
    found = look(request, _listed, asked, login=login)
    query = {name: value for name, value in request.query_params.items() if name not in {"after", "done"}}
    return page(
        request, "registers/list.html", law=law, found=found, asked=asked, query=query,
        units=look(request, ward.units_now), writes=may(login, law.writes),
    )  # fmt: skip


def asked_of(request: Request, law: Register) -> Asked:
    """Which entries an address asks for. Odd values count as not given."""
    given = request.query_params
    day, _, number = given.get("after", "").partition("_")
    before = None
    if (on := _day(day)) is not None and whole(number) is not None:
        before = (on, int(number))
    state = given.get("state", "")
    return Asked(
        law.name, words=normal(given.get("q", ""))[:200], state=state if state in law.states else "",
        unit_id=whole(given.get("unit", "")), parent_id=whole(given.get("parent", "")),
        open_only=given.get("open", "") == "yes", since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
        before=before,
    )  # fmt: skip


def _listed(work: UnitOfWork, asked: Asked, *, login: Login) -> Listed:
    some = entries.some(work, asked, reader=login.reader, limit=MOST + 1)
    shown, today = some[:MOST], day_of(work.now)
    lacks = disclosure.lacks(work, shown, today=today) if asked.register == disclosure.NAME else {}
    more = (shown[-1].on_day, shown[-1].id) if len(some) > MOST else None
    return Listed(shown, lacks, more, today, ward.unit_names(work), names(work))


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1990 <= found.year < 2100 else None
