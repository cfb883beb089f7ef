"""Decisions of the community under Điều 15: begun here, with the vote of each group, their effect, and their papers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.days.calendar import unsure_term
from civics.polls.community import (
    CLAUSES,
    Effect,
    Facts,
    effect,
    owed,
)
from civics.polls.counting import Source
from civics.polls.decided import outcome
from civics.polls.sittings import QUY_UOC
from console.frame import why
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from core.clock import in_vietnam
from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.polls import decision_votes, decisions
from storage.polls.decisions import Decision
from storage.ward import days, ward
from storage.ward.ward import Unit

_OTHERWISE = "decisions.problem.agreed"
_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    base = "/console/decisions"
    routes.add_api_route(base, listing, methods=["GET"])
    routes.add_api_route(base, add, methods=["POST"])
    routes.add_api_route(base + "/{key}", show, methods=["GET"])
    routes.add_api_route(base + "/{key}/facts", put_facts, methods=["POST"])
    routes.add_api_route(base + "/{key}/votes", add_vote, methods=["POST"])
    return routes


def listing(request: Request, *, login: Login = Depends(_works)) -> Response:
    """All decisions, and a form for a new one."""
    del login
    return _listing(request)


def _listing(request: Request, *, problem: str = "", given: dict[str, str] | None = None) -> Response:
    known, units = look(request, _known)
    return page(
        request, "polls/decisions.html", status=409 if problem else 200, decisions=known, units=units, problem=problem,
        names={each.id: each.name for each in units}, clauses=CLAUSES, given=given or {},
    )  # fmt: skip


def _known(work: UnitOfWork) -> tuple[list[Decision], list[Unit]]:
    return decisions.every(work), ward.units_now(work)


def add(
    request: Request,
    *,
    title: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    clause: Annotated[str, Form()] = "",
    scope: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Begin a decision: of one group (`scope`: its id), or ward-wide (`ward`).

    A refused form comes back as it was typed.
    """
    try:
        key = run(
            request, decisions.add, title, text=text, clause=clause, ward_wide=scope == "ward", unit_id=whole(scope),
            staff_id=login.staff_id,
        )  # fmt: skip
    except ConflictError as error:
        given = {"title": title, "text": text, "clause": clause, "scope": scope}
        return _listing(request, problem=why.key(error, _OTHERWISE), given=given)
    return RedirectResponse(f"/console/decisions/{key}", status_code=303)


def show(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """One decision: its state, when it takes effect, and the votes of its groups."""
    del login
    return _show(request, key)


def _show(request: Request, key: str, *, problem: str = "", facts: Facts | None = None) -> Response:
    decision = look(request, decisions.get, key)
    names = {each.id: each.name for each in look(request, ward.units_now)}
    by = effect(decision.clause, ward_wide=decision.ward_wide)
    own, today = look(request, days.known), in_vietnam(context_of(request).clock()).date()
    clocks = owed(decision.clause, decision.facts, own, ward_wide=decision.ward_wide, removal=decision.removal)
    ends = [*clocks.values(), *(each.send_by for each in decision.votes if each.send_by and not each.sent_on)]
    begun = min(decision.voted_on or today, today)
    return page(
        request, "polls/decision.html", status=409 if problem else 200, decision=decision, names=names, problem=problem,
        facts=facts or decision.facts, effect=by.value, recognises=by in (Effect.UBND, Effect.FRONT),
        unsure=unsure_term(begun, max(ends), own) if ends else (),
        clocks={each.value: day for each, day in clocks.items()}, quy_uoc=decision.clause == QUY_UOC,
        sources=(Source.MEETING, Source.PAPER), alike=look(request, decisions.alike, decision),
        outcomes={each.id: outcome(each.vote, clause=decision.clause) for each in decision.votes},
    )  # fmt: skip


async def _sent(request: Request) -> FormData:
    return await request.form()


def put_facts(
    request: Request, key: str, *, sent: FormData = Depends(_sent), login: Login = Depends(_works)
) -> Response:
    """Keep the papers around it. What the law does not allow comes back as it was typed."""
    facts = Facts.of({name: str(value) for name, value in sent.items()})
    try:
        run(request, decisions.put_facts, key, facts, staff_id=login.staff_id)
    except ConflictError as error:
        return _show(request, key, problem=why.key(error, _OTHERWISE), facts=facts)
    return RedirectResponse(f"/console/decisions/{key}?done=saved", status_code=303)


def add_vote(
    request: Request,
    key: str,
    *,
    unit: Annotated[str, Form()] = "",
    source: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Begin a group's meeting or ballots."""
    way = Source(source) if source in set(Source) else Source.OPINIONS
    try:
        made = run(
            request, decision_votes.add, key, source=way, unit_id=whole(unit) or 0, staff_id=login.staff_id
        )  # fmt: skip
    except ConflictError as error:
        return _show(request, key, problem=why.key(error, _OTHERWISE))
    return RedirectResponse(f"/console/decisions/{key}/votes/{made}", status_code=303)
