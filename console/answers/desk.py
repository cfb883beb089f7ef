"""The records for staff: which are live and how old, which wait for a second person, unanswered questions, import."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.answers import portal
from civics.answers.portal import Change
from civics.answers.records import MOST_ITEMS, Record, Span
from civics.days.calendar import day_of
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.reading import look, run
from console.frame.render import page
from core.errors import NotFoundError
from core.text import normal
from storage.answers import questions, records
from storage.answers.records import Version
from storage.database.unit import UnitOfWork
from storage.people import staff

MOST_BYTES = 4 * 1024 * 1024
_FIGURES = timedelta(days=30)
_works = require("case.answer")


@dataclass(frozen=True, slots=True)
class Waits:
    """A version that waits, with its changes to the live record."""

    version: Version
    change: Change
    by: str


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/answers", listing, methods=["GET"])
    routes.add_api_route("/console/answers/import", bring, methods=["POST"])
    routes.add_api_route("/console/answers/questions/{question_id}", attach, methods=["POST"])
    routes.add_api_route("/console/answers/waiting/{version_id}/{decision}", decide, methods=["POST"])
    routes.add_api_route("/console/answers/{procedure}", show, methods=["GET"])
    routes.add_api_route("/console/answers/{procedure}", save, methods=["POST"])
    return routes


def listing(request: Request, login: Login = Depends(_works)) -> Response:
    """Everything on one page."""
    return _listing(request, login)


def _listing(
    request: Request, login: Login, *, odd: tuple[portal.Odd, ...] = (), brought: int | None = None, problem: str = ""
) -> Response:
    live, waits, asked, figures, today = look(request, _all)
    return page(
        request, "answers/desk.html", status=422 if problem else 200, live=live, waits=waits, asked=asked,
        figures=figures, today=today, me=login.staff_id, odd=odd,
        brought=brought, problem=problem,
    )  # fmt: skip


def bring(request: Request, file: UploadFile | None = None, login: Login = Depends(_works)) -> Response:
    """Propose the changes of a file. No answer uses them before a second person has seen each one."""
    raw = file.file.read(MOST_BYTES + 1) if file is not None and file.filename else b""
    if not raw or len(raw) > MOST_BYTES:
        return _listing(request, login, problem="answers_desk.file_none" if not raw else "answers_desk.file_big")
    try:
        text = raw.decode("utf-8-sig")
        odd, count = run(request, _bring, text, by=login.staff_id)
    except ValueError:
        return _listing(request, login, problem="answers_desk.file_odd")
    return _listing(request, login, odd=odd, brought=count)


def _bring(work: UnitOfWork, text: str, *, by: int) -> tuple[tuple[portal.Odd, ...], int]:
    known = {each.record.key: each.record for each in records.live(work)}
    found = portal.bring(text, known, today=day_of(work.now))
    changes = portal.changes(found.records, known)
    for each in changes:
        kept = each.new if each.new.words or each.old is None else replace(each.new, words=each.old.words)
        records.propose(work, kept, by=by)
    return found.odd, len(changes)


def attach(
    request: Request, question_id: int, key: Annotated[str, Form()] = "", login: Login = Depends(_works)
) -> Response:
    """Propose that a record answers a question: the question becomes one of its everyday phrases."""
    run(request, _attach, question_id, key=key, by=login.staff_id)
    return RedirectResponse("/console/answers?done=saved#waiting", status_code=303)


def _attach(work: UnitOfWork, question_id: int, *, key: str, by: int) -> None:
    found = next((each.record for each in records.live(work) if each.record.key == key), None)
    if found is None:
        raise NotFoundError("Không có thủ tục này.")
    text = questions.attach(work, question_id, key)
    if text:
        records.propose(work, replace(found, words=(*found.words, text)[-MOST_ITEMS:]), by=by)


def decide(request: Request, version_id: int, decision: str, login: Login = Depends(_works)) -> Response:
    """Agree to a version, or refuse it."""
    if decision == "agree":
        run(request, records.agree, version_id, by=login.staff_id)
    elif decision == "refuse":
        run(request, records.refuse, version_id, by=login.staff_id)
    else:
        raise NotFoundError("Không có việc này.")
    return RedirectResponse("/console/answers?done=saved#waiting", status_code=303)


def show(request: Request, procedure: str, login: Login = Depends(_works)) -> Response:
    """One record to change, with its history. A key that nobody has used is a new record."""
    del login
    _must_be_key(procedure)
    history = look(request, records.history, procedure)
    live = next((each.record for each in history if each.state == records.LIVE), None)
    shown = live or (history[0].record if history else Record(procedure, ""))
    return page(request, "answers/edit.html", found=shown, history=history, names=_names(request), is_new=not history)


async def _typed(request: Request) -> dict[str, str]:
    form = await request.form()
    return {name: normal(value).strip()[:4_000] for name, value in form.items() if isinstance(value, str)}


def save(
    request: Request,
    procedure: str,
    *,
    typed: dict[str, str] = Depends(_typed),
    login: Login = Depends(_works),
) -> Response:
    """Propose the record as it was typed. `seen` becomes today, because somebody has just checked it."""
    _must_be_key(procedure)
    run(request, _save, procedure, typed, by=login.staff_id)
    return RedirectResponse("/console/answers?done=saved#waiting", status_code=303)


def _save(work: UnitOfWork, key: str, typed: dict[str, str], *, by: int) -> None:
    live = next((each.record for each in records.live(work) if each.record.key == key), Record(key, ""))
    lines = {
        name: tuple(filter(None, map(str.strip, typed.get(name, "").splitlines())))[:MOST_ITEMS] for name in _LINES
    }
    number = whole(typed.get("number", "")[:4])
    new = replace(
        live, name=typed.get("name", ""), who=typed.get("who", ""), fee=typed.get("fee", ""),
        link=typed.get("link", ""),
        basis=typed.get("basis", ""), source=typed.get("source", ""), note=typed.get("note", ""), seen=day_of(work.now),
        expires=_day(typed.get("expires", "")), time=Span(number, typed.get("unit", ""), typed.get("time_note", "")),
        where=lines["where"], documents=lines["documents"], words=lines["words"], example=False,
    )  # fmt: skip
    if new.name:
        records.propose(work, new, by=by, retires=typed.get("retires") == "yes")


_LINES = ("where", "documents", "words")


def _must_be_key(key: str) -> None:
    if not portal.is_key(key):
        raise NotFoundError("Không có thủ tục này.")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _all(
    work: UnitOfWork,
) -> tuple[tuple[Version, ...], list[Waits], list[questions.Unanswered], dict[str, int], date]:
    live = records.live(work)
    known = {each.record.key: each.record for each in live}
    names = {each.id: each.name for each in staff.everyone(work)}
    waits = [_waits(each, known, names) for each in records.waiting(work)]
    today = day_of(work.now)
    return live, waits, questions.open_ones(work), questions.counted(work, today - _FIGURES), today


def _waits(version: Version, known: dict[str, Record], names: dict[int, str]) -> Waits:
    changed = portal.changes([version.record], known)
    change = changed[0] if changed else Change(version.record, known.get(version.record.key), ())
    return Waits(version, change, names.get(version.proposed_by or 0, ""))


def _names(request: Request) -> dict[int, str]:
    return {each.id: each.name for each in look(request, staff.everyone)}
