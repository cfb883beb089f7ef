"""Which account at the OpenID provider belongs to which of ours. An admin ties them; none is made or tied by itself.

An account on the named list for denunciations has none: whoever runs the provider, or ties another identity, would go
round the two people that its password takes.
"""

from sqlalchemy import delete, insert, select

from core.errors import ConflictError
from core.text import normal
from storage.database.unit import UnitOfWork
from storage.people.staff import SHOWN, Account
from storage.tables.people import staff, staff_identities

LONGEST = 255


def tie(work: UnitOfWork, staff_id: int, subject: str) -> None:
    """Let this identity sign in as the account, in place of an earlier one.

    Raises ConflictError when it is empty, too long, or tied to another account.
    """
    subject = clean(subject)
    if not subject:
        raise ConflictError("this is no identity")
    whose = work.conn.execute(select(staff_identities.c.staff_id).where(staff_identities.c.subject == subject)).scalar()
    if whose not in {None, staff_id}:
        raise ConflictError("this identity belongs to another account")
    untie(work, staff_id)
    work.conn.execute(insert(staff_identities).values(staff_id=staff_id, subject=subject, tied_at=work.now))


def untie(work: UnitOfWork, staff_id: int) -> bool:
    """From now on the account is entered by its password only. False when it had no identity."""
    return bool(work.conn.execute(delete(staff_identities).where(staff_identities.c.staff_id == staff_id)).rowcount)


def of(work: UnitOfWork, staff_id: int) -> str:
    """The identity of an account; empty without one."""
    found = work.conn.execute(select(staff_identities.c.subject).where(staff_identities.c.staff_id == staff_id))
    return str(found.scalar() or "")


def owner(work: UnitOfWork, subject: str) -> Account | None:
    """The open account of this identity. None when nobody has it, or its account may not be entered in this way."""
    row = work.conn.execute(
        select(*SHOWN)
        .join(staff_identities, staff_identities.c.staff_id == staff.c.id)
        .where(
            staff_identities.c.subject == clean(subject),
            staff.c.disabled_at.is_(None),
            staff.c.reads_sealed.is_(False),
        )
    ).first()
    return None if row is None else Account(*row[:])


def clean(subject: str) -> str:
    """The form in which an identity is stored and searched; empty for what can be none."""
    found = normal(subject).strip()
    return found if len(found) <= LONGEST and found.isprintable() else ""
