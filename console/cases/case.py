"""The page of one case, whole or in the parts that a live page asks for; and who else has it open."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import Response

from console.cases.case_show import Shown, Trouble, show
from console.cases.listing import listing, without_rows
from console.frame.access import Login, may, require
from console.frame.asking import Asked
from console.frame.choices import choices
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import run
from console.frame.render import page, say
from storage.cases import acts as case_acts
from storage.cases import finding as case_finding
from storage.cases import presence
from storage.cases.entries import DRAFT
from storage.database.unit import UnitOfWork

# The parts that may be asked for alone, by the id of the element.
_PARTS = {
    "case": "cases/pane.html",
    "case-head": "cases/head.html",
    "talk": "cases/talk.html",
    "trail": "cases/trail.html",
    "case-files": "cases/keeping.html",
    "others": "cases/others.html",
}


_works = require("work")


_queue = require("queue.read")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/cases/{code}", case, methods=["GET"])
    routes.add_api_route("/console/cases/{code}/here", here, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/gone", gone, methods=["POST"])
    return routes


def case(request: Request, code: str, login: Login = Depends(_queue)) -> Response:
    """The page, or with `X-Fragment: <id>` one part of it. Opening it marks the case as read."""
    part = request.headers.get("x-fragment", "")
    shown = show(request, login, code)
    new = shown.case.unread or shown.case.sealed  # each reading of a sealed case is on the trail
    if new and part in {"", "case"} and may(login, "work"):
        run(request, _opened, login, code)
        shown = show(request, login, code)
    return case_page(request, login, shown, part=part, typed=_draft(request, shown))


def _draft(request: Request, shown: Shown) -> str:
    """The words of a draft that did not leave, to be written anew (`?draft=<entry>`)."""
    wanted = request.query_params.get("draft", "")
    return next((each.text for each in shown.case.entries if str(each.id) == wanted and each.kind == DRAFT), "")


def case_page(
    request: Request,
    login: Login,
    shown: Shown,
    *,
    part: str = "",
    status: int = 200,
    typed: str = "",
    note_typed: str = "",
    problem: str = "",
    trouble: Trouble | None = None,
    given: str = "",
    later_typed: str = "",
    suggested: str = "answer",
    used: tuple[int, ...] = (),
    with_files: tuple[int, ...] = (),
) -> Response:
    """The page of a case. After a form that was not taken: with what was typed, and why."""
    asked = Asked.of(request.query_params)
    return page(
        request,
        _PARTS.get(part, "cases/page.html"),
        status=status,
        shown=shown,
        list=without_rows(request, asked) if part in _PARTS else listing(request, login, asked),
        choices=choices(),
        here=shown.case.code,
        typed=typed,
        note_typed=note_typed,
        problem=problem,
        trouble=trouble,
        given=given,
        later_typed=later_typed,
        suggested=suggested,
        used=used,
        with_files=with_files,
        done=_done(request),
    )


def here(request: Request, code: str, writing: Annotated[str, Form()] = "", login: Login = Depends(_works)) -> Response:
    """Record that they have the case open, or are writing, for 45 s. Gives who else is there."""
    run(request, _touch, login, code, writing=bool(writing))
    return case_page(request, login, show(request, login, code), part="others")


def gone(request: Request, code: str, login: Login = Depends(_works)) -> Response:
    """Record that they closed the page."""
    run(request, _leave, login, code)
    return Response(status_code=204)


def _done(request: Request) -> str:
    for name in ("did", "done"):
        key = f"desk.done.{request.query_params.get(name, '')}"
        if context_of(request).words.has("vi", key):
            return say(request, key)
    return ""


def _opened(work: UnitOfWork, login: Login, code: str) -> None:
    case_acts.mark_read(work, case_finding.id_of(work, code, reader=login.reader), by=login.reader)


def _touch(work: UnitOfWork, login: Login, code: str, *, writing: bool) -> None:
    presence.touch(work, case_finding.id_of(work, code, reader=login.reader), by=login.reader, writing=writing)


def _leave(work: UnitOfWork, login: Login, code: str) -> None:
    presence.leave(work, case_finding.id_of(work, code, reader=login.reader), by=login.reader)
