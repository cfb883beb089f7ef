"""A meeting or a ballot on paper. Two people type it in, each on a page that does not show what the other wrote."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.days.calendar import Days, unsure_term
from civics.polls.community import Facts, owed
from civics.polls.counting import Source
from civics.polls.sittings import (
    BOARD,
    QUY_UOC,
    WITNESSES,
    Record,
    clauses,
    decisions,
    faults,
    paper_first,
    passed,
    stands,
)
from civics.polls.terms import TEAM, day_in
from civics.polls.ways import entered
from console.frame import why
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from console.polls import results
from core.clock import in_vietnam
from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.polls import polls, sittings
from storage.polls.polls import Poll
from storage.polls.sittings import Sitting
from storage.ward import days, ward

_OTHERWISE = "results.problem.agreed"
_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    base = "/console/polls/{key}/sittings"
    routes.add_api_route(base, listing, methods=["GET"])
    routes.add_api_route(base, add, methods=["POST"])
    routes.add_api_route(base + "/{sitting_id}", show, methods=["GET"])
    routes.add_api_route(base + "/{sitting_id}", enter, methods=["POST"])
    routes.add_api_route(base + "/{sitting_id}/sent", sent, methods=["POST"])
    routes.add_api_route(base + "/{sitting_id}/drop", drop, methods=["POST"])
    return routes


def listing(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """All meetings and ballots of a consultation, and a form for a new one."""
    del login
    return _listing(request, key)


def _listing(request: Request, key: str, *, problem: str = "") -> Response:
    known = look(request, results.read, key, public=False)
    units = [(number, known.names[number]) for number in known.poll.units if number in known.names]
    return page(
        request, "polls/sittings.html", status=409 if problem else 200, poll=known.poll, whole=known,
        clauses=clauses(known.poll.kind), sources=(Source.MEETING, Source.PAPER), problem=problem,
        units=units, by_unit=[(name, stands(known.sittings, number)) for number, name in units],
        paper_first={each.id for each in known.sittings if paper_first(each, known.sittings)},
    )  # fmt: skip


def add(
    request: Request,
    key: str,
    *,
    source: Annotated[str, Form()],
    clause: Annotated[str, Form()],
    unit: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Begin one."""
    if source not in set(Source):
        return _listing(request, key, problem="results.problem.clause")
    try:
        made = run(
            request, sittings.add, key, source=Source(source), unit_id=whole(unit), clause=clause,
            staff_id=login.staff_id,
        )  # fmt: skip
    except ConflictError as error:
        return _listing(request, key, problem=why.key(error, _OTHERWISE))
    return RedirectResponse(f"/console/polls/{key}/sittings/{made}", status_code=303)


def show(request: Request, key: str, sitting_id: int, *, login: Login = Depends(_works)) -> Response:
    """The form, with one's own figures if there are any. After two people agree: its outcome."""
    return shown(request, key, sitting_id, login=login)


def shown(
    request: Request,
    key: str,
    sitting_id: int,
    *,
    login: Login,
    given: Record | None = None,
    wrong: tuple[str, ...] = (),
    problem: str = "",
    facts: Facts | None = None,
) -> Response:
    """The page of one. `given`, `facts`: what was typed and refused, which comes back."""
    poll, sitting, names, roll, titles = look(request, _known, key, sitting_id)
    own = sitting.own(login.staff_id)
    differ = sitting.differ if own is not None else ()
    values = (given or own or _first(sitting, roll)).flat()
    decided = (
        decisions(sitting.agreed, clause=sitting.clause, source=sitting.source) if sitting.agreed is not None else ()
    )  # fmt: skip
    own_days = look(request, days.known)
    lacks = look(request, sittings.missing, sitting) if sitting.agreed is None else ()
    return page(
        request, "polls/sitting.html", status=422 if wrong else 409 if problem else 200, poll=poll, sitting=sitting,
        names=names, titles=titles, roll=roll, own=own, values=values,
        faults=dict(each.split(":") for each in reversed(wrong)), differ=differ, problem=problem, decided=decided,
        others=[each for each in sitting.entries if each.staff_id != login.staff_id], board=BOARD[1],
        witnesses=WITNESSES, paper=sitting.source is Source.PAPER, unsure=_unsure(sitting, own_days),
        before=sitting.before, missing=[each.split(":") for each in lacks], team=TEAM[1], steps=(),
        passed=passed(sitting), facts=facts or sitting.facts, quy_uoc=sitting.clause == QUY_UOC,
        clocks=owed(sitting.clause, sitting.facts, own_days, ward_wide=False), papers=papers_around(sitting),
    )  # fmt: skip


