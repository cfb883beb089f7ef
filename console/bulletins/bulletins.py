"""Bulletins: written with a preview beside, asked for, approved by a second person, watched, paused and stopped."""

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.bulletins import schedules, state_secrets
from civics.bulletins.rules import BulletinState
from civics.bulletins.state_secrets import Finding
from console.bulletins import gate, moving, report, shown
from console.bulletins.answering import MOST_CHOICES, TARGETS, word_of
from console.bulletins.gate import Looked
from console.bulletins.moving import ALONE
from console.bulletins.report import Report
from console.bulletins.typed import CHANNELS, Typed, read_form, uploads
from console.frame import serving
from console.frame.access import Login, context_of, may, require
from console.frame.render import page
from core.errors import ConflictError, RefusedFileError
from storage.bulletins import bulletins
from storage.bulletins import files as bulletin_files
from storage.bulletins import series as bulletin_series
from storage.bulletins import talk as bulletin_talk
from storage.bulletins.again import BATCH
from storage.bulletins.bulletins import Bulletin
from storage.database.unit import UnitOfWork
from storage.people import topics
from storage.polls import polls
from storage.ward import ward

_writes = require("bulletin.write")


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/bulletins", listing, methods=["GET"])
    routes.add_api_route("/console/bulletins/new", new, methods=["GET"])
    routes.add_api_route("/console/bulletins/new", save, methods=["POST"])
    routes.add_api_route("/console/bulletins/{bulletin_id:int}", show, methods=["GET"])
    routes.add_api_route("/console/bulletins/{bulletin_id:int}", save, methods=["POST"])
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/files/{file_id:int}", file, methods=["GET"])
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/{act}", move, methods=["POST"])
    return routes


def listing(request: Request, login: Login = Depends(_writes)) -> Response:
    """The newest bulletins."""
    del login
    return page(request, "bulletins/list.html", bulletins=context_of(request).database.look(bulletins.latest))


def new(request: Request, login: Login = Depends(_writes)) -> Response:
    """An empty form."""
    del login
    known = context_of(request).database.run(topics.offered)  # a ward without topics begins with four
    return _editor(request, Typed(topic=known[0].key if known else ""))


def show(request: Request, bulletin_id: int, login: Login = Depends(_writes), problem: str = "") -> Response:
    """The form of a draft; of any other how far it is, and what may be done with it."""
    context = context_of(request)
    found = context.database.look(bulletins.get, bulletin_id)
    if found.state == BulletinState.DRAFT:
        return _editor(request, Typed.stored(found), found=found, problem=problem)
    files = context.database.look(bulletin_files.of, bulletin_id)
    alone = bool(context.database.look(ward.setting, ALONE))
    return page(
        request, "bulletins/one.html", status=409 if problem else 200, found=found, problem=problem,
        progress=context.database.look(shown.progress, found),
        reach=context.database.look(shown.reach, found.topic, found.audience),
        report=_report(request, found),
        preview=shown.preview(Typed.stored(found), context.words, media=tuple(each.media for each in files)),
        trial=context.database.look(bulletin_talk.trial_of, bulletin_id),
        upcoming=[
            schedules.start_of(each.planned, urgent=found.urgent)
            for each in context.database.look(bulletin_series.upcoming, bulletin_id, number=5)
        ],
        title=shown.title_of(found), own=found.author_id == login.staff_id,
        may_approve=may(login, "bulletin.approve") and (alone or found.author_id != login.staff_id),
    )  # fmt: skip


def _report(request: Request, found: Bulletin) -> Report | None:
    """The report once it has begun; not while only its progress is asked for, each second or two."""
    if found.started_at is None or request.headers.get("x-fragment") == "run":
        return None
    return context_of(request).database.look(report.read, found)


def file(request: Request, bulletin_id: int, file_id: int, login: Login = Depends(_writes)) -> Response:
    """A picture or file of a bulletin."""
    del login
    context = context_of(request)
    found = context.database.look(bulletin_files.get, bulletin_id, file_id)
    return serving.stored(
        request, context.files, found.stored, mime=found.mime, name=found.name, cache=serving.PRIVATE,
        download=found.kind != bulletin_files.PHOTO,
    )  # fmt: skip


