"""Codes that bring a person's cases to another channel: good once, for ten minutes, kept as a keyed digest only."""

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
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is read or heard as something else
_TYPED = re.compile(rf"CK[- ]?([{_LETTERS}]{{4}})[- ]?([{_LETTERS}]{{4}})")


def typed(text: str) -> str:
    """The code in what somebody typed, as it was shown; empty when the text is none."""
    match = _TYPED.fullmatch(text.strip().upper()) if len(text) <= 30 else None
    return f"CK-{match[1]}-{match[2]}" if match else ""


def make(work: UnitOfWork, resident_id: int, *, by: Reader | None = None, case_id: int | None = None) -> str:
    """A new code for a resident's things; an earlier one is good no more. `by`: staff who looked at the person."""
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
    """Whose things a living code would bring; the code is not used by this. None for a past or a wrong one."""
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
    """Use the code up. False when another was faster: of two at once one gets True."""
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
    """Count a try from a chat (and about a case's code): five in 15 minutes, then how long to wait."""
    who = [work.seal.name("move chat", str(chat_id))]
    if about:
        who.append(work.seal.name("recover code", about))
    return sessions.count_try(work, *who)


def forget_tries(work: UnitOfWork, chat_id: int) -> None:
    """After a right code the chat's count starts anew."""
    sessions.forget_tries(work, work.seal.name("move chat", str(chat_id)))


def sweep(work: UnitOfWork) -> int:
    """Remove codes of yesterday; how many."""
    return work.conn.execute(delete(move_codes).where(move_codes.c.made_at < work.now - timedelta(days=1))).rowcount


def _digest(work: UnitOfWork, code: str) -> str:
    return work.seal.name("move code", code)
