"""How one's own account is told outside the console: in a chat, by a one-time code; by mail, by a link to the mailbox;
in browsers, by a press. And of what it is told by which of these ways.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Concatenate, ParamSpec

from fastapi import APIRouter, Depends, Form
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame import browsers
from console.frame.access import Login, signed_in
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page, statics_of
from console.ward import own_account
from core.errors import ConflictError
from handlers.replies.ward import Ward
from handlers.staff import choosing, linking, telling
from storage.database.unit import UnitOfWork
from storage.notices import way_codes, ways
from storage.notices.choices import Choice

P = ParamSpec("P")

_PROOF = "/console/me/ways/proof"
_CHATS = ("zalo", "zalo-bot", "telegram")  # channels whose chats belong to one person


@dataclass(frozen=True, slots=True)
class Door:
    """A chat to which the code is sent, and how to get there."""

    channel: str
    link: str


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/me/ways/code", code, methods=["POST"])
    routes.add_api_route("/console/me/ways/mail", mail, methods=["POST"])
    routes.add_api_route("/console/me/ways/drop", drop, methods=["POST"])
    routes.add_api_route("/console/me/ways/chosen", chosen, methods=["POST"])
    routes.add_api_route("/console/me/ways/test", try_out, methods=["POST"])
    routes.add_api_route("/console/me/ways/browser", add_browser, methods=["POST"])
    routes.add_api_route("/console/me/ways/browser/drop", drop_browser, methods=["POST"])
    routes.add_api_route("/console/worker.js", worker, methods=["GET"])
    routes.add_api_route(_PROOF, ask_proof, methods=["GET"])
    routes.add_api_route(_PROOF, prove, methods=["POST"])
    return routes


def code(request: Request, login: Login = Depends(signed_in)) -> Response:
    """A code that ties a chat to this account. It is shown only this once."""
    made = run(request, way_codes.make, login.staff_id)
    ward = context_of(request).ward
    return page(request, "ward/way_code.html", code=made, doors=_doors(ward, made))


def mail(request: Request, mailbox: Annotated[str, Form()] = "", login: Login = Depends(signed_in)) -> Response:
    """Send a link to the mailbox. The mailbox is used after its owner has opened the link."""
    if not context_of(request).settings.smtp_host:
        return RedirectResponse("/console/me", status_code=303)
    try:
        run(request, linking.ask_mailbox, login.staff_id, mailbox, opens=_PROOF)
    except ConflictError:
        return own_account.shown(request, login, problem="mailbox", status=422)
    return RedirectResponse("/console/me?done=mail_asked#ways", status_code=303)


def drop(request: Request, kind: Annotated[str, Form()] = "", login: Login = Depends(signed_in)) -> Response:
    """Stop using this way."""
    return _done(request, login, choosing.drop, kind)


async def _sent(request: Request) -> FormData:
    return await request.form()


def chosen(request: Request, *, sent: FormData = Depends(_sent), login: Login = Depends(signed_in)) -> Response:
    """Of what this account is told, by each of its ways, and at which hour of the morning."""
    wanted = {
        way.kind: [each for each in Choice if sent.get(f"{each}.{way.kind}")]
        for way in look(request, ways.of, login.staff_id)
    }
    return _done(request, login, choosing.choose, wanted, hour=str(sent.get("hour", "")))


def try_out(request: Request, kind: Annotated[str, Form()] = "", login: Login = Depends(signed_in)) -> Response:
    """Send a notice that says nothing by this way."""
    sent = run(request, telling.try_out, context_of(request).ward, login.staff_id, kind)
    return RedirectResponse(f"/console/me?done={'way_tested' if sent else 'way_test_waits'}#ways", status_code=303)


def add_browser(
    request: Request,
    *,
    endpoint: Annotated[str, Form()] = "",
    p256dh: Annotated[str, Form()] = "",
    auth: Annotated[str, Form()] = "",
    login: Login = Depends(signed_in),
) -> Response:
    """Tell this browser too."""
    name = request.headers.get("user-agent", "")
    try:
        device = browsers.device(endpoint, p256dh, auth)
        run(request, ways.add_browser, login.staff_id, device, language=login.language, name=name)
    except ConflictError:
        return own_account.shown(request, login, problem="browser", status=422)
    return RedirectResponse("/console/me?done=saved#ways", status_code=303)


def drop_browser(request: Request, browser: Annotated[str, Form()] = "", login: Login = Depends(signed_in)) -> Response:
    """Tell one of the account's browsers no more."""
    return _done(request, login, choosing.drop_browser, whole(browser) or 0)


def worker(request: Request, login: Login = Depends(signed_in)) -> Response:  # noqa: ARG001  # the right is the point
    """The script that shows what is pushed to a browser. One that has it keeps it after its owner has signed out."""
    response = statics_of(request).answer("console-worker.js", request.headers)
    response.headers["Cache-Control"] = "no-cache"
    return response


def ask_proof(request: Request, proof: str = "", login: Login = Depends(signed_in)) -> Response:  # noqa: ARG001
    """The page behind the link. Opening it changes nothing, because mail programs open links by themselves."""
    return page(request, "ward/way_proof.html", proof=proof[:64])


def prove(request: Request, proof: Annotated[str, Form()] = "", login: Login = Depends(signed_in)) -> Response:
    """The owner of the account has confirmed that they read the mailbox."""
    if not run(request, ways.confirm, login.staff_id, proof):
        return own_account.shown(request, login, problem="proof", status=422)
    return RedirectResponse("/console/me?done=saved#ways", status_code=303)


def _done(
    request: Request, login: Login, act: Callable[Concatenate[UnitOfWork, int, P], None], *args: P.args, **kw: P.kwargs
) -> Response:
    """Do it. Whoever is on duty reads why their last way for emergencies stays."""
    try:
        run(request, act, login.staff_id, *args, **kw)
    except ConflictError:
        return own_account.shown(request, login, problem="rung", status=409)
    return RedirectResponse("/console/me?done=saved#ways", status_code=303)


def _doors(ward: Ward, made: str) -> list[Door]:
    return [Door(each, ward.link(each, made)) for each in _CHATS if each in ward.shows]
