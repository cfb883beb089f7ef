"""What staff do to a case by pressing something; each form brings the version that its page showed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.cases.case import case_page
from console.cases.case_show import Trouble, conflict, show
from console.frame import seconds
from console.frame.access import Login, context_of, require
from console.frame.asking import Asked
from console.frame.render import say
from core.errors import ConflictError, NotAllowedError, NotFoundError
from storage.across.seconds.kinds import FILE_DESTROY
from storage.cases import acts as case_acts
from storage.cases import cases
from storage.cases import finding as case_finding
from storage.database.unit import UnitOfWork
from storage.media import attachments

works = require("work")
TO_CAO = "to_cao"
_TOLD = {"taken", "forwarded", "waiting"}  # moves that the resident hears of


@dataclass(frozen=True, slots=True)
class Pressed:
    """Who pressed something on which case, and what their page knew."""

    request: Request
    login: Login
    code: str
    version: int | None
    seen: int

    def case_id(self, work: UnitOfWork) -> int:
        """The case's id. Raises NotFoundError."""
        return case_finding.id_of(work, self.code, reader=self.login.reader)


def pressed(
    request: Request,
    code: str,
    version: Annotated[str, Form()] = "",
    seen: Annotated[str, Form()] = "",
    login: Login = Depends(works),
) -> Pressed:
    """A form's dependency: who acts on what."""
    return Pressed(request, login, code, number(version), number(seen) or 0)


def number(text: str) -> int | None:
    """A whole number from a form, none for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    for name, page in (
        *(("take", take), ("assign", assign), ("move", move), ("urgent", urgent), ("kind", kind), ("topic", topic)),
        *(("unit", unit), ("named", named), ("block", block), ("unblock", unblock)),
    ):
        routes.add_api_route(f"/console/cases/{{code}}/{name}", page, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/files/{attachment_id}/destroy", destroy, methods=["POST"])
    return routes


def done(by: Pressed, body: Callable[[UnitOfWork], object], *, says: str) -> Response:
    """Run the body and go back to the case; when somebody was faster, the page says who did what."""
    try:
        context_of(by.request).database.run(body)
    except ConflictError as error:
        shown = show(by.request, by.login, by.code)
        trouble = conflict(by.request, by.login, shown, error=error, seen=by.seen)
        return case_page(by.request, by.login, shown, status=409, trouble=trouble)
    except NotAllowedError:
        return refused(by, "desk.trouble.not_allowed")
    return back(by, f"did={says}")


def back(by: Pressed, query: str) -> Response:
    """To the case's page; to the list when the act took the case out of the reader's sight."""
    asked = Asked.of(by.request.query_params).query(after="")
    joined = f"{asked}&{query}" if asked else f"?{query}"
    try:
        context_of(by.request).database.look(by.case_id)
    except NotFoundError:
        return RedirectResponse(f"/console/{joined}", status_code=303)
    return RedirectResponse(f"/console/cases/{by.code}{joined}", status_code=303)


def refused(by: Pressed, key: str, *, status: int = 422) -> Response:
    """The case's page with a sentence on why nothing was done."""
    trouble = Trouble(say(by.request, key), say(by.request, "desk.trouble.kept"))
    return case_page(by.request, by.login, show(by.request, by.login, by.code), status=status, trouble=trouble)


def take(by: Pressed = Depends(pressed)) -> Response:
    """The case is theirs."""

    def body(work: UnitOfWork) -> None:
        case_id = by.case_id(work)
        case_acts.take(work, case_id, by=by.login.reader, version=by.version)
        context_of(by.request).tell(work, "taken", case_id)

    return done(by, body, says="take")


def assign(by: Pressed = Depends(pressed), officer: Annotated[str, Form()] = "") -> Response:
    """Give it to somebody, or to nobody."""

    def body(work: UnitOfWork) -> None:
        case_acts.assign(
            work, by.case_id(work), officer_id=number(officer), by=by.login.reader, version=by.version
        )  # fmt: skip

    return done(by, body, says="assign")


def move(
    by: Pressed = Depends(pressed), to: Annotated[str, Form()] = "", forwarded_to: Annotated[str, Form()] = ""
) -> Response:
    """Along the table of moves."""
    where = forwarded_to.strip()[:200]
    if to == "forwarded" and not where:
        return refused(by, "desk.trouble.forward_where")

    def body(work: UnitOfWork) -> None:
        case_id = by.case_id(work)
        case_acts.move(work, case_id, to=to, by=by.login.reader, version=by.version, forwarded_to=where)
        if to in _TOLD:
            context_of(by.request).tell(work, to, case_id)

    return done(by, body, says="move")


