"""Correcting a bulletin that was sent, and taking it back: by who may approve."""

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.bulletins import BulletinState
from console.access import Login, context_of, require
from console.bulletins import fixing, shown
from console.bulletins.moving import Moving
from console.bulletins.typed import read_form
from console.render import page
from core.errors import ConflictError, NotFoundError
from storage.bulletins import bulletins
from storage.bulletins import corrections as bulletin_corrections
from storage.unit import UnitOfWork

_approves = require("bulletin.approve")
_ACTS = {"fix": fixing.correct, "recall": fixing.recall}
_KNOWN = frozenset({"secret", "same", "incomplete", "sure"})


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/fix", show, methods=["GET"])
    for act in _ACTS:
        routes.add_api_route(f"/console/bulletins/{{bulletin_id:int}}/{act}", do, methods=["POST"], name=act)
    return routes


def show(
    request: Request, bulletin_id: int, *, login: Login = Depends(_approves), problem: str = "", title: str = "",
    text: str = "",
) -> Response:  # fmt: skip
    """What it says now, to be changed; what was corrected before, and how far that is."""
    del login
    look = context_of(request).database.look
    found = look(bulletins.get, bulletin_id)
    if found.started_at is None:
        raise NotFoundError("Nothing of it was sent.")
    past = [(each, look(bulletin_corrections.counts, each.id)) for each in look(bulletin_corrections.of, bulletin_id)]
    return page(
        request, "bulletins/fix.html", status=409 if problem else 200, found=found, problem=problem, past=past,
        title=title or shown.title_of(found), text=text or shown.text_of(found),
        ended=found.state == BulletinState.RECALLED,
    )  # fmt: skip


def do(
    request: Request, bulletin_id: int, *, login: Login = Depends(_approves), form: FormData = Depends(read_form)
) -> Response:
    """Correct or recall; what may not be comes back with a sentence, and nothing typed is lost."""
    context, act = context_of(request), request.url.path.rpartition("/")[2]

    def body(work: UnitOfWork) -> None:
        _ACTS[act](Moving(work, bulletin_id, login, form, context.words))

    try:
        context.database.run(body)
    except ConflictError as error:
        typed = {name: str(form.get(name, "")) for name in ("title", "text")}
        known = str(error) if str(error) in _KNOWN else "refused"
        return show(request, bulletin_id, login=login, problem=known, **typed)
    return RedirectResponse(f"/console/bulletins/{bulletin_id}/fix?done=saved", status_code=303)
