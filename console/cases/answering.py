"""Answering, noting, taking back, sending again: what staff write in a case is never lost, whatever happens."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.responses import Response

from civics.cases.answering import MOST_FILES, check
from civics.cases.answering import written as written_as
from console.cases.acts import Pressed, back, done, pressed
from console.cases.case import case_page
from console.cases.case_show import Shown, conflict, show
from console.frame import why
from console.frame.asking import whole
from console.frame.context import Context, context_of
from console.frame.reading import run
from console.frame.render import say
from core.errors import ConflictError, NotAllowedError, RefusedFileError
from handlers.cases import desk, followers
from storage.media import keeping
from storage.media.file_rows import Kept


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/cases/{code}/answer", answer, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/note", note, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/entries/{entry_id}/back", take_back, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/entries/{entry_id}/again", again, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/entries/{entry_id}/release", release, methods=["POST"])
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
    written = written_as(text)
    if insert:
        return case_page(by.request, by.login, shown, typed=_with_canned(by, written, whole(canned)))
    given = [each for each in files or [] if each.filename and each.size]
    try:
        check(written, len(given), group=shown.case.in_group and not group_ok)  # before files are looked at
        kept = _keep(context_of(by.request), given, sealed=shown.case.sealed)
        _, leaves = run(
            by.request,
            lambda work: desk.answer(by.act(work), text=text, files=kept, group_ok=bool(group_ok), paid=bool(paid_ok)),
        )
    except (RefusedFileError, ConflictError, NotAllowedError) as error:
        return _unsent(by, shown, written, error)
    return back(by, "done=answer" if leaves else "done=answer&did=spoken")


def _unsent(
    by: Pressed, shown: Shown, typed: str, error: RefusedFileError | ConflictError | NotAllowedError
) -> Response:
    """The case's page with what was typed and why it did not leave."""
    if isinstance(error, ConflictError) and error.why is None:
        trouble = conflict(by.request, by.login, shown, seen=by.seen)
        shown = show(by.request, by.login, by.code)
        return case_page(by.request, by.login, shown, status=409, typed=typed, trouble=trouble)
    if isinstance(error, RefusedFileError):
        key = f"desk.file.reason.{error.reason}"
    else:
        key = why.key(error, "desk.trouble.not_allowed")
    status = 403 if isinstance(error, NotAllowedError) else 422
    problem = say(by.request, key, n=MOST_FILES)
    return case_page(by.request, by.login, shown, status=status, typed=typed, problem=problem)


def _keep(context: Context, files: list[UploadFile], *, sealed: bool) -> list[Kept]:
    keep = partial(keeping.keep, context.files, sealed=sealed, looker=context.looker)
    return [keep(each.file, name=each.filename or "") for each in files]


def _with_canned(by: Pressed, written: str, canned_id: int | None) -> str:
    shown = show(by.request, by.login, by.code)
    found = next((each.text for each in shown.canned if each.id == canned_id), "")
    return f"{written}\n{found}".strip() if found else written


def note(by: Pressed = Depends(pressed), text: Annotated[str, Form()] = "") -> Response:
    """An internal note."""
    made = run(by.request, lambda work: desk.note(by.act(work), text=text))
    return back(by, "" if made is None else "done=note")


def take_back(entry_id: int, by: Pressed = Depends(pressed)) -> Response:
    """Within the minute: it does not leave, and stands in the answer box again."""
    try:
        text = run(by.request, lambda work: desk.take_back(by.act(work), entry_id=entry_id))
    except ConflictError as error:
        problem = say(by.request, why.key(error, "desk.fate.too_late"))
        return case_page(by.request, by.login, show(by.request, by.login, by.code), status=409, problem=problem)
    shown = show(by.request, by.login, by.code)
    return case_page(by.request, by.login, shown, typed=text, problem=say(by.request, "desk.fate.is_back"))


def release(entry_id: int, by: Pressed = Depends(pressed)) -> Response:
    """The answer may go to everybody who follows the case; it goes at once."""
    return done(by, lambda act: followers.release(act, entry_id=entry_id), says="release")


def again(entry_id: int, by: Pressed = Depends(pressed)) -> Response:
    """Send again what did not arrive."""
    return done(by, lambda act: desk.again(act, entry_id=entry_id), says="again")
