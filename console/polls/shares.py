"""The three shares of a secret vote: made and printed once before it opens; two of them are entered to count it."""

from functools import partial
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.polls.rules import PollState, Secrecy
from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from core.errors import ConflictError, NotFoundError
from core.words import FIRST
from storage.database.outside import KeyGoneError
from storage.database.unit import UnitOfWork
from storage.polls import ballots, polls, shares
from storage.polls import keys as poll_keys
from storage.polls.polls import Poll
from storage.polls.shares import HOLDERS, SharesError

_works = require("poll.manage")
_LONGEST = 100  # characters of a typed share


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    base = "/console/polls/{key}/shares"
    routes.add_api_route(base, show, methods=["GET"])
    routes.add_api_route(base, make, methods=["POST"])
    routes.add_api_route(base + "/count", count, methods=["POST"])
    return routes


def show(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """While it is a draft: make the shares. While it is open and after its time: enter two, to close and count."""
    del login
    return _show(request, key)


def _show(request: Request, key: str, *, problems: tuple[str, ...] = ()) -> Response:
    poll, made = look(request, _known, key)
    if poll.state not in (PollState.DRAFT, PollState.OPEN) or (poll.state is PollState.OPEN and not made):
        return RedirectResponse(f"/console/polls/{key}", status_code=303)
    over = poll.closes_at is not None and poll.closes_at <= context_of(request).clock()
    return page(
        request, "polls/shares.html", status=422 if problems else 200, poll=poll, made=made, over=over,
        problems=problems, longest=_LONGEST,
    )  # fmt: skip


def _known(work: UnitOfWork, key: str) -> tuple[Poll, bool]:
    poll = polls.get(work, key)
    if not poll.law.vote or poll.secrecy is not Secrecy.SECRET:
        raise NotFoundError("it has no shares")
    return poll, shares.of(work, poll) is not None


def make(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """Make a new key and show its three shares, only this once: they are kept nowhere."""
    context = context_of(request)
    poll, _ = look(request, _known, key)
    kept, printed = shares.make()
    try:
        run(request, shares.keep, key, kept, staff_id=login.staff_id)
    except ConflictError:
        return RedirectResponse(f"/console/polls/{key}", status_code=303)
    answer = page(
        request, "polls/shares_printed.html", poll=poll, told=partial(context.words.say, FIRST),
        sheets=[(holder, share, _picture(share)) for holder, share in zip(HOLDERS, printed, strict=True)],
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _picture(share: str) -> Markup:
    made = segno.make(share, error="m", micro=False)
    return Markup(made.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass="qr__line"))  # noqa: S704  # ours


def count(
    request: Request,
    key: str,
    *,
    first: Annotated[str, Form()] = "",
    second: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Close and count with two shares. A wrong one is named."""
    context = context_of(request)
    typed = (first[:_LONGEST], second[:_LONGEST])
    try:
        closed = run(request, ballots.close, key, staff_id=login.staff_id, typed=typed)
    except SharesError as error:
        places = ("first", "second")
        return _show(
            request, key, problems=tuple(f"polls.shares.wrong.{error.reason}_{places[each]}" for each in error.which)
        )
    except KeyGoneError:
        return _show(request, key, problems=("polls.shares.wrong.no_key",))
    if closed:
        poll_keys.destroy(context.database.seal.keys, key)
    return RedirectResponse(f"/console/polls/{key}", status_code=303)
