"""Corrects a bulletin that was sent, with two people, or takes it back."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from fastapi import APIRouter, Depends
from markupsafe import Markup
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from broadcasts import fixing, shown
from broadcasts.acts import ALONE, Act
from broadcasts.text import render
from civics.bulletins.rules import BulletinState, Why
from console.bulletins.form import said
from console.frame.access import Login, may, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.in_memory import read_form
from console.frame.reading import look, run
from console.frame.render import page
from core.errors import ConflictError, NotFoundError
from storage.bulletins import bulletins, proposals
from storage.bulletins import corrections as bulletin_corrections
from storage.database.unit import UnitOfWork
from storage.ward import ward

_writes = require("bulletin.write")
_ACTS: Mapping[str, Callable[[Act, FormData], None]] = MappingProxyType(
    {
        "fix": lambda act, form: fixing.propose(
            act, title=said(form, "title"), text=said(form, "text"), instead=said(form, "instead")
        ),
        "fix-send": lambda act, form: fixing.correct(act, read=said(form, "read") or None),
        "fix-drop": lambda act, _: fixing.drop(act),
        "recall": lambda act, form: fixing.recall(act, sure=bool(said(form, "sure"))),
    }
)


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/fix", show, methods=["GET"])
    for act in _ACTS:
        routes.add_api_route(f"/console/bulletins/{{bulletin_id:int}}/{act}", do, methods=["POST"], name=act)
    return routes


def show(
    request: Request, bulletin_id: int, *, login: Login = Depends(_writes), problem: str = "",
) -> Response:  # fmt: skip
    """The present text, to be changed; what somebody requested; what was corrected before, and its progress."""
    return _shown(request, bulletin_id, login, problem=problem if problem in {*Why} else "")


def _shown(
    request: Request, bulletin_id: int, login: Login, *, problem: str, typed: tuple[str, str] | None = None
) -> Response:
    found, asked = look(request, bulletins.get, bulletin_id), look(request, proposals.of, bulletin_id)
    if found.started_at is None:
        raise NotFoundError("Nothing of it was sent.")
    past = [
        (each, look(request, bulletin_corrections.counts, each.id))
        for each in look(request, bulletin_corrections.of, bulletin_id)
    ]
    said = typed or ((asked.title, asked.text) if asked else (shown.title_of(found), shown.text_of(found)))
    own = asked is not None and asked.staff_id == login.staff_id and not look(request, ward.setting, ALONE)
    return page(
        request, "bulletins/fix.html", status=409 if problem else 200, found=found, problem=problem, past=past,
        title=said[0], text=said[1], asked=asked, mark=proposals.mark(asked) if asked else "",
        theirs=asked is not None and asked.staff_id != login.staff_id, ended=found.state == BulletinState.RECALLED,
        may_send=may(login, "bulletin.approve") and not own, may_recall=may(login, "bulletin.approve"),
        html=Markup(render.page(asked.text)) if asked else "",  # noqa: S704  # written by `render`, which lets no tag through
    )  # fmt: skip


def do(
    request: Request, bulletin_id: int, *, login: Login = Depends(_writes), form: FormData = Depends(read_form)
) -> Response:
    """Request, send, give up or recall. What is not allowed comes back with a sentence, and nothing typed is lost."""
    context, act = context_of(request), request.url.path.rpartition("/")[2]

    def body(work: UnitOfWork) -> None:
        _ACTS[act](Act(work, bulletin_id, login.reader, context.words), form)

    try:
        run(request, body)
    except ConflictError as error:
        typed = (str(form["title"]), str(form["text"])) if "title" in form and "text" in form else None
        return _shown(request, bulletin_id, login, problem=error.why or "refused", typed=typed)
    return RedirectResponse(f"/console/bulletins/{bulletin_id}/fix?done=saved", status_code=303)
