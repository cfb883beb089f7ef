"""Periodic reports: made, looked at figure by figure, signed, and as papers. Every figure opens the rows it counts."""

from datetime import date

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from civics.days.calendar import day_of
from civics.registers.reports import Figure, Kind, Table
from civics.registers.values import day_of as day_in
from console.frame import serving, why
from console.frame.access import Login, may, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.papers import words_of_papers
from console.frame.reading import look, run
from console.frame.render import page
from console.registers.files import DOCX
from console.registers.pages import typed
from core.errors import ConflictError, NotFoundError
from handlers.registers import reporting
from papers import sheets, year_reports
from storage.database.unit import UnitOfWork
from storage.registers import report_tasks, reports
from storage.registers.reports import Report
from storage.ward import ward

_reads, _signs, _sets = require("case.content"), require("bulletin.approve"), require("settings.change")
_BASE = "/console/registers/reports"


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(_BASE, listing, methods=["GET"])
    routes.add_api_route(_BASE, make, methods=["POST"])
    routes.add_api_route(_BASE + "/cutoff", cutoff, methods=["POST"])
    one = _BASE + "/{report_id:int}"
    routes.add_api_route(one, show, methods=["GET"])
    routes.add_api_route(one + "/sign", sign, methods=["POST"])
    routes.add_api_route(one + "/rows/{table}/{row}/{figure}", rows, methods=["GET"])
    routes.add_api_route(one + "/report.docx", document, methods=["GET"])
    routes.add_api_route(one + "/report.xlsx", workbook, methods=["GET"])
    return routes


def listing(request: Request, task: str = "", login: Login = Depends(_reads)) -> Response:
    """What was made, what is being made, and the form for a new one. `task`: the one that was just asked for."""
    return _listing(request, login, task=whole(task))


def _listing(
    request: Request, login: Login, *, task: int | None = None, problem: str = "", given: dict[str, str] | None = None
) -> Response:
    today = day_of(context_of(request).clock())
    return page(
        request, "registers/reports.html", status=409 if problem else 200, reports=look(request, reports.newest),
        kinds=tuple(Kind), problem=problem, given=given or {}, today=today, sets=may(login, "settings.change"),
        tasks=look(request, report_tasks.shown, task), task=task,
        cutoff=look(request, ward.setting, reporting.CUTOFF) or "12-14",
    )  # fmt: skip


def make(request: Request, given: dict[str, str] = Depends(typed), login: Login = Depends(_reads)) -> Response:
    """Have a report made beside the service; the page shows how far it is."""
    try:
        task = run(request, _ask, given, login)
    except ConflictError as error:
        return _listing(request, login, problem=why.key(error), given=given)
    return RedirectResponse(f"{_BASE}?task={task}", status_code=303)


def _ask(work: UnitOfWork, given: dict[str, str], login: Login) -> int:
    kind = given.get("kind", "")
    if kind == Kind.ASKED:
        begins, ends = day_in(given.get("begins", "")), day_in(given.get("ends", ""))
    else:
        kind = kind if kind in set(Kind) else Kind.HALF.value
        year = whole(given.get("year", "")[:4])
        year = year if year is not None and 1990 < year < 2100 else day_of(work.now).year
        begins, ends = reporting.period(work, kind, year=year, half=2 if given.get("half") == "2" else 1)
    return reporting.ask(work, kind, begins or date.max, ends or date.min, by=login.staff_id)


def cutoff(request: Request, given: dict[str, str] = Depends(typed), login: Login = Depends(_sets)) -> Response:
    """Set the day on which a report's year ends."""
    said = given.get("cutoff", "")
    if day_in(f"2027-{said}") is None:
        return _listing(request, login, problem="registers.problem.day", given=given)
    run(request, ward.put_settings, {reporting.CUTOFF: said})
    return RedirectResponse(f"{_BASE}?done=saved", status_code=303)


def show(request: Request, report_id: int, login: Login = Depends(_reads)) -> Response:
    """A report with its tables."""
    found = look(request, reports.get, report_id)
    return page(
        request, "registers/report.html", report=found, tables=found.tables, signs=may(login, "bulletin.approve")
    )


def rows(
    request: Request, report_id: int, table: str, row: str, *, figure: str, login: Login = Depends(_reads)
) -> Response:
    """The rows that one figure counts."""
    del login
    found = look(request, reports.get, report_id)
    one = _figure(found.tables, table, row, figure)
    return page(request, "registers/report_rows.html", report=found, table=table, row=row, figure=one)


def _figure(tables: tuple[Table, ...], table: str, row: str, figure: str) -> Figure:
    lines = (line for each in tables if each.name == table for line in each.lines if line.name == row)
    found = next((each for line in lines for each in line.figures if each.name == figure), None)
    if found is None:
        raise NotFoundError("There is no such figure.")
    return found


def sign(request: Request, report_id: int, login: Login = Depends(_signs)) -> Response:
    """Take responsibility for a report."""
    run(request, reports.sign, report_id, by=login.staff_id)
    return RedirectResponse(f"{_BASE}/{report_id}?done=saved", status_code=303)


def document(request: Request, report_id: int, login: Login = Depends(_reads)) -> Response:
    """The report as .docx."""
    del login
    found = look(request, reports.get, report_id)
    made = year_reports.document(
        found.tables, words_of_papers(request), ward=context_of(request).settings.ward_name,
        kind=found.kind, begins=found.begins, ends=found.ends, made_on=day_of(found.made_at), signed=found.signed_by,
    )  # fmt: skip
    headers = {**serving.as_file(_name(found, "docx")), "Cache-Control": "no-store"}
    return Response(made, media_type=DOCX, headers=headers)


def workbook(request: Request, report_id: int, login: Login = Depends(_reads)) -> Response:
    """The report as .xlsx, with the rows."""
    del login
    found = look(request, reports.get, report_id)
    made = year_reports.workbook(found.tables, words_of_papers(request))
    headers = {**serving.as_file(_name(found, "xlsx")), "Cache-Control": "no-store"}
    return StreamingResponse(made, media_type=sheets.TYPE, headers=headers)


def _name(report: Report, ending: str) -> str:
    return f"bao-cao-{report.begins.isoformat()}-{report.ends.isoformat()}.{ending}"
