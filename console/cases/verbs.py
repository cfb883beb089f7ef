"""Further acts on a case: put aside, drop, record a body's answer; what waits for its hour; the next case."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.cases.moves import DropWhy
from console.cases.acts import Pressed, done, pressed, refused
from console.cases.case import case_page
from console.cases.case_show import show
from console.cases.listing import listing
from console.frame import why
from console.frame.access import Login, require
from console.frame.asking import Asked
from console.frame.door import late_routes
from console.frame.reading import run
from console.frame.render import say
from core.errors import ConflictError
from handlers.cases import desk, masters, tagging

_queue = require("queue.read")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    for name, page in (("snooze", snooze), ("drop", drop), ("body-answered", body_answered),
                       ("link", link), ("unlink", unlink), ("tag", tag), ("untag", untag), ("tie", tie),
                       ("untie", untie)):  # fmt: skip
        routes.add_api_route(f"/console/cases/{{code}}/{name}", page, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/sends/{send_id}/stop", stop, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/next", following, methods=["GET"])
    return routes


def snooze(by: Pressed = Depends(pressed), day: Annotated[str, Form()] = "") -> Response:
    """Put the case aside until a day; without a day, take it up again."""
    try:
        until = date.fromisoformat(day.strip()) if day.strip() else None
    except ValueError:
        return refused(by, "desk.trouble.when")
    return done(by, lambda act: desk.snooze(act, until=until), says="aside" if until else "awake")


def drop(by: Pressed = Depends(pressed), why: Annotated[str, Form()] = "", of: Annotated[str, Form()] = "") -> Response:
    """Drop the case: it is spam, or a duplicate of another case."""
    if why not in set(DropWhy):
        return refused(by, "desk.trouble.not_now")
    return done(by, lambda act: desk.drop(act, why=DropWhy(why), of=of.strip()), says=f"drop_{why}")


def body_answered(by: Pressed = Depends(pressed), text: Annotated[str, Form()] = "") -> Response:
    """Record that the body to which it was forwarded has answered the ward."""
    return done(by, lambda act: desk.body_answered(act, text=text), says="body_answered")


def link(by: Pressed = Depends(pressed), master: Annotated[str, Form()] = "") -> Response:
    """Let the case follow the one with that code from now on."""
    return done(by, lambda act: masters.link(act, master=master.strip()), says="linked")


def unlink(by: Pressed = Depends(pressed)) -> Response:
    """Let the case stand alone again."""
    return done(by, masters.unlink, says="unlinked")


def tag(by: Pressed = Depends(pressed), tag: Annotated[str, Form()] = "") -> Response:
    """Mark the case with a word of the ward's own."""
    return done(by, lambda act: tagging.tag(act, text=tag), says="sort")


def untag(by: Pressed = Depends(pressed), tag: Annotated[str, Form()] = "") -> Response:
    """Take such a word away."""
    return done(by, lambda act: tagging.untag(act, text=tag), says="sort")


def tie(by: Pressed = Depends(pressed), other: Annotated[str, Form()] = "") -> Response:
    """Let the case with that code belong with this one."""
    return done(by, lambda act: tagging.tie(act, other=other), says="tied")


def untie(by: Pressed = Depends(pressed), other: Annotated[str, Form()] = "") -> Response:
    """Part them again."""
    return done(by, lambda act: tagging.untie(act, other=other), says="untied")


def stop(send_id: int, by: Pressed = Depends(pressed)) -> Response:
    """Stop what waits for its hour. Its words are in the box again."""
    try:
        text = run(by.request, lambda work: desk.stop(by.act(work), send_id=send_id))
    except ConflictError as error:
        return refused(by, why.key(error, "desk.trouble.not_now"), status=409)
    shown = show(by.request, by.login, by.code)
    return case_page(by.request, by.login, shown, typed=text, problem=say(by.request, "desk.later.stopped"))


def following(request: Request, code: str, login: Login = Depends(_queue)) -> Response:
    """The next case in the list of the address. At its end, or when the case left the list, the first one."""
    asked = Asked.of(request.query_params)
    codes = [each.code for each in listing(request, login, asked).rows]
    here = codes.index(code) if code in codes else -1
    others = [each for each in (*codes[here + 1 :], *codes[: max(here, 0)]) if each != code]
    query = asked.query(after="")
    target = f"/console/cases/{others[0]}{query}" if others else f"/console/{query}"
    return RedirectResponse(target, status_code=303)