_HANDS = Record.of({}, ()).method


def _first(sitting: Sitting, roll: int | None) -> Record:
    """What the form says before anybody typed: what was recorded of the steps before."""
    before = sitting.before
    held_on = before.held_on.isoformat() if before.held_on else ""
    return Record(held_on, before.place, _HANDS, roll or 0, board=before.team)


def papers_around(sitting: Sitting) -> tuple[str, ...]:
    """The papers around it that are made on request; those of its result are made beside the service."""
    if sitting.unit_id is None:
        return ()
    before = ("plan_ballots", "team") if sitting.source is Source.PAPER else ("invitation",)
    return (*before, *(("recognise", "suspend", "annul") if sitting.clause == QUY_UOC and passed(sitting) else ()))


def _unsure(sitting: Sitting, own: Days) -> tuple[str, ...]:
    """Why the day by which it must be sent, or a clock of its quy ước, may still change; nothing once all is done."""
    ends = list(owed(sitting.clause, sitting.facts, own, ward_wide=False).values())
    ends += [sitting.send_by] if sitting.send_by is not None and sitting.sent_on is None else []
    if sitting.agreed is None or not ends:
        return ()
    return unsure_term(date.fromisoformat(sitting.agreed.held_on), max(ends), own)


def _known(
    work: UnitOfWork, key: str, sitting_id: int
) -> tuple[Poll, Sitting, dict[int, str], int | None, dict[str, str]]:
    poll = polls.get(work, key)
    sitting = sittings.get(work, poll.id, sitting_id)
    names = {each.id: each.name for each in ward.units_now(work)}
    titles = {each.code: each.title for each in polls.articles(work, poll.id)}
    return poll, sitting, names, sittings.roll(work, sitting), titles


async def _sent(request: Request) -> FormData:
    return await request.form()


def enter(
    request: Request,
    key: str,
    sitting_id: int,
    *,
    sent: FormData = Depends(_sent),
    login: Login = Depends(_works),
) -> Response:
    """Keep one person's reading. Impossible figures come back with what is wrong."""
    context = context_of(request)
    _, sitting, _, roll, _ = look(request, _known, key, sitting_id)
    record = Record.of({name: str(value) for name, value in sent.items()}, sitting.codes)
    wrong = faults(record, source=sitting.source, today=in_vietnam(context.clock()).date(), roll=roll)
    wrong += entered(day_in(record.held_on), sitting.before, look(request, sittings.case_of, sitting))
    if wrong:
        return shown(request, key, sitting_id, login=login, given=record, wrong=wrong)
    try:
        run(request, sittings.enter, key, sitting_id, record, staff_id=login.staff_id)
    except ConflictError as error:
        return shown(request, key, sitting_id, login=login, given=record, problem=why.key(error, _OTHERWISE))
    return RedirectResponse(f"/console/polls/{key}/sittings/{sitting_id}?done=saved", status_code=303)


def sent(
    request: Request, key: str, sitting_id: int, *, day: Annotated[str, Form()] = "", login: Login = Depends(_works)
) -> Response:
    """Record on which day it went to UBND and UBMTTQ."""
    try:
        run(request, sittings.sent, key, sitting_id, day_in(day) or date.max, staff_id=login.staff_id)
    except ConflictError as error:
        return shown(request, key, sitting_id, login=login, problem=why.key(error, _OTHERWISE))
    return RedirectResponse(f"/console/polls/{key}/sittings/{sitting_id}?done=saved", status_code=303)


def drop(request: Request, key: str, sitting_id: int, *, login: Login = Depends(_works)) -> Response:
    """Drop one whose figures two people have not agreed on."""
    try:
        run(request, sittings.drop, key, sitting_id, staff_id=login.staff_id)
    except ConflictError as error:
        return shown(request, key, sitting_id, login=login, problem=why.key(error, _OTHERWISE))
    return RedirectResponse(f"/console/polls/{key}/sittings", status_code=303)
