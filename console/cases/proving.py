"""Photos of a result: for which topics, parts of a picture that nobody shall see, before and after side by side."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.cases.moves import Why
from civics.cases.proof import MOST_BOXES, Box, box
from console.cases.acts import works
from console.frame import topics as all_topics
from console.frame.access import Login, require
from console.frame.context import Context, context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from core.errors import ConflictError, LostFileError, NotFoundError, RefusedFileError, StoreAwayError
from core.message import Json
from handlers.cases import proving
from handlers.ward import settings
from storage.cases import views
from storage.media import attachments, keeping
from storage.media.file_rows import FileView, Kept

_TOPICS = "/console/settings/proof"
_SIDES = 4
_ROWS = 3  # boxes that may be typed, where no script draws them
_manages = require("settings.change")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(_TOPICS, topics, methods=["GET"])
    routes.add_api_route(_TOPICS, put_topics, methods=["POST"])
    routes.add_api_route("/console/hide/{attachment_id}", hiding, methods=["GET"])
    routes.add_api_route("/console/hide/{attachment_id}", hide, methods=["POST"])
    return routes


def topics(request: Request, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # the right is the point
    """For which topics a result needs a photo."""
    chosen, every = look(request, proving.topics), look(request, all_topics.offered)
    return page(request, "cases/marked_topics.html", part="proof", chosen=chosen, topics=every)


def put_topics(
    request: Request, topic: Annotated[list[str] | None, Form()] = None, login: Login = Depends(_manages)
) -> Response:
    """Mark these topics, and no others."""
    known = [each for each in look(request, all_topics.offered) if each in (topic or [])]
    values: dict[str, Json] = {proving.TOPICS: list[Json](known)}
    run(request, settings.save, values, by=login.staff_id)
    return RedirectResponse(f"{_TOPICS}?done=saved", status_code=303)


def boxes_of(given: Json) -> tuple[Box, ...]:
    """The boxes that a script has drawn: [[left, top, width, height], …]. Raises ConflictError: BOXES.

    What cannot be read is never taken for "nothing is to be hidden".
    """
    if not isinstance(given, list) or len(given) > MOST_BOXES:
        raise ConflictError("No list of boxes.", why=Why.BOXES)
    found = []
    for row in given:
        sides = row if isinstance(row, list) else []
        numbers = [float(each) for each in sides if isinstance(each, int | float)]
        if len(numbers) != _SIDES:
            raise ConflictError("A box has four sides.", why=Why.BOXES)
        found.append(box(*numbers))
    return tuple(each for each in found if each is not None)


def _read(text: str, otherwise: Json) -> Json:
    try:
        found: Json = json.loads(text) if text else otherwise
    except (ValueError, RecursionError) as error:
        raise ConflictError("No list of boxes.", why=Why.BOXES) from error
    return found


def drawn(text: str) -> dict[int, tuple[Box, ...]]:
    """The boxes of the photos that are chosen for an answer, by the number of the file. Raises ConflictError: BOXES."""
    found = _read(text, {})
    if not isinstance(found, dict) or not all(each.isdecimal() for each in found):
        raise ConflictError("No boxes by file.", why=Why.BOXES)
    return {int(number): boxes_of(each) for number, each in found.items()}


def hiding(request: Request, attachment_id: int, login: Login = Depends(works)) -> Response:
    """A picture, and a form for the parts of it that nobody shall see."""
    return _hiding(request, _picture(request, attachment_id, login))


def hide(
    request: Request,
    attachment_id: int,
    *,
    boxes: Annotated[str, Form()] = "",
    side: Annotated[list[str] | None, Form()] = None,
    login: Login = Depends(works),
) -> Response:
    """Make those parts unreadable in what people see; without any, everything is seen again. The original stays."""
    found = _picture(request, attachment_id, login)
    wanted = boxes_of(_read(boxes, [])) or _typed(side or [])
    context = context_of(request)
    try:
        shown, thumb = keeping.hide(context.files, found.stored, wanted, sealed=found.sealed, looker=context.looker)
    except StoreAwayError:
        raise
    except (RefusedFileError, LostFileError):
        return _hiding(request, found, status=422)
    run(request, attachments.hidden, attachment_id, shown=shown, thumb=thumb, boxes=len(wanted), by=login.reader)
    return RedirectResponse(f"/console/hide/{attachment_id}?done=saved", status_code=303)


def _picture(request: Request, attachment_id: int, login: Login) -> FileView:
    found = look(request, attachments.may_serve, attachment_id, reader=login.reader)
    if found.looks != "picture":
        raise NotFoundError("There is no such picture.")
    return found


def _hiding(request: Request, found: FileView, *, status: int = 200) -> Response:
    code = look(request, views.code_of_file, found.id)
    return page(request, "cases/hide.html", status=status, file=found, code=code, rows=_ROWS)


def _typed(sides: list[str]) -> tuple[Box, ...]:
    """The boxes that were typed, in hundredths of the picture."""
    numbers = [float(each) / 100 if each.isascii() and each.isdecimal() else 0.0 for each in sides[: 4 * _ROWS]]
    found = [box(*numbers[at : at + 4]) for at in range(0, len(numbers) - 3, 4)]
    return tuple(each for each in found if each is not None)


def pair(context: Context, before: FileView | None, files: list[Kept]) -> Kept | None:
    """Before and after as one picture, from what people may see of both. None where one of them is missing."""
    after = next((each for each in files if each.shown), None)
    if before is None or after is None:
        return None
    try:
        with context.files.open(before.shown) as first, context.files.open(after.shown) as second:
            joined = context.looker.beside(first.read(), second.read())
    except (ValueError, LostFileError):
        return None
    return keeping.keep(context.files, joined, name="truoc-sau.jpg", looker=context.looker)
