"""The records for staff: which are live and how old, which wait for a second person, unanswered questions, import."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.answers import heads, portal
from civics.answers.portal import Change
from civics.answers.records import MOST_ITEMS, MOST_TEXT, Record, Span
from civics.answers.tables import Catalogue
from civics.days.calendar import day_of
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import done_reading, look, run
from console.frame.render import page
from core.errors import NotFoundError
from core.text import fold, normal
from core.words import FIRST
from handlers.answers import checking, desk
from papers import answer_files
from papers.answer_files import Held, UnreadableRecordsError
from storage.answers import choices, questions, records
from storage.answers.records import Version
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.ward import ward as units

_LOGGED = 20  # choices of a language model
_LONGEST = 200  # letters of what is searched for
_FIGURES = timedelta(days=30)
_works = require(desk.RIGHT)


@dataclass(frozen=True, slots=True)
class Waits:
    """A version that waits, with its changes to the live record."""

    version: Version
    change: Change
    by: str


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/answers", listing, methods=["GET"])
    routes.add_api_route("/console/answers/import", bring, methods=["POST"])
    routes.add_api_route("/console/answers/waiting/agree", agree_all, methods=["POST"])
    routes.add_api_route("/console/answers/from/{code}/{entry_id}", from_answer, methods=["POST"])
    routes.add_api_route("/console/answers/questions/{question_id}", attach, methods=["POST"])
    routes.add_api_route("/console/answers/waiting/{version_id}/check", check, methods=["GET"])
    routes.add_api_route("/console/answers/waiting/{version_id}/{decision}", decide, methods=["POST"])
    routes.add_api_route("/console/answers/{procedure}", show, methods=["GET"])
    routes.add_api_route("/console/answers/{procedure}", save, methods=["POST"])
    return routes


def listing(request: Request, q: str = "", old: str = "", login: Login = Depends(_works)) -> Response:
    """Everything on one page. `q`: only the records, the waiting versions and the questions with these words.

    `old`: only the records that nobody has checked for 90 days.
    """
    return _listing(request, login, asked_for=normal(q).strip()[:_LONGEST], only_old=bool(old))


def _listing(
    request: Request,
    login: Login,
    *,
    asked_for: str = "",
    only_old: bool = False,
    odd: tuple[portal.Odd, ...] = (),
    brought: int | None = None,
    catalogue: Catalogue | None = None,
    problem: str = "",
) -> Response:
    live, waits, asked, figures, today = look(request, _all)
    everything = live
    old = [each for each in live if each.record.stale(today) and not each.record.silent(today)]
    if only_old:
        live = tuple(old)
    if words := fold(asked_for).split():
        live = tuple(each for each in live if _holds(each.record, words))
        waits = [each for each in waits if _holds(each.version.record, words)]
        asked = [each for each in asked if all(word in fold(each.text) for word in words)]
    leads = [(each.name, heads.key_of(each.code)) for each in look(request, units.units_now)]
    return page(
        request, "answers/desk.html", status=422 if problem else 200, live=live, everything=everything,
        asked_for=asked_for, batches=_batches(waits), asked=asked, figures=figures, today=today, me=login.staff_id,
        old=len(old), only_old=only_old, odd=odd, brought=brought, catalogue=catalogue, problem=problem, leads=leads,
        known={each.record.key for each in everything}, chosen=look(request, choices.lines, limit=_LOGGED),
    )  # fmt: skip


def bring(
    request: Request,
    *,
    file: UploadFile | None = None,
    document: Annotated[str, Form()] = "",
    table: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Propose the changes of a file or of a pasted table. No answer uses them before a second person has agreed."""
    known, today = look(request, lambda work: (desk.known(work), day_of(work.now)))
    done_reading(request)
    name = normal(document).strip()[:200]
    try:
        held = _held(file, table, known, today=today, document=name)
    except UnreadableRecordsError as error:
        return _listing(request, login, problem=error.reason)
    if held.catalogue is not None:
        return _listing(request, login, catalogue=held.catalogue)
    brought = run(request, desk.bring, held.brought, by=login.reader)
    return _listing(request, login, odd=brought.odd, brought=brought.proposed)


def _held(file: UploadFile | None, table: str, known: dict[str, Record], *, today: date, document: str) -> Held:
    if file is not None and file.filename:
        content = file.file.read(answer_files.MOST_BYTES + 1)
        if content:
            return answer_files.read(file.filename, content, known, today=today, document=document)
    return answer_files.pasted(normal(table), known, today=today)


