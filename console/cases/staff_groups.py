"""Staff's own chat groups: which they are, and whether their cards may show what residents wrote."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame.access import Login, require
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from core.errors import NotAllowedError
from storage.cases import staff_groups
from storage.cases.staff_groups import WORDS_ON

_manages = require("settings.change")
_GROUPS = "/console/settings/groups"


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(_GROUPS, groups, methods=["GET"])
    routes.add_api_route(f"{_GROUPS}/{{group_id}}/words", words, methods=["POST"])
    routes.add_api_route(f"{_GROUPS}/{{group_id}}/drop", drop, methods=["POST"])
    return routes


def groups(request: Request, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # the right is the point
    """All groups, and how one is added."""
    return page(request, "cases/staff_groups.html", groups=look(request, staff_groups.everyone), words_on=WORDS_ON)


def words(
    request: Request, group_id: int, shown: Annotated[str, Form()] = "", login: Login = Depends(_manages)
) -> Response:
    """Show residents' words on the cards of this group, or no longer. Raises NotAllowedError where that may not be."""
    if not run(request, staff_groups.show_words, group_id, shown=bool(shown), by=login.reader):
        raise NotAllowedError("The words of residents are never shown on this platform.")
    return RedirectResponse(f"{_GROUPS}?done=saved", status_code=303)


def drop(request: Request, group_id: int, login: Login = Depends(_manages)) -> Response:
    """It is no group of staff any more."""
    run(request, staff_groups.untie, group_id, by=login.reader)
    return RedirectResponse(f"{_GROUPS}?done=saved", status_code=303)
