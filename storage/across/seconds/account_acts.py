"""What an admin does to the accounts of others. What touches the named list waits for another of the list."""

from storage.across.seconds import waiting
from storage.across.seconds.kinds import READER_FACTOR, READER_GRANT, READER_RESET
from storage.across.seconds.waiting import Kind
from storage.database.unit import UnitOfWork
from storage.people import factor, readers, sessions, staff
from storage.ward import audit
from storage.ward.sight import Reader


def mark(work: UnitOfWork, staff_id: int, *, by: Reader) -> bool:
    """The first of a ward comes onto the named list at once; every other waits for one of the list. False: it waits."""
    if not readers.ever(work):
        readers.grant(work, staff_id, act="staff.sealed_first", by=by.staff_id)
        return True
    return _wait(work, READER_GRANT, staff_id, act="staff.sealed_asked", by=by)


def reset(work: UnitOfWork, staff_id: int, stored: str, *, by: Reader) -> bool:
    """Give out a one-time password (argon2 text); the sessions end. False when it waits for another of the list."""
    if staff.get(work, staff_id).reads_sealed:
        return _wait(work, READER_RESET, staff_id, act="staff.reset_asked", by=by)
    staff.hand_out(work, staff_id, stored, by=by.staff_id)
    audit.record(work, "staff.password_reset", actor=audit.STAFF, staff_id=by.staff_id, whom=staff_id)
    return True


def factor_off(work: UnitOfWork, staff_id: int, *, by: Reader) -> bool:
    """Take a lost second factor off; the sessions end. False when it waits for another of the list."""
    if staff.get(work, staff_id).reads_sealed:
        return _wait(work, READER_FACTOR, staff_id, act="staff.factor_asked", by=by)
    factor.take_off(work, staff_id)
    staff.let_in(work, staff_id, by=by.staff_id)
    sessions.revoke_all(work, staff_id)
    audit.record(work, "staff.factor_off", actor=audit.STAFF, staff_id=by.staff_id, whom=staff_id)
    return True


def end_sessions(work: UnitOfWork, staff_id: int, *, by: int, but: str) -> None:
    """Sign the member out everywhere, `but` one's own session."""
    count = sessions.revoke_all(work, staff_id, but=but)
    audit.record(work, "staff.signed_out", actor=audit.STAFF, staff_id=by, whom=staff_id, count=count)


def disable(work: UnitOfWork, staff_id: int, *, disabled: bool, by: Reader) -> bool:
    """Close or open an account. A closed one leaves the named list, so that opening it again brings no reader back.

    Raises ConflictError for the last one of the list.
    """
    if disabled and staff.get(work, staff_id).reads_sealed:
        readers.withdraw(work, staff_id, by=by.staff_id)
    staff.get(work, staff_id)
    staff.disable(work, staff_id, disabled=disabled)
    if disabled:
        sessions.revoke_all(work, staff_id)
    act = "staff.disabled" if disabled else "staff.enabled"
    audit.record(work, act, actor=audit.STAFF, staff_id=by.staff_id, whom=staff_id)
    return True


def _wait(work: UnitOfWork, kind: Kind, staff_id: int, *, act: str, by: Reader) -> bool:
    waiting.ask(work, kind, str(staff_id), by=by)
    readers.told(work, act, staff_id, by=by.staff_id)
    return False
