"""Papers before a consultation opens: the plan of Điều 28.1, the decision that sets up the team of an online vote."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from civics.polls.rules import PollKind
from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.papers import words_of_papers
from console.frame.reading import look
from console.frame.serving import as_file
from console.polls.decision_papers import DOCX
from core.clock import in_vietnam
from core.errors import NotFoundError
from papers import community
from papers.community import Facts
from papers.parts import Say, day
from storage.database.unit import UnitOfWork
from storage.polls import forms, polls
from storage.polls.polls import Poll
from storage.ward import ward

_works = require("poll.manage")
_OF = {"plan_25": (PollKind.ARTICLE_25,), "team_online": (PollKind.VOTE_15_6, PollKind.METHOD)}


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/polls/{key}/giay-to/{what}.docx", download, methods=["GET"])
    return routes


def listed(kind: PollKind) -> tuple[str, ...]:
    """The papers that a kind of consultation has before it opens."""
    return tuple(what for what, kinds in _OF.items() if kind in kinds)


def download(request: Request, key: str, what: str, *, login: Login = Depends(_works)) -> Response:
    """One of them, from the present set-up. What nobody recorded is printed as dots."""
    del login
    context = context_of(request)
    say = words_of_papers(request)
    facts = look(request, _facts, key, what, ward_name=context.settings.ward_name, say=say)
    headers = {**as_file(f"{what.replace('_', '-')}-{key}.docx"), "Cache-Control": "no-store"}
    return Response(community.write(what, facts, say), media_type=DOCX, headers=headers)


def _facts(work: UnitOfWork, key: str, what: str, *, ward_name: str, say: Say) -> Facts:
    poll = polls.get(work, key)
    if what not in listed(poll.kind):
        raise NotFoundError("There is no such paper.")
    units = [each for each in ward.units_now(work) if each.id in poll.units]
    whole = len(units) == len(ward.units_now(work))
    names = ward_name if whole else ", ".join(each.name for each in units)
    kind = units[0].kind if len(units) == 1 else "to_dan_pho"
    return Facts(
        ward_name, names, kind, in_vietnam(work.now).date().isoformat(), poll.title, _fields(poll, names, say),
        frozenset(forms.compared(work)),
    )  # fmt: skip


def _fields(poll: Poll, names: str, say: Say) -> dict[str, str]:
    found = {"asked": names, "team_online": "\n".join(poll.terms.team), "ways": say("papers.line.ways_value")}
    if poll.terms.clause:
        found["clause"] = say("papers.line.clause_value", number=poll.terms.clause)
    if poll.posted_on:
        found["published"] = day(poll.posted_on.isoformat(), say)
    if poll.opens_at and poll.closes_at:
        opens, closes = (in_vietnam(at).date().isoformat() for at in (poll.opens_at, poll.closes_at))
        found["term"] = f"{day(opens, say)} – {day(closes, say)}"
    return found
