"""The pages that all registers share: what is due, the list of one register, an entry with its lines and files."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.days.calendar import day_of
from civics.registers.definition import Register, registers
from civics.registers.ratings import grade
from civics.registers.values import RegisterWhy, Wrong, unsure
from console.frame import why
from console.frame.access import Login, may, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from core.errors import ConflictError, NotFoundError
from core.text import normal
from handlers.registers import acts, disclosure, due, ratings
from handlers.registers.acts import Act, WrongFieldsError
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.registers import channel_rates, entries, parts, steps
from storage.registers.entries import Asked, Entry
from storage.registers.ratings import RATING
from storage.ward import days, ward
from storage.ward.sight import known

_reads = require("register.read")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    base = "/console/registers"
    routes.add_api_route(base, home, methods=["GET"])
    routes.add_api_route(base + "/{register}/new", new, methods=["GET"])
    routes.add_api_route(base + "/{register}/new", add, methods=["POST"])
    one = base + "/{register}/{line_id:int}"
    routes.add_api_route(one, show, methods=["GET"])
    routes.add_api_route(one, change, methods=["POST"])
    routes.add_api_route(one + "/edit", edit, methods=["GET"])
    routes.add_api_route(one + "/moves/{move}", move, methods=["POST"])
    routes.add_api_route(one + "/parts/{part}", add_part, methods=["POST"])
    routes.add_api_route(one + "/lines/{part_id:int}/{how}", change_part, methods=["POST"])
    return routes


async def typed(request: Request) -> dict[str, str]:
    """A page's dependency: the words of a form."""
    form = await request.form()
    return {name: normal(value).strip()[:5_000] for name, value in form.items() if isinstance(value, str)}


def law_of(name: str) -> Register:
    """The register in an address. Raises NotFoundError."""
    if name not in registers():
        raise NotFoundError("There is no such register.")
    return registers()[name]


def readable(name: str, login: Login) -> Register:
    """The register in an address, for somebody who may read it. Raises NotFoundError, NotAllowedError."""
    law = law_of(name)
    acts.must(login.reader, law.reads)
    return law


def home(request: Request, mine: str = "", login: Login = Depends(_reads)) -> Response:
    """Every register, and what is late or due soon."""
    found, today = look(request, _due, login, mine=bool(mine))
    known = [each.name for each in registers().values() if may(login, each.reads)]
    return page(request, "registers/home.html", due=found, today=today, registers=known, mine=mine)


def _due(work: UnitOfWork, login: Login, *, mine: bool) -> tuple[tuple[due.Due, ...], date]:
    today = day_of(work.now)
    own = login.staff_id if mine else None
    return tuple(due.due(work, today, reader=login.reader, owner_id=own)), today


def names(work: UnitOfWork) -> dict[int, str]:
    """The names of the staff, former ones too."""
    return {each.id: each.name for each in staff.everyone(work)}


def new(request: Request, register: str, parent: str = "", login: Login = Depends(_reads)) -> Response:
    """An empty form."""
    return _form(
        request, readable(register, login), login=login, given={"parent": parent, "owner": str(login.staff_id)}
    )


def _form(
    request: Request, law: Register, *, login: Login, given: Mapping[str, str], entry: Entry | None = None,
    wrong: tuple[Wrong, ...] = (), problem: str = "",
) -> Response:  # fmt: skip
    return page(
        request, "registers/form.html", status=422 if wrong else 409 if problem else 200, law=law, given=given,
        entry=entry, wrong={each.field: each.why for each in wrong}, problem=problem,
        units=look(request, ward.units_now), staff=look(request, _working),
        parents=look(request, _parents, law, login) if law.parent else [],
    )  # fmt: skip


def _working(work: UnitOfWork) -> list[tuple[int, str]]:
    return [(each.id, each.name) for each in staff.everyone(work) if each.disabled_at is None]


