"""What is shown of a case on the public page: a form for staff, and the setting of which topics they release."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.cases.opening import Told, street
from console.cases.acts import Pressed, pressed, works
from console.frame import why
from console.frame.access import Login
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page, say
from core.errors import ConflictError
from handlers.cases import releasing
from handlers.cases.desk import Act
from storage.cases import entries, opened
from storage.cases.opened import Opened
from storage.cases.views import CaseView
from storage.database.unit import UnitOfWork
from storage.media.file_rows import FileView


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/cases/{code}/opened", form, methods=["GET"])
    routes.add_api_route("/console/cases/{code}/opened", release, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/opened/back", take_back, methods=["POST"])
    return routes


@dataclass(frozen=True, slots=True)
class Page:
    """A case and its release. `told`: what the form shows; `ground`: on which ground it may be released."""

    case: CaseView
    known: Opened | None
    ground: str
    told: Told
    pictures: tuple[FileView, ...]

    @property
    def public(self) -> bool:
        """Whether it is shown now."""
        return self.known is not None and self.known.released_at is not None


def form(request: Request, code: str, login: Login = Depends(works)) -> Response:
    """The form, filled with what is shown, or with the case's own words to be shortened."""
    return _form(request, code, login)


def release(
    by: Pressed = Depends(pressed),
    *,
    title: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    answer: Annotated[str, Form()] = "",
    place: Annotated[str, Form()] = "",
    before: Annotated[str, Form()] = "",
    after: Annotated[str, Form()] = "",
    checked: Annotated[str, Form()] = "",
) -> Response:
    """Show the case with these words."""
    told = Told(
        title, _lines(text), _lines(answer), place, before=whole(before), after=whole(after), checked=bool(checked)
    )
    try:
        run(by.request, lambda work: releasing.release(by.act(work), told))
    except ConflictError as error:
        key = why.key(error, "desk.trouble.not_now")
        return _form(by.request, by.code, by.login, typed=told, problem=say(by.request, key))
    return RedirectResponse(f"/console/cases/{by.code}/opened?done=saved", status_code=303)


def take_back(by: Pressed = Depends(pressed)) -> Response:
    """Take the case from the page."""
    run(by.request, lambda work: releasing.take_back(by.act(work)))
    return RedirectResponse(f"/console/cases/{by.code}/opened?done=saved", status_code=303)


def _lines(text: str) -> str:
    """A text area's words with the line ends that are stored."""
    return text.replace("\r\n", "\n")


def _form(request: Request, code: str, login: Login, *, typed: Told | None = None, problem: str = "") -> Response:
    found = look(request, _read, request, code, login)
    return page(
        request, "cases/opened.html", status=422 if problem else 200, found=found, told=typed or found.told,
        problem=problem,
    )  # fmt: skip


def _read(work: UnitOfWork, request: Request, code: str, login: Login) -> Page:
    act = Act.on(work, context_of(request).ward, code, by=login.reader)
    case, known = act.case, opened.of_case(work, act.case_id)
    files = (*case.files, *(file for each in case.entries for file in each.files))
    pictures = tuple(each for each in files if each.state == "kept" and each.looks == "picture")
    told = known.told if known is not None and known.released_at is not None else _first(case)
    return Page(case, known, releasing.ground(work, case, known), told, pictures)


def _first(case: CaseView) -> Told:
    """What stands in the form before anybody wrote: the case's own words, which staff shorten and check."""
    answers = [each.text for each in case.entries if each.kind == entries.ANSWER and each.taken_back_at is None]
    return Told("", case.text, answers[-1] if answers else "", street(case.place))
