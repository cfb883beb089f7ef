"""Who answers for a household in the chat. A one-time code from a printed slip or from the desk ties a chat to it.

The representative, or the person whom the desk records as authorised, speaks for it (may vote). Every other member may
give opinions.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, exists, insert, or_, select, update

from civics.ward.why import RollWhy
from core import slips
from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.households import code_numbers, households
from storage.messages.chats import Chat
from storage.messages.chats import get as chat_of
from storage.people import sessions
from storage.tables.households import household_claims, household_codes
from storage.tables.households import households as rows
from storage.tables.messages import chats
from storage.tables.people import residents

DESK_LIVES = timedelta(days=2)  # for codes that the desk gives; a printed slip is valid until it is used or replaced
MOST_SLIPS = 500  # in one print
_CODE, _DESK = "code", "desk"


@dataclass(frozen=True, slots=True)
class Claim:
    """A person who belongs to a household. `channel`: where they wrote last, empty when their chat is gone."""

    id: int
    household_id: int
    speaks: bool
    how: str
    at: datetime
    channel: str


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed for a household. Its code is returned here and stored nowhere."""

    household: households.Household
    code: str


class OtherHouseholdError(ConflictError):
    """This person belongs to another household and must leave it first."""


def typed(text: str) -> str:
    """The code in what was typed, alone or in a sentence. Empty when there is none."""
    return slips.typed(text, "HO")


def make(work: UnitOfWork, household_id: int, *, speaks: bool, staff_id: int, authorised: str = "") -> str:
    """A code from the desk, for the household's speaker or another member. An earlier code of the same kind becomes
    invalid.

    `authorised`: who vouched for a speaker who is not the representative, as the desk recorded it.
    """
    if households.get(work, household_id).gone:
        raise ConflictError(RollWhy.GONE)
    (code,) = _new(work, [household_id], speaks=speaks, expires_at=work.now + DESK_LIVES)
    detail = {"authorised": authorised} if authorised else {}
    households.note(work, household_id, "granted" if speaks else "member", staff_id=staff_id, **detail)
    if not speaks:  # one account alone makes these codes
        code_numbers.watch(work, staff_id)
    return code


def print_slips(work: UnitOfWork, unit_id: int, *, again: bool, staff_id: int, after: str = "") -> list[Slip]:
    """Codes for the next households of a unit after the code `after`, at most MOST_SLIPS.

    Households that have a speaker are left out. Without `again`, those with a slip are left out too; with it, their old
    slips become invalid.
    """
    heard = exists().where(
        household_claims.c.household_id == rows.c.id, household_claims.c.ended_at.is_(None), household_claims.c.speaks
    )
    wanted = select(rows.c.id).where(rows.c.unit_id == unit_id, households.standing(), rows.c.code > after, ~heard)
    if not again:
        wanted = wanted.where(~exists().where(household_codes.c.household_id == rows.c.id, household_codes.c.speaks))
    ids = work.conn.execute(wanted.order_by(rows.c.code).limit(MOST_SLIPS)).scalars().all()
    codes = _new(work, ids, speaks=True, expires_at=None)
    for each in ids:
        households.note(work, each, "slip", staff_id=staff_id)
    return [Slip(households.get(work, each), code) for each, code in zip(ids, codes, strict=True)]


def print_one(work: UnitOfWork, household_id: int, *, staff_id: int) -> Slip:
    """A new slip for one household that lost its slip.

    The old one becomes invalid. Raises ConflictError, NotFoundError.
    """
    found = households.get(work, household_id)
    if found.gone:
        raise ConflictError(RollWhy.GONE)
    (code,) = _new(work, [household_id], speaks=True, expires_at=None)
    households.note(work, household_id, "slip", staff_id=staff_id)
    return Slip(found, code)


