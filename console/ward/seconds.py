"""The page of acts that need a second person: who asks for what, and a yes or a no with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.ward import roles
from civics.ward.roles import Role
from civics.ward.why import SecondWhy
from console.frame import seconds
from console.frame import why as reasons
from console.frame.access import Login, local, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page, say
from core.errors import ConflictError, NotAllowedError
from handlers.cases import approving
from storage.across.seconds import waiting
from storage.across.seconds.waiting import Act, Kind
from storage.database.unit import UnitOfWork
from storage.ward.sight import Reader

_works = require("work")


@dataclass(frozen=True, slots=True)
class Row:
    """One act as its page shows it. `why_not`: the end of a key `seconds.problem`, if this person may not allow it."""

    act: Act
    about: seconds.About
    own: bool
    why_not: str
    others: tuple[str, ...]  # names of those who may allow it
    right: str  # whom to add where nobody may: the end of a key `seconds.add`


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(seconds.PAGE, show, methods=["GET"])
    routes.add_api_route(f"{seconds.PAGE}/{{act_id}}/yes", allow, methods=["POST"])
    routes.add_api_route(f"{seconds.PAGE}/{{act_id}}/no", refuse, methods=["POST"])
    return routes


def show(request: Request, login: Login = Depends(_works)) -> Response:
    """All acts that wait, and those that were decided lately."""
    return _page(request, login)


def allow(
    request: Request,
    act_id: int,
    *,
    typed: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Record the second person's yes: it is done now. `typed`: the number that both people must type for some acts.

    `back`: the page of the console on which it was pressed.
    """
    act = look(request, waiting.get, act_id, reader=login.reader)
    seconds.before(request, act)
    try:
        ended = run(
            request,
            waiting.allow,
            _kinds(request),
            act_id,
            by=login.reader,
            given={**seconds.given(request, act), "typed": typed},
        )
    except (ConflictError, NotAllowedError) as error:
        return _page(request, login, problem=_sentence(request, error))
    seconds.after(request, ended.left)
    if ended.left.shows:
        return _page(request, login, shows=ended.left.shows, about=look(request, seconds.about, act))
    return _there(back, f"second_{ended.state}")


def refuse(
    request: Request,
    act_id: int,
    *,
    why: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Refuse it with a reason, or take one's own request back."""
    act = look(request, waiting.get, act_id, reader=login.reader)
    if not why.strip() and act.staff_id != login.staff_id:
        return _page(request, login, problem=say(request, "seconds.problem.why"), status=422)
    try:
        state = run(request, waiting.refuse, _kinds(request), act_id, by=login.reader, why=why)
    except (ConflictError, NotAllowedError) as error:
        return _page(request, login, problem=_sentence(request, error))
    return _there(back, f"second_{state}")


def _kinds(request: Request) -> Mapping[str, Kind]:
    return approving.kinds_of(context_of(request).ward)


def _there(back: str, done: str) -> Response:
    return RedirectResponse(f"{local(back, otherwise=seconds.PAGE)}?done={done}", status_code=303)


def _sentence(request: Request, error: ConflictError | NotAllowedError) -> str:
    """Our own errors in words. For errors of the act itself: that it cannot be done at present."""
    return say(request, reasons.key(error) if isinstance(error.why, SecondWhy) else "seconds.problem.cannot")


def _page(
    request: Request,
    login: Login,
    *,
    problem: str = "",
    status: int = 409,
    shows: str = "",
    about: seconds.About | None = None,
) -> Response:
    """`shows`: what is shown only this once."""
    rows, past = look(request, _read, _kinds(request), login.reader)
    return page(
        request,
        "ward/seconds.html",
        status=status if problem else 200,
        rows=rows,
        past=past,
        problem=problem,
        shows=shows,
        shows_of=about.name if about else "",
    )


def _read(
    work: UnitOfWork, kinds: Mapping[str, Kind], reader: Reader
) -> tuple[list[Row], list[tuple[Act, seconds.About]]]:
    rows = [_row(work, act, kinds[act.kind], reader) for act in waiting.waiting(work, reader=reader)]
    return rows, [(act, seconds.about(work, act)) for act in waiting.decided(work, reader=reader)]


def _row(work: UnitOfWork, act: Act, kind: Kind, reader: Reader) -> Row:
    others = tuple(each.name for each in waiting.seconds(work, kind, act))
    return Row(
        act, seconds.about(work, act), act.staff_id == reader.staff_id, waiting.why_not(work, kind, act, by=reader),
        others, "reader" if kind.readers else "officer" if roles.may(Role.OFFICER, kind.right) else "leader",
    )  # fmt: skip