def save(
    request: Request, *, bulletin_id: int = 0, login: Login = Depends(_writes), form: FormData = Depends(read_form)
) -> Response:
    """Show the preview, or keep the draft once the gate let everything pass; else the form as it was."""
    typed, context = Typed.of(form), context_of(request)
    found = context.database.look(bulletins.get, bulletin_id) if bulletin_id else None
    marks = list(gate.words(typed.title, typed.text, typed.beside))
    if form.get("act") == "preview":
        return _editor(request, typed, found=found, marks=marks)
    try:
        looked = [gate.look(each, context.looker) for each in uploads(form)]
        marks += [mark for each in looked for mark in each.found]
        if state_secrets.stops(marks):
            return _editor(request, typed, found=found, marks=marks, problem="secret")
        if not typed.title or not typed.text or not typed.topic:
            return _editor(request, typed, found=found, marks=marks, problem="incomplete")
        made = _keep(request, typed, looked, login=login, found=found)
    except RefusedFileError:
        return _editor(request, typed, found=found, marks=marks, problem="file")
    except ConflictError:
        return _editor(request, typed, found=found, marks=marks, problem="refused")
    except ValueError as error:
        known = str(error) if str(error) in {"question", "keyword"} else "when"
        return _editor(request, typed, found=found, marks=marks, problem=known)
    if (then := form.get("act")) in {"ask", "try"}:  # what was typed is kept before it is asked for
        return move(request, made, str(then), login=login, form=form)
    return RedirectResponse(f"/console/bulletins/{made}?done=saved", status_code=303)


def _keep(request: Request, typed: Typed, looked: list[Looked], *, login: Login, found: Bulletin | None) -> int:
    context = context_of(request)
    fields = context.database.look(typed.fields)
    kept = [gate.keep(context.files, each) for each in looked]

    def body(work: UnitOfWork) -> int:
        if found is None:
            made = bulletins.write(work, login.staff_id, **fields)
        else:
            made = found.id
            bulletins.rewrite(work, made, **fields)
        bulletin_files.add(work, made, kept)
        return made

    return context.database.run(body)


def _editor(
    request: Request, typed: Typed, *, found: Bulletin | None = None, marks: list[Finding] | None = None,
    problem: str = "",
) -> Response:  # fmt: skip
    context = context_of(request)
    look = context.database.look
    files = look(bulletin_files.of, found.id) if found else []
    return page(
        request, "bulletins/write.html", status=422 if problem else 200, typed=typed, found=found, problem=problem,
        marks=marks if marks is not None else gate.words(typed.title, typed.text, typed.beside),
        preview=shown.preview(typed, context.words, media=tuple(each.media for each in files)), files=files,
        reach=look(shown.reach, typed.topic, typed.audience), topics=look(topics.open_now), units=look(ward.units_now),
        polls=look(polls.open_now), targets=[(each, word_of(context.words, each)) for each in TARGETS],
        most_choices=MOST_CHOICES, channels=CHANNELS, trial=look(bulletin_talk.trial_of, found.id) if found else None,
    )  # fmt: skip


def move(
    request: Request, bulletin_id: int, act: str, *, login: Login = Depends(_writes),
    form: FormData = Depends(read_form),
) -> Response:  # fmt: skip
    """Ask, try, approve, pause, resume, stop and so on; what is not allowed comes back with a sentence."""
    context = context_of(request)
    if act not in moving.ACTS:
        return RedirectResponse(f"/console/bulletins/{bulletin_id}", status_code=303)

    def body(work: UnitOfWork) -> object:
        return moving.ACTS[act](moving.Moving(work, bulletin_id, login, form, context.words))

    try:
        while act in moving.BATCHED and context.database.run(body) == BATCH:
            pass  # each batch is a transaction of its own
        if act not in moving.BATCHED:
            context.database.run(body)
    except ConflictError as error:
        known = str(error) if str(error) in moving.KNOWN else "number" if act == "approve" else "refused"
        return show(request, bulletin_id, login=login, problem=known)
    return RedirectResponse(f"/console/bulletins/{bulletin_id}", status_code=303)
