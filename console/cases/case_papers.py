"""Papers of a case as Word files: the receipt, the intake sheet, the sheet with which it is forwarded."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from civics.cases.petitions import Topic
from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.papers import words_of_papers
from console.frame.reading import look
from console.frame.serving import as_file
from core.clock import in_vietnam
from core.errors import NotFoundError
from papers import case_papers
from papers.case_papers import CaseFacts
from papers.parts import Say
from storage.cases import cases, finding
from storage.database.unit import UnitOfWork
from storage.ward import own_topics

_exports = require("case.export")
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/cases/{code}/giay-to/{paper}.docx", download, methods=["GET"])
    return routes


def download(request: Request, code: str, paper: str, login: Login = Depends(_exports)) -> Response:
    """One of the papers. A sealed case has none: a paper would stand outside the seal."""
    if paper not in case_papers.LAYOUTS:
        raise NotFoundError("There is no such paper.")
    context = context_of(request)
    say = words_of_papers(request)
    facts = look(request, _facts, login, code, ward_name=context.settings.ward_name, say=say)
    headers = {**as_file(f"{paper}-{facts.code}.docx"), "Cache-Control": "no-store"}
    return Response(case_papers.write(paper, facts, say), media_type=_DOCX, headers=headers)


def _facts(work: UnitOfWork, login: Login, code: str, *, ward_name: str, say: Say) -> CaseFacts:
    case = cases.view(work, finding.id_of(work, code, reader=login.reader), reader=login.reader)
    if case.sealed:
        raise NotFoundError("A sealed case has no papers.")
    files = len(case.files) + sum(len(each.files) for each in case.entries)
    return CaseFacts(
        ward=ward_name, code=case.code, made_on=in_vietnam(work.now).date(), kind=say(f"civics.kind.{case.kind}"),
        topic=own_topics.titles(work).get(case.topic) or say(f"civics.topic.{Topic.of(case.topic)}"),
        name=case.name, phone=case.phone,
        filed=f"{in_vietnam(case.filed_at):%d/%m/%Y}", origin=say(f"desk.origin.{case.origin}"),
        place=", ".join(each for each in (case.place, case.unit) if each), text=case.text, files=files,
        due=f"{in_vietnam(case.due_at):%d/%m/%Y}" if case.due_at else "", officer=case.officer, body=case.forwarded_to,
    )  # fmt: skip
