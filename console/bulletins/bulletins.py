"""Bulletins: written with a preview beside, requested, approved by a second person, watched, paused and stopped."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from broadcasts import acts, gate, report, shown
from broadcasts.acts import ALONE, Act
from broadcasts.answering import MOST_CHOICES, TARGETS, word_of
from broadcasts.report import Report
from broadcasts.written import CHANNELS, Typed
from civics.bulletins import schedules, state_secrets
from civics.bulletins.rules import BulletinState, Why
from civics.bulletins.state_secrets import Finding
from civics.days.night import is_quiet
from console.bulletins.form import converted, looked_at, said, typed
from console.frame import serving
from console.frame.access import Login, may, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.in_memory import read_form
from console.frame.reading import look, run
from console.frame.render import page
from core.errors import ConflictError, RefusedFileError, StoreAwayError
from storage.bulletins import bulletins
from storage.bulletins import files as bulletin_files
from storage.bulletins import series as bulletin_series
from storage.bulletins import talk as bulletin_talk
from storage.bulletins.again import BATCH
from storage.bulletins.bulletins import Bulletin
from storage.database.unit import UnitOfWork
from storage.people import staff, topics
from storage.polls import polls
from storage.ward import ward

_writes = require("bulletin.write")


@dataclass(frozen=True, slots=True)
class _Told:
    """What whoever approves it reads of it beside the text: its author, its topic, its groups and hamlets."""

    author: str
    topic: str
    places: tuple[str, ...]


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
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
    found, now = look(request, bulletins.latest), context_of(request).clock()
    begins = {each.id: shown.begins(each, now) for each in found}
    return page(request, "bulletins/list.html", bulletins=found, begins=begins, quiet=is_quiet(now))


def new(request: Request, login: Login = Depends(_writes)) -> Response:
    """An empty form."""
    del login
    known = run(request, topics.offered)  # a ward without topics begins with four
    return _editor(request, Typed(topic=topics.usual(known)))


def show(request: Request, bulletin_id: int, login: Login = Depends(_writes), problem: str = "") -> Response:
    """The form of a draft. For any other bulletin: its progress, and what may be done with it."""
    context = context_of(request)
    found = look(request, bulletins.get, bulletin_id)
    if found.state == BulletinState.DRAFT:
        return _editor(request, Typed.stored(found), found=found, problem=problem)
    files = look(request, bulletin_files.of, bulletin_id)
    alone = bool(look(request, ward.setting, ALONE))
    return page(
        request, "bulletins/one.html", status=409 if problem else 200, found=found, problem=problem,
        progress=look(request, shown.progress, found),
        reach=look(request, shown.reach, found.topic, found.audience),
        report=_report(request, found),
        preview=shown.preview(Typed.stored(found), context.words, media=tuple(each.media for each in files)),
        trial=look(request, bulletin_talk.trial_of, bulletin_id),
        upcoming=[
            schedules.start_of(each.planned, urgent=found.urgent)
            for each in look(request, bulletin_series.upcoming, bulletin_id, number=5)
        ],
        title=shown.title_of(found), own=found.author_id == login.staff_id,
        begins=shown.begins(found, context.clock()), files=files, typed=Typed.stored(found),
        told=look(request, _told, found),
        may_approve=may(login, "bulletin.approve") and (alone or found.author_id != login.staff_id),
    )  # fmt: skip


def _told(work: UnitOfWork, found: Bulletin) -> _Told:
    names = {each.id: each.name for each in ward.units_now(work)}
    return _Told(
        staff.get(work, found.author_id).name,
        next((each.title for each in topics.open_now(work) if each.key == found.topic), found.topic),
        tuple(names[each] for each in found.audience.get("units", ()) if each in names),
    )


def _report(request: Request, found: Bulletin) -> Report | None:
    """The report, after sending has begun; not while only the progress is asked for, every second or two."""
    if found.started_at is None or request.headers.get("x-fragment") == "run":
        return None
    return look(request, report.read, found)


def file(request: Request, bulletin_id: int, file_id: int, login: Login = Depends(_writes)) -> Response:
    """A picture or file of a bulletin."""
    del login
    context = context_of(request)
    found = look(request, bulletin_files.get, bulletin_id, file_id)
    return serving.stored(
        request, context.files, found.stored, mime=found.mime, name=found.name, cache=serving.PRIVATE,
        download=found.kind != bulletin_files.PHOTO,
    )  # fmt: skip


def save(
    request: Request, *, bulletin_id: int = 0, login: Login = Depends(_writes), form: FormData = Depends(read_form)
) -> Response:
    """Show the preview, or keep the draft once the gate let everything pass; otherwise show the form as it was."""
    told, context = typed(form), context_of(request)
    found = look(request, bulletins.get, bulletin_id) if bulletin_id else None
    marks = list(gate.words(told.title, told.text, told.beside))
    if form.get("act") == "preview":
        return _editor(request, told, found=found, marks=marks, old=converted(form))
    try:
        looked = looked_at(form, context.looker)
        marks += [mark for each in looked for mark in each.found]
        _must_pass(told, marks)
        kept = [gate.keep(context.files, each) for each in looked]

        def body(work: UnitOfWork) -> int:
            return acts.save(Act(work, bulletin_id, login.reader, context.words), told, kept)

        made = run(request, body)
    except RefusedFileError as error:
        problem = "away" if isinstance(error, StoreAwayError) else "file"
        return _editor(request, told, found=found, marks=marks, problem=problem)
    except ConflictError as error:
        return _editor(request, told, found=found, marks=marks, problem=error.why or "refused")
    if old := converted(form):  # the person who typed it reads it again before it goes on
        return _editor(request, told, found=look(request, bulletins.get, made), marks=marks, old=old)
    if (then := form.get("act")) in {"ask", "try"}:  # what was typed is kept before it is requested
        return move(request, made, str(then), login=login, form=form)
    return RedirectResponse(f"/console/bulletins/{made}?done=saved", status_code=303)


def _must_pass(told: Typed, marks: list[Finding]) -> None:
    if state_secrets.stops(marks):
        raise ConflictError(Why.SECRET)
    if not told.title or not told.text or not told.topic:
        raise ConflictError(Why.INCOMPLETE)


def _editor(
    request: Request, typed: Typed, *, found: Bulletin | None = None, marks: list[Finding] | None = None,
    problem: str = "", old: Sequence[tuple[str, str]] = (),
) -> Response:  # fmt: skip
    context = context_of(request)
    files = look(request, bulletin_files.of, found.id) if found else []
    return page(
        request, "bulletins/write.html", status=422 if problem else 200, typed=typed, found=found, problem=problem,
        old=old,
        marks=marks if marks is not None else gate.words(typed.title, typed.text, typed.beside),
        preview=shown.preview(typed, context.words, media=tuple(each.media for each in files)), files=files,
        reach=look(request, shown.reach, typed.topic, typed.audience), topics=look(request, topics.open_now),
        units=look(request, ward.units_now), polls=look(request, polls.open_now),
        targets=[(each, word_of(context.words, each)) for each in TARGETS], most_choices=MOST_CHOICES,
        channels=CHANNELS, trial=look(request, bulletin_talk.trial_of, found.id) if found else None,
    )  # fmt: skip


def move(
    request: Request, bulletin_id: int, act: str, *, login: Login = Depends(_writes),
    form: FormData = Depends(read_form),
) -> Response:  # fmt: skip
    """Request, test, approve, pause, resume, stop and so on. What is not allowed comes back with a sentence."""
    context = context_of(request)
    if act not in _ACTS:
        return RedirectResponse(f"/console/bulletins/{bulletin_id}", status_code=303)

    def body(work: UnitOfWork) -> object:
        return _ACTS[act](Act(work, bulletin_id, login.reader, context.words), form)

    try:
        while act in _BATCHED and run(request, body) == BATCH:
            pass  # each batch is a transaction of its own
        if act not in _BATCHED:
            run(request, body)
    except ConflictError as error:
        return show(request, bulletin_id, login=login, problem=error.why or _REFUSED.get(act, "refused"))
    return RedirectResponse(f"/console/bulletins/{bulletin_id}", status_code=303)


def _rate(act: Act, form: FormData) -> None:
    given = said(form, "rate")
    acts.rate(act, per_second=(whole(given) or 0) if given else None)  # what is not a number is refused like a zero


def _approve(act: Act, form: FormData) -> None:
    acts.approve(act, recipients=whole(said(form, "typed").replace(".", "").replace(" ", "")))


_ACTS: Mapping[str, Callable[[Act, FormData], object]] = MappingProxyType(
    {
        "ask": lambda act, _: acts.ask(act),
        "try": lambda act, _: acts.trial(act),
        "approve": _approve,
        "rewrite": lambda act, form: acts.give_back(act, why=said(form, "why")),
        "drop": lambda act, form: acts.drop_file(act, file_id=whole(said(form, "file")) or 0),
        "pause": lambda act, _: acts.pause(act),
        "resume": lambda act, _: acts.resume(act),
        "stop": lambda act, _: acts.stop(act),
        "late": lambda act, _: acts.start_late(act),
        "rate": _rate,
        "again": lambda act, form: acts.again(act, sure=bool(said(form, "sure"))),
        "elsewhere": lambda act, _: acts.elsewhere(act),
    }
)
_BATCHED = frozenset({"again", "elsewhere"})  # they give how many they reached, at most a batch
_REFUSED = MappingProxyType({"approve": Why.NUMBER.value})