def _parents(work: UnitOfWork, law: Register, login: Login) -> list[Entry]:
    return entries.some(work, Asked(law.parent), reader=login.reader, limit=100)


def add(
    request: Request, register: str, given: dict[str, str] = Depends(typed), login: Login = Depends(_reads)
) -> Response:
    """Write a new entry. A refused form comes back as it was typed."""
    law = law_of(register)
    try:
        made = run(request, _add, law.name, given, login, context_of(request).ward)
    except WrongFieldsError as error:
        return _form(request, law, login=login, given=given, wrong=error.wrong)
    except ConflictError as error:
        return _form(request, law, login=login, given=given, problem=why.key(error))
    return to(made)


def _add(work: UnitOfWork, name: str, given: dict[str, str], login: Login, ward: Ward) -> Entry:
    return acts.add(Act(work, login.reader, ward=ward), name, given, parent_id=whole(given.get("parent", "")))


def edit(request: Request, register: str, line_id: int, login: Login = Depends(_reads)) -> Response:
    """The form of an entry."""
    law = law_of(register)
    found = look(request, acts.see, line_id, by=login.reader, name=law.name)
    given = {name: as_typed(value) for name, value in found.said.items()}
    given |= {"owner": str(found.owner_id or ""), "revision": str(found.revision)}
    return _form(request, law, login=login, given=given, entry=found)


def change(
    request: Request, register: str, line_id: int, *, given: dict[str, str] = Depends(typed),
    login: Login = Depends(_reads),
) -> Response:  # fmt: skip
    """Change an entry."""
    law = law_of(register)
    found = look(request, acts.see, line_id, by=login.reader, name=law.name)
    try:
        run(
            request,
            _with,
            acts.change,
            login,
            line_id,
            revision=whole(given.get("revision", "")),
            given=given,
            ward=context_of(request).ward,
        )
    except WrongFieldsError as error:
        return _form(request, law, login=login, given=given, entry=found, wrong=error.wrong)
    except ConflictError as error:
        return _form(request, law, login=login, given=given, entry=found, problem=why.key(error))
    return to(found)


def _with(
    work: UnitOfWork, act: Callable[..., Entry], login: Login, line_id: int, *args: object, revision: int | None,
    given: Mapping[str, str], ward: Ward,
) -> Entry:  # fmt: skip
    return act(Act(work, login.reader, line_id, revision, ward), *args, given)


def show(request: Request, register: str, line_id: int, login: Login = Depends(_reads)) -> Response:
    """One entry, with what may be done with it."""
    return shown(request, law_of(register), line_id, login=login)


