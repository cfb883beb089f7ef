"""Codes for persons: told at the desk to somebody who stands there, good once, so that their chat counts as one person.

For a web chat without a household's code. A Zalo account needs none (`civics.polls.rules.ballot_class`). It stays with
the chat in which it was used: if it went along to another one, each move would make one more voice of one code.
"""

import re
import secrets
from datetime import timedelta

from sqlalchemy import delete, exists, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.text import fold
from storage.database.unit import UnitOfWork
from storage.households import code_numbers
from storage.tables.codes import person_checks, person_codes
from storage.tables.households import household_claims
from storage.ward import audit

LIVES = timedelta(days=2)
KEPT = timedelta(days=400)  # a used or past one, for the numbers on a result page
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is read or heard as something else
_TYPED = re.compile(rf"XN\W*([{_LETTERS}]{{4}})\W*([{_LETTERS}]{{4}})")


def typed(text: str) -> str:
    """The code in what somebody typed, with or without blanks; empty when the text is none."""
    match = _TYPED.fullmatch(fold(text).strip().upper()) if len(text) <= 30 else None
    return f"XN-{match[1]}-{match[2]}" if match else ""


def make(work: UnitOfWork, *, staff_id: int) -> str:
    """A new code; it is told here and nowhere kept."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    code = f"XN-{letters[:4]}-{letters[4:]}"
    work.conn.execute(
        insert(person_codes).values(
            digest=_digest(work, code), staff_id=staff_id, made_at=work.now, expires_at=work.now + LIVES
        )
    )
    audit.record(work, "person.code_given", actor=audit.STAFF, staff_id=staff_id)
    code_numbers.watch(work, staff_id)
    return code


def use(work: UnitOfWork, code: str, resident_id: int) -> bool:
    """Let the person behind this chat count as one; false for a wrong, past or used code. Of two at once one gets it.

    Who counts already keeps the code: true, and it stays good for somebody else.
    """
    here = person_codes.c.digest == _digest(work, code), person_codes.c.used_at.is_(None)
    living = (*here, person_codes.c.expires_at > work.now)
    if work.conn.execute(select(person_codes.c.id).where(*living)).first() is None:
        return False
    if is_checked(work, resident_id):
        return True
    if work.conn.execute(update(person_codes).where(*living).values(used_at=work.now)).rowcount == 0:
        return False
    dialect = postgresql if work.postgres else sqlite
    work.conn.execute(
        dialect.insert(person_checks).values(resident_id=resident_id, at=work.now).on_conflict_do_nothing()
    )
    audit.record(work, "person.checked", actor=audit.RESIDENT)
    return True


def is_checked(work: UnitOfWork, resident_id: int) -> bool:
    """Whether this person used a code of the ward: that of a household they belong to, or one of the desk."""
    holds = household_claims.c.resident_id == resident_id, household_claims.c.ended_at.is_(None)
    found = select(literal(1)).where(
        or_(exists().where(*holds), exists().where(person_checks.c.resident_id == resident_id))
    )
    return work.conn.execute(found).first() is not None


def forget(work: UnitOfWork, resident_id: int) -> None:
    """The person's data are erased."""
    work.conn.execute(delete(person_checks).where(person_checks.c.resident_id == resident_id))


def sweep(work: UnitOfWork) -> int:
    """Remove codes that were good long ago; how many."""
    return work.conn.execute(delete(person_codes).where(person_codes.c.made_at < work.now - KEPT)).rowcount


def _digest(work: UnitOfWork, code: str) -> str:
    return work.seal.name("person code", code)
