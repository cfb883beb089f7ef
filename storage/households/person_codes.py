"""Codes for persons: the desk gives one to a person who is present, so that their chat counts as one person.

They are for web chats without a household's code. A Zalo account needs none (`civics.polls.rules.ballot_class`). The
code stays with the chat that used it: if it moved along to other chats, one code would give several voices.
"""

import secrets
from datetime import timedelta

from sqlalchemy import delete, exists, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core import slips
from storage.database.unit import UnitOfWork
from storage.households import code_numbers
from storage.tables.codes import person_checks, person_codes
from storage.tables.households import household_claims
from storage.ward import audit

LIVES = timedelta(days=2)
KEPT = timedelta(days=400)  # for used or expired ones, whose numbers a result page shows


def typed(text: str) -> str:
    """The code in what was typed, alone or in a sentence. Empty when there is none."""
    return slips.typed(text, "XN")


def make(work: UnitOfWork, *, staff_id: int) -> str:
    """A new code. It is returned here and stored nowhere."""
    letters = "".join(secrets.choice(slips.LETTERS) for _ in range(8))
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
    """Use a code, so that this chat counts as one person. False for a wrong, expired or used code; of two at once, one
    wins.

    A person who counts already does not use it up: the result is true, and the code stays valid for another person.
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
    """Whether this person used a code of the ward: their household's, or one from the desk."""
    holds = household_claims.c.resident_id == resident_id, household_claims.c.ended_at.is_(None)
    found = select(literal(1)).where(
        or_(exists().where(*holds), exists().where(person_checks.c.resident_id == resident_id))
    )
    return work.conn.execute(found).first() is not None


def forget(work: UnitOfWork, resident_id: int) -> None:
    """Forget the person, whose data are being erased."""
    work.conn.execute(delete(person_checks).where(person_checks.c.resident_id == resident_id))


def sweep(work: UnitOfWork) -> int:
    """Remove codes that expired long ago; returns their number."""
    return work.conn.execute(delete(person_codes).where(person_codes.c.made_at < work.now - KEPT)).rowcount


def _digest(work: UnitOfWork, code: str) -> str:
    return work.seal.name("person code", code)
