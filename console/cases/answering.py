"""Answering, noting, taking back, sending again: what staff write in a case is never lost, whatever happens."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from console.cases.acts import Pressed, back, done, number, pressed
from console.cases.case import case_page
from console.cases.case_show import conflict, show
from console.frame.access import context_of
from console.frame.context import Context, Tell
from console.frame.render import say
from core.errors import ConflictError, NotAllowedError, NotFoundError, RefusedFileError
from core.text import normal
from storage.cases import acts as case_acts
from storage.cases import answers as case_answers
from storage.cases import cases, entries
from storage.database.unit import UnitOfWork
from storage.media import keeping
from storage.media.file_rows import Kept

LONGEST = 20_000  # characters
MOST_FILES = 10


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/cases/{code}/answer", answer, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/note", note, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/entries/{entry_id}/back", take_back, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/entries/{entry_id}/again", again, methods=["POST"])
    return routes


def answer(
    *,
    files: list[UploadFile] | None = None,
    by: Pressed = Depends(pressed),
    text: Annotated[str, Form()] = "",
    canned: Annotated[str, Form()] = "",
    insert: Annotated[str, Form()] = "",
    group_ok: Annotated[str, Form()] = "",
    paid_ok: Annotated[str, Form()] = "",
) -> Response:
    """Answer; it leaves after a minute. With `insert` only puts a prepared answer behind what was typed."""
    shown = show(by.request, by.login, by.code)
    written = normal(text).strip()[:LONGEST]
    if insert:
        return case_page(by.request, by.login, shown, typed=_with_canned(by, written, number(canned)))
    given = [each for each in files or [] if each.filename and each.size]
    problem = _problem(written, given, group=shown.case.in_group and not group_ok)
    if problem:
        return case_page(
            by.request, by.login, shown, status=422, typed=written, problem=say(by.request, problem, n=MOST_FILES)
        )  # fmt: skip
    try:
        kept = _keep(context_of(by.request), given, sealed=shown.case.sealed)
        send = partial(_answer, by=by, text=written, files=kept, tell=context_of(by.request).tell, paid=bool(paid_ok))
        context_of(by.request).database.run(send)
    except RefusedFileError as error:
        reason = say(by.request, f"desk.file.reason.{error.reason}")
        return case_page(by.request, by.login, shown, status=422, typed=written, problem=reason)
    except ConflictError as error:
        trouble = conflict(by.request, by.login, shown, error=error, seen=by.seen)
        shown = show(by.request, by.login, by.code)
        return case_page(by.request, by.login, shown, status=409, typed=written, trouble=trouble)
    except NotAllowedError:
        problem = say(by.request, "desk.trouble.not_allowed")
        return case_page(by.request, by.login, shown, status=403, typed=written, problem=problem)
    return back(by, "done=answer" if shown.case.channel else "done=answer&did=spoken")


def _problem(written: str, files: list[UploadFile], *, group: bool) -> str:
    if not written and not files:
        return "desk.trouble.empty"
    if len(files) > MOST_FILES:
        return "desk.trouble.many_files"
    return "desk.trouble.group_ok" if group else ""


def _answer(work: UnitOfWork, *, by: Pressed, text: str, files: list[Kept], tell: Tell, paid: bool) -> None:
    case_id = by.case_id(work)
    reader = by.login.reader
    channel = cases.view(work, case_id, reader=reader).channel
    entry_id = case_answers.answer(
        work, case_id, text=text, by=reader, files=files, version=by.version, paid=paid,
        text_limit=context_of(by.request).text_limit(channel),
    )  # fmt: skip
    if channel:
        tell(work, "answered", case_id, entry_id=entry_id)


def _keep(context: Context, files: list[UploadFile], *, sealed: bool) -> list[Kept]:
    keep = partial(keeping.keep, context.files, sealed=sealed, looker=context.looker)
    return [keep(each.file, name=each.filename or "") for each in files]


def _with_canned(by: Pressed, written: str, canned_id: int | None) -> str:
    shown = show(by.request, by.login, by.code)
    found = next((each.text for each in shown.canned if each.id == canned_id), "")
    return f"{written}\n{found}".strip() if found else written


def note(by: Pressed = Depends(pressed), text: Annotated[str, Form()] = "") -> Response:
    """An internal note. It needs no version: two notes never contradict each other."""
    written = normal(text).strip()[:LONGEST]
    if not written:
        return back(by, "")

    def body(work: UnitOfWork) -> None:
        case_acts.note(work, by.case_id(work), text=written, by=by.login.reader)

    context_of(by.request).database.run(body)
    return back(by, "done=note")


def take_back(entry_id: int, by: Pressed = Depends(pressed)) -> Response:
    """Within the minute: it does not leave, and stands in the answer box again."""

    def body(work: UnitOfWork) -> str:
        text = _entry_text(work, by, entry_id)
        case_answers.take_back(work, entry_id, by=by.login.reader)
        return text

    try:
        text = context_of(by.request).database.run(body)
    except ConflictError:
        return _late(by.request, by)
    shown = show(by.request, by.login, by.code)
    return case_page(by.request, by.login, shown, typed=text, problem=say(by.request, "desk.fate.is_back"))


def again(entry_id: int, by: Pressed = Depends(pressed)) -> Response:
    """Send again what did not arrive."""

    def body(work: UnitOfWork) -> None:
        _entry_text(work, by, entry_id)
        if not entries.again(work, entry_id):
            raise ConflictError("It is under way already.")

    return done(by, body, says="again")


def _entry_text(work: UnitOfWork, by: Pressed, entry_id: int) -> str:
    """What an answer of this very case says. Raises NotFoundError for another's entry."""
    for entry in cases.view(work, by.case_id(work), reader=by.login.reader).entries:
        if entry.id == entry_id and entry.kind == "answer":
            return entry.text
    raise NotFoundError("There is no such answer in this case.")


def _late(request: Request, by: Pressed) -> Response:
    shown = show(request, by.login, by.code)
    problem = say(request, "desk.fate.too_late")
    return case_page(request, by.login, shown, status=409, problem=problem)
