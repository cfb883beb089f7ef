"""The share kit: its page for staff, and the page of each group's head, who needs no account for it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from broadcasts import kit, shown, speech
from broadcasts.kit import Kit
from civics.bulletins.rules import PUBLIC
from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from console.frame.serving import PRIVATE, held
from core.errors import ConflictError, NotFoundError
from core.text import normal
from storage.bulletins import bulletins, public
from storage.bulletins import kits as bulletin_kits
from storage.bulletins.bulletins import Bulletin
from storage.bulletins.kits import Heard, Link
from storage.database.unit import UnitOfWork
from storage.ward import ward

_writes = require("bulletin.write")
_DID = frozenset({"saved", "link", "long", "heard", "unheard", "other"})
_SHOWN = 20  # bulletins on the page of a group's head


@dataclass(frozen=True, slots=True)
class Sound:
    """The loudspeaker's sound on a page. `digest` is part of its address, so that no browser plays earlier words."""

    digest: str
    heard: Heard | None


def router() -> APIRouter:
    """The routes. Those of staff come before the acts of one bulletin."""
    routes = late_routes()
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/kit", desk, methods=["GET"])
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/kit", write, methods=["POST"])
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/kit/loa.wav", sound, methods=["GET"])
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/kit/heard", hear, methods=["POST"])
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/kit/link", renew, methods=["POST"])
    routes.add_api_route("/chia-se/{word}", listing, methods=["GET"])
    routes.add_api_route("/chia-se/{word}/{bulletin_id:int}", one, methods=["GET"])
    routes.add_api_route("/chia-se/{word}/{bulletin_id:int}/to-roi", leaf, methods=["GET"])
    routes.add_api_route("/chia-se/{word}/{bulletin_id:int}/loa.wav", passed_on, methods=["GET"])
    routes.add_api_route("/chia-se/{word}/{bulletin_id:int}/lay", take, methods=["POST"])
    return routes


def desk(request: Request, bulletin_id: int, did: str = "", login: Login = Depends(_writes)) -> Response:
    """The kit as it will be passed on, its words to change, and the address of each group's head."""
    del login
    found = look(request, bulletins.get, bulletin_id)
    links = look(request, bulletin_kits.links)
    units = [(each, links.get(each.id)) for each in look(request, ward.units_now)]
    made = _made(request, found)
    return page(
        request, "bulletins/kit_desk.html", found=found, kit=made, units=units,
        written=look(request, bulletin_kits.written, bulletin_id),
        taken=look(request, bulletin_kits.taken, bulletin_id),
        base=context_of(request).settings.public_url, did=did if did in _DID else "",
        is_shared=found.state in PUBLIC, sound=_sound(request, found, made),
    )  # fmt: skip


def sound(request: Request, bulletin_id: int, *, login: Login = Depends(_writes)) -> Response:
    """The loudspeaker's words as a sound for staff: one of them listens to it before it is passed on."""
    del login
    return _spoken(request, look(request, bulletins.get, bulletin_id))


def hear(
    request: Request, bulletin_id: int, digest: Annotated[str, Form()] = "", heard: Annotated[str, Form()] = "",
    login: Login = Depends(_writes),
) -> Response:  # fmt: skip
    """Record that this person heard the sound to the end. From then on the heads of groups get it."""
    if not heard:
        return _back(bulletin_id, "unheard")
    made = _made(request, look(request, bulletins.get, bulletin_id))
    try:
        run(request, bulletin_kits.hear, bulletin_id, login.staff_id, spoken=made.spoken, digest=digest)
    except ConflictError:
        return _back(bulletin_id, "other")
    return _back(bulletin_id, "heard")


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
    made = _made(request, found)
    return page(
        request, "bulletins/kit_one.html", link=link, found=found, kit=made, did=done,
        sound=_sound(request, found, made),
    )  # fmt: skip


def passed_on(request: Request, word: str, bulletin_id: int) -> Response:
    """The loudspeaker's words as a sound for a group's head, once staff have heard it. Raises NotFoundError."""
    _, found = _shared(request, word, bulletin_id)
    if look(request, bulletin_kits.heard, bulletin_id, _made(request, found).spoken) is None:
        raise NotFoundError("Nobody has heard this sound yet.")
    return _spoken(request, found)


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


def _sound(request: Request, found: Bulletin, made: Kit) -> Sound | None:
    """The sound as a page shows it; none where no program speaks."""
    if not speech.installed(context_of(request).settings.speech_program):
        return None
    heard = look(request, bulletin_kits.heard, found.id, made.spoken)
    return Sound(bulletin_kits.digest_of(made.spoken), heard)


def _spoken(request: Request, found: Bulletin) -> Response:
    try:
        made = speech.sound(_made(request, found).spoken, context_of(request).settings.speech_program)
    except speech.NoSpeechError as error:
        raise NotFoundError("There is no sound of these words.") from error
    return held(request, made, mime=speech.TYPE, name=f"loa-{found.id}.wav", cache=PRIVATE)


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
