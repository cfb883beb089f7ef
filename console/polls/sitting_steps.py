"""Around a meeting or ballots inside a consultation: the steps before it, its ballots, the papers of its quy ước."""

from functools import partial

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.polls.community import Facts
from civics.polls.counting import Source
from civics.polls.ways import Before
from console.frame import why
from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.serving import as_file
from console.polls import sittings as pages
from console.polls.decision_papers import DOCX, sheets, sheets_of
from core.errors import ConflictError, NotFoundError
from core.words import FIRST
from papers import community, decision_values
from papers.parts import Say
from storage.database.unit import UnitOfWork
from storage.households.households import Household
from storage.polls import polls, sitting_steps, sittings
from storage.polls.polls import Poll
from storage.polls.sittings import Sitting
from storage.ward import ward

_OTHERWISE = "results.problem.agreed"
_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    base = "/console/polls/{key}/sittings/{sitting_id}"
    routes.add_api_route(base + "/before", prepare, methods=["POST"])
    routes.add_api_route(base + "/facts", put_facts, methods=["POST"])
    routes.add_api_route(base + "/phieu", ballots, methods=["GET"])
    routes.add_api_route(base + "/giay-to/{what}.docx", download, methods=["GET"])
    return routes


async def _sent(request: Request) -> FormData:
    return await request.form()


def prepare(
    request: Request, key: str, sitting_id: int, *, form: FormData = Depends(_sent), login: Login = Depends(_works)
) -> Response:
    """Keep what came before it, even if it is incomplete. The page says what the law still asks for."""
    before = Before.of({name: str(value) for name, value in form.items()})
    try:
        run(request, sitting_steps.prepare, key, sitting_id, before, staff_id=login.staff_id)
    except ConflictError as error:
        return pages.shown(request, key, sitting_id, login=login, problem=why.key(error, _OTHERWISE))
    return _to(key, sitting_id)


def put_facts(
    request: Request, key: str, sitting_id: int, *, form: FormData = Depends(_sent), login: Login = Depends(_works)
) -> Response:
    """Keep the papers of the quy ước. What the law does not allow comes back as it was typed."""
    facts = Facts.of({name: str(value) for name, value in form.items()})
    try:
        run(request, sitting_steps.put_facts, key, sitting_id, facts, staff_id=login.staff_id)
    except ConflictError as error:
        told = why.key(error, _OTHERWISE)
        return pages.shown(request, key, sitting_id, login=login, problem=told, facts=facts)
    return _to(key, sitting_id)


def _to(key: str, sitting_id: int) -> Response:
    return RedirectResponse(f"/console/polls/{key}/sittings/{sitting_id}?done=saved", status_code=303)


def download(request: Request, key: str, sitting_id: int, what: str, *, login: Login = Depends(_works)) -> Response:
    """One of them, as a .docx for Word. What nobody recorded is printed as dots."""
    del login
    context = context_of(request)
    say = partial(context.words.say, FIRST)
    made = look(request, _made, key, sitting_id, what, ward_name=context.settings.ward_name, say=say)
    headers = {**as_file(f"{what.replace('_', '-')}-{key}-{sitting_id}.docx"), "Cache-Control": "no-store"}
    return Response(made, media_type=DOCX, headers=headers)


def _made(work: UnitOfWork, key: str, sitting_id: int, what: str, *, ward_name: str, say: Say) -> bytes:
    poll = polls.get(work, key)
    sitting = sittings.get(work, poll.id, sitting_id)
    if what not in pages.papers_around(sitting) or sitting.unit_id is None:
        raise NotFoundError("There is no such paper.")
    facts = decision_values.of_sitting(work, poll.title, sitting, sitting.unit_id, ward_name=ward_name, say=say)
    return community.write(what, facts, say)


def ballots(
    request: Request, key: str, sitting_id: int, *, after: str = "", login: Login = Depends(_works)
) -> Response:
    """A ballot per household of the group, with room for the signature of its head (NĐ 59 Điều 4.5)."""
    del login
    poll, sitting, found = look(request, _ballots, key, sitting_id, after)
    unit = next(each for each in look(request, ward.units_now) if each.id == sitting.unit_id)
    return sheets(
        request, f"/console/polls/{key}/sittings/{sitting_id}", poll.title, text="", ward_wide=False,
        due_on=sitting.before.due_on, unit=unit, found=found,
    )  # fmt: skip


def _ballots(work: UnitOfWork, key: str, sitting_id: int, after: str) -> tuple[Poll, Sitting, list[Household]]:
    poll = polls.get(work, key)
    sitting = sittings.get(work, poll.id, sitting_id)
    if sitting.source is not Source.PAPER or sitting.unit_id is None or sittings.missing(work, sitting):
        raise NotFoundError("The law asks for more before ballots are handed out.")
    return poll, sitting, sheets_of(work, sitting.unit_id, after)
