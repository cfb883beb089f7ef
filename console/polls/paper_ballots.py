"""Ballots on paper of an open consultation: one person finds a household and types in its ballot, then another does so.

What the first one wrote is on no page, not even their own. Only digests are kept until both readings are the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.polls.rules import PollState, Secrecy
from console.frame import why
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from core.errors import ConflictError
from core.text import normal
from core.words import FIRST
from storage.database.unit import UnitOfWork
from storage.polls import key_care, paper_ballots, paper_entries, polls
from storage.polls import keys as poll_keys
from storage.polls.paper_ballots import Found, Keyed, Outcome, Reading
from storage.polls.paper_entries import Entry, Waiting
from storage.polls.polls import Article, Poll
from storage.ward import ward

CHOICES = ("yes", "no", "other", "blank")
WORDS = 2000  # characters of an opinion
_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    base = "/console/polls/{key}/paper"
    routes.add_api_route(base, listing, methods=["GET"])
    routes.add_api_route(base + "/print", blanks, methods=["GET"])
    routes.add_api_route(base + "/{household_id}", show, methods=["GET"])
    routes.add_api_route(base + "/{household_id}", enter, methods=["POST"])
    routes.add_api_route(base + "/{household_id}/drop", drop, methods=["POST"])
    return routes


@dataclass(frozen=True, slots=True)
class _Paper:
    """A household's ballot as a page shows it."""

    poll: Poll
    articles: list[Article]
    household: Found
    entries: list[Entry]
    unit: str


def listing(request: Request, key: str, *, q: str = "", login: Login = Depends(_works)) -> Response:
    """The ballots that wait for a second person, and a field to find a household."""
    words = " ".join(normal(q).split())[:100]
    if look(request, polls.get, key).secrecy is Secrecy.SECRET:
        sheet = _of_sheet(request, key, words) if words else None
        if sheet is not None:
            return RedirectResponse(f"/console/polls/{key}/paper/{sheet}", status_code=303)
        return _listing(request, key, login=login, words=words)
    found: list[Found] = look(request, _find, key, words) if words else []
    if len(found) == 1 and found[0].code == words.upper():
        return RedirectResponse(f"/console/polls/{key}/paper/{found[0].id}", status_code=303)
    return _listing(request, key, login=login, words=words, found=found)


def _listing(
    request: Request,
    key: str,
    *,
    login: Login,
    words: str = "",
    found: list[Found] | None = None,
    keyed: Keyed | None = None,
    household: Found | None = None,
) -> Response:
    poll, waits, names, takes = look(request, _waiting, key)
    shown = [*(each.household_id for each in waits), *([household.id] if household else [])]
    mine = {each.household_id for each in waits if login.staff_id in (staff_id for staff_id, _ in each.by)}
    return page(
        request, "households/paper.html", poll=poll, waits=waits, mine=mine, names=names, takes=takes, words=words,
        found=found or [], keyed=keyed, household=household, sheets=_sheets(request, poll, shown),
    )  # fmt: skip


def _find(work: UnitOfWork, key: str, words: str) -> list[Found]:
    return paper_ballots.find(work, polls.get(work, key).id, words)


def _sheets(request: Request, poll: Poll, households: Iterable[int]) -> dict[int, str]:
    """The numbers that stand for these households where answers are secret; none elsewhere, and without the key."""
    keys = context_of(request).database.seal.keys
    if poll.secrecy is not Secrecy.SECRET or not key_care.has(keys, poll.key):
        return {}
    return poll_keys.sheets(keys, poll.key, households)


def _of_sheet(request: Request, key: str, words: str) -> int | None:
    """The household of a sheet's number, typed in any spelling."""
    poll = look(request, polls.get, key)
    wanted = "".join(each for each in words.upper() if each.isalnum())
    numbers = _sheets(request, poll, look(request, paper_ballots.ids, poll.id))
    return next((each for each, number in numbers.items() if number.replace("-", "") == wanted), None)


def _waiting(work: UnitOfWork, key: str) -> tuple[Poll, list[Waiting], dict[int, str], bool]:
    poll = polls.get(work, key)
    names = ward.unit_names(work)
    return poll, paper_entries.waiting(work, poll.id), names, paper_ballots.takes(work, poll)


def blanks(
    request: Request, key: str, *, unit: str = "", silent: str = "", after: str = "", login: Login = Depends(_works)
) -> Response:
    """Ballots to print for the households of a unit, with the articles in the order in which they are typed in."""
    del login
    context = context_of(request)
    poll, articles, names, found = look(
        request, _blanks, key, unit=whole(unit) or 0, silent=bool(silent), after=normal(after)[:32]
    )
    if not found:
        return RedirectResponse(f"/console/polls/{key}/paper", status_code=303)
    next_ones = urlencode({"unit": unit, "silent": silent, "after": found[-1].code})
    return page(
        request, "households/blanks.html", poll=poll, articles=articles, names=names, households=found,
        sheets=_sheets(request, poll, [each.id for each in found]),
        next=f"?{next_ones}" if len(found) == paper_ballots.MOST_SHEETS else "",
        told=partial(context.words.say, FIRST), public=f"{context.settings.public_url}/gop-y/{key}",
    )  # fmt: skip


