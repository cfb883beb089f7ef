"""Consultations on drafts: paste, look it over, open, close, result; and the public page of a draft."""

from contextlib import suppress
from datetime import date, datetime, time
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.access import Login, context_of, require
from console.render import page
from console.splitting import split
from core.clock import VIETNAM
from core.errors import ConflictError, NotFoundError
from core.text import normal
from storage import ballots, poll_keys, polls
from storage.polls import Article, Poll
from storage.unit import UnitOfWork

LONGEST = 400_000  # characters of a draft
FEW = 5  # a smaller turnout is not shown before the close
_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/polls", listing, methods=["GET"])
    routes.add_api_route("/console/polls", add, methods=["POST"])
    routes.add_api_route("/console/polls/{key}", show, methods=["GET"])
    routes.add_api_route("/console/polls/{key}/articles", change, methods=["POST"])
    routes.add_api_route("/console/polls/{key}/open", open_it, methods=["POST"])
    routes.add_api_route("/console/polls/{key}/close", close, methods=["POST"])
    routes.add_api_route("/gop-y/{key}", public, methods=["GET"])
    return routes


def listing(request: Request, *, login: Login = Depends(_works)) -> Response:
    """All consultations, and the form for a new one."""
    return _list(request, login)


def _list(request: Request, _login: Login, *, title: str = "", text: str = "", incomplete: bool = False) -> Response:
    known = context_of(request).database.look(polls.every)
    return page(
        request, "polls/list.html", status=422 if incomplete else 200, polls=known, kinds=polls.KINDS, title=title,
        text=text, incomplete=incomplete,
    )  # fmt: skip


def add(
    request: Request,
    *,
    title: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Keep a pasted draft; what is missing brings the form back as it was."""
    title, text = normal(title).strip()[:200], text[:LONGEST]
    try:
        key = context_of(request).database.run(
            polls.add, title, kind=kind, source=text, articles=split(text), staff_id=login.staff_id
        )
    except ConflictError:
        return _list(request, login, title=title, text=text, incomplete=True)
    return _to(key)


def show(request: Request, key: str, *, login: Login = Depends(_works), problem: str = "") -> Response:
    """One consultation: the set-up before it opens, the turnout while it is open, the result after."""
    del login
    found, articles, turnout = context_of(request).database.look(_whole, key)
    return page(
        request, "polls/one.html", status=409 if problem else 200, poll=found, articles=articles,
        turnout=turnout if turnout >= FEW or found.state == "closed" else None, few=FEW, problem=problem,
        rows=_rows(found, articles),
    )  # fmt: skip


def _whole(work: UnitOfWork, key: str) -> tuple[Poll, list[Article], int]:
    found = polls.get(work, key)
    return found, polls.articles(work, found.id), polls.turnout(work, found.id)


def change(
    request: Request,
    key: str,
    *,
    code: Annotated[str, Form()],
    plain: Annotated[str, Form()] = "",
    asked: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Give an article its plain-words line, or leave it unasked."""
    del login
    database = context_of(request).database
    database.run(_change, key, code=code, plain=normal(plain).strip()[:500], asked=bool(asked))
    return _to(key, f"#{code}" if code.isalnum() else "")


def _change(work: UnitOfWork, key: str, *, code: str, plain: str, asked: bool) -> None:
    polls.change_article(work, polls.get(work, key), code, plain=plain, asked=asked)


def open_it(
    request: Request,
    key: str,
    *,
    closes: Annotated[str, Form()] = "",
    posted: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Open it until the end of the day `closes`; refused with a sentence where the law's days are not kept."""
    context = context_of(request)
    last, posted_on = _day(closes), _day(posted)
    if last is None:
        return show(request, key, login=login, problem="closes")
    closes_at = datetime.combine(last, time(23, 59), VIETNAM)
    try:
        context.database.look(polls.get, key)
        poll_keys.make(context.settings.files_dir, key)
        context.database.run(polls.open_it, key, posted_on=posted_on, closes_at=closes_at, staff_id=login.staff_id)
    except ConflictError as error:
        known = str(error) if str(error) == "posted_days" else "refused"
        return show(request, key, login=login, problem=known)
    return _to(key)


def close(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """Close and count; then the key goes, so that nobody can join a ballot to a person any more."""
    context = context_of(request)
    if context.database.run(ballots.close, key, staff_id=login.staff_id):
        poll_keys.destroy(context.settings.files_dir, key)
    return _to(key)


def public(request: Request, key: str) -> Response:
    """The whole draft for anybody; after the close with the result and the list of receipts."""
    database = context_of(request).database
    found, articles, turnout = database.look(_whole, key)
    if found.state == "draft":
        raise NotFoundError("no such consultation")
    receipts = database.look(ballots.receipts, found.id) if found.state == "closed" else []
    return page(
        request, "polls/public.html", poll=found, articles=articles, receipts=receipts, turnout=turnout,
        rows=_rows(found, articles),
    )  # fmt: skip


def _rows(poll: Poll, articles: list[Article]) -> list[tuple[Article, dict[str, int], list[str]]]:
    """Article, counts by choice, opinions; none before the close."""
    counted = (poll.result or {}).get("articles")
    if not isinstance(counted, dict):
        return []
    rows = []
    for each in articles:
        found = counted.get(each.code)
        if isinstance(found, dict):
            words = found.get("words")
            tallies = {name: number for name in ballots.CHOICES if isinstance(number := found.get(name), int)}
            rows.append((each, tallies, [str(word) for word in words] if isinstance(words, list) else []))
    return rows


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _to(key: str, mark: str = "") -> Response:
    return RedirectResponse(f"/console/polls/{key}{mark}", status_code=303)
