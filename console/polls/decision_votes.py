"""One group's vote: what came before it, the figures that two people type in, and the day on which it was sent."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.polls.counting import Source
from civics.polls.decided import outcome
from civics.polls.elections import ELECTION, TERMS, last_days
from civics.polls.sittings import BOARD, WHOLE, WITNESSES, Record, differences, faults
from civics.polls.terms import TEAM, day_in
from civics.polls.ways import Before, Case, entered, warns
from console.frame import why
from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from core.clock import in_vietnam
from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.polls import decision_votes, decisions
from storage.polls.decisions import Decision, Kept
from storage.ward import ward

_OTHERWISE = "decisions.problem.agreed"
_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    base = "/console/decisions/{key}/votes/{vote_id}"
    routes.add_api_route(base, show, methods=["GET"])
    routes.add_api_route(base, enter, methods=["POST"])
    for name, act in (("before", prepare), ("sent", sent), ("drop", drop)):
        routes.add_api_route(f"{base}/{name}", act, methods=["POST"])
    return routes


@dataclass(frozen=True, slots=True)
class _Known:
    decision: Decision
    kept: Kept
    case: Case
    missing: tuple[str, ...]
    unit: str


def _known(work: UnitOfWork, key: str, vote_id: int) -> _Known:
    decision = decisions.get(work, key)
    kept = decision_votes.of(decision, vote_id)
    return _Known(
        decision, kept, decision_votes.case_of(work, decision, kept.vote),
        decision_votes.missing(work, decision, kept.vote), ward.unit_names(work).get(kept.vote.unit_id, ""),
    )  # fmt: skip


def show(request: Request, key: str, vote_id: int, *, login: Login = Depends(_works)) -> Response:
    """What came before the vote, the form for its figures, and its outcome."""
    return _show(request, key, vote_id, login=login)


def _show(
    request: Request,
    key: str,
    vote_id: int,
    *,
    login: Login,
    given: Record | None = None,
    wrong: tuple[str, ...] = (),
    problem: str = "",
) -> Response:
    known = look(request, _known, key, vote_id)
    kept, before = known.kept, known.kept.vote.before
    own = kept.own(login.staff_id)
    readings = [each.record for each in kept.entries]
    differ = differences(*readings) if own is not None and len(readings) == decision_votes.ENTRIES else ()
    first = Record(
        before.held_on.isoformat() if before.held_on else "", before.place, Record.of({}, ()).method,
        known.case.households, board=before.team,
    )  # fmt: skip
    return page(
        request, "polls/decision_vote.html", status=422 if wrong else 409 if problem else 200, decision=known.decision,
        kept=kept, before=before, unit=known.unit, case=known.case, missing=[each.split(":") for each in known.missing],
        warns=warns(known.case), values=(given or own or first).flat(), own=own, differ=differ, problem=problem,
        faults=dict(each.split(":") for each in reversed(wrong)), roll=known.case.households or None, codes=(WHOLE,),
        others=[each for each in kept.entries if each.staff_id != login.staff_id], board=BOARD[1], witnesses=WITNESSES,
        paper=kept.vote.source is Source.PAPER, team=TEAM[1], titles={},
        outcome=outcome(kept.vote, clause=known.decision.clause), steps=_steps(known),
    )  # fmt: skip


def _steps(known: _Known) -> tuple[tuple[str, str, date | None], ...]:
    """The steps before an election with their fields and last days; none of another matter (NĐ 59/2023 Điều 6)."""
    if known.decision.clause != ELECTION:
        return ()
    held_on = known.kept.vote.before.held_on
    by = last_days(held_on) if held_on else {}
    return tuple((each.step.value, each.field, by.get(each.step)) for each in TERMS)


async def _sent(request: Request) -> FormData:
    return await request.form()


def _fields(form: FormData) -> dict[str, str]:
    return {name: str(value) for name, value in form.items()}


def prepare(
    request: Request, key: str, vote_id: int, *, form: FormData = Depends(_sent), login: Login = Depends(_works)
) -> Response:
    """Keep what came before the vote, even if it is incomplete. The page says what the law still asks for."""
    try:
        run(request, decision_votes.prepare, key, vote_id, Before.of(_fields(form)), staff_id=login.staff_id)
    except ConflictError as error:
        return _show(request, key, vote_id, login=login, problem=why.key(error, _OTHERWISE))
    return _to(key, vote_id)


def enter(
    request: Request, key: str, vote_id: int, *, form: FormData = Depends(_sent), login: Login = Depends(_works)
) -> Response:
    """Keep one person's figures. Impossible figures come back with what is wrong."""
    known = look(request, _known, key, vote_id)
    record = Record.of(_fields(form), (WHOLE,))
    today = in_vietnam(context_of(request).clock()).date()
    wrong = faults(record, source=known.kept.vote.source, today=today, roll=known.case.households or None)
    wrong += entered(day_in(record.held_on), known.kept.vote.before, known.case)
    if wrong:
        return _show(request, key, vote_id, login=login, given=record, wrong=wrong)
    try:
        run(request, decision_votes.enter, key, vote_id, record, staff_id=login.staff_id)
    except ConflictError as error:
        return _show(request, key, vote_id, login=login, given=record, problem=why.key(error, _OTHERWISE))
    return _to(key, vote_id)


def sent(
    request: Request, key: str, vote_id: int, *, day: Annotated[str, Form()] = "", login: Login = Depends(_works)
) -> Response:
    """Record on which day it went to UBND and UBMTTQ."""
    try:
        run(request, decision_votes.sent, key, vote_id, day_in(day) or date.max, staff_id=login.staff_id)
    except ConflictError as error:
        return _show(request, key, vote_id, login=login, problem=why.key(error, _OTHERWISE))
    return _to(key, vote_id)


def drop(request: Request, key: str, vote_id: int, *, login: Login = Depends(_works)) -> Response:
    """Drop a vote whose figures two people have not agreed on."""
    try:
        run(request, decision_votes.drop, key, vote_id, staff_id=login.staff_id)
    except ConflictError as error:
        return _show(request, key, vote_id, login=login, problem=why.key(error, _OTHERWISE))
    return RedirectResponse(f"/console/decisions/{key}?done=saved", status_code=303)


def _to(key: str, vote_id: int) -> Response:
    return RedirectResponse(f"/console/decisions/{key}/votes/{vote_id}?done=saved", status_code=303)
