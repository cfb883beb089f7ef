"""Setting up and opening a consultation: the kind with the law's conditions, who is asked, from when to when."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.polls.rules import KINDS, CountedBy, PollKind, PollState, Precondition, Secrecy, wanted
from civics.polls.terms import CLAUSES_25, LONGEST_LAW, MOST_DAYS, TEAM, Terms
from civics.polls.terms import names as names_in
from console.frame import seconds
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from console.polls import plan_papers
from core.clock import VIETNAM
from core.errors import ConflictError
from core.text import normal
from core.words import FIRST
from handlers.polls import desk
from storage.across.seconds.kinds import POLL_OPEN
from storage.database.unit import UnitOfWork
from storage.households import households
from storage.polls import methods, polls
from storage.polls import openings as poll_openings
from storage.polls.openings import Plan
from storage.polls.polls import Poll
from storage.ward import ward
from storage.ward.ward import Unit

TITLE = 200  # characters
_works = require("poll.manage")
_DIGITS = re.compile(r"(\d+)")
_E = TypeVar("_E", bound=Enum)


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/polls/{key}/setup", form, methods=["GET"])
    routes.add_api_route("/console/polls/{key}/setup", save, methods=["POST"])
    routes.add_api_route("/console/polls/{key}/open", open_it, methods=["POST"])
    routes.add_api_route("/console/polls/{key}/method", ask_method, methods=["POST"])
    return routes


def form(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """The present set-up, and what still keeps it from opening."""
    return _form(request, login, key)


def _form(request: Request, login: Login, key: str, *, status: int = 200) -> Response:
    poll, units, missing, articles, roll = look(request, _known, key)
    asked_first = look(request, methods.of, poll)
    if poll.state is not PollState.DRAFT:
        return RedirectResponse(f"/console/polls/{key}", status_code=303)
    return page(
        request, "polls/setup.html", status=status, poll=poll, units=sorted(units, key=_by_number), missing=missing,
        kinds=KINDS, counted=tuple(CountedBy), secrecies=tuple(Secrecy), preconditions=tuple(Precondition),
        all_units=bool(units) and {each.id for each in units} <= set(poll.units), asked=articles,
        waits=seconds.on(request, login, key, POLL_OPEN), roll=sum(roll.get(each, 0) for each in poll.units),
        papers=plan_papers.listed(poll.kind), clauses=CLAUSES_25, team=TEAM[1], method=asked_first,
        earliest=poll.earliest_close,
        lacking=[each.name for each in sorted(units, key=_by_number) if each.id in poll.units and each.id not in roll],
    )  # fmt: skip


def _by_number(unit: Unit) -> list[tuple[int, str]]:
    """Groups in the order in which people count them, 2 before 10; those with numbers first, by their codes."""
    return [(int(each), "") if each.isdecimal() else (-1, each) for each in _DIGITS.split(unit.code)]


def _known(work: UnitOfWork, key: str) -> tuple[Poll, list[Unit], tuple[str, ...], int, dict[int, int]]:
    poll = polls.get(work, key)
    asked = sum(1 for each in polls.articles(work, poll.id) if each.stands)
    return poll, ward.units_now(work), poll_openings.refusals(work, poll), asked, households.totals(work)


async def _sent(request: Request) -> FormData:
    return await request.form()


def save(request: Request, key: str, *, sent: FormData = Depends(_sent), login: Login = Depends(_works)) -> Response:
    """Keep the set-up, even if it is incomplete: the conditions are checked when it opens."""
    del login
    known = look(request, ward.units_now)
    poll = look(request, polls.get, key)
    run(request, poll_openings.set_up, key, _plan(sent, poll, units=[each.id for each in known]))
    return RedirectResponse(f"/console/polls/{key}/setup?done=saved", status_code=303)


def ask_method(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """Draft the poll in which households choose whether to vote online (NĐ 59/2023 Điều 5.2.c), or go to it."""
    poll = look(request, polls.get, key)
    told = context_of(request).words
    title = told.say(FIRST, "polls.method.draft_title", title=poll.title)[:TITLE]
    text = told.say(FIRST, "polls.method.draft_text", title=poll.title)
    try:
        made = run(request, methods.add, key, title=title, text=text, staff_id=login.staff_id)
    except ConflictError:
        return _form(request, login, key, status=409)
    return RedirectResponse(f"/console/polls/{made}/setup", status_code=303)


def open_it(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """Ask to open it. It is refused with a sentence for each condition of the law that is not met."""
    try:
        return seconds.waits(request, lambda work: desk.ask_to_open(work, key, by=login.reader))
    except ConflictError:  # the page shows what is true now
        return _form(request, login, key, status=409)


def names(known: Iterable[Unit], chosen: Iterable[int]) -> list[str] | None:
    """The names of the chosen groups; none when all groups are chosen."""
    there, wanted = sorted(known, key=_by_number), set(chosen)
    if {each.id for each in there} <= wanted:
        return None
    return [each.name for each in there if each.id in wanted]


def _plan(sent: FormData, poll: Poll, *, units: list[int]) -> Plan:
    """What the form says. Invalid values leave the old ones; a kind with only one way of counting sets it."""
    kind = _one_of(PollKind, sent.get("kind"), poll.kind)
    law = replace(poll, kind=kind).law
    counted_by = _one_of(CountedBy, sent.get("counted_by"), poll.counted_by)
    if counted_by not in law.counted_by:
        counted_by = next(iter(law.counted_by))
    chosen = {number for each in sent.getlist("units") if (number := whole(str(each))) is not None}
    terms = _terms(sent, poll, kind)
    recorded = [(each, _day(sent.get(f"met_{each.value}"))) for each in wanted(kind, terms)]
    return Plan(
        title=" ".join(normal(str(sent.get("title", ""))).split())[:TITLE] or poll.title,
        kind=kind, counted_by=counted_by, secrecy=_one_of(Secrecy, sent.get("secrecy"), poll.secrecy),
        changeable=bool(sent.get("changeable")),
        units=tuple(units if sent.get("all_units") else (each for each in units if each in chosen)),
        recorded=tuple((name, day) for name, day in recorded if day is not None),
        posted_on=_day(sent.get("posted_on" if law.min_days else "public_on")) if law.posted else None,
        opens_at=_moment(sent.get("opens_at")), closes_at=_moment(sent.get("closes_at")), terms=terms,
    )  # fmt: skip


def _terms(sent: FormData, poll: Poll, kind: PollKind) -> Terms:
    """What the law asks for in this kind beside dates. For other kinds nothing is kept."""
    if kind is PollKind.ARTICLE_25:
        clause = whole(str(sent.get("clause_25", ""))) or 0
        return Terms(
            clause if clause in CLAUSES_25 else 0, bool(sent.get("higher")),
            min(whole(str(sent.get("own_days", ""))) or 0, MOST_DAYS),
            " ".join(normal(str(sent.get("own_law", ""))).split())[:LONGEST_LAW],
        )  # fmt: skip
    if not replace(poll, kind=kind).law.vote:
        return Terms()
    team = names_in([str(sent.get(f"team.{at}", "")) for at in range(TEAM[1])])
    if kind is PollKind.METHOD:
        return Terms(team=team)
    return Terms(team=team, chosen=whole(str(sent.get("chosen", ""))) or 0, method_key=poll.terms.method_key)


def _one_of(names_of: type[_E], text: object, otherwise: _E) -> _E:
    with suppress(ValueError):
        return names_of(str(text))
    return otherwise


def _day(text: object) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(str(text))
    return None


def _moment(text: object) -> datetime | None:
    """A time as a form writes it, on a wall clock in Viet Nam."""
    with suppress(ValueError):
        found = datetime.fromisoformat(str(text))
        return found.replace(tzinfo=VIETNAM) if found.tzinfo is None else None
    return None
