"""The named list for denunciations: adding and removing readers, and informing all readers of it.

To add a reader, or to give a reader a new password or second factor, another reader must agree
(`storage.across.seconds.kinds`). Only the very first reader of a ward may be named by an admin alone.
"""

from sqlalchemy import select, update

from civics.ward.roles import works
from civics.ward.why import ReaderWhy
from core.errors import ConflictError
from core.message import Json
from storage.database.unit import UnitOfWork
from storage.people import factor, identities, sessions
from storage.people import staff as accounts
from storage.tables.people import staff
from storage.ward import alerts, audit
from storage.ward.audit import Act

_SHOWN = 20
ACTS = (
    *("staff.sealed_asked", "staff.sealed_first", "staff.sealed_granted", "staff.sealed_withdrawn"),
    *("staff.reader_reset", "staff.reader_factor_off"),
)


def ever(work: UnitOfWork) -> bool:
    """Whether the ward has or had somebody on the list. Removed readers count too."""
    return work.conn.execute(select(staff.c.id).where(staff.c.sealed_at.is_not(None)).limit(1)).first() is not None


def others(work: UnitOfWork, without: int) -> bool:
    """Whether somebody else on the list could sign in."""
    there = staff.c.reads_sealed.is_(True), staff.c.disabled_at.is_(None), staff.c.id != without
    return work.conn.execute(select(staff.c.id).where(*there).limit(1)).first() is not None


def grant(work: UnitOfWork, staff_id: int, *, act: str = "staff.sealed_granted", by: int | None) -> None:
    """Add an account to the list.

    `by` is None for a command. Raises ConflictError for an observer or a closed account.
    """
    found = accounts.get(work, staff_id)
    if not works(found.role) or found.disabled_at is not None:
        raise ConflictError(ReaderWhy.NO_READER)
    work.conn.execute(
        update(staff).where(staff.c.id == staff_id).values(reads_sealed=True, sealed_at=found.sealed_at or work.now)
    )
    identities.untie(work, staff_id)
    told(work, act, staff_id, by=by)


def withdraw(work: UnitOfWork, staff_id: int, *, by: int | None) -> None:
    """Remove an account from the list. A page cannot remove the last one: nobody could read new denunciations, or
    agree.

    Raises ConflictError.
    """
    if by is not None and not others(work, staff_id):
        raise ConflictError(ReaderWhy.LAST_READER)
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(reads_sealed=False))
    told(work, "staff.sealed_withdrawn", staff_id, by=by)


def reset(work: UnitOfWork, staff_id: int, stored: str, *, by: int) -> None:
    """Set a one-time password for a reader. Another reader has agreed to it and hands it over."""
    accounts.hand_out(work, staff_id, stored, by=by)
    told(work, "staff.reader_reset", staff_id, by=by)


def factor_off(work: UnitOfWork, staff_id: int, *, by: int) -> None:
    """Remove the second factor, so that the person sets up another at the next sign-in."""
    factor.take_off(work, staff_id)
    accounts.let_in(work, staff_id, by=by)
    sessions.revoke_all(work, staff_id)
    told(work, "staff.reader_factor_off", staff_id, by=by)


def told(work: UnitOfWork, act: str, staff_id: int, *, by: int | None) -> None:
    """Write the change to the trail and inform everybody: an alert for the admins, a line on each reader's own page."""
    actor = audit.COMMAND if by is None else audit.STAFF
    line = audit.record(work, act, actor=actor, staff_id=by, whom=staff_id)
    detail: Json = accounts.get(work, staff_id).login
    alerts.sound(work, f"reader_{act.rpartition('_')[2]}", detail=str(detail), unique_key=f"reader:{line}")


def heard(work: UnitOfWork) -> list[tuple[Act, str]]:
    """The latest changes of the list, the newest first, each with the name of the person."""
    found = audit.of_acts(work, ACTS, limit=_SHOWN)
    names = {each.id: each.name for each in accounts.everyone(work)}
    return [(each, names.get(whom, "") if isinstance(whom := each.detail.get("whom"), int) else "") for each in found]
