"""Consultations while they are open and after: the list, one of them, close, cancel, withdraw; and the public page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.polls.rules import PollState
from civics.polls.why import RunWhy
from console.frame import seconds
from console.frame import why as reasons
from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from console.polls import results, setup
from console.polls import turnout as poll_turnout
from console.polls.drafts import workshop
from console.polls.turnout import Turnout
from core.errors import ConflictError, NotFoundError
from handlers.polls import desk
from storage.across.seconds.kinds import POLL_CANCEL, POLL_CLOSE
from storage.database.unit import UnitOfWork
from storage.polls import arrivals, key_care, paper_entries, polls
from storage.polls import openings as poll_openings
from storage.polls.polls import Article, Poll
from storage.ward import ward

_works = require("poll.manage")

_OVER = (PollState.CLOSED, PollState.PUBLISHED)


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/polls", listing, methods=["GET"])
    routes.add_api_route("/console/polls/{key}", show, methods=["GET"])
    routes.add_api_route("/console/polls/{key}/withdraw", withdraw, methods=["POST"])
    routes.add_api_route("/console/polls/{key}/close", close, methods=["POST"])
    routes.add_api_route("/console/polls/{key}/cancel", cancel, methods=["POST"])
    routes.add_api_route("/gop-y", every, methods=["GET"])
    routes.add_api_route("/gop-y/{key}", public, methods=["GET"])
    return routes


def listing(request: Request, *, login: Login = Depends(_works)) -> Response:
    """All consultations."""
    del login
    known = look(request, polls.every, frozenset(PollState) - {PollState.DROPPED})
    return page(request, "polls/list.html", polls=known)


def show(request: Request, key: str, *, at: str = "", login: Login = Depends(_works)) -> Response:
    """One consultation: the draft before it opens, the turnout while it is open, the result after."""
    return _show(request, login, key, at=at)


def _show(request: Request, login: Login, key: str, *, at: str = "", problem: str = "") -> Response:
    context = context_of(request)
    found, articles, turnout = look(request, _whole, key)
    paper = len(look(request, paper_entries.waiting, found.id))
    if found.state in (PollState.DRAFT, PollState.DROPPED):
        return workshop(request, found, at=at)
    if found.state in results.COUNTED:
        return results.desk(request, login, key, problems=(problem,) if problem else ())
    return page(
        request, "polls/one.html", status=409 if problem else 200, poll=found, articles=articles,
        turnout=turnout, paper=paper, problem=problem, lacks_key=_lacks_key(request, found),
        waits=seconds.on(request, login, key, POLL_CLOSE, POLL_CANCEL),
        bursts=look(request, arrivals.of, found.id),
        begun=found.opens_at is not None and found.opens_at <= context.clock(),
        places=setup.names(look(request, ward.units_now), found.units),
    )  # fmt: skip


def _lacks_key(request: Request, poll: Poll) -> bool:
    """Whether it is open without its key on this machine: it can neither take answers nor be counted."""
    return poll.state is PollState.OPEN and not key_care.has(context_of(request).database.seal.keys, poll.key)


def _whole(work: UnitOfWork, key: str) -> tuple[Poll, list[Article], Turnout]:
    found = polls.get(work, key)
    return found, polls.articles(work, found.id), poll_turnout.of(work, found)


def withdraw(request: Request, key: str, *, code: Annotated[str, Form()], login: Login = Depends(_works)) -> Response:
    """Hide an article from now on. People who are answering are told."""
    try:
        run(request, poll_openings.withdraw, key, code, staff_id=login.staff_id)
    except ConflictError:
        return _show(request, login, key, problem="polls.problem.withdraw")
    return _to(key)


def close(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """Ask to close and count early. At its time it closes by itself.

    A vote that is locked with shares needs no other second person: two people who hold a share count it.
    """
    try:
        return seconds.waits(request, lambda work: desk.ask_to_close(work, key, by=login.reader))
    except ConflictError as error:
        if error.why is RunWhy.SHARES:
            return RedirectResponse(f"/console/polls/{key}/shares", status_code=303)
        return _to(key) if error.why is RunWhy.ENDED else _show(request, login, key, problem=reasons.key(error))


def cancel(request: Request, key: str, *, why: Annotated[str, Form()] = "", login: Login = Depends(_works)) -> Response:
    """Ask to end it without a count and erase what was said. The people who took part get the reason."""
    try:
        return seconds.waits(request, lambda work: desk.ask_to_cancel(work, key, why=why, by=login.reader))
    except ConflictError as error:
        return _show(request, login, key, problem=reasons.key(error))


def every(request: Request) -> Response:
    """The consultations that are open, and those that are over, the newest first, for everybody."""
    now, over = look(request, polls.open_now), look(request, polls.every, _OVER)
    return page(request, "polls/public_list.html", now=now, over=over)


def public(request: Request, key: str) -> Response:
    """The whole draft for everybody; after the close with the result and the list of receipts."""
    found, articles, turnout = look(request, _whole, key)
    if found.state in (PollState.DRAFT, PollState.DROPPED):
        raise NotFoundError("no such consultation")
    if found.state in results.COUNTED:
        return results.everybody(request, key)
    return page(
        request, "polls/public.html", poll=found, articles=articles, turnout=turnout,
        lacks_key=_lacks_key(request, found),
        begun=found.opens_at is not None and found.opens_at <= context_of(request).clock(),
        places=setup.names(look(request, ward.units_now), found.units),
    )  # fmt: skip


def _to(key: str) -> Response:
    return RedirectResponse(f"/console/polls/{key}", status_code=303)
