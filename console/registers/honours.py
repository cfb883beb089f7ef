"""What goes out of the registers in honour: certificates of a contest, a model's bulletin, the loudspeaker's sheet."""

from datetime import date

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.days.calendar import day_of
from civics.registers.contests import Ranked
from civics.registers.values import day_of as day_in
from console.frame import serving, why
from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.papers import words_of_papers
from console.frame.reading import look, run
from console.frame.render import page
from console.registers.files import DOCX
from console.registers.pages import law_of, shown
from core.errors import ConflictError, NotFoundError
from core.words import Words
from handlers.registers import acts, contests, honouring
from papers import certificates, loudspeaker
from papers.certificates import Winner
from papers.loudspeaker import Played
from storage.database.unit import UnitOfWork
from storage.registers import contests as store
from storage.registers import parts
from storage.registers.entries import Entry
from storage.ward import ward

_AWARDED = 20  # places that get a certificate
_reads, _writes_bulletins = require("case.content"), require("bulletin.write")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    base = "/console/registers"
    contest = f"{base}/{store.CONTEST}/{{line_id:int}}/certificates"
    routes.add_api_route(contest, listing, methods=["GET"])
    routes.add_api_route(contest + "/{player_id:int}.svg", certificate, methods=["GET"])
    routes.add_api_route(f"{base}/{honouring.NAME}/{{line_id:int}}/bulletin", bulletin, methods=["POST"])
    routes.add_api_route(base + "/broadcast/{line_id:int}/sheet.docx", sheet, methods=["GET"])
    return routes


def listing(request: Request, line_id: int, login: Login = Depends(_reads)) -> Response:
    """Who gets a certificate: those who agreed to be named, once the results were decided."""
    contest, ranked = look(request, _awarded, line_id, login=login)
    return page(request, "registers/certificates.html", contest=contest, ranked=ranked)


def _awarded(work: UnitOfWork, line_id: int, *, login: Login) -> tuple[Entry, list[Ranked]]:
    contest = acts.see(work, line_id, by=login.reader, name=store.CONTEST)
    if contest.state != "decided":
        return contest, []
    found = contests.results(work, contest, questions=False)
    return contest, [each for each in found.ranking if each.place <= _AWARDED]


def certificate(request: Request, line_id: int, player_id: int, login: Login = Depends(_reads)) -> Response:
    """One certificate as a picture. There is none for somebody who did not agree to be named."""
    contest, ranked = look(request, _awarded, line_id, login=login)
    one = next((each for each in ranked if each.player.id == player_id and each.player.named), None)
    if one is None:
        raise NotFoundError("There is no such certificate.")
    on = day_in(contest.said.get("decided_on"))
    winner = Winner(
        one.player.name, one.place, one.right, one.asked, contest.title, str(contest.said.get("decision", "")),
        f"{on:%d/%m/%Y}" if on else "", look(request, ward.unit_names).get(one.player.unit_id or 0, ""),
    )  # fmt: skip
    context = context_of(request)
    made = certificates.draw(winner, words_of_papers(request), ward=context.settings.ward_name)
    headers = {**serving.as_file(f"giay-chung-nhan-{one.place}-{player_id}.svg"), "Cache-Control": "no-store"}
    return Response(made, media_type="image/svg+xml", headers=headers)


def bulletin(request: Request, line_id: int, login: Login = Depends(_writes_bulletins)) -> Response:
    """Write a bulletin about a model that was recognised; a second person approves it as any other."""
    context = context_of(request)
    try:
        made = run(request, _bulletin, line_id, login=login, words=context.words)
    except ConflictError as error:
        return shown(request, law_of(honouring.NAME), line_id, login=login, problem=why.key(error))
    return RedirectResponse(f"/console/bulletins/{made}", status_code=303)


def _bulletin(work: UnitOfWork, line_id: int, *, login: Login, words: Words) -> int:
    entry = acts.see(work, line_id, by=login.reader, name=honouring.NAME)
    return honouring.bulletin(work, entry, by=login.staff_id, words=words)


def sheet(request: Request, line_id: int, login: Login = Depends(_reads)) -> Response:
    """The loudspeaker's programme sheet, with what was played so far."""
    entry, played, unit = look(request, _broadcast, line_id, login=login)
    context = context_of(request)
    made = loudspeaker.sheet(
        entry.said, played, words_of_papers(request), ward=context.settings.ward_name, unit=unit,
        made_on=day_of(context.clock()),
    )  # fmt: skip
    headers = {**serving.as_file(f"phieu-phat-thanh-{line_id}.docx"), "Cache-Control": "no-store"}
    return Response(made, media_type=DOCX, headers=headers)


def _broadcast(work: UnitOfWork, line_id: int, *, login: Login) -> tuple[Entry, list[Played], str]:
    entry = acts.see(work, line_id, by=login.reader, name="broadcast")
    lines = parts.of(work, [entry.id])[entry.id]
    played = [
        Played(each.begins, each.ends or date.max, str(each.said.get("place", "")),
               times if isinstance(times := each.said.get("times"), int) else 0)
        for each in lines
    ]  # fmt: skip
    return entry, played, ward.unit_names(work).get(entry.unit_id or 0, "")
