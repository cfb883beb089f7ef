"""Law contests: results in the console and as a paper; the public page shows no answer and no hidden name."""

from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.days.calendar import day_of
from civics.registers import contests as law
from civics.registers.contests import Group, Ranked
from console.frame import serving
from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page, say
from console.registers.files import DOCX
from core.words import FIRST
from handlers.registers import acts, contests
from handlers.registers.contests import Results
from papers import contests as paper
from storage.database.unit import UnitOfWork
from storage.registers import contests as store
from storage.registers import entries
from storage.registers.entries import Asked, Entry
from storage.ward import ward

_reads, _writes = require("case.content"), require("case.answer")
_RANKED, _LISTED = 20, 10  # places that are shown in public; contests on the page


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/hoi-thi", public, methods=["GET"])
    routes.add_api_route(f"/console/registers/{store.QUESTION}/shipped", take_shipped, methods=["POST"])
    one = f"/console/registers/{store.CONTEST}/{{line_id:int}}"
    routes.add_api_route(one + "/results", results, methods=["GET"])
    routes.add_api_route(one + "/results.docx", decision, methods=["GET"])
    return routes


def results(request: Request, line_id: int, login: Login = Depends(_reads)) -> Response:
    """The ranking as it stands, the groups, what to look at, and how hard each question was."""
    contest = look(request, acts.see, line_id, by=login.reader, name=store.CONTEST)
    found = look(request, contests.results, contest)
    return page(
        request, "registers/contest_results.html", contest=contest, found=found, units=look(request, ward.unit_names)
    )


def take_shipped(request: Request, login: Login = Depends(_writes)) -> Response:
    """Put the shipped questions into the bank as drafts. Somebody else reviews them."""
    author = say(request, "contest_question.shipped_author")
    run(request, partial(contests.take_shipped, by=login.staff_id), author=author)
    return RedirectResponse(f"/console/registers/{store.QUESTION}?done=saved", status_code=303)


def decision(request: Request, line_id: int, login: Login = Depends(_reads)) -> Response:
    """The decision on the results, to be signed."""
    contest = look(request, acts.see, line_id, by=login.reader, name=store.CONTEST)
    found = look(request, contests.results, contest, questions=False)
    context = context_of(request)
    made = paper.decision(
        contest.said, found, partial(context.words.say, FIRST), ward=context.settings.ward_name,
        units=look(request, ward.unit_names), made_on=day_of(context.clock()),
    )  # fmt: skip
    headers = {**serving.as_file(f"ket-qua-hoi-thi-{contest.id}.docx"), "Cache-Control": "no-store"}
    return Response(made, media_type=DOCX, headers=headers)


@dataclass(frozen=True, slots=True)
class Shown:
    """A contest in public. The ranking is there once the results were decided; small groups are not named."""

    contest: Entry
    rounds: list[Entry]
    ranking: list[Ranked]
    groups: list[Group]


def public(request: Request) -> Response:
    """The contests: rules, days, and results after the decision."""
    found = look(request, _public)
    return page(request, "registers/contests.html", found=found, least=law.FEWEST, units=look(request, ward.unit_names))


def _public(work: UnitOfWork) -> list[Shown]:
    some = entries.some(work, Asked(store.CONTEST, public=True), reader=None, limit=_LISTED)
    return [_shown(work, each) for each in some]


def _shown(work: UnitOfWork, contest: Entry) -> Shown:
    rounds = store.rounds(work, contest.id)
    if contest.state != "decided":
        return Shown(contest, rounds, [], [])
    found: Results = contests.results(work, contest, questions=False)
    groups = [each for each in found.groups if each.players >= law.FEWEST]
    return Shown(contest, rounds, found.ranking[:_RANKED], groups)
