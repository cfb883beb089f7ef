"""Reminders of a case: set on its page, ticked off and moved there or on the page of the day."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import RedirectResponse, Response

from console.cases.acts import Pressed, done, pressed, refused
from console.frame.asking import whole
from console.frame.door import late_routes
from handlers.cases import reminding
from handlers.cases.desk import Act

_DAY = "/console/today"


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/cases/{code}/remind", remind, methods=["POST"])
    for name, page in (("done", tick), ("undo", undo), ("move", move)):
        routes.add_api_route(f"/console/cases/{{code}}/reminders/{{reminder_id}}/{name}", page, methods=["POST"])
    return routes


def remind(
    by: Pressed = Depends(pressed),
    day: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    whom: Annotated[str, Form()] = "",
    with_case: Annotated[str, Form()] = "",
) -> Response:
    """Remind somebody of the case on a day; without a name oneself."""
    on = _read(day)
    if on is None:
        return refused(by, "desk.trouble.when")
    return done(
        by,
        lambda act: reminding.remind(act, on=on, text=text, whom=whole(whom), with_case=bool(with_case)),
        says="remind",
    )


def tick(reminder_id: int, by: Pressed = Depends(pressed), at: Annotated[str, Form()] = "") -> Response:
    """Tick it off."""
    return _back(by, lambda act: reminding.done(act, reminder_id=reminder_id), at, says="ticked")


def undo(reminder_id: int, by: Pressed = Depends(pressed), at: Annotated[str, Form()] = "") -> Response:
    """Undo the tick."""
    return _back(by, lambda act: reminding.undo(act, reminder_id=reminder_id), at, says="remind")


def move(
    reminder_id: int,
    by: Pressed = Depends(pressed),
    day: Annotated[str, Form()] = "",
    at: Annotated[str, Form()] = "",
) -> Response:
    """Move it to another day."""
    to = _read(day)
    if to is None:
        return refused(by, "desk.trouble.when")
    return _back(by, lambda act: reminding.move(act, reminder_id=reminder_id, to=to), at, says="remind")


def _back(by: Pressed, act: Callable[[Act], object], at: str, *, says: str) -> Response:
    """Do it; then to the page on which it was pressed."""
    response = done(by, act, says=says)
    return RedirectResponse(f"{_DAY}#reminders", 303) if at == "today" and response.status_code == 303 else response


def _read(day: str) -> date | None:
    try:
        return date.fromisoformat(day.strip())
    except ValueError:
        return None
