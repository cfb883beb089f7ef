"""The papers of a community's decision, made on request; its ballots; the list of forms that were compared."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.polls.community import Effect, effect
from civics.polls.counting import Source
from civics.polls.elections import ELECTION
from civics.polls.sittings import QUY_UOC
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.papers import words_of_papers
from console.frame.reading import look, run
from console.frame.render import page
from console.frame.serving import as_file
from core.errors import NotFoundError
from core.words import FIRST
from papers import community, decision_values, held
from papers.parts import Say
from papers.values import Values
from storage.database.unit import UnitOfWork
from storage.households import households
from storage.polls import decision_votes, decisions, forms
from storage.polls.decisions import Decision, Kept
from storage.ward import unseen, ward
from storage.ward.ward import Unit

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_SHEETS = 300  # ballots on one page
_works, _admin = require("poll.manage"), require("settings.change")
_AGREED: dict[str, Callable[[Values, Say], bytes]] = {"count": held.count, "minutes": held.minutes}


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that can be made. `vote` 0: it belongs to the decision itself."""

    what: str
    vote: int
    unit: str


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    base = "/console/decisions/{key}"
    routes.add_api_route("/console/forms", compared, methods=["GET"])
    routes.add_api_route("/console/forms", mark, methods=["POST"])
    routes.add_api_route(base + "/giay-to", listing, methods=["GET"])
    routes.add_api_route(base + "/giay-to/{what}.docx", download, methods=["GET"])
    routes.add_api_route(base + "/votes/{vote_id}/phieu", ballots, methods=["GET"])
    return routes


def listed(decision: Decision, names: dict[int, str]) -> list[Paper]:
    """The papers that the law asks for: those of the decision, then those of each vote."""
    by = effect(decision.clause, ward_wide=decision.ward_wide)
    found = [Paper("candidates", 0, "")] if decision.clause == ELECTION else []
    found += [Paper(name, 0, "") for name in _of_whole(decision, by)]
    for each in decision.votes:
        on_paper = each.vote.source is Source.PAPER
        mine = ["plan_ballots", "team"] if on_paper else ["invitation"]
        if each.vote.agreed is not None:
            mine += [*(["count"] if each.vote.agreed.board else []), "minutes"]
        found += [Paper(what, each.id, names.get(each.vote.unit_id, "")) for what in mine]
    return found


def _of_whole(decision: Decision, by: Effect) -> tuple[str, ...]:
    if decision.clause == QUY_UOC:
        return ("recognise", "suspend", "annul")  # NĐ 61/2023 Điều 11, 12, 14
    return {Effect.UBND: ("recognise_head",), Effect.FRONT: ("recognise_front",)}.get(by, ())


def listing(request: Request, key: str, *, login: Login = Depends(_works)) -> Response:
    """Show all of them for download."""
    del login
    decision = look(request, decisions.get, key)
    papers = listed(decision, look(request, ward.unit_names))
    return page(request, "polls/decision_papers.html", decision=decision, papers=papers)


def download(request: Request, key: str, what: str, *, vote: str = "", login: Login = Depends(_works)) -> Response:
    """One paper, as a .docx for Word."""
    del login
    context = context_of(request)
    say = words_of_papers(request)
    made = look(request, _made, key, what, whole(vote) or 0, ward_name=context.settings.ward_name, say=say)
    name = f"{what.replace('_', '-')}-{key}{f'-{vote}' if whole(vote) else ''}.docx"
    return Response(made, media_type=DOCX, headers={**as_file(name), "Cache-Control": "no-store"})


def _made(work: UnitOfWork, key: str, what: str, vote_id: int, *, ward_name: str, say: Say) -> bytes:
    decision = decisions.get(work, key)
    if not any((each.what, each.vote) == (what, vote_id) for each in listed(decision, {})):
        raise NotFoundError("There is no such paper.")
    kept: Kept | None = decision_votes.of(decision, vote_id) if vote_id else None
    if what in _AGREED and kept is not None:
        return _AGREED[what](decision_values.values(work, decision, kept, ward_name=ward_name), say)
    of = kept or next(iter(reversed(decision.votes)), None)
    unit_id = of.vote.unit_id if of else decision.units[0]
    facts = decision_values.facts(work, decision, of, unit_id, ward_name=ward_name, say=say)
    return community.write(what, facts, say)


def ballots(request: Request, key: str, vote_id: int, *, after: str = "", login: Login = Depends(_works)) -> Response:
    """A ballot per household of the group, with room for UBND's seal or the head's signature (NĐ 59 Điều 4.5)."""
    del login
    decision, kept, found = look(request, _ballots, key, vote_id, after)
    unit = next(each for each in look(request, ward.units_now) if each.id == kept.vote.unit_id)
    return sheets(
        request, f"/console/decisions/{key}/votes/{vote_id}", decision.title, text=decision.text,
        ward_wide=decision.ward_wide, due_on=kept.vote.before.due_on, unit=unit, found=found,
    )  # fmt: skip


def sheets(
    request: Request, here: str, title: str, *, text: str, ward_wide: bool, due_on: date | None, unit: Unit,
    found: list[households.Household],
) -> Response:  # fmt: skip
    """A page of ballots, one per household. `here`: the address of the vote."""
    return page(
        request, "polls/decision_ballots.html", here=here, title=title, text=text, ward_wide=ward_wide, due_on=due_on,
        households=found, unit=unit, told=partial(context_of(request).words.say, FIRST),
        next=found[-1].code if len(found) == MOST_SHEETS else "",
    )  # fmt: skip


def _ballots(work: UnitOfWork, key: str, vote_id: int, after: str) -> tuple[Decision, Kept, list[households.Household]]:
    decision = decisions.get(work, key)
    kept = decision_votes.of(decision, vote_id)
    if kept.vote.source is not Source.PAPER or decision_votes.missing(work, decision, kept.vote):
        raise NotFoundError("The law asks for more before ballots are handed out.")
    return decision, kept, sheets_of(work, kept.vote.unit_id, after)


def sheets_of(work: UnitOfWork, unit_id: int, after: str) -> list[households.Household]:
    """The households of a group that get a ballot, one page of them."""
    behind = (unit_id, after[:32]) if after else (0, "")
    return households.page(work, unit_id=unit_id, after=behind, limit=MOST_SHEETS)


def compared(request: Request, *, login: Login = Depends(_admin)) -> Response:
    """Show which forms of the decrees were compared with the official annex."""
    del login
    return page(
        request, "polls/forms.html", forms=forms.FORMS, compared=look(request, forms.compared),
        unseen=look(request, unseen.read),
    )  # fmt: skip


def mark(
    request: Request,
    *,
    form: Annotated[str, Form()],
    said: Annotated[str, Form()] = "",
    login: Login = Depends(_admin),
) -> Response:
    """Record that a form was compared, or an article read, and with which copy. Empty: it was not."""
    if form in unseen.NAMES:
        run(request, unseen.mark, form, said=said, staff_id=login.staff_id)
    else:
        run(request, forms.mark, form, said=said, staff_id=login.staff_id)
    return RedirectResponse("/console/forms?done=saved", status_code=303)
