"""Opinions in groups of nearly identical ones: filtered, tagged, answered one by one, page by page."""

from collections.abc import Mapping, Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.polls.opinions import Answered
from civics.polls.rules import PollState
from console.frame import serving, why
from console.frame.access import Login, require
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from console.polls.results import COUNTED
from core.errors import ConflictError, NotFoundError
from storage.database.unit import UnitOfWork
from storage.media.file_rows import FileView
from storage.polls import opinion_answers, opinion_files, opinions, polls
from storage.polls import tasks as poll_tasks
from storage.polls.opinions import Filter, Said
from storage.polls.tasks import Task, What

STATES = ("", "open", "accepted", "explain")
_MEMBERS = 50  # opinions of a group that the page shows at once
_OTHERWISE = "results.problem.published"
_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    base = "/console/polls/{key}/opinions"
    routes.add_api_route(base, listing, methods=["GET"])
    routes.add_api_route(base + "/files/{attachment_id:int}/{version}", file, methods=["GET"])
    routes.add_api_route(base + "/compare", compare, methods=["POST"])
    routes.add_api_route(base + "/{group_id}/answer", answer, methods=["POST"])
    routes.add_api_route(base + "/{group_id}/join", join, methods=["POST"])
    routes.add_api_route(base + "/{opinion_id}/apart", apart, methods=["POST"])
    return routes


def listing(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """A page of groups, as the address filters them."""
    del login
    return _listing(request, key)


def _wanted(request: Request) -> Filter:
    asked = request.query_params
    state = asked.get("state", "")
    return Filter(state if state in STATES else "", asked.get("article", "")[:16], asked.get("tag", "")[:40])


def _listing(request: Request, key: str, *, problem: str = "") -> Response:
    poll = look(request, polls.get, key)
    if poll.state not in COUNTED:
        raise NotFoundError("it has no result")
    wanted, after = _wanted(request), request.query_params.get("after", "")
    found = look(request, opinions.page, poll.id, wanted, after=after)
    members = look(request, opinions.members, [each.id for each in found.groups], limit=_MEMBERS)
    asked = {name: value for name, value in (("state", wanted.state), ("article", wanted.article), ("tag", wanted.tag))
             if value}  # fmt: skip
    return page(
        request, "polls/opinions.html", status=409 if problem else 200, poll=poll, found=found, members=members,
        came=_came(members, look(request, opinion_files.of, poll.id)),
        tally=look(request, opinions.tally, poll.id), tags=look(request, opinions.tags_of, poll.id),
        articles={each.code: each for each in look(request, polls.articles, poll.id)}, wanted=wanted, states=STATES,
        comparing=look(request, _comparing, poll.id), problem=problem, may_change=poll.state is PollState.CLOSED,
        query=urlencode({**asked, **({"after": after} if after else {})}), filter_query=urlencode(asked),
    )  # fmt: skip


def _came(
    members: Mapping[int, Sequence[tuple[int, Said]]], files: Mapping[int, FileView]
) -> dict[int, list[FileView]]:
    """What came with each opinion."""
    return {
        number: [files[each] for each in said.files if each in files]
        for several in members.values()
        for number, said in several
    }


def _comparing(work: UnitOfWork, poll_id: int) -> Task | None:
    return next((each for each in poll_tasks.of(work, poll_id) if each.what is What.COMPARE), None)


def file(
    request: Request, key: str, attachment_id: int, version: str, *, download: str = "", login: Login = Depends(_works)
) -> Response:
    """What was spoken or shown, after the consultation is closed. Raises NotFoundError."""
    del login
    found = look(request, opinion_files.may_serve, key, attachment_id)
    return serving.of_case(request, found, version, download=download)


def compare(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """Have the opinions compared once more after a failure."""
    poll = look(request, polls.get, key)
    if poll.state is not PollState.CLOSED:
        raise NotFoundError("nothing to compare")
    run(request, poll_tasks.want, poll.id, What.COMPARE, staff_id=login.staff_id)
    return _to(request, key)


def answer(
    request: Request,
    key: str,
    group_id: int,
    *,
    answered: Annotated[str, Form()] = "",
    reply: Annotated[str, Form()] = "",
    tags: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    then: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Keep the answer to a group. `then` is the id of the next group to show."""
    chosen = Answered(answered) if answered in set(Answered) else None
    try:
        run(
            request,
            opinion_answers.answer,
            key,
            group_id,
            answered=chosen,
            reply=reply,
            tags=tags,
            text=text,
            staff_id=login.staff_id,
        )
    except ConflictError as error:
        return _listing(request, key, problem=why.key(error, _OTHERWISE))
    return _to(request, key, place=f"g{then}" if then.isdecimal() else f"g{group_id}", done="answered")


def apart(request: Request, key: str, opinion_id: int, *, login: Login = Depends(_works)) -> Response:
    """Take an opinion out of its group."""
    try:
        made = run(request, opinion_answers.apart, key, opinion_id, staff_id=login.staff_id)
    except ConflictError as error:
        return _listing(request, key, problem=why.key(error, _OTHERWISE))
    return _to(request, key, place=f"g{made}")


def join(
    request: Request, key: str, group_id: int, *, into: Annotated[int, Form()], login: Login = Depends(_works)
) -> Response:
    """Join a group with the one before."""
    try:
        run(request, opinion_answers.join, key, group_id, into, staff_id=login.staff_id)
    except ConflictError as error:
        return _listing(request, key, problem=why.key(error, _OTHERWISE))
    return _to(request, key, place=f"g{into}")


def _to(request: Request, key: str, *, place: str = "", done: str = "") -> Response:
    """Back to the same filter and page."""
    names = ("state", "article", "tag", "after")
    asked = {name: value for name in names if (value := request.query_params.get(name, ""))}
    query = urlencode({**asked, **({"done": done} if done else {})})
    return RedirectResponse(
        f"/console/polls/{key}/opinions{f'?{query}' if query else ''}{f'#{place}' if place else ''}", status_code=303
    )
