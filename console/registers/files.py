"""The files of an entry, which pass the gate for state secrets; lists as .xlsx and .docx; a bulletin."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from fastapi import APIRouter, Depends
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from broadcasts import gate
from civics.bulletins import state_secrets
from civics.days.calendar import day_of
from civics.registers.definition import Register, Type
from civics.registers.values import RegisterWhy
from civics.registers.values import day_of as day_in
from console.frame import serving, why
from console.frame.access import Login, require
from console.frame.context import Context, context_of
from console.frame.door import late_routes
from console.frame.in_memory import read_form
from console.frame.papers import font_of_papers, words_of_papers
from console.frame.reading import look, run
from console.frame.render import page, say
from console.registers.lists import asked_of
from console.registers.pages import law_of, names, readable, shown, to
from core.errors import ConflictError, RefusedFileError
from handlers.registers import acts, copies, disclosure
from handlers.registers.acts import Act
from papers import disclosures, sheets
from papers.sheets import Sheet, Value
from storage.database.unit import UnitOfWork
from storage.media.kinds import MOST_BYTES
from storage.registers import entries, parts
from storage.registers.entries import Asked, Entry
from storage.registers.parts import Evidence
from storage.ward import ward
from storage.ward.sight import Reader

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_ROWS = 20_000
_BATCH = 500
_reads, _reads_all = require("register.read"), require("case.content")
_writes_bulletins = require("bulletin.write")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    base = "/console/registers"
    routes.add_api_route(base + "/quarter", quarter, methods=["GET"])
    routes.add_api_route(base + "/quarter.docx", quarter_paper, methods=["GET"])
    routes.add_api_route(base + "/{register}/export.xlsx", export, methods=["GET"])
    one = base + "/{register}/{line_id:int}"
    routes.add_api_route(one + "/files/{role}", attach, methods=["POST"])
    routes.add_api_route(one + "/files/{evidence_id:int}", file, methods=["GET"])
    routes.add_api_route(base + "/disclosure/{line_id:int}/bulletin", bulletin, methods=["POST"])
    return routes


def attach(
    request: Request, register: str, line_id: int, role: str, *, form: FormData = Depends(read_form),
    login: Login = Depends(_reads),
) -> Response:  # fmt: skip
    """Keep files as evidence. What bears a mark of a state secret is not stored."""
    law = law_of(register)
    entry = look(request, acts.see, line_id, by=login.reader, name=law.name)
    try:
        kept = [_kept(context_of(request), each, role) for each in form.getlist("files") if _is_file(each)]
        run(request, _attach, login, line_id, kept)
    except RefusedFileError as error:
        return shown(request, law, line_id, login=login, problem=f"registers.file.{error.reason}")
    except ConflictError as error:
        return shown(request, law, line_id, login=login, problem=why.key(error))
    return to(entry)


def _is_file(each: object) -> bool:
    return isinstance(each, UploadFile) and bool(each.filename)


def _kept(context: Context, upload: object, role: str) -> Evidence:
    assert isinstance(upload, UploadFile)
    upload.file.seek(0)
    looked = gate.look(upload.filename or "", upload.file.read(MOST_BYTES + 1), context.looker)
    if state_secrets.stops(looked.found):
        raise ConflictError(RegisterWhy.SECRET)
    kept = gate.keep(context.files, looked)
    return Evidence(
        0, 0, role, kept.kind, kept.name, kept.mime, kept.size, kept.stored, looked.seen.taken_at[:32],
        context.clock(),
    )  # fmt: skip


def _attach(work: UnitOfWork, login: Login, line_id: int, kept: list[Evidence]) -> None:
    acts.attach(Act(work, login.reader, line_id), kept)


def file(
    request: Request, register: str, line_id: int, evidence_id: int, *, login: Login = Depends(_reads)
) -> Response:
    """A file of an entry."""
    law = law_of(register)
    look(request, acts.see, line_id, by=login.reader, name=law.name)
    found = look(request, parts.file, line_id, evidence_id)
    return serving.stored(
        request, context_of(request).files, found.stored, mime=found.mime, name=found.name, cache=serving.PRIVATE,
        download=found.kind != parts.PHOTO,
    )  # fmt: skip


def bulletin(request: Request, line_id: int, login: Login = Depends(_writes_bulletins)) -> Response:
    """Make a bulletin of what is public, and lead to it."""
    context = context_of(request)
    law = law_of(disclosure.NAME)
    try:
        made = run(request, _bulletin, login, line_id, context)
    except ConflictError as error:
        return shown(request, law, line_id, login=login, problem=why.key(error))
    return RedirectResponse(f"/console/bulletins/{made}?done=saved", status_code=303)


def _bulletin(work: UnitOfWork, login: Login, line_id: int, context: Context) -> int:
    found = entries.get(work, line_id, reader=login.reader, name=disclosure.NAME, lock=True)
    address = context.settings.public_url
    return disclosure.bulletin(work, found, by=login.staff_id, words=context.words, address=address)


@dataclass(frozen=True, slots=True)
class _Quarter:
    lines: list[disclosure.Line]
    units: dict[int, str]


def quarter(request: Request, day: str = "", login: Login = Depends(_reads_all)) -> Response:
    """The list of what was made public in a quarter, to look at before it is printed."""
    del login
    on = day_in(day) or day_of(context_of(request).clock())
    found = look(request, _quarter, on.isoformat())
    begins, ends = disclosure.quarter(on)
    return page(request, "registers/quarter.html", found=found, begins=begins, ends=ends, day=on)


def quarter_paper(request: Request, day: str = "", login: Login = Depends(_reads_all)) -> Response:
    """The same as a paper to post (Điều 13.2)."""
    del login
    context = context_of(request)
    on = day_in(day) or day_of(context.clock())
    found = look(request, _quarter, on.isoformat())
    say_first = words_of_papers(request)
    rows = [disclosures.row(each.entry.said, each.forms, say_first, late=each.late) for each in found.lines]
    begins, ends = disclosure.quarter(on)
    made = disclosures.quarterly(
        rows, say_first, ward=context.settings.ward_name, begins=begins, ends=ends, made_on=day_of(context.clock())
    )
    name = f"danh-muc-cong-khai-quy-{(ends.month + 2) // 3}-{ends.year}.docx"
    return Response(made, media_type=DOCX, headers={**serving.as_file(name), "Cache-Control": "no-store"})


def _quarter(work: UnitOfWork, day: str) -> _Quarter:
    on = day_in(day)
    assert on is not None
    return _Quarter(disclosure.quarterly(work, on), ward.unit_names(work))


def export(request: Request, register: str, login: Login = Depends(_reads)) -> Response:
    """The list of an address as a spreadsheet. Closed fields and sealed entries never leave in a file."""
    law = readable(register, login)
    reader = replace(login.reader, reads_sealed=False)
    run(request, partial(copies.exported, by=login.reader), law.name)
    asked = asked_of(request, law)
    fields = [each for each in law.fields if not each.closed]
    head = [
        *(say(request, f"registers.column.{each}") for each in ("number", "state", "due", "owner")),
        *(say(request, f"{law.name}.field.{each.name}") for each in fields),
    ]
    rows = _rows(request, law, asked, reader=reader)
    sheet = Sheet(say(request, f"{law.name}.name"), head, rows, keep="B2", wrap=True, register=True)
    made = sheets.stream([sheet], font=font_of_papers(request))
    headers = {**serving.as_file(f"{law.name.replace('_', '-')}.xlsx"), "Cache-Control": "no-store"}
    return StreamingResponse(made, media_type=sheets.TYPE, headers=headers)


def _rows(request: Request, law: Register, asked: Asked, *, reader: Reader) -> Iterator[list[Value]]:
    units, people = look(request, ward.unit_names), look(request, names)
    before = asked.before
    for _ in range(MOST_ROWS // _BATCH):
        some = look(request, _some, asked, before, reader=reader)
        for each in some:
            yield [
                each.called, say(request, f"{law.name}.state.{each.state}"), _plain(each.due_on),
                people.get(each.owner_id or 0, ""),
                *(cell(request, law, each, name.name, units) for name in law.fields if not name.closed),
            ]  # fmt: skip
        if len(some) < _BATCH:
            return
        before = (some[-1].on_day, some[-1].id)


def _some(work: UnitOfWork, asked: Asked, before: tuple[date, int] | None, *, reader: Reader) -> list[Entry]:
    return entries.some(work, replace(asked, before=before), reader=reader, limit=_BATCH)


def cell(request: Request, law: Register, entry: Entry, name: str, units: dict[int, str]) -> str:
    """A field in words."""
    value = entry.said.get(name)
    if value is None:
        return ""
    field = law.field(name)
    if field.type is Type.CHOICE:
        return say(request, f"{law.name}.choice.{name}.{value}")
    if field.type is Type.UNIT:
        return units.get(int(str(value)), "")
    if field.type is Type.YES:
        return say(request, "registers.yes") if value else ""
    return _plain(value)


def _plain(value: object) -> str:
    found = day_in(value) if value is not None and len(str(value)) == 10 else None
    return f"{found:%d/%m/%Y}" if found else "" if value is None else str(value)
