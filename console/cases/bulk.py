"""Acts on many cases at once: a preview of what happens and who is told, the act, and the way back for ten minutes."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.cases.answering import written
from civics.cases.moves import DropWhy, Says
from civics.ward.roles import works
from console.frame import topics
from console.frame import why as whys
from console.frame.access import Login, require
from console.frame.asking import Asked, whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page, say
from core.errors import ConflictError, DanBanError
from handlers.cases import bulk
from handlers.cases.bulk import MOST, Back, Does, Each, Wish
from storage.database.unit import UnitOfWork
from storage.people import staff, teams
from storage.people.staff import Account
from storage.people.teams import Team
from storage.ward import ward
from storage.ward.ward import Canned

_works = require("work")
_UNDO_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says, as it was typed."""

    does: str = ""
    officer: str = ""
    topic: str = ""
    day: str = ""
    code: str = ""
    verb: str = Says.WORD
    text: str = ""
    canned: str = ""
    why: str = DropWhy.SPAM
    group_ok: str = ""
    team: str = ""

    def wish(self, *, text: str) -> Wish | None:
        """The wish; None when something is missing or cannot be read."""
        try:
            does, until = Does(self.does), date.fromisoformat(self.day) if self.day else None
        except ValueError:
            return None
        found = Wish(
            does, whole(self.officer), self.topic, until, self.code.strip().upper(), _verb(self.verb), text,
            DropWhy.DUPLICATE if self.why == DropWhy.DUPLICATE else DropWhy.SPAM, bool(self.group_ok),
            team_id=whole(self.team),
        )  # fmt: skip
        missing = {
            Does.TOPIC: not self.topic, Does.SNOOZE: until is None, Does.LINK: not found.code,
            Does.SAY: not text, Does.DROP: found.why is DropWhy.DUPLICATE and not found.code,
        }  # fmt: skip
        return None if missing.get(does) else found


def typed(
    *,
    does: Annotated[str, Form()] = "",
    officer: Annotated[str, Form()] = "",
    topic: Annotated[str, Form()] = "",
    day: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    verb: Annotated[str, Form()] = Says.WORD,
    text: Annotated[str, Form()] = "",
    canned: Annotated[str, Form()] = "",
    why: Annotated[str, Form()] = DropWhy.SPAM,
    group_ok: Annotated[str, Form()] = "",
    team: Annotated[str, Form()] = "",
    now: Annotated[str, Form()] = "",
) -> Typed:
    """A form's dependency. `now`: a button of the list itself, for which no further page asks."""
    if now == "duplicate":
        does, why = Does.DROP, DropWhy.DUPLICATE
    return Typed(Does.ASSIGN if now == "assign" else does, officer, topic, day.strip(), code, verb, text, canned, why,
                 group_ok, team)  # fmt: skip


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/bulk", ask, methods=["POST"])
    routes.add_api_route("/console/bulk/do", do, methods=["POST"])
    routes.add_api_route("/console/bulk/undo", undo, methods=["POST"])
    return routes


def ask(
    request: Request,
    codes: Annotated[list[str] | None, Form()] = None,
    form: Typed = Depends(typed),
    login: Login = Depends(_works),
) -> Response:
    """Show the chosen cases, what the act needs, and what would happen."""
    if not codes or form.does not in set(Does):
        return RedirectResponse(f"/console/{Asked.of(request.query_params).query(after='')}", status_code=303)
    return _ask(request, login, codes, form)


def do(
    request: Request,
    codes: Annotated[list[str] | None, Form()] = None,
    form: Typed = Depends(typed),
    login: Login = Depends(_works),
) -> Response:
    """Do it. The page says what happened to each case."""
    if form.does not in set(Does):
        return RedirectResponse(f"/console/{Asked.of(request.query_params).query(after='')}", status_code=303)
    wish = form.wish(text=written(form.text))
    if wish is None or (wish.does is Does.TOPIC and not topics.offers(request, wish.topic)):
        return _ask(request, login, codes or [], form, problem=say(request, "desk.bulk.incomplete"), status=422)
    try:
        done = run(request, bulk.perform, context_of(request).ward, codes or [], wish, by=login.reader)
    except ConflictError as error:
        problem = say(request, whys.key(error, "desk.trouble.not_now"))
        return _ask(request, login, codes or [], form, problem=problem, status=422)
    return _told(request, done.each, undo_token=_token(request, login, done.back) if done.back else "")


def undo(request: Request, token: Annotated[str, Form()] = "", login: Login = Depends(_works)) -> Response:
    """Undo it: bring the cases back to what they were."""
    back = _back(request, login, token)
    if back is None:
        return _told(request, (), problem=say(request, "desk.bulk.too_late"), status=409)
    return _told(request, run(request, bulk.undo, context_of(request).ward, back, by=login.reader), undone=True)


def _ask(
    request: Request, login: Login, codes: list[str], form: Typed, *, problem: str = "", status: int = 200
) -> Response:
    everyone, prepared, rooms = look(request, _choices, login)
    chosen = next((each for each in prepared if str(each.id) == form.canned), None)
    text, verb = (chosen.text, chosen.verb) if chosen and not form.text.strip() else (form.text, form.verb)
    wish = form.wish(text=text or "…") or Wish(Does(form.does), verb=_verb(verb))
    try:
        each = look(request, bulk.preview, context_of(request).ward, codes, wish, by=login.reader)
    except ConflictError:
        each, problem, status = (), say(request, "desk.trouble.too_many"), 422
    return page(
        request, "cases/bulk.html", status=status, codes=codes[:MOST], form=form, each=each, counts=_counts(each),
        people=[one for one in everyone if works(one.role)], prepared=prepared, text=text, verb=verb,
        rooms=rooms,
        topics=look(request, topics.offered), problem=problem,
    )  # fmt: skip


def _told(
    request: Request,
    each: tuple[Each, ...],
    *,
    undo_token: str = "",
    problem: str = "",
    undone: bool = False,
    status: int = 200,
) -> Response:
    return page(
        request, "cases/bulk_done.html", status=status, each=each, counts=_counts(each), token=undo_token,
        problem=problem, undone=undone,
    )  # fmt: skip


def _verb(text: str) -> Says:
    return Says(text) if text in set(Says) else Says.WORD


def _counts(each: tuple[Each, ...]) -> dict[str, int]:
    """How many cases are done, left out, and told, by where their residents hear of it."""
    found = {"done": sum(one.done for one in each), "left": sum(not one.done for one in each)}
    return {**found, **{name: sum(one.told == name for one in each) for name in ("chat", "group", "call")}}


def _choices(work: UnitOfWork, login: Login) -> tuple[list[Account], list[Canned], list[Team]]:
    prepared = ward.canned_answers(work, own_of=login.staff_id)
    return staff.everyone(work, active=True), prepared, teams.everyone(work)


def _token(request: Request, login: Login, back: tuple[Back, ...]) -> str:
    """The way back, encrypted for this account: it holds what the cases were."""
    context = context_of(request)
    told = {"staff": login.staff_id, "at": context.clock().isoformat(), "back": [asdict(each) for each in back]}
    return context.database.seal.close_text(json.dumps(told, ensure_ascii=False))


def _back(request: Request, login: Login, token: str) -> list[Back] | None:
    context = context_of(request)
    try:
        told = json.loads(context.database.seal.open_text(token))
        at, back = datetime.fromisoformat(told["at"]), [Back(**each) for each in told["back"]]
    except (DanBanError, ValueError, KeyError, TypeError):
        return None
    return back if told["staff"] == login.staff_id and context.clock() - at < _UNDO_FOR else None
