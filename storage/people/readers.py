"""The named list for denunciations: who comes onto it, who leaves it, and that all of them hear of it.

Coming onto it, and a new password or second factor for somebody on it, are acts that wait for another reader's yes
(`storage.across.seconds.kinds`). Only the very first of a ward may be named by an admin alone.
"""

from sqlalchemy import select, update

from civics.ward.why import ReaderWhy
from core.errors import ConflictError
from core.message import Json
from storage.database.unit import UnitOfWork
from storage.people import factor, sessions
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
    """Whether the ward has or had somebody on the list; a mark that was taken back still counts."""
    return work.conn.execute(select(staff.c.id).where(staff.c.sealed_at.is_not(None)).limit(1)).first() is not None


def others(work: UnitOfWork, without: int) -> bool:
    """Whether somebody else on the list could sign in."""
    there = staff.c.reads_sealed.is_(True), staff.c.disabled_at.is_(None), staff.c.id != without
    return work.conn.execute(select(staff.c.id).where(*there).limit(1)).first() is not None


def grant(work: UnitOfWork, staff_id: int, *, act: str = "staff.sealed_granted", by: int | None) -> None:
    """Put an account onto the list. `by` none: a command. Raises ConflictError for an observer or a closed account."""
    found = accounts.get(work, staff_id)
    if found.role == "observer" or found.disabled_at is not None:
        raise ConflictError(ReaderWhy.NO_READER)
    work.conn.execute(
        update(staff).where(staff.c.id == staff_id).values(reads_sealed=True, sealed_at=found.sealed_at or work.now)
    )
    told(work, act, staff_id, by=by)


def withdraw(work: UnitOfWork, staff_id: int, *, by: int | None) -> None:
    """Take an account off the list. From a page never the last one: then nobody could read what comes, nor agree.

    Raises ConflictError.
    """
    if by is not None and not others(work, staff_id):
        raise ConflictError(ReaderWhy.LAST_READER)
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(reads_sealed=False))
    told(work, "staff.sealed_withdrawn", staff_id, by=by)


def reset(work: UnitOfWork, staff_id: int, stored: str, *, by: int) -> None:
    """Give somebody on the list a one-time password, which another reader has agreed to and hands over."""
    accounts.hand_out(work, staff_id, stored, by=by)
    told(work, "staff.reader_reset", staff_id, by=by)


def factor_off(work: UnitOfWork, staff_id: int, *, by: int) -> None:
    """Take the second factor off, so that the person sets up another at the next sign-in."""
    factor.take_off(work, staff_id)
    accounts.let_in(work, staff_id, by=by)
    sessions.revoke_all(work, staff_id)
    told(work, "staff.reader_factor_off", staff_id, by=by)


def told(work: UnitOfWork, act: str, staff_id: int, *, by: int | None) -> None:
    """Put it on the trail and before everybody: an alert for the admins, a line on each reader's own page."""
    actor = audit.COMMAND if by is None else audit.STAFF
    line = audit.record(work, act, actor=actor, staff_id=by, whom=staff_id)
    detail: Json = accounts.get(work, staff_id).login
    alerts.sound(work, f"reader_{act.rpartition('_')[2]}", detail=str(detail), unique_key=f"reader:{line}")


def heard(work: UnitOfWork) -> list[tuple[Act, str]]:
    """What happened to the list lately, the newest first, each with the name of whom it was about."""
    found = audit.of_acts(work, ACTS, limit=_SHOWN)
    names = {each.id: each.name for each in accounts.everyone(work)}
    return [(each, names.get(whom, "") if isinstance(whom := each.detail.get("whom"), int) else "") for each in found]
