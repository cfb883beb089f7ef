"""The share kit: its page for staff, and the page of each group's head, who needs no account for it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from broadcasts import kit, shown, speech
from broadcasts.kit import Kit
from civics.bulletins.rules import PUBLIC
from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.reading import look, run
from console.frame.render import page
from console.frame.serving import PRIVATE, held
from core.errors import ConflictError, NotFoundError
from core.text import normal
from storage.bulletins import bulletins, public
from storage.bulletins import kits as bulletin_kits
from storage.bulletins.bulletins import Bulletin
from storage.bulletins.kits import Link
from storage.database.unit import UnitOfWork
from storage.ward import ward

_writes = require("bulletin.write")
_SHOWN = 20  # bulletins on the page of a group's head


def router() -> APIRouter:
    """The routes. Those of staff come before the acts of one bulletin."""
    routes = APIRouter()
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/kit", desk, methods=["GET"])
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/kit", write, methods=["POST"])
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/kit/loa.wav", sound, methods=["GET"])
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/kit/link", renew, methods=["POST"])
    routes.add_api_route("/chia-se/{word}", listing, methods=["GET"])
    routes.add_api_route("/chia-se/{word}/{bulletin_id:int}", one, methods=["GET"])
    routes.add_api_route("/chia-se/{word}/{bulletin_id:int}/to-roi", leaf, methods=["GET"])
    routes.add_api_route("/chia-se/{word}/{bulletin_id:int}/lay", take, methods=["POST"])
    return routes


def desk(request: Request, bulletin_id: int, did: str = "", login: Login = Depends(_writes)) -> Response:
    """The kit as it will be passed on, its words to change, and the address of each group's head."""
    del login
    found = look(request, bulletins.get, bulletin_id)
    links = look(request, bulletin_kits.links)
    units = [(each, links.get(each.id)) for each in look(request, ward.units_now)]
    return page(
        request, "bulletins/kit_desk.html", found=found, kit=_made(request, found), units=units,
        written=look(request, bulletin_kits.written, bulletin_id),
        taken=look(request, bulletin_kits.taken, bulletin_id),
        base=context_of(request).settings.public_url, did=did if did in {"saved", "link", "long"} else "",
        is_shared=found.state in PUBLIC, speaks=speech.installed(context_of(request).settings.speech_program),
    )  # fmt: skip


def sound(request: Request, bulletin_id: int, *, login: Login = Depends(_writes)) -> Response:
    """The loudspeaker's words as a sound, only for staff: one of them listens to it before it is passed on."""
    del login
    found = look(request, bulletins.get, bulletin_id)
    try:
        made = speech.sound(_made(request, found).spoken, context_of(request).settings.speech_program)
    except speech.NoSpeechError as error:
        raise NotFoundError("There is no sound of these words.") from error
    return held(request, made, mime=speech.TYPE, name=f"loa-{bulletin_id}.wav", cache=PRIVATE)


def write(
    request: Request, bulletin_id: int, text: Annotated[str, Form()] = "", spoken: Annotated[str, Form()] = "",
    login: Login = Depends(_writes),
) -> Response:  # fmt: skip
    """Replace the words that were made with one's own."""
    given = {"text": normal(text).strip(), "spoken": normal(spoken).strip()}
    try:
        run(request, bulletin_kits.write, bulletin_id, login.staff_id, **given)
    except ConflictError:
        return _back(bulletin_id, "long")
    return _back(bulletin_id, "saved")


def renew(
    request: Request, bulletin_id: int, unit: Annotated[int, Form()], login: Login = Depends(_writes)
) -> Response:
    """Make a new address for a group's head. The earlier one is no longer valid. Raises NotFoundError."""
    if all(each.id != unit for each in look(request, ward.units_now)):
        raise NotFoundError("There is no such group.")
    run(request, bulletin_kits.renew, unit, login.staff_id)
    return _back(bulletin_id, "link")


def listing(request: Request, word: str) -> Response:
    """What a group's head may pass on now, the newest first. Raises NotFoundError for an invalid address."""
    link = _link(request, word)
    found = look(request, public.newest, limit=_SHOWN)
    shared = [(each, shown.title_of(each)) for each in found]
    return page(request, "bulletins/kit_list.html", link=link, found=shared)


def one(request: Request, word: str, bulletin_id: int, did: str = "") -> Response:
    """The kit of one bulletin on the phone of a group's head."""
    link, found = _shared(request, word, bulletin_id)
    done = did if did in bulletin_kits.PARTS else ""
    return page(request, "bulletins/kit_one.html", link=link, found=found, kit=_made(request, found), did=done)


def leaf(request: Request, word: str, bulletin_id: int) -> Response:
    """An A5 sheet for the notice board. The button that leads here counts; a preview of the link does not."""
    _, found = _shared(request, word, bulletin_id)
    return page(request, "bulletins/kit_leaf.html", found=found, kit=_made(request, found))


def take(request: Request, word: str, bulletin_id: int, part: Annotated[str, Form()] = "") -> Response:
    """Count that a part was copied, saved or opened for printing, once per day."""
    link, _ = _shared(request, word, bulletin_id)

    def body(work: UnitOfWork) -> None:
        bulletin_kits.take(work, bulletin_id, part, unit_id=link.unit_id)

    try:
        run(request, body)
    except ConflictError as error:
        raise NotFoundError("There is no such part.") from error
    if "x-fragment" in request.headers:
        return Response(status_code=204)
    then = "/to-roi" if part == "leaf" else f"?did={part}"
    return RedirectResponse(f"/chia-se/{word}/{bulletin_id}{then}", status_code=303)


def _made(request: Request, found: Bulletin) -> Kit:
    context = context_of(request)
    written = look(request, bulletin_kits.written, found.id)
    ward_name, base = context.settings.ward_name, context.settings.public_url
    return kit.made(found, written, words=context.words, ward=ward_name, base=base)


def _shared(request: Request, word: str, bulletin_id: int) -> tuple[Link, Bulletin]:
    link = _link(request, word)
    return link, look(request, public.get, bulletin_id)


def _link(request: Request, word: str) -> Link:
    found = look(request, bulletin_kits.by_word, word)
    if found is None:
        raise NotFoundError("This address is void.")
    return found


def _back(bulletin_id: int, did: str) -> Response:
    return RedirectResponse(f"/console/bulletins/{bulletin_id}/kit?did={did}", status_code=303)