def claim(work: UnitOfWork, code: str, resident_id: int) -> households.Household | None:
    """Tie a resident to the household of a code and use the code up. None for a wrong, expired or invalid code.

    Of two people at once, one gets it. Raises OtherHouseholdError; then the code stays valid.
    """
    here = household_codes.c.digest == _digest(work, code), _lives(work)
    found = work.conn.execute(select(household_codes).where(*here)).first()
    if found is None:
        return None
    held = work.conn.execute(_held(resident_id)).first()
    if held is not None and held.household_id != found.household_id:
        raise OtherHouseholdError("roll.problem.other")
    if work.conn.execute(delete(household_codes).where(*here)).rowcount == 0:
        return None
    how = _DESK if found.expires_at is not None else _CODE
    if held is None:
        values = {"household_id": found.household_id, "resident_id": resident_id, "speaks": found.speaks, "how": how}
        work.conn.execute(insert(household_claims).values(**values, at=work.now))
    elif found.speaks:
        work.conn.execute(update(household_claims).where(household_claims.c.id == held.id).values(speaks=True))
    household = households.get(work, found.household_id)
    blank = and_(residents.c.id == resident_id, residents.c.unit_id.is_(None))
    work.conn.execute(update(residents).where(blank).values(unit_id=household.unit_id))
    households.note(work, household.id, "claimed", speaks=found.speaks, how=how)
    return household


def of_resident(work: UnitOfWork, resident_id: int) -> tuple[households.Household, bool] | None:
    """The household to which a resident belongs, and whether they speak for it."""
    held = work.conn.execute(_held(resident_id)).first()
    return None if held is None else (households.get(work, held.household_id), held.speaks)


def leave(work: UnitOfWork, resident_id: int) -> households.Household | None:
    """The resident leaves the household, which is returned. Their earlier answers stay counted."""
    held = work.conn.execute(_held(resident_id)).first()
    if held is None:
        return None
    work.conn.execute(update(household_claims).where(household_claims.c.id == held.id).values(ended_at=work.now))
    households.note(work, held.household_id, "left")
    return households.get(work, held.household_id)


def withdraw(work: UnitOfWork, household_id: int, claim_id: int, *, staff_id: int) -> None:
    """Staff end a claim, for example after a lost telephone or a move. Safe to repeat."""
    mine = household_claims.c.id == claim_id, household_claims.c.household_id == household_id
    ended = work.conn.execute(
        update(household_claims).where(*mine, household_claims.c.ended_at.is_(None)).values(ended_at=work.now)
    )
    if ended.rowcount:
        households.note(work, household_id, "withdrawn", staff_id=staff_id)


def authorise(work: UnitOfWork, household_id: int, claim_id: int, *, word: str, staff_id: int) -> None:
    """A member may vote for the household from now on. `word`: who vouched for that, as the desk saw it.

    Raises ConflictError when there is no word, or when the person does not belong to the household any more.
    """
    if not word:
        raise ConflictError(RollWhy.NO_WORD)
    if not _speak(work, household_id, claim_id, speaks=True):
        raise ConflictError(RollWhy.NO_MEMBER)
    households.note(work, household_id, "authorised", staff_id=staff_id, authorised=word)


def silence(work: UnitOfWork, household_id: int, claim_id: int, *, staff_id: int) -> None:
    """A person may no longer vote for the household, but stays a member. Safe to repeat."""
    if _speak(work, household_id, claim_id, speaks=False):
        households.note(work, household_id, "silenced", staff_id=staff_id)


def _speak(work: UnitOfWork, household_id: int, claim_id: int, *, speaks: bool) -> bool:
    mine = household_claims.c.id == claim_id, household_claims.c.household_id == household_id
    holds = household_claims.c.ended_at.is_(None), household_claims.c.speaks.is_(not speaks)
    done = work.conn.execute(update(household_claims).where(*mine, *holds).values(speaks=speaks))
    return bool(done.rowcount)


