"""Tokens by which a program of a member of staff reads figures: one per account. Only its digest is stored.

It ends with all sessions of the account (a new password or second factor) and opens nothing while it is disabled.
"""

from datetime import datetime

from sqlalchemy import delete, insert, select

from storage.database.unit import UnitOfWork
from storage.people.staff import SHOWN, Account
from storage.tables.people import read_tokens, staff


def make(work: UnitOfWork, staff_id: int, digest: str) -> None:
    """Give the account this token. The one before it ends."""
    end(work, staff_id)
    work.conn.execute(insert(read_tokens).values(staff_id=staff_id, digest=digest, made_at=work.now))


def end(work: UnitOfWork, staff_id: int) -> bool:
    """End the account's token. Whether there was one."""
    return work.conn.execute(delete(read_tokens).where(read_tokens.c.staff_id == staff_id)).rowcount > 0


def made_at(work: UnitOfWork, staff_id: int) -> datetime | None:
    """Since when the account has one."""
    found: datetime | None = work.conn.execute(
        select(read_tokens.c.made_at).where(read_tokens.c.staff_id == staff_id)
    ).scalar()
    return found


def owner(work: UnitOfWork, digest: str) -> Account | None:
    """Whose token this is; None when it has ended or the account is disabled."""
    row = work.conn.execute(
        select(*SHOWN)
        .join(read_tokens, read_tokens.c.staff_id == staff.c.id)
        .where(read_tokens.c.digest == digest, staff.c.disabled_at.is_(None))
    ).first()
    return None if row is None else Account(*row)
