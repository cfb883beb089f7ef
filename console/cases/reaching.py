"""Answers that did not arrive: the list of people to call, what may be sent for money, the templates; and the link."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.cases.reaching import How, Way
from console.cases.acts import Pressed, done, pressed, works
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page, say
from handlers.cases import reaching as acts
from handlers.cases.desk import Act
from storage.cases import reach_links, reach_list, reach_templates, reaching
from storage.cases.reach_list import Call
from storage.database.unit import UnitOfWork

DAYS = (30, 90, 365)  # of which the figures can be seen
_CALLS, _SETTINGS, _LINK = "/console/calls", "/console/settings/templates", "/tra-loi/{key}"
_ORDER = (How.DIRECT, How.WROTE, How.LINK, How.PUSH, How.CALL, "told", "open")
_manages = require("settings.change")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(_CALLS, calls, methods=["GET"])
    routes.add_api_route("/console/cases/{code}/entries/{entry_id}/template", agree, methods=["POST"])
    routes.add_api_route("/console/cases/{code}/entries/{entry_id}/called", called, methods=["POST"])
    routes.add_api_route(_SETTINGS, templates, methods=["GET"])
    routes.add_api_route(_SETTINGS, put_templates, methods=["POST"])
    routes.add_api_route(_LINK, link, methods=["GET"])
    routes.add_api_route(_LINK, opened, methods=["POST"])
    return routes


def calls(request: Request, days: str = "", login: Login = Depends(works)) -> Response:  # noqa: ARG001  # the right
    """Whom to call, with what to say; and which share of answers reached whom, how and when."""
    span = next((each for each in DAYS if each == whole(days)), DAYS[0])
    listed, offers, shares = look(request, _read, span)
    channels = sorted({each.channel for each in shares})
    return page(
        request, "cases/calls.html", calls=listed, offers=offers, days=span, spans=DAYS, order=_ORDER,
        shares={channel: {each.how: each for each in shares if each.channel == channel} for channel in channels},
    )  # fmt: skip


def _read(work: UnitOfWork, days: int) -> tuple[list[Call], dict[int, acts.Offer | None], list[reach_list.Share]]:
    listed = reach_list.to_call(work)
    offers = {each.id: acts.offer(work, reaching.get(work, each.id), case_id=each.case_id) for each in listed}
    return listed, offers, reach_list.shares(work, days=days)


def agree(entry_id: int, by: Pressed = Depends(pressed)) -> Response:
    """The officer has seen the cost of the template message: it goes."""
    return done(by, lambda act: acts.agree(act, entry_id=entry_id), says="template")


def called(
    request: Request, code: str, entry_id: int, got: Annotated[str, Form()] = "", login: Login = Depends(works)
) -> Response:
    """The officer has called; `got`: the person heard the answer. From the list and back to it."""

    def body(work: UnitOfWork) -> None:
        acts.called(Act.on(work, context_of(request).ward, code, by=login.reader), entry_id=entry_id, got=bool(got))

    run(request, body)
    return RedirectResponse(f"{_CALLS}?done=saved", status_code=303)


def templates(request: Request, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # the right
    """The templates, what the platform says of each, and what it has to look like."""
    return _templates(request)


def put_templates(
    request: Request,
    uid: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    login: Login = Depends(_manages),
) -> Response:
    """Set the templates' numbers."""
    typed = {Way.UID: uid.strip(), Way.PHONE: phone.strip()}
    if not all(each == "" or (each.isascii() and each.isdecimal() and len(each) <= 18) for each in typed.values()):
        return _templates(request, status=422, problem=say(request, "reach.templates.wrong"))
    run(request, reach_templates.put, typed, by=login.staff_id)
    return RedirectResponse(f"{_SETTINGS}?done=saved", status_code=303)


def _templates(request: Request, *, status: int = 200, problem: str = "") -> Response:
    link = f"{context_of(request).settings.public_url}{_LINK.format(key='<khoa>')}"
    found = look(request, reach_templates.all_of)
    return page(request, "cases/reach_templates.html", status=status, problem=problem, templates=found, link=link)


def link(request: Request, key: str) -> Response:
    """Where the button of a template message leads. It opens nothing by itself: platforms look at links too."""
    found = look(request, reach_links.seen, key)
    return _link(request, found, status=200 if found else 404)


def opened(request: Request, key: str) -> Response:
    """The answer, once."""
    found = run(request, reach_links.opened, key)
    return _link(request, found, status=200 if found else 404)


def _link(request: Request, found: reach_links.Linked | None, *, status: int) -> Response:
    ward = context_of(request).ward
    chat = ward.link(found.channel, "") if found is not None else ""
    answer = page(
        request, "cases/link.html", language=found.lang if found else "", status=status, found=found, chat=chat,
        web_chat=ward.web_chat,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "no-store"
    return answer