def of_household(work: UnitOfWork, household_id: int) -> list[Claim]:
    """The people who belong to it now, the earliest first."""
    channel = (
        select(chats.c.channel)
        .where(chats.c.resident_id == household_claims.c.resident_id, chats.c.private, chats.c.state == "open")
        .order_by(chats.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    names = ("id", "household_id", "speaks", "how", "at")
    found = work.conn.execute(
        select(*(household_claims.c[each] for each in names), channel)
        .where(household_claims.c.household_id == household_id, household_claims.c.ended_at.is_(None))
        .order_by(household_claims.c.id)
    )
    return [Claim(*row[:5], row[5] or "") for row in found]


def heard(work: UnitOfWork, ids: Sequence[int]) -> tuple[frozenset[int], frozenset[int]]:
    """Which of these households have a speaker in the chat, and which have an unused slip."""
    speaks = household_claims.c.household_id.in_(ids), household_claims.c.ended_at.is_(None), household_claims.c.speaks
    slips = household_codes.c.household_id.in_(ids), household_codes.c.speaks, _lives(work)
    claimed = work.conn.execute(select(household_claims.c.household_id).where(*speaks)).scalars()
    waiting = work.conn.execute(select(household_codes.c.household_id).where(*slips)).scalars()
    return frozenset(claimed), frozenset(waiting)


def chats_of(work: UnitOfWork, ids: Sequence[int], *, but: int = 0) -> list[tuple[str, Chat]]:
    """The private chats of the people of these households, with the household's code.

    The resident `but` is left out.
    """
    found = work.conn.execute(
        select(rows.c.code, chats.c.id)
        .select_from(household_claims)
        .join(rows, rows.c.id == household_claims.c.household_id)
        .join(chats, chats.c.resident_id == household_claims.c.resident_id)
        .where(
            household_claims.c.household_id.in_(ids), household_claims.c.ended_at.is_(None), chats.c.private,
            chats.c.state == "open", household_claims.c.resident_id != but,
        )
        .order_by(chats.c.id)
    ).all()  # fmt: skip
    return [(code, chat_of(work, chat_id)) for code, chat_id in found]


def count_try(work: UnitOfWork, chat_id: int) -> timedelta | None:
    """Count a code that was typed in a chat. After five in 15 minutes it returns how long to wait."""
    return sessions.count_try(work, work.seal.name("household chat", str(chat_id)))


def forget_tries(work: UnitOfWork, chat_id: int) -> None:
    """After a right code, the chat's count starts again."""
    sessions.forget_tries(work, work.seal.name("household chat", str(chat_id)))


def sweep(work: UnitOfWork) -> int:
    """Remove expired codes of the desk; returns their number."""
    return households.void_codes(work, household_codes.c.expires_at <= work.now)


def _new(work: UnitOfWork, ids: Sequence[int], *, speaks: bool, expires_at: datetime | None) -> list[str]:
    """A code for each household, in their order. Earlier codes of the kind become invalid."""
    if not ids:
        return []
    households.void_codes(work, household_codes.c.household_id.in_(ids), household_codes.c.speaks.is_(speaks))
    codes = [_code() for _ in ids]
    work.conn.execute(
        insert(household_codes),
        [
            {"digest": _digest(work, code), "household_id": each, "speaks": speaks, "made_at": work.now,
             "expires_at": expires_at}
            for each, code in zip(ids, codes, strict=True)
        ],
    )  # fmt: skip
    return codes


def _code() -> str:
    letters = "".join(secrets.choice(slips.LETTERS) for _ in range(8))
    return f"HO-{letters[:4]}-{letters[4:]}"


def _lives(work: UnitOfWork) -> ColumnElement[bool]:
    return or_(household_codes.c.expires_at.is_(None), household_codes.c.expires_at > work.now)


def _held(resident_id: int) -> Select[tuple[int, int, bool]]:
    columns = (household_claims.c.id, household_claims.c.household_id, household_claims.c.speaks)
    return select(*columns).where(household_claims.c.resident_id == resident_id, household_claims.c.ended_at.is_(None))


def _digest(work: UnitOfWork, code: str) -> str:
    return work.seal.name("household code", code)
