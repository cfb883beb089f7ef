"""Con số: figures of the month and the year, in which no group is so small that a person could be recognised."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from civics.cases import opening
from civics.cases.opening import FEW, Count, Tally
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page
from console.opened.lasting import lasting
from core.clock import VIETNAM, in_vietnam
from core.message import Json
from storage.cases.opened_sums import Sums
from storage.database.unit import UnitOfWork
from storage.ward import ward

UNKNOWN = "-"  # the key of cases without a group


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/con-so", figures, methods=["GET"])
    routes.add_api_route("/du-lieu/con-so.json", as_json, methods=["GET"])
    return routes


@dataclass(frozen=True, slots=True)
class Table:
    """The lines that may be told. `largest`: the longest bar. The others: of which lines these figures are told."""

    by: str
    lines: list[Count]
    largest: int
    late: frozenset[str]
    disputed: frozenset[str]
    satisfied: frozenset[str]  # of topics only; never by who answered


@dataclass(frozen=True, slots=True)
class Period:
    """This month or this year, until yesterday. `whole` is None where there are too few."""

    name: str
    since: datetime
    until: datetime
    whole: Count | None
    tables: tuple[Table, ...]


def figures(request: Request) -> Response:
    """Both periods, by topic and by group."""
    found, names = look(request, periods, request.app.state.sums), look(request, ward.unit_names)
    about = f"{context_of(request).settings.public_url}/con-so"
    shown = page(request, "opened/figures.html", periods=found, names=names, few=FEW, unknown=UNKNOWN, about=about)
    return lasting(request, shown)


def as_json(request: Request) -> Response:
    """The same figures for programs: what is too small is left out here too."""
    found, names = look(request, periods, request.app.state.sums), look(request, ward.unit_names)
    told = [
        {
            "period": each.name,
            "since": in_vietnam(each.since).date().isoformat(),
            "before": in_vietnam(each.until).date().isoformat(),
            "whole": _line(each.whole, names) if each.whole else None,
            **{table.by: [_line(line, names, table) for line in table.lines] for table in each.tables},
        }
        for each in found
    ]
    response = lasting(request, JSONResponse(told))
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _line(line: Count, names: Mapping[int, str], table: Table | None = None) -> dict[str, Json]:
    """One line; a figure that may not be told is none. `key` is empty for small groups together."""
    late, disputed, satisfied = (
        [line.key in each for each in (table.late, table.disputed, table.satisfied)] if table else [True] * 3
    )
    name = names.get(int(line.key), "") if line.key.isdecimal() else ""
    return {
        "key": line.key, "name": name, "count": line.count,
        "late": line.late if late and line.late >= FEW else None,
        "disputed": line.disputed if disputed and line.disputed >= FEW else None,
        "satisfied": line.satisfied if satisfied else None,
        "hours": line.hours and round(line.hours, 1),
    }  # fmt: skip


def periods(work: UnitOfWork, sums: Sums) -> list[Period]:
    """The month and the year. Today is left out: two looks within a day would tell of one case."""
    today = datetime.combine(in_vietnam(work.now).date(), time(), VIETNAM)
    month, year, until = (each.astimezone(UTC) for each in (today.replace(day=1), today.replace(month=1, day=1), today))
    return [
        _period(name, since, until, sums.tallies(work, since, until))
        for name, since in (("month", month), ("year", year))
    ]


def _period(name: str, since: datetime, until: datetime, tallies: list[Tally]) -> Period:
    whole = next(iter(opening.counted(tallies, "")), Count("", 0))
    if whole.count < FEW:
        return Period(name, since, until, None, ())
    tables = []
    for by in ("topic", "unit"):
        counts = opening.counted(tallies, by)
        lines, _ = opening.told(counts)
        late, disputed = (opening.tellable(counts, name) for name in ("late", "disputed"))
        satisfied = opening.tellable(counts, "done", "disputed") if by == "topic" else frozenset[str]()
        tables.append(Table(by, lines, max((each.count for each in lines), default=1), late, disputed, satisfied))
    return Period(name, since, until, whole, tuple(tables))