def agree_all(
    request: Request,
    *,
    versions: Annotated[list[int] | None, Form()] = None,
    seen: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Agree to versions as the page has shown them. When a right answer would break, that is shown first."""
    chosen = (versions or [])[: portal.MOST]
    moved = () if seen else look(request, checking.check, chosen)
    if any(each.breaks for each in moved):
        return page(request, "answers/check.html", moved=moved, versions=chosen, may_agree=True)
    run(request, desk.agree_all, chosen, by=login.reader)
    return RedirectResponse("/console/answers?done=saved#waiting", status_code=303)


def attach(
    request: Request,
    question_id: int,
    *,
    key: Annotated[str, Form()] = "",
    other: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Propose that a record answers a question: the question becomes one of its everyday phrases.

    `other`: the key of a record that is not among the nearest.
    """
    made = run(request, desk.attach, question_id, other.split(" ")[0] or key, by=login.reader)
    where = f"/console/answers/waiting/{made}/check" if made else "/console/answers"
    return RedirectResponse(f"{where}?done=saved", status_code=303)


def from_answer(request: Request, code: str, entry_id: int, login: Login = Depends(_works)) -> Response:
    """Propose that an answer of staff becomes a record, and show it, so that names can be taken out of it."""
    key = run(request, desk.from_answer, code, entry_id, by=login.reader)
    return RedirectResponse(f"/console/answers/{key}?done=saved", status_code=303)


def check(request: Request, version_id: int, login: Login = Depends(_works)) -> Response:
    """Which recorded questions would be answered otherwise once this version is agreed to."""
    waiting = look(request, records.waiting)
    version = next((each for each in waiting if each.id == version_id), None)
    if version is None:
        return RedirectResponse("/console/answers#waiting", status_code=303)
    moved = look(request, checking.check, [version_id])
    mine = version.proposed_by == login.staff_id
    return page(request, "answers/check.html", moved=moved, versions=[version_id], may_agree=not mine)


def decide(request: Request, version_id: int, decision: str, login: Login = Depends(_works)) -> Response:
    """Agree to a version, or refuse it. When a right answer would break, that is shown first."""
    if decision == "agree":
        moved = look(request, checking.check, [version_id])
        if any(each.breaks for each in moved):
            return page(request, "answers/check.html", moved=moved, versions=[version_id], may_agree=True)
        run(request, desk.agree, version_id, by=login.reader)
    elif decision == "refuse":
        run(request, desk.refuse, version_id, by=login.reader)
    else:
        raise NotFoundError("Không có việc này.")
    return RedirectResponse("/console/answers?done=saved#waiting", status_code=303)


def show(request: Request, procedure: str, login: Login = Depends(_works)) -> Response:
    """One record to change, with its history. A key that nobody has used is a new record."""
    del login
    _must_be_key(procedure)
    history = look(request, records.history, procedure)
    live = next((each.record for each in history if each.state == records.LIVE), None)
    shown = live or (history[0].record if history else Record(procedure, _name_of(request, procedure)))
    return page(request, "answers/edit.html", found=shown, history=history, names=_names(request), is_new=not history)


def _name_of(request: Request, key: str) -> str:
    """The name of a new record: of the head of a unit it is known."""
    found = {heads.key_of(each.code): each.name for each in look(request, units.units_now)}
    return context_of(request).words.say(FIRST, "answers.head_of", unit=found[key]) if key in found else ""


async def _typed(request: Request) -> dict[str, str]:
    form = await request.form()
    most = {"text": MOST_TEXT}
    return {
        name: normal(value).replace("\r\n", "\n").strip()[: most.get(name, 4_000)]
        for name, value in form.items() if isinstance(value, str)
    }  # fmt: skip


def save(
    request: Request,
    procedure: str,
    *,
    typed: dict[str, str] = Depends(_typed),
    login: Login = Depends(_works),
) -> Response:
    """Propose the record as it was typed. `seen` becomes today, because somebody has just checked it."""
    _must_be_key(procedure)
    record = _record(procedure, typed)
    if record.name:
        run(request, desk.propose, record, by=login.reader, retires=typed.get("retires") == "yes")
    return RedirectResponse("/console/answers?done=saved#waiting", status_code=303)


def _record(key: str, typed: dict[str, str]) -> Record:
    said = defaultdict(str, typed)
    return Record(
        key, said["name"], who=said["who"], fee=said["fee"], link=said["link"], basis=said["basis"],
        source=said["source"], note=said["note"], expires=_day(said["expires"]), begins=_day(said["begins"]),
        text=said["text"],
        time=Span(whole(said["number"][:4]), said["unit"], said["time_note"]),
        where=_lines(said["where"]), documents=_lines(said["documents"]), words=_lines(said["words"]),
    )  # fmt: skip


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.splitlines())))[:MOST_ITEMS]


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


def _batches(waits: list[Waits]) -> list[list[Waits]]:
    """What waits, by the act that proposed it: all versions of one file stand together, the newest file first."""
    found: dict[tuple[datetime, int | None], list[Waits]] = {}
    for each in waits:
        found.setdefault((each.version.proposed_at, each.version.proposed_by), []).append(each)
    return [found[key] for key in sorted(found, key=lambda key: key[0], reverse=True)]


def _holds(found: Record, words: list[str]) -> bool:
    text = fold(" ".join((found.key, found.name, found.document, *found.words)))
    return all(word in text for word in words)


def _waits(version: Version, known: dict[str, Record], names: dict[int, str]) -> Waits:
    changed = portal.changes([version.record], known)
    change = changed[0] if changed else Change(version.record, known.get(version.record.key), ())
    return Waits(version, change, names.get(version.proposed_by or 0, ""))


def _names(request: Request) -> dict[int, str]:
    return {each.id: each.name for each in look(request, staff.everyone)}
