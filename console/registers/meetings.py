"""An invitation as its paper (Mẫu số 01, NĐ 59/2023/NĐ-CP Điều 3 khoản 3); the list of a self-inspection."""

from functools import partial

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from civics.days.calendar import day_of
from civics.registers.values import day_of as day_in
from console.frame import serving, why
from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.registers.files import DOCX
from console.registers.pages import law_of, shown, to, tried, typed
from core.errors import ConflictError
from core.words import FIRST, Words
from handlers.registers import acts, calling, inspecting
from papers import community
from papers.community import Facts
from papers.parts import Say, dated
from storage.database.unit import UnitOfWork
from storage.polls import forms
from storage.registers.entries import Entry
from storage.ward import ward

_reads, _writes = require("register.read"), require("case.answer")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/registers/meeting/{line_id:int}/invitation.docx", invitation, methods=["GET"])
    routes.add_api_route("/console/registers/meeting/{line_id:int}/chats", call, methods=["POST"])
    routes.add_api_route("/console/registers/self_check/{line_id:int}/list", make_list, methods=["POST"])
    return routes


def make_list(request: Request, line_id: int, login: Login = Depends(_writes)) -> Response:
    """Write the points of a self-inspection from the registers; what is there stays as it is."""
    words = context_of(request).words
    try:
        entry = run(request, _make_list, line_id, login=login, words=words)
    except ConflictError as error:
        return shown(request, law_of(inspecting.NAME), line_id, login=login, problem=why.key(error))
    return to(entry)


def _make_list(work: UnitOfWork, line_id: int, *, login: Login, words: Words) -> Entry:
    plan = acts.see(work, line_id, by=login.reader, name=inspecting.NAME)
    inspecting.make_list(work, plan, by=login.staff_id, words=words)
    return plan


def call(
    request: Request, line_id: int, given: dict[str, str] = Depends(typed), login: Login = Depends(_reads)
) -> Response:
    """Send the invitation into the chats of the group's households."""
    return tried(request, law_of(calling.NAME), line_id, calling.call, given=given, login=login)


def invitation(request: Request, line_id: int, login: Login = Depends(_reads)) -> Response:
    """The paper for every household of the group, to be signed by the head of the group."""
    context = context_of(request)
    say_first = partial(context.words.say, FIRST)
    facts = look(request, partial(_facts, login=login, ward_name=context.settings.ward_name, say=say_first), line_id)
    made = community.write("invitation", facts, say_first)
    headers = {**serving.as_file(f"giay-moi-{line_id}.docx"), "Cache-Control": "no-store"}
    return Response(made, media_type=DOCX, headers=headers)


def _facts(work: UnitOfWork, line_id: int, *, login: Login, ward_name: str, say: Say) -> Facts:
    meeting = acts.see(work, line_id, by=login.reader, name="meeting")
    unit = ward.unit(work, meeting.unit_id or 0)
    on = day_in(meeting.said.get("on")) or meeting.on_day
    fields = {
        "when": f"{meeting.said.get('starts', '')} {dated(on, say)}".strip(),
        "place": str(meeting.said.get("place", "")), "agenda": str(meeting.said.get("agenda", "")),
    }  # fmt: skip
    today = day_of(work.now).isoformat()
    return Facts(ward_name, unit.name, unit.kind, today, meeting.title, fields, frozenset(forms.compared(work)))
