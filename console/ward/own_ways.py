"""How one's own account is told of urgent things: in a chat, by a one-time code; by mail, by a link to the mailbox."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame.access import Login, signed_in
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import run
from console.frame.render import page
from console.ward import own_account
from core.errors import ConflictError
from handlers.replies.ward import Ward
from handlers.staff import linking
from storage.notices import choices, way_codes, ways
from storage.notices.choices import Choice

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
    run(request, ways.drop, login.staff_id, kind)
    return RedirectResponse("/console/me?done=saved#ways", status_code=303)


async def _sent(request: Request) -> FormData:
    return await request.form()


def chosen(request: Request, *, sent: FormData = Depends(_sent), login: Login = Depends(signed_in)) -> Response:
    """Of what this account is told, beside what cannot wait."""
    run(request, choices.choose, login.staff_id, [each for each in Choice if sent.get(each)])
    return RedirectResponse("/console/me?done=saved#ways", status_code=303)


def ask_proof(request: Request, proof: str = "", login: Login = Depends(signed_in)) -> Response:  # noqa: ARG001
    """The page behind the link. Opening it changes nothing, because mail programs open links by themselves."""
    return page(request, "ward/way_proof.html", proof=proof[:64])


def prove(request: Request, proof: Annotated[str, Form()] = "", login: Login = Depends(signed_in)) -> Response:
    """The owner of the account has confirmed that they read the mailbox."""
    if not run(request, ways.confirm, login.staff_id, proof):
        return own_account.shown(request, login, problem="proof", status=422)
    return RedirectResponse("/console/me?done=saved#ways", status_code=303)


def _doors(ward: Ward, made: str) -> list[Door]:
    return [Door(each, ward.link(each, made)) for each in _CHATS if each in ward.shows]
