"""The map of a list's cases: points over the units' boundaries, and a table that says the same by unit.

The drawing is made here: no other host is told where anything is.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from civics.ward import boundaries, drawing
from civics.ward.drawing import Map
from console.frame.access import Login, require
from console.frame.asking import RAIL, Asked
from console.frame.choices import choices
from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page
from storage.cases import mapped, opened_list
from storage.cases.mapped import Mapped
from storage.database.unit import UnitOfWork
from storage.people import teams
from storage.people.teams import Team
from storage.ward import ward
from storage.ward.ward import Unit

_reads = require("case.content")
# Each state has a shape as well as a colour.
SHAPES = ("late", "new", "work", "wait", "done", "over")
_OF_STATE = {
    "new": "new", "taken": "work", "reopened": "work", "waiting": "wait", "forwarded": "wait", "answered": "done",
    "closed": "over", "dropped": "over",
}  # fmt: skip
_RADIUS = 5.0


@dataclass(frozen=True, slots=True)
class InUnit:
    """One line of the table. `shapes`: how many cases have which shape; `nowhere`: how many have no point."""

    unit_id: int | None
    name: str
    shapes: Counter[str]
    nowhere: int

    @property
    def total(self) -> int:
        """All its cases."""
        return self.shapes.total()


@dataclass(frozen=True, slots=True)
class Drawn:
    """The page's content. `cut`: the list has more cases than are drawn."""

    asked: Asked
    map: Map | None
    cases: dict[str, Mapped]
    lines: tuple[InUnit, ...]
    cut: bool
    units: tuple[Unit, ...]
    names: dict[int, str]
    teams: tuple[Team, ...]

    @property
    def nowhere(self) -> int:
        """How many cases have no point."""
        return sum(each.nowhere for each in self.lines)


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/map", show, methods=["GET"])
    return routes


def show(request: Request, login: Login = Depends(_reads)) -> Response:
    """The page, with every filter of the queue in its address."""
    drawn = look(request, _read, login, Asked.of(request.query_params))
    return page(
        request, "cases/map.html", found=drawn, choices=choices(), shapes=SHAPES, shape=shape, most=mapped.MOST,
        views=tuple(RAIL),
    )  # fmt: skip


def shape(case: Mapped) -> str:
    """The shape of a case on the map: its state, or that it is late."""
    found = _OF_STATE[case.state]
    return "late" if case.late and found in {"new", "work", "wait"} else found


def _read(work: UnitOfWork, login: Login, asked: Asked) -> Drawn:
    found = mapped.newest(work, asked.filter, reader=login.reader)
    around = {number: boundaries.from_json(rings) for number, rings in opened_list.rings(work)}
    points = [(each.code, each.point) for each in found if each.point is not None]
    names = ward.unit_names(work)
    return Drawn(
        asked,
        drawing.draw(around, points, radius=_RADIUS),
        {each.code: each for each in found},
        _lines(found, names),
        len(found) == mapped.MOST,
        tuple(ward.units_now(work)),
        names,
        tuple(teams.everyone(work, retired=True)),
    )


def _lines(found: Sequence[Mapped], names: dict[int, str]) -> tuple[InUnit, ...]:
    """The table, the unit with the most cases first."""
    shapes: dict[int | None, Counter[str]] = {}
    nowhere: Counter[int | None] = Counter()
    for each in found:
        shapes.setdefault(each.unit_id, Counter())[shape(each)] += 1
        nowhere[each.unit_id] += each.point is None
    lines = [InUnit(key, "" if key is None else names.get(key, ""), some, nowhere[key]) for key, some in shapes.items()]
    return tuple(sorted(lines, key=lambda each: (-each.total, each.name)))
