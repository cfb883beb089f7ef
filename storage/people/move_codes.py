"""Codes that move a person's cases to another channel: for one use within ten minutes, stored as keyed digests."""

import re
import secrets
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from storage.database.unit import UnitOfWork
from storage.people import sessions
from storage.tables.moves import move_codes
from storage.tables.people import residents
from storage.ward import audit
from storage.ward.sight import Reader

LIVES = timedelta(minutes=10)
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without characters that look or sound like others
_TYPED = re.compile(rf"CK[- ]?([{_LETTERS}]{{4}})[- ]?([{_LETTERS}]{{4}})")


def typed(text: str) -> str:
    """The code in a typed text, in the form in which it was shown. Empty when the text is not a code."""
    match = _TYPED.fullmatch(text.strip().upper()) if len(text) <= 30 else None
    return f"CK-{match[1]}-{match[2]}" if match else ""


def make(work: UnitOfWork, resident_id: int, *, by: Reader | None = None, case_id: int | None = None) -> str:
    """A new code for a resident. An earlier one becomes invalid. `by`: the member of staff who saw the person."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    code = f"CK-{letters[:4]}-{letters[4:]}"
    work.conn.execute(delete(move_codes).where(move_codes.c.resident_id == resident_id, move_codes.c.used_at.is_(None)))
    work.conn.execute(
        insert(move_codes).values(
            digest=_digest(work, code), resident_id=resident_id, staff_id=by.staff_id if by else None,
            made_at=work.now, expires_at=work.now + LIVES,
        )
    )  # fmt: skip
    audit.record(
        work, "move.code_given", actor=by.actor if by else audit.RESIDENT, staff_id=by.staff_id if by else None,
        case_id=case_id,
    )  # fmt: skip
    return code


def owner(work: UnitOfWork, code: str) -> int | None:
    """The resident of a valid code, which is not used up by this. None for an expired or wrong one."""
    found: int | None = work.conn.execute(
        select(move_codes.c.resident_id)
        .join(residents, residents.c.id == move_codes.c.resident_id)
        .where(
            move_codes.c.digest == _digest(work, code), move_codes.c.used_at.is_(None),
            move_codes.c.expires_at > work.now, residents.c.erased_at.is_(None), residents.c.blocked_at.is_(None),
        )
    ).scalar()  # fmt: skip
    return found


def use(work: UnitOfWork, code: str) -> bool:
    """Use the code up. Of two callers at once, only one gets True."""
    taken = (
        update(move_codes)
        .where(
            move_codes.c.digest == _digest(work, code), move_codes.c.used_at.is_(None),
            move_codes.c.expires_at > work.now,
        )
        .values(used_at=work.now)
    )  # fmt: skip
    return work.conn.execute(taken).rowcount == 1


def count_try(work: UnitOfWork, chat_id: int, *, about: str = "") -> timedelta | None:
    """Count a try of a chat (and for a case code). After five in 15 minutes it returns how long to wait."""
    who = [work.seal.name("move chat", str(chat_id))]
    if about:
        who.append(work.seal.name("recover code", about))
    return sessions.count_try(work, *who)


def forget_tries(work: UnitOfWork, chat_id: int) -> None:
    """After a right code, the chat's count starts again."""
    sessions.forget_tries(work, work.seal.name("move chat", str(chat_id)))


def sweep(work: UnitOfWork) -> int:
    """Remove codes older than a day; returns their number."""
    return work.conn.execute(delete(move_codes).where(move_codes.c.made_at < work.now - timedelta(days=1))).rowcount


def _digest(work: UnitOfWork, code: str) -> str:
    return work.seal.name("move code", code)
