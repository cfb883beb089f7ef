"""The roll of households: searched by unit and words, with who is in the chat already; downloaded as a table."""

import csv
import io
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.door import late_routes
from console.frame.papers import font_of_papers
from console.frame.reading import look, run
from console.frame.render import page, say
from console.frame.serving import as_file
from core.text import normal
from handlers.people import roll_desk
from papers import sheets
from papers.sheets import Sheet
from storage.database.unit import UnitOfWork
from storage.households import code_asks, roll_list, roll_offers
from storage.households.roll_list import STATES, Filter, Line, Represented, UnitLine, Version
from storage.households.roll_offers import Offer
from storage.ward import ward
from storage.ward.ward import Unit

COLUMNS = ("unit", "code", "name", "phone")
_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/roll", listing, methods=["GET"])
    routes.add_api_route("/console/roll/so-ho.csv", table, methods=["GET"])
    routes.add_api_route("/console/roll/so-ho.xlsx", workbook, methods=["GET"])
    routes.add_api_route("/console/roll/mau.csv", sample, methods=["GET"])
    return routes


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. Invalid values count as not given."""

    unit: str = ""
    q: str = ""
    state: str = ""

    @classmethod
    def of(cls, params: QueryParams) -> "Asked":
        """What these parameters ask for."""
        unit, state = params.get("unit", ""), params.get("state", "")
        words = normal(params.get("q", "")).strip()[:100]
        return cls(unit if whole(unit) is not None else "", words, state if state in STATES else "")

    @property
    def filter(self) -> Filter:
        """The same for the store."""
        return Filter(whole(self.unit), self.q, self.state)

    def query(self, **changes: str) -> str:
        """The address's query with changes. Empty values are left out."""
        given = {"unit": self.unit, "q": self.q, "state": self.state, **changes}
        kept = {name: value for name, value in given.items() if value}
        return f"?{urlencode(kept)}" if kept else ""


@dataclass(frozen=True, slots=True)
class _Whole:
    lines: list[Line]
    more: bool
    count: int
    units: list[Unit]
    names: dict[int, str]
    by_unit: list[UnitLine]
    versions: list[Version]
    represented: list[Represented]
    offers: list[Offer]
    asks: int


def listing(request: Request, *, login: Login = Depends(_works)) -> Response:
    """The roll, or how to begin one."""
    del login
    asked = Asked.of(request.query_params)
    unit, _, code = request.query_params.get("after", "").partition(":")
    after = (whole(unit) or 0, normal(code)[:32])
    found = look(request, _read, asked.filter, after)
    last = found.lines[-1].household if found.lines else None
    now = {each.id for each in found.units}
    past = [each for each in found.by_unit if each.unit_id not in now]
    return page(
        request, "households/list.html", asked=asked, roll=found, names=found.names, past=past, states=STATES,
        begun=after != (0, ""), asks=found.asks,
        next=asked.query(after=f"{last.unit_id}:{last.code}") if last and found.more else "",
        totals={name: sum(getattr(each, name) for each in found.by_unit) for name in ("total", "claimed", "slips")},
    )  # fmt: skip


def _read(work: UnitOfWork, wanted: Filter, after: tuple[int, str]) -> _Whole:
    lines, more = roll_list.page(work, wanted, after=after)
    return _Whole(
        lines, more, roll_list.count(work, wanted), ward.units_now(work), ward.unit_names(work),
        roll_list.by_unit(work),
        roll_list.versions(work), roll_list.represented(work), roll_offers.latest(work),
        len(code_asks.waiting(work)),
    )  # fmt: skip


def table(request: Request, *, login: Login = Depends(_works)) -> Response:
    """The roll (of one unit, when the address names it) as a table that can be corrected and uploaded again."""
    return _csv(request, _exported(request, login), "so-ho.csv")


def workbook(request: Request, *, login: Login = Depends(_works)) -> Response:
    """The same as .xlsx. Every cell is text, so codes keep their zeros. Uploaded again, it changes nothing."""
    head = [say(request, f"roll.column.{each}") for each in COLUMNS]
    sheet = Sheet(say(request, "roll.title"), head, _exported(request, login), widths=(26, 14, 32, 16))
    made = sheets.stream([sheet], font=font_of_papers(request))
    return StreamingResponse(made, media_type=sheets.TYPE, headers=as_file("so-ho.xlsx"))


def _exported(request: Request, login: Login) -> list[list[str]]:
    unit = whole(request.query_params.get("unit", ""))
    found = run(request, roll_desk.export, unit, staff_id=login.staff_id)
    names = look(request, ward.unit_names)
    return [[names.get(each.unit_id, ""), each.code, each.representative, each.phone] for each in found]


def sample(request: Request, *, login: Login = Depends(_works)) -> Response:
    """A table of the right form, with this ward's own units."""
    del login
    names = [each.name for each in look(request, ward.units_now)][:2]
    units = names or [say(request, "roll.sample.unit")]
    rows = []
    for at, phone in enumerate(("0912 000 001", "", "0912 000 003")):
        unit, name = at % len(units), say(request, f"roll.sample.name_{at}")
        rows.append([units[unit], f"{unit + 1:02}-{at // len(units) + 1:03}", name, phone])
    return _csv(request, rows, "mau-so-ho.csv")


def _csv(request: Request, rows: list[list[str]], name: str) -> Response:
    held = io.StringIO()
    held.write("\ufeff")  # so that a spreadsheet reads it as UTF-8
    csv.writer(held).writerows([[say(request, f"roll.column.{each}") for each in COLUMNS], *rows])
    return Response(held.getvalue(), media_type="text/csv; charset=utf-8", headers=as_file(name))