def shown(
    request: Request, law: Register, line_id: int, *, login: Login, wrong: tuple[Wrong, ...] = (), problem: str = "",
    given: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """The page of an entry, with what was refused on it."""
    found = look(request, acts.see, line_id, by=login.reader, name=law.name)
    return page(
        request, "registers/entry.html", status=422 if wrong else 409 if problem else 200, law=law, entry=found,
        given=given or {}, wrong={each.field: each.why for each in wrong}, problem=problem,
        moves=law.moves_from(found.state) if may(login, law.writes) else (), writes=may(login, law.writes),
        units=look(request, ward.units_now), **look(request, _around, found, login=login),
    )  # fmt: skip


def _around(work: UnitOfWork, found: Entry, *, login: Login) -> dict[str, Any]:  # for a template
    """What the page of an entry shows beside it."""
    today = day_of(work.now)
    is_disclosure = found.register == disclosure.NAME
    return {
        "lines": parts.of(work, [found.id])[found.id], "files": parts.files(work, [found.id])[found.id],
        "steps": steps.of(work, found.id), "today": today, "unit_names": ward.unit_names(work), "names": names(work),
        "lacks": disclosure.lacks(work, [found], today=today)[found.id] if is_disclosure else (),
        "children": entries.of_parent(work, found.id, reader=login.reader),
        "parent": entries.get(work, found.parent_id, reader=login.reader) if found.parent_id else None,
        "unsure": _unsure(work, found), "case_code": _case_code(work, found, login),
        "said_of_channel": channel_rates.told(work, [found.id]).get(found.id), **_rated(work, found, login),
    }  # fmt: skip


def _rated(work: UnitOfWork, found: Entry, login: Login) -> dict[str, Any]:  # for a template
    """The points of a rating: for those who may see figures of people, and for who answers for it."""
    if found.register != RATING or not (may(login, "figures.people") or found.owner_id == login.staff_id):
        return {"shows_rated": False}
    rated = ratings.rated(work, found)
    rule = entries.get(work, found.parent_id, reader=login.reader) if found.parent_id else None
    told = grade(rule.said, rated.points) if rule and rated and rated.points is not None else ""
    return {"shows_rated": True, "rated": rated, "suggested": told}


def _case_code(work: UnitOfWork, found: Entry, login: Login) -> str:
    """The code of its case; "" without one, and for whoever may not know of that case."""
    try:
        return str(known(work, found.case_id, reader=login.reader).code) if found.case_id else ""
    except NotFoundError:
        return ""


def _unsure(work: UnitOfWork, found: Entry) -> tuple[str, ...]:
    if found.due_on is None:
        return ()
    return unsure(law_of(found.register), found.due_clock, found.said, found.due_on, days=days.known(work))


def move(
    request: Request, register: str, line_id: int, move: str, *, given: dict[str, str] = Depends(typed),
    login: Login = Depends(_reads),
) -> Response:  # fmt: skip
    """Do what the register calls `move`."""
    law = law_of(register)
    if move not in {each.act for each in law.moves}:
        raise NotFoundError("There is no such act.")
    return tried(request, law, line_id, acts.move, move, given=given, login=login)


def add_part(
    request: Request, register: str, line_id: int, part: str, *, given: dict[str, str] = Depends(typed),
    login: Login = Depends(_reads),
) -> Response:  # fmt: skip
    """Add a line, such as a posting."""
    law = law_of(register)
    if part not in {each.name for each in law.parts}:
        raise NotFoundError("There is no such kind of line.")
    return tried(request, law, line_id, acts.add_part, part, given=given, login=login)


def change_part(
    request: Request, register: str, line_id: int, part_id: int, *, how: str, given: dict[str, str] = Depends(typed),
    login: Login = Depends(_reads),
) -> Response:  # fmt: skip
    """Write down the last day of a line, or remove it."""
    law = law_of(register)
    if how == "end":
        return tried(request, law, line_id, acts.end_part, part_id, given=given, login=login)
    if how != "drop":
        raise NotFoundError("There is no such act.")
    return tried(request, law, line_id, acts.drop_part, part_id, given=given, login=login)


def tried(
    request: Request, law: Register, line_id: int, act: Callable[..., Entry], *args: object,
    given: Mapping[str, str], login: Login,
) -> Response:  # fmt: skip
    """Act on an entry; what is refused is said on its page, with what was typed."""
    look(request, acts.see, line_id, by=login.reader, name=law.name)
    revision = whole(given.get("revision", ""))
    try:
        after = run(
            request, _with, act, login, line_id, *args, revision=revision, given=given, ward=context_of(request).ward
        )
    except WrongFieldsError as error:
        return shown(request, law, line_id, login=login, wrong=error.wrong, given=given)
    except ConflictError as error:
        said = why.key(error) or why.key_of(RegisterWhy.STATE)
        return shown(request, law, line_id, login=login, problem=said, given=given)
    return to(after)


def to(entry: Entry) -> Response:
    """Lead to the page of an entry."""
    return RedirectResponse(f"/console/registers/{entry.register}/{entry.id}?done=saved", status_code=303)


def as_typed(value: object) -> str:
    """A field's value as its input holds it."""
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)
