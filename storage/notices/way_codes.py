"""Codes with which an officer ties a chat to their account: one use, valid for ten minutes, stored as keyed digests."""

import secrets
from datetime import timedelta

from sqlalchemy import delete, insert

from core import slips
from storage.database.unit import UnitOfWork
from storage.tables.notices import way_codes

LIVES = timedelta(minutes=10)


def typed(text: str) -> str:
    """The code in what was typed, alone or in a sentence. Empty when there is none."""
    return slips.typed(text, "TK")


def make(work: UnitOfWork, staff_id: int) -> str:
    """A new code for an account. An earlier one becomes invalid. The code itself is not stored."""
    letters = "".join(secrets.choice(slips.LETTERS) for _ in range(8))
    code = f"TK-{letters[:4]}-{letters[4:]}"
    work.conn.execute(delete(way_codes).where(way_codes.c.staff_id == staff_id))
    work.conn.execute(
        insert(way_codes).values(digest=_digest(work, code), staff_id=staff_id, expires_at=work.now + LIVES)
    )
    return code


def use(work: UnitOfWork, code: str) -> int | None:
    """Use the code up and return its account. None for a wrong, expired or used code; of two at once, one gets it."""
    mine = way_codes.c.digest == _digest(work, code)
    found: int | None = work.conn.execute(
        delete(way_codes).where(mine, way_codes.c.expires_at > work.now).returning(way_codes.c.staff_id)
    ).scalar()
    return found


def sweep(work: UnitOfWork) -> int:
    """Remove expired codes; returns their number."""
    return work.conn.execute(delete(way_codes).where(way_codes.c.expires_at <= work.now)).rowcount


def _digest(work: UnitOfWork, code: str) -> str:
    return work.seal.name("way code", code)
