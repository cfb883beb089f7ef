"""The web application of one ward: front page, console and web chat, joined from the page modules."""

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from civics.open311 import CallError, Fault
from console import chat
from console.answers import desk as answers_desk
from console.answers import public as answers_public
from console.bulletins import bulletins, fix, kit_pages, report_pages, series
from console.bulletins import public as bulletins_public
from console.cases import (
    acts,
    answering,
    approving,
    bulk,
    case,
    case_papers,
    day,
    export,
    figures,
    figures_api,
    files,
    intake,
    moving,
    preview,
    proving,
    queue,
    reaching,
    releasing,
    reminding,
    signed_forms,
    staff_groups,
    verbs,
)
from console.cases import map as map_page
from console.chat.room import Room
from console.frame import kept, live, slashes, why
from console.frame.access import OwingError, SignedOutError
from console.frame.context import Context
from console.frame.packing import Packed
from console.frame.passwords import Passwords
from console.frame.render import Pages, Stock, page
from console.frame.shield import Shield
from console.frame.visits import Visits
from console.households import code_asks, households, roll, roll_import, roll_slips
from console.opened import data as opened_data
from console.opened import figures as opened_figures
from console.opened import machines
from console.opened import open311 as open311_calls
from console.opened import public as opened_public
from console.opened import settings as opened_settings
from console.opened.ready import Ready
from console.polls import (
    decision_papers,
    decision_votes,
    decisions,
    drafts,
    opinions,
    outcome,
    paper_ballots,
    papers,
    plan_papers,
    polls,
    results,
    setup,
    shares,
    sitting_steps,
    sittings,
)
from console.registers import channels as register_channels
from console.registers import contests as register_contests
from console.registers import files as register_files
from console.registers import honours as register_honours
from console.registers import lists as register_lists
from console.registers import meetings as register_meetings
from console.registers import pages as register_pages
from console.registers import public as register_public
from console.registers import reports as register_reports
from console.registers import visits as register_visits
from console.ward import (
    alerts,
    bodies,
    data_register,
    days,
    duty,
    entering,
    login,
    naming,
    openid,
    own_account,
    own_ways,
    password_link,
    promises,
    public,
    seconds,
    settings,
    staff,
    teams,
    trail,
)
from console.ward import help as helping
from core.errors import ConflictError, DanBanError, NotAllowedError, NotFoundError, StoreAwayError, WithdrawnError
from storage.cases.opened_sums import Sums
from storage.database.database import UNSTORABLE

# Page modules; each has `router()`.
_PAGES = (
    *(public, login, entering, own_account, own_ways, password_link, openid, live, day, figures, figures_api, map_page),
    *(queue, bulk, export, case, case_papers, answering, acts, verbs, reminding),
    *(signed_forms, moving, preview, files, reaching, staff_groups, proving, approving, releasing),
    *(intake, drafts, setup, shares, polls, results, outcome, decisions, decision_votes, decision_papers, plan_papers),
    *(opinions, sittings, sitting_steps, papers),
    *(roll, roll_import, roll_slips, code_asks, households, paper_ballots),
    *(fix, kit_pages, report_pages, series),  # before the acts of a bulletin
    *(answers_public, answers_desk),
    *(bulletins, bulletins_public, staff, seconds, settings, bodies, naming, promises, duty, alerts, trail, helping),
    *(data_register, days, teams, opened_public, opened_figures, opened_data, machines, opened_settings),
    open311_calls,
    *(
        register_channels,
        register_contests,
        register_meetings,
        register_visits,
        register_reports,
        register_files,
        register_honours,
        register_lists,
        register_pages,
        register_public,
    ),
)

_OF_CALLS = {404: "address", 405: "method", 413: "large", 422: "body", 429: "busy"}
_STATUS: tuple[tuple[type[DanBanError], int], ...] = (
    (NotAllowedError, 403),
    (NotFoundError, 404),
    (ConflictError, 409),
    (WithdrawnError, 410),
    (StoreAwayError, 503),
)