def urgent(by: Pressed = Depends(pressed), urgent: Annotated[str, Form()] = "") -> Response:
    """Flag it, or not."""

    def body(work: UnitOfWork) -> None:
        case_acts.set_urgent(
            work, by.case_id(work), urgent=bool(urgent), by=by.login.reader, version=by.version
        )  # fmt: skip

    return done(by, body, says="urgent")


def kind(
    by: Pressed = Depends(pressed), kind: Annotated[str, Form()] = "", seal_ok: Annotated[str, Form()] = ""
) -> Response:
    """Another kind. To tố cáo seals for good, so it is asked for twice."""
    context = context_of(by.request)
    if not context.words.has("vi", f"civics.kind.{kind}"):
        return refused(by, "desk.trouble.not_now")
    if kind == TO_CAO and not seal_ok and not show(by.request, by.login, by.code).case.sealed:
        return refused(by, "desk.trouble.seal_ok")

    def body(work: UnitOfWork) -> None:
        case_acts.change_kind(work, by.case_id(work), kind=kind, by=by.login.reader, version=by.version)

    return done(by, body, says="sort")


def topic(by: Pressed = Depends(pressed), topic: Annotated[str, Form()] = "") -> Response:
    """Another topic."""
    if not context_of(by.request).words.has("vi", f"civics.topic.{topic}"):
        return refused(by, "desk.trouble.not_now")

    def body(work: UnitOfWork) -> None:
        case_acts.change_topic(work, by.case_id(work), topic=topic, by=by.login.reader, version=by.version)

    return done(by, body, says="sort")


def unit(by: Pressed = Depends(pressed), unit: Annotated[str, Form()] = "") -> Response:
    """Another tổ dân phố or xóm, or none."""

    def body(work: UnitOfWork) -> None:
        case_acts.change_unit(work, by.case_id(work), unit_id=number(unit), by=by.login.reader, version=by.version)

    return done(by, body, says="sort")


def named(
    by: Pressed = Depends(pressed), staff: Annotated[str, Form()] = "", unit: Annotated[str, Form()] = ""
) -> Response:
    """Whom a denunciation names."""

    def body(work: UnitOfWork) -> None:
        case_acts.change_named(
            work, by.case_id(work), names_staff_id=number(staff), names_unit_id=number(unit), by=by.login.reader,
            version=by.version,
        )  # fmt: skip

    return done(by, body, says="sort")


def block(by: Pressed = Depends(pressed), why: Annotated[str, Form()] = "") -> Response:
    """A spammer, with a reason."""
    reason = why.strip()[:500]
    if not reason:
        return refused(by, "desk.trouble.block_why")

    def body(work: UnitOfWork) -> None:
        case_acts.block_resident(work, _resident(work, by), why=reason, by=by.login.reader)

    return done(by, body, says="block")


def unblock(by: Pressed = Depends(pressed)) -> Response:
    """Heard again."""

    def body(work: UnitOfWork) -> None:
        case_acts.unblock_resident(work, _resident(work, by), by=by.login.reader)

    return done(by, body, says="unblock")


def destroy(attachment_id: int, by: Pressed = Depends(pressed)) -> Response:
    """Ask to destroy a file for good."""
    case_id = context_of(by.request).database.look(_case_of_file, by, attachment_id)
    return seconds.wait(by.request, by.login, FILE_DESTROY, str(attachment_id), case_id=case_id, code=by.code)


def _case_of_file(work: UnitOfWork, by: Pressed, attachment_id: int) -> int:
    """The case, if this kept file is one of its own. Raises NotFoundError."""
    case_id = by.case_id(work)
    attachments.may_serve(work, attachment_id, reader=by.login.reader)
    if attachment_id not in {each.id for each in attachments.files_of(work, case_id)}:
        raise NotFoundError("There is no such file.")
    return case_id


def _resident(work: UnitOfWork, by: Pressed) -> int:
    found = cases.view(work, by.case_id(work), reader=by.login.reader).resident_id
    if found is None:
        raise NotFoundError("This case has no resident.")
    return found
