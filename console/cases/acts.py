"""What staff do to a case by pressing something. Each form brings the version that its page showed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.cases.signed_forms import Wrong
from console.cases.case import case_page
from console.cases.case_show import Trouble, conflict, show
from console.frame import seconds, why
from console.frame.access import Login, require
from console.frame.asking import Asked, whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import say
from core.errors import ConflictError, NotAllowedError, NotFoundError
from handlers.cases import desk, sorting
from handlers.cases import files as case_files
from handlers.cases.desk import Act
from handlers.cases.sorting import Named
from storage.cases import finding as case_finding
from storage.database.unit import UnitOfWork

works = require("work")


@dataclass(frozen=True, slots=True)
class Pressed:
    """Who pressed something on which case, and which version their page showed."""

    request: Request
    login: Login
    code: str
    version: int | None
    seen: int

    def act(self, work: UnitOfWork) -> Act:
        """What an act of the desk is called with. Raises NotFoundError."""
        ward = context_of(self.request).ward
        return Act.on(work, ward, self.code, by=self.login.reader, version=self.version)


def pressed(
    request: Request,
    code: str,
    version: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
    login: Login = Depends(works),
) -> Pressed:
    """A form's dependency: who acts on what."""
    return Pressed(request, login, code, whole(version), whole(seen) or 0)


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    for name, page in (
        *(("take", take), ("assign", assign), ("move", move), ("urgent", urgent), ("kind", kind), ("topic", topic)),
        *(("unit", unit), ("team", team), ("named", named), ("block", block), ("unblock", unblock)),
    ):
        routes.add_api_route(f"/console/cases/{{code}}/{name}", page, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/files/{attachment_id}/destroy", destroy, methods=["POST"])
    return routes


def done(by: Pressed, act: Callable[[Act], object], *, says: str) -> Response:
    """Run the act and go back to the case. When somebody was faster, the page says who did what."""
    try:
        run(by.request, lambda work: act(by.act(work)))
    except ConflictError as error:
        if error.why is not None:
            return refused(by, why.key(error), status=409 if error.why is Wrong.KIND else 422)
        shown = show(by.request, by.login, by.code)
        trouble = conflict(by.request, by.login, shown, seen=by.seen)
        return case_page(by.request, by.login, shown, status=409, trouble=trouble)
    except NotAllowedError:
        return refused(by, "desk.trouble.not_allowed")
    return back(by, f"did={says}")


def back(by: Pressed, query: str) -> Response:
    """To the case's page, or to the list when the reader may no longer see the case."""
    asked = Asked.of(by.request.query_params).query(after="")
    joined = f"{asked}&{query}" if asked else f"?{query}"
    try:
        look(by.request, case_finding.id_of, by.code, reader=by.login.reader)
    except NotFoundError:
        return RedirectResponse(f"/console/{joined}", status_code=303)
    return RedirectResponse(f"/console/cases/{by.code}{joined}", status_code=303)


def refused(by: Pressed, key: str, *, status: int = 422) -> Response:
    """The case's page with a sentence that says why nothing was done."""
    trouble = Trouble(say(by.request, key), say(by.request, "desk.trouble.kept"))
    return case_page(by.request, by.login, show(by.request, by.login, by.code), status=status, trouble=trouble)


def take(by: Pressed = Depends(pressed)) -> Response:
    """Take the case."""
    return done(by, desk.take, says="take")


def assign(by: Pressed = Depends(pressed), officer: Annotated[str, Form()] = "") -> Response:
    """Give the case to somebody, or to nobody."""
    return done(by, lambda act: desk.assign(act, officer_id=whole(officer)), says="assign")


def move(
    by: Pressed = Depends(pressed),
    to: Annotated[str, Form()] = "",
    forwarded_to: Annotated[str, Form()] = "",
    body: Annotated[str, Form()] = "",
) -> Response:
    """Move the case along the table of moves. `body`: one of the address book; another one is typed."""
    return done(by, lambda act: desk.move(act, to=to, forwarded_to=forwarded_to.strip() or body), says="move")


def urgent(by: Pressed = Depends(pressed), urgent: Annotated[str, Form()] = "") -> Response:
    """Flag it as urgent, or not."""
    return done(by, lambda act: sorting.urgent(act, is_urgent=bool(urgent)), says="urgent")


def kind(
    by: Pressed = Depends(pressed), kind: Annotated[str, Form()] = "", seal_ok: Annotated[str, Form()] = ""
) -> Response:
    """Change the kind."""
    return done(by, lambda act: sorting.kind(act, to=kind, seal_ok=bool(seal_ok)), says="sort")


def topic(by: Pressed = Depends(pressed), topic: Annotated[str, Form()] = "") -> Response:
    """Change the topic."""
    return done(by, lambda act: sorting.topic(act, to=topic), says="sort")


def team(by: Pressed = Depends(pressed), team: Annotated[str, Form()] = "") -> Response:
    """Give the case to a team, or to none."""
    return done(by, lambda act: sorting.team(act, to=whole(team)), says="sort")


def unit(by: Pressed = Depends(pressed), unit: Annotated[str, Form()] = "") -> Response:
    """Set another tổ dân phố or xóm, or none."""
    return done(by, lambda act: sorting.unit(act, to=whole(unit)), says="sort")


def named(
    by: Pressed = Depends(pressed), staff: Annotated[str, Form()] = "", unit: Annotated[str, Form()] = ""
) -> Response:
    """Record whom a denunciation names."""
    return done(by, lambda act: sorting.named(act, whom=Named(whole(staff), whole(unit))), says="sort")


def block(by: Pressed = Depends(pressed), why: Annotated[str, Form()] = "") -> Response:
    """Block a spammer, with a reason."""
    return done(by, lambda act: desk.block(act, why=why), says="block")


def unblock(by: Pressed = Depends(pressed)) -> Response:
    """Unblock the resident."""
    return done(by, desk.unblock, says="unblock")


def destroy(attachment_id: int, by: Pressed = Depends(pressed)) -> Response:
    """Ask to destroy a file for good."""
    return seconds.waits(by.request, lambda work: case_files.ask_to_destroy(by.act(work), attachment_id=attachment_id))