# What no database holds: numbers without end, halves of a character, a zero sign in PostgreSQL. Nobody's page sends it.
_ODD: tuple[type[Exception], ...] = (RequestValidationError, OverflowError, UnicodeEncodeError, UNSTORABLE)


def routers() -> tuple[APIRouter, ...]:
    """The pages' routes. They know no ward, so a process that hosts several wards (and a test that makes many) makes
    them once and gives them to each `build`.
    """
    return tuple(module.router() for module in _PAGES)


def build(context: Context, *, pages: tuple[APIRouter, ...] = (), stock: Stock | None = None) -> FastAPI:
    """The application. `bot.inbound.web` adds hooks, health and metrics; `app.state.context` is what pages work with.

    `pages` are what `routers()` gave; without them they are made here.
    `stock`: what several wards of a process share of pages.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.context = context
    app.state.pages = Pages(context, stock)
    app.state.passwords = Passwords()
    app.state.live = live.Live(context)
    app.state.room = Room(context)
    app.state.reads = figures_api.limit(context)
    app.state.sums = Sums()
    for each in (*(pages or routers()), chat.router(app.state.room)):
        # Taken over as they are. `include_router` would make each route anew for this application, at its first request
        # (a tenth of a second of work), for prefixes and dependencies that we do not give.
        app.router.routes.extend(each.routes)
    app.mount("/static", app.state.pages.statics)
    app.add_exception_handler(SignedOutError, _signed_out)
    app.add_exception_handler(DanBanError, _known)
    app.add_exception_handler(HTTPException, _http)
    for odd in _ODD:
        app.add_exception_handler(odd, _unreadable)
    app.add_middleware(Packed)
    visits = Visits(context)
    app.add_middleware(Shield, context=context, render=_broken, visits=visits)
    app.add_middleware(Ready, context=context, visits=visits)  # the first layer of all
    return app


def end_streams(app: FastAPI) -> None:
    """Let all event streams end; to be called when the server is told to stop, for it waits for open streams."""
    app.state.live.close()
    app.state.room.close()


def _signed_out(request: Request, error: Exception) -> Response:
    assert isinstance(error, SignedOutError)
    if "x-fragment" in request.headers:  # a script asks: it must not take the login page for an answer
        return PlainTextResponse("", status_code=401)
    if not isinstance(error, OwingError) and (typed := kept.carried(request)):
        return page(
            request, "ward/login.html", status=401, next=error.next, typed="", problem="kept", minutes=0, kept=typed
        )
    page_name = "enter_page" if isinstance(error, OwingError) else "login_page"
    target = request.url_for(page_name).include_query_params(next=error.next)
    return RedirectResponse(f"{target.path}?{target.query}", status_code=303)


def _known(request: Request, error: Exception) -> Response:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    return _error_page(request, status, says=why.key(error) if isinstance(error, ConflictError) else "")


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and (way := slashes.without(request)) is not None:
        return way
    response = _error_page(request, error.status_code)
    response.headers.update(error.headers or {})
    return response


def _unreadable(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """A form says which of its fields is wrong; an address that nothing can stand at is one where nothing stands."""
    return _error_page(request, 404 if request.method in {"GET", "HEAD"} else 422)


def _broken(request: Request, status: int, number: str) -> Response:
    request.scope.setdefault("state", {})
    return _error_page(request, status, number=number)


def _error_page(request: Request, status: int, *, says: str = "", number: str = "") -> Response:
    if request.url.path.startswith("/open311/"):
        return open311_calls.refusal(request, CallError(Fault(status, _OF_CALLS.get(status, "other"))))
    name = str(status) if status in {403, 404, 405, 409, 410, 413, 422, 500, 503} else "other"
    return page(
        request,
        "frame/error.html",
        status=status,
        name=name,
        says=says,
        number=number,
        console=request.url.path.startswith("/console"),
    )
