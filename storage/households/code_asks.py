"""Two members of staff give somebody the right to speak for a household: one asks, another agrees, the first gets the
code.

No code exists before the agreement. So one person alone can print, send or invalidate nothing, and the database holds
nothing that could be misused. Codes for members and persons, who may not vote, need only one member of staff.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, insert, select, update

from civics.ward.roles import Role, may
from civics.ward.why import AskWhy, RollWhy
from core.errors import ConflictError, NotFoundError
from storage.database.unit import UnitOfWork
from storage.households import claims, households
from storage.households.claims import MOST_SLIPS, Slip
from storage.people import hands
from storage.tables.codes import code_asks
from storage.tables.people import staff
from storage.ward import audit

ACT = "poll.manage"  # the right of civics.ward.roles to ask and to agree
LIVES = timedelta(days=2)  # an older request must be made again


class What(StrEnum):
    """What is asked for."""

    CODE = "code"  # a code from the desk, for the representative or an authorised person
    SLIP = "slip"  # of one household
    SLIPS = "slips"  # of a whole group
    SPEAK = "speak"  # the right to speak, for a member who is in the chat already


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `by`, `agreed`: names of staff; `agreed` is empty until somebody agrees."""

    id: int
    what: What
    household_id: int | None
    unit_id: int | None
    claim_id: int | None
    again: bool
    word: str
    after: str
    staff_id: int
    by: str
    at: datetime
    agreed_by: int | None
    agreed: str


@dataclass(frozen=True, slots=True)
class Given:
    """The result: a code from the desk, or slips to print, with `more` to come. For a member, neither."""

    ask: Ask
    code: str = ""
    slips: tuple[Slip, ...] = ()
    more: bool = False


def ask(
    work: UnitOfWork, what: What, *, staff_id: int, household_id: int | None = None, unit_id: int | None = None,
    claim_id: int | None = None, again: bool = False, word: str = "",
) -> int:  # fmt: skip
    """Ask for it; returns the request's id. Asking for the same again returns the same request.

    Raises ConflictError for a household that left the roll and for a member without `word`, NotFoundError.
    """
    if household_id is not None and households.get(work, household_id).gone:
        raise ConflictError(RollWhy.GONE)
    if what is What.SPEAK and not word:
        raise ConflictError(RollWhy.NO_WORD)
    told = {
        "what": what.value, "household_id": household_id, "unit_id": unit_id, "claim_id": claim_id, "again": again,
        "word": word, "staff_id": staff_id,
    }  # fmt: skip
    same = [
        code_asks.c[name].is_(value) if value is None else code_asks.c[name] == value for name, value in told.items()
    ]
    waits = select(code_asks.c.id).where(*same, code_asks.c.agreed_by.is_(None), code_asks.c.at > work.now - LIVES)
    known: int | None = work.conn.execute(waits).scalar()
    if known is not None:
        return known
    made: int = work.conn.execute(
        insert(code_asks).values(**told, after="", at=work.now).returning(code_asks.c.id)
    ).scalar_one()
    _note(work, told["household_id"], "asked", staff_id=staff_id, what=what)
    return made


def agree(work: UnitOfWork, ask_id: int, *, staff_id: int) -> Ask:
    """Agree to somebody else's request. Raises ConflictError for one's own, and for that of somebody who may be the
    same person (`storage.people.hands`); NotFoundError when it no longer exists.
    """
    found = get(work, ask_id)
    if found.staff_id == staff_id:
        raise ConflictError(AskWhy.OWN)
    hands.check(work, found.staff_id, staff_id)
    here = code_asks.c.id == ask_id, code_asks.c.agreed_by.is_(None)
    taken = work.conn.execute(update(code_asks).where(*here).values(agreed_by=staff_id, agreed_at=work.now))
    if taken.rowcount == 0:
        raise ConflictError(AskWhy.DONE)
    _note(work, found.household_id, "agreed", staff_id=staff_id, what=found.what)
    if found.what is What.SPEAK:
        assert found.household_id is not None
        assert found.claim_id is not None
        claims.authorise(work, found.household_id, found.claim_id, word=found.word, staff_id=found.staff_id)
        _drop(work, ask_id)
    return get(work, ask_id) if found.what is not What.SPEAK else found


