"""Between the password and the console: the code of the second factor, a password of one's own, a second factor."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame.access import Login, entering, local
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import run
from console.ward.own_account import too_often, what_is_owed
from handlers.ward import own_account


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/enter", enter_page, methods=["GET"], name="enter_page")
    routes.add_api_route("/console/enter", give_code, methods=["POST"])
    return routes


def enter_page(request: Request, next: str = "", login: Login = Depends(entering)) -> Response:  # noqa: A002  # as the login has it
    """What is still missing. If nothing is, the login goes on."""
    return enter(request, login, target=local(next))


def enter(request: Request, login: Login, *, target: str, problem: str = "", status: int = 200) -> Response:
    """The page of what this login owes. `problem`: the end of a key `account.problem`."""
    if not login.owes:
        return RedirectResponse(target, status_code=303)
    return what_is_owed(request, login, target=target, problem=problem, status=status)


def give_code(
    request: Request,
    code: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002  # as the login has it
    login: Login = Depends(entering),
) -> Response:
    """Check the code of the app, or a recovery code: five tries in a quarter of an hour, as for passwords."""
    context, target = context_of(request), local(next)
    if login.owes != "code":
        return enter(request, login, target=target)
    if too_often(request, f"factor:{login.staff_id}"):
        run(request, own_account.missed, login.staff_id)
        return enter(request, login, target=target, problem="wait", status=429)
    if not run(request, own_account.prove, login.staff_id, code, session=login.session):
        context.count("factor_refused")
        return enter(request, login, target=target, problem="code", status=401)
    return RedirectResponse(f"/console/enter?{urlencode({'next': target})}", status_code=303)
