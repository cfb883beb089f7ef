"""Teams: who works in which, which new cases go to whom, how much each has to do, and who stands in for whom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.cases.routing import Rule
from civics.ward.roles import works
from console.frame import topics
from console.frame.access import Login, may, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page, say
from core.clock import in_vietnam
from core.errors import ConflictError, NotFoundError
from handlers.cases import handing
from handlers.ward import teams as acts
from storage.cases import handovers, routing
from storage.database.unit import UnitOfWork
from storage.people import staff, teams
from storage.people.staff import Account
from storage.ward import ward

_works = require("work")
_manages = require("team.manage")
_HERE = "/console/teams"


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the page shows."""

    teams: list[teams.Team]
    rules: list[Rule]
    people: list[Account]
    units: list[ward.Unit]
    away: list[handovers.Handover]
    of_teams: dict[int | None, routing.Load]
    of_officers: dict[int | None, routing.Load]


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(_HERE, show, methods=["GET"])
    routes.add_api_route(_HERE, put, methods=["POST"])
    routes.add_api_route(f"{_HERE}/rules", put_rule, methods=["POST"])
    routes.add_api_route(f"{_HERE}/rules/{{rule_id}}/drop", drop_rule, methods=["POST"])
    routes.add_api_route(f"{_HERE}/away", hand_over, methods=["POST"])
    routes.add_api_route(f"{_HERE}/away/{{handover_id}}/end", end, methods=["POST"])
    routes.add_api_route(f"{_HERE}/{{team_id}}/retire", retire, methods=["POST"])
    return routes


def show(request: Request, login: Login = Depends(_works)) -> Response:
    """The page. Figures of persons stand on it for those who may see them, and for oneself."""
    return _page(request, login)


def put(
    request: Request,
    *,
    team_id: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    members: Annotated[list[str] | None, Form()] = None,
    login: Login = Depends(_manages),
) -> Response:
    """Write a team, new or changed."""
    chosen = [found for each in members or () if (found := whole(each)) is not None]
    return _do(
        request, login, "taken",
        lambda work: acts.put(work, whole(team_id), name=name, members=chosen, by=login.reader),
    )  # fmt: skip


def retire(
    request: Request, team_id: int, retired: Annotated[str, Form()] = "", login: Login = Depends(_manages)
) -> Response:
    """Let a team get no more cases, or again some."""
    return _do(request, login, "taken", lambda work: acts.retire(work, team_id, retired=bool(retired), by=login.reader))


def put_rule(
    request: Request,
    *,
    topic: Annotated[str, Form()] = "",
    unit: Annotated[str, Form()] = "",
    team: Annotated[str, Form()] = "",
    officer: Annotated[str, Form()] = "",
    login: Login = Depends(_manages),
) -> Response:
    """Write a rule."""
    return _do(
        request, login, "nobody",
        lambda work: acts.rule(
            work, topic=topic, unit_id=whole(unit), team_id=whole(team), officer_id=whole(officer), by=login.reader
        ),
    )  # fmt: skip


def drop_rule(request: Request, rule_id: int, login: Login = Depends(_manages)) -> Response:
    """Remove a rule."""
    return _do(request, login, "nobody", lambda work: acts.drop_rule(work, rule_id, by=login.reader))


def hand_over(
    request: Request,
    *,
    whose: Annotated[str, Form()] = "",
    to: Annotated[str, Form()] = "",
    until: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Give the open cases of somebody (without a name: one's own) to a colleague until a day."""
    try:
        day = date.fromisoformat(until.strip())
    except ValueError:
        return _page(request, login, status=422, problem=say(request, "teams.trouble.away"))
    staff_id = whole(whose) or login.staff_id
    return _do(
        request, login, "away",
        lambda work: handing.hand_over(work, staff_id, to_id=whole(to) or 0, until=day, by=login.reader),
    )  # fmt: skip


def end(request: Request, handover_id: int, login: Login = Depends(_works)) -> Response:
    """End it before its day."""
    return _do(request, login, "away", lambda work: handing.take_back(work, handover_id, by=login.reader))


def _do(request: Request, login: Login, trouble: str, act: Callable[[UnitOfWork], object]) -> Response:
    try:
        run(request, act)
    except (ConflictError, NotFoundError):
        problem = say(request, f"teams.trouble.{trouble}")
        return _page(request, login, status=409, problem=problem)
    return RedirectResponse(f"{_HERE}?done=saved", status_code=303)


def _page(request: Request, login: Login, *, status: int = 200, problem: str = "") -> Response:
    found = look(request, _read, login)
    names = {each.id: each.name for each in found.people}
    return page(
        request, "ward/teams.html", status=status, problem=problem, found=found, names=names,
        team_names={each.id: each.name for each in found.teams},
        unit_names={each.id: each.name for each in found.units},
        topics=look(request, topics.offered), sees_people=may(login, "figures.people"),
        today=in_vietnam(context_of(request).clock()).date().isoformat(), nothing=routing.Load(),
    )  # fmt: skip


def _read(work: UnitOfWork, login: Login) -> _Shown:
    working = [each for each in staff.everyone(work, active=True) if works(each.role)]
    return _Shown(
        teams.everyone(work, retired=True), teams.rules(work), working, ward.units_now(work), handovers.running(work),
        dict(routing.of_teams(work, reader=login.reader)), dict(routing.of_officers(work, reader=login.reader)),
    )  # fmt: skip
