"""For a person whose old chat is lost and who has no recovery word: an admin looks at their papers and gives a code."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from console.cases.acts import Pressed, pressed, refused
from console.cases.case import case_page
from console.cases.case_show import show
from console.frame import why
from console.frame.access import require
from console.frame.door import late_routes
from console.frame.reading import run
from console.frame.render import say
from core.errors import ConflictError
from handlers.cases import desk

_moves = require("person.move")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(
        "/console/cases/{code}/move-code", give, methods=["POST"], dependencies=[Depends(_moves)]
    )  # fmt: skip
    return routes


def give(by: Pressed = Depends(pressed), checked: Annotated[str, Form()] = "") -> Response:
    """A code that the person sends from their new chat. It is shown once and kept as a digest."""
    try:
        code = run(by.request, lambda work: desk.move_code(by.act(work), checked=bool(checked)))
    except ConflictError as error:
        return refused(by, why.key(error))
    shown = show(by.request, by.login, by.code)
    answer = case_page(by.request, by.login, shown, given=say(by.request, "desk.moving.given", code=code))
    answer.headers["Cache-Control"] = "no-store"
    return answer