def take(work: UnitOfWork, ask_id: int, *, after: str, staff_id: int) -> Given:
    """Make what was agreed to and give it to the person who asked, once. `after`: the last slip that their page has.

    Raises ConflictError: not agreed to, somebody else's, or printed this far already. NotFoundError: no longer exists.
    """
    work.conn.execute(select(code_asks.c.id).where(code_asks.c.id == ask_id).with_for_update())
    found = get(work, ask_id)
    if found.staff_id != staff_id:
        raise ConflictError(AskWhy.NOT_YOURS)
    if found.agreed_by is None:
        raise ConflictError(AskWhy.WAITS)
    if found.after != after:
        raise ConflictError(AskWhy.STALE)
    if found.what is What.SLIPS:
        return _print(work, found)
    _drop(work, ask_id)
    assert found.household_id is not None
    if found.what is What.SLIP:
        return Given(found, slips=(claims.print_one(work, found.household_id, staff_id=staff_id),))
    code = claims.make(work, found.household_id, speaks=True, staff_id=staff_id, authorised=found.word)
    return Given(found, code=code)


def _print(work: UnitOfWork, found: Ask) -> Given:
    assert found.unit_id is not None
    slips = claims.print_slips(
        work, found.unit_id, again=found.again, staff_id=found.staff_id, after=found.after
    )  # fmt: skip
    more = len(slips) == MOST_SLIPS
    if more:
        last = slips[-1].household.code
        work.conn.execute(update(code_asks).where(code_asks.c.id == found.id).values(after=last))
        return Given(get(work, found.id), slips=tuple(slips), more=True)
    _drop(work, found.id)
    return Given(found, slips=tuple(slips))


def refuse(work: UnitOfWork, ask_id: int, *, staff_id: int) -> None:
    """Withdraw a request, or refuse somebody else's. Safe to repeat."""
    row = work.conn.execute(select(code_asks.c.household_id, code_asks.c.what).where(code_asks.c.id == ask_id)).first()
    if row is not None and _drop(work, ask_id):
        _note(work, row.household_id, "refused", staff_id=staff_id, what=What(row.what))


def get(work: UnitOfWork, ask_id: int) -> Ask:
    """One request. Raises NotFoundError when it was answered, withdrawn, or is too old."""
    found = _read(work, only=ask_id)
    if not found:
        raise NotFoundError("no such request")
    return found[0]


def waiting(work: UnitOfWork) -> list[Ask]:
    """The open requests, the oldest first."""
    return _read(work)


def others(work: UnitOfWork, staff_id: int) -> int:
    """How many other accounts may agree now. If there are none, the request waits for a new account."""
    roles = [each.value for each in Role if may(each, ACT)]
    living = staff.c.role.in_(roles), staff.c.disabled_at.is_(None), staff.c.id != staff_id
    found = work.conn.execute(select(staff.c.id).where(*living)).scalars().all()
    return sum(not hands.one(work, staff_id, each) for each in found)


def sweep(work: UnitOfWork) -> int:
    """Remove old requests; returns their number."""
    return work.conn.execute(delete(code_asks).where(code_asks.c.at <= work.now - LIVES)).rowcount


def _read(work: UnitOfWork, *, only: int | None = None) -> list[Ask]:
    first, second = staff.alias(), staff.alias()
    names = ("id", "what", "household_id", "unit_id", "claim_id", "again", "word", "after", "staff_id")
    wanted = (
        select(
            *(code_asks.c[each] for each in names),
            first.c.name.label("by"),
            code_asks.c.at,
            code_asks.c.agreed_by,
            func.coalesce(second.c.name, "").label("agreed"),
        )
        .join(first, first.c.id == code_asks.c.staff_id)
        .outerjoin(second, second.c.id == code_asks.c.agreed_by)
        .where(code_asks.c.at > work.now - LIVES)
        .order_by(code_asks.c.id)
    )
    rows = work.conn.execute(wanted.where(code_asks.c.id == only) if only is not None else wanted)
    return [Ask(**{**row._mapping, "what": What(row.what)}) for row in rows]  # noqa: SLF001  # SQLAlchemy's public name


def _drop(work: UnitOfWork, ask_id: int) -> bool:
    return bool(work.conn.execute(delete(code_asks).where(code_asks.c.id == ask_id)).rowcount)


def _note(work: UnitOfWork, household_id: object, act: str, *, staff_id: int, what: What) -> None:
    if isinstance(household_id, int):
        households.note(work, household_id, act, staff_id=staff_id, what=what.value)
    else:
        audit.record(work, f"roll.{act}", actor=audit.STAFF, staff_id=staff_id, what=what.value)
