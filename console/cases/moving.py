"""When a person's old chat is dead and no secret word was set: an admin looks at their papers and gives a code."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.responses import Response

from console.cases.acts import Pressed, pressed, refused
from console.cases.case import case_page
from console.cases.case_show import show
from console.frame.access import context_of, require
from console.frame.render import say
from core.errors import NotFoundError
from storage.cases import cases
from storage.database.unit import UnitOfWork
from storage.people import move_codes

_moves = require("person.move")


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route(
        "/console/cases/{code}/move-code", give, methods=["POST"], dependencies=[Depends(_moves)]
    )  # fmt: skip
    return routes


def give(by: Pressed = Depends(pressed), checked: Annotated[str, Form()] = "") -> Response:
    """A code that the person sends from their new chat; shown once, kept as a digest."""
    if not checked:
        return refused(by, "desk.moving.check_first")

    def body(work: UnitOfWork) -> str:
        case_id = by.case_id(work)
        case = cases.view(work, case_id, reader=by.login.reader)
        if case.resident_id is None or case.sealed or case.in_group:
            raise NotFoundError("Such a case does not move.")
        return move_codes.make(work, case.resident_id, by=by.login.reader, case_id=case_id)

    code = context_of(by.request).database.run(body)
    shown = show(by.request, by.login, by.code)
    answer = case_page(by.request, by.login, shown, given=say(by.request, "desk.moving.given", code=code))
    answer.headers["Cache-Control"] = "no-store"
    return answer
