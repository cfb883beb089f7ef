"""Links by which somebody who forgot the password sets another: half an hour, one use, only their digest is stored.

A link of an account on the named list for denunciations opens nothing, also when the account came onto the list after
the link was made: for those, another person of the list must agree.
"""

from datetime import timedelta

from sqlalchemy import delete, insert, select

from storage.database.unit import UnitOfWork
from storage.people.staff import SHOWN, Account
from storage.tables.people import password_links, staff

LIFE = timedelta(minutes=30)


def make(work: UnitOfWork, staff_id: int, *, digest: str) -> None:
    """Make a link of this account. Its earlier links, and everybody's expired ones, are removed."""
    work.conn.execute(delete(password_links).where(password_links.c.until <= work.now))
    void(work, staff_id)
    work.conn.execute(insert(password_links).values(staff_id=staff_id, digest=digest, until=work.now + LIFE))


def owner(work: UnitOfWork, digest: str) -> Account | None:
    """Whose link this is. None when it is unknown, used or expired, or the account may not use it any more."""
    row = work.conn.execute(
        select(*SHOWN)
        .join(password_links, password_links.c.staff_id == staff.c.id)
        .where(
            password_links.c.digest == digest,
            password_links.c.until > work.now,
            staff.c.disabled_at.is_(None),
            staff.c.reads_sealed.is_(False),
        )
    ).first()
    return None if row is None else Account(*row[:])


def spend(work: UnitOfWork, digest: str) -> Account | None:
    """Use the link up: whose it was. None as for `owner`, also for the slower one of two who use it at once."""
    found = owner(work, digest)
    if found is None:
        return None
    gone = delete(password_links).where(password_links.c.digest == digest).returning(password_links.c.id)
    return found if work.conn.execute(gone).first() is not None else None


def void(work: UnitOfWork, staff_id: int) -> None:
    """Remove the links of an account: it has another password, or is closed."""
    work.conn.execute(delete(password_links).where(password_links.c.staff_id == staff_id))