def _blanks(
    work: UnitOfWork, key: str, *, unit: int, silent: bool, after: str
) -> tuple[Poll, list[Article], dict[int, str], list[Found]]:
    poll = polls.get(work, key)
    names = ward.unit_names(work)
    found: list[Found] = []
    if poll.state is PollState.OPEN and not poll.law.vote:
        found = paper_ballots.of_unit(work, poll.id, unit, silent=silent, after=after)
    return poll, [each for each in polls.articles(work, poll.id) if each.stands], names, found


def show(request: Request, key: str, household_id: int, *, login: Login = Depends(_works)) -> Response:
    """An empty ballot to type in, with what differs between two readings."""
    return _show(request, key, household_id, login=login)


def _show(
    request: Request,
    key: str,
    household_id: int,
    *,
    login: Login,
    given: dict[str, tuple[str, str]] | None = None,
    missing: tuple[str, ...] = (),
    problem: str = "",
) -> Response:
    paper = look(request, _paper, key, household_id)
    others = [each.by for each in paper.entries if each.staff_id != login.staff_id and not each.agreed]
    own = any(each.staff_id == login.staff_id and not each.agreed for each in paper.entries)
    return page(
        request, "households/paper_one.html", status=422 if missing else 409 if problem else 200, poll=paper.poll,
        articles=paper.articles, household=paper.household, unit=paper.unit, others=others, own=own,
        differ=paper_ballots.differ(paper.entries), given=given or {}, missing=missing, problem=problem,
        choices=CHOICES, longest=WORDS, sheets=_sheets(request, paper.poll, [household_id]),
    )  # fmt: skip


def _paper(work: UnitOfWork, key: str, household_id: int) -> _Paper:
    poll = polls.get(work, key)
    household = paper_ballots.of_roll(work, poll.id, household_id)
    names = ward.unit_names(work)
    articles = [each for each in polls.articles(work, poll.id) if each.stands]
    entries = paper_entries.of(work, poll.id, household_id)
    return _Paper(poll, articles, household, entries, names.get(household.unit_id, ""))


async def _sent(request: Request) -> FormData:
    return await request.form()


def enter(
    request: Request,
    key: str,
    household_id: int,
    *,
    sent: FormData = Depends(_sent),
    login: Login = Depends(_works),
) -> Response:
    """Keep one person's reading. A ballot that both read alike counts. What is not answered comes back."""
    context = context_of(request)
    paper = look(request, _paper, key, household_id)
    given = {each.code: _said(sent, each.code) for each in paper.articles}
    missing = tuple(code for code, (said, words) in given.items() if not said or (said == "other" and not words))
    if missing:
        return _show(request, key, household_id, login=login, given=given, missing=missing)
    keys, chosen = context.database.seal.keys, {code: said for code, (said, _) in given.items()}
    try:
        mark = poll_keys.household_mark(keys, key, household_id)
        marks = poll_keys.paper_marks(keys, key, household_id, chosen)
    except ConflictError:
        lost = paper.poll.state is PollState.OPEN and not key_care.has(keys, key)
        problem = "polls.problem.no_key" if lost else "roll.paper.closed"
        return _show(request, key, household_id, login=login, given=given, problem=problem)
    reading = Reading(household_id, given, mark, marks)
    try:
        keyed = run(request, paper_ballots.enter, key, reading, staff_id=login.staff_id)
    except ConflictError as error:
        problem = why.key(error, "roll.paper.closed")
        return _show(request, key, household_id, login=login, given=given, problem=problem)
    if keyed.outcome is Outcome.DIFFER:
        return _show(request, key, household_id, login=login, given=given)
    return _listing(request, key, login=login, keyed=keyed, household=paper.household)


def _said(sent: FormData, code: str) -> tuple[str, str]:
    """A choice and its words; an invalid choice counts as none."""
    choice = str(sent.get(f"a.{code}", ""))
    words = normal(str(sent.get(f"o.{code}", ""))).strip()[:WORDS] if choice == "other" else ""
    return (choice if choice in CHOICES else "", words)


def drop(request: Request, key: str, household_id: int, *, login: Login = Depends(_works)) -> Response:
    """Take back one's own reading."""
    run(request, paper_ballots.drop, key, household_id, staff_id=login.staff_id)
    return RedirectResponse(f"/console/polls/{key}/paper?done=saved", status_code=303)
