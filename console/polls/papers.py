"""The papers of a consultation: requested, made beside the service, downloaded."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page, say
from console.frame.serving import as_file
from core.errors import LostFileError, NotFoundError
from papers import sheets
from storage.database.unit import UnitOfWork
from storage.polls import polls, sittings
from storage.polls import tasks as poll_tasks
from storage.polls.polls import Poll
from storage.polls.sittings import Sitting
from storage.polls.tasks import Task, What

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_works = require("poll.manage")


class _Held(Protocol):
    @property
    def sitting(self) -> Sitting: ...


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that can be made. `task` is None if it was never requested."""

    what: What
    sitting: Sitting | None
    task: Task | None

    @property
    def sitting_id(self) -> int:
        """0: of the consultation itself."""
        return self.sitting.id if self.sitting else 0


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/polls/{key}/papers", show, methods=["GET"])
    routes.add_api_route("/console/polls/{key}/papers", make, methods=["POST"])
    routes.add_api_route("/console/polls/{key}/papers/{what}/{sitting_id}", download, methods=["GET"])
    return routes


def listed(request: Request, poll: Poll, held: Iterable[_Held]) -> list[Paper]:
    """The papers of a closed consultation, then those of its meetings and ballots."""
    tasks = {
        (each.what, each.sitting_id): each for each in look(request, poll_tasks.of, poll.id)
    }  # fmt: skip
    own = (*((What.ONLINE,) if poll.law.vote else ()), What.SUMMARY, What.TABLE)
    found = [Paper(each, None, tasks.get((each, 0))) for each in own]
    for each in held:
        sitting = each.sitting
        found += [Paper(what, sitting, tasks.get((what, sitting.id))) for what in poll_tasks.papers_of(sitting)]
    return found


def show(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """The list alone, for the page that waits for a paper."""
    del login
    poll, held = look(request, _held, key)
    return page(request, "polls/papers.html", poll=poll, papers=listed(request, poll, held))


@dataclass(frozen=True, slots=True)
class _Agreed:
    sitting: Sitting


def _held(work: UnitOfWork, key: str) -> tuple[Poll, list[_Agreed]]:
    poll = polls.get(work, key)
    return poll, [_Agreed(each) for each in sittings.of(work, poll.id) if each.agreed is not None]


def make(
    request: Request,
    key: str,
    *,
    what: str = Form(),
    sitting_id: int = Form(0),
    login: Login = Depends(_works),
) -> Response:
    """Have a paper made, or made again."""
    poll, held = look(request, _held, key)
    there = {(each.what.value, each.sitting_id): each for each in listed(request, poll, held)}
    wanted = there.get((what, sitting_id))
    if wanted is None or poll.result is None:
        raise NotFoundError("no such paper")
    run(request, poll_tasks.want, poll.id, wanted.what, sitting_id=sitting_id, staff_id=login.staff_id)
    return RedirectResponse(f"/console/polls/{key}#papers", status_code=303)


def download(request: Request, key: str, what: str, sitting_id: int, *, login: Login = Depends(_works)) -> Response:
    """The last one that was made."""
    del login
    context = context_of(request)
    if what not in set(What):
        raise NotFoundError("no such paper")
    poll = look(request, polls.get, key)
    task = look(request, poll_tasks.made, poll.id, What(what), sitting_id=sitting_id)
    kind, ending = (sheets.TYPE, "xlsx") if task.what is What.TABLE else (DOCX, "docx")
    name = f"{say(request, f'results.papers.name.{what}')}-{key}{f'-{sitting_id}' if sitting_id else ''}.{ending}"
    headers = {**as_file(name), "Cache-Control": "no-store"}
    path = context.files.path(task.stored)
    if path is not None:
        return FileResponse(path, media_type=kind, headers=headers)
    try:
        with context.files.open(task.stored) as content:
            return Response(content.read(), media_type=kind, headers=headers)
    except LostFileError as error:
        raise NotFoundError("There is no such paper any more.") from error
