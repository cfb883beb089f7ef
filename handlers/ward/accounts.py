"""The acts of an admin, or of a command, on other people's accounts. Each is one function and writes its trail line.

`by`: who acts; None for a command, which only the machine's operator can give. An act that concerns the named list for
denunciations waits for another person on the list if it comes from a page. A command does it at once, and all readers
are informed.
"""

from dataclasses import dataclass

from civics.ward.roles import Role, works
from core.message import Json
from storage.across.seconds import waiting
from storage.across.seconds.kinds import READER_FACTOR, READER_GRANT, READER_RESET
from storage.across.seconds.waiting import Kind
from storage.database.unit import UnitOfWork
from storage.people import factor, identities, password_links, readers, sessions, staff
from storage.ward import audit
from storage.ward.sight import Reader

ROLES = tuple(each.value for each in Role)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The wanted state of an account."""

    name: str
    role: str
    language: str = "vi"
    unit_id: int | None = None
    reads_sealed: bool = False


def add(work: UnitOfWork, login: str, wanted: Wanted, *, stored: str, by: Reader | None) -> int:
    """Make an account with a one-time password (argon2 text); returns its id. Raises ConflictError: login in use."""
    made = staff.add(
        work, login, name=wanted.name, password=stored, role=wanted.role, language=wanted.language,
        unit_id=wanted.unit_id, by=_id(by), one_time=True,
    )  # fmt: skip
    _record(work, "staff.added", made, by=by, role=wanted.role)
    if wanted.reads_sealed:
        mark(work, made, by=by)
    return made


def change(work: UnitOfWork, staff_id: int, wanted: Wanted, *, by: Reader | None) -> bool:
    """Change the account. False when adding it to the named list waits for another person on the list.

    Nobody can change their own role or group. Raises ConflictError when the list would become empty.
    """
    old, own = staff.get(work, staff_id), staff_id == _id(by)
    role, unit_id = (old.role, old.unit_id) if own else (wanted.role, wanted.unit_id)
    reads = wanted.reads_sealed and works(role)
    if old.reads_sealed and not reads:
        readers.withdraw(work, staff_id, by=_id(by))
    staff.change(work, staff_id, name=wanted.name, role=role, language=wanted.language, unit_id=unit_id)
    if by is not None or role != old.role:
        _record(work, "staff.changed", staff_id, by=by, role=role, before=old.role, unit=unit_id)
    return mark(work, staff_id, by=by) if reads and not old.reads_sealed else True


def mark(work: UnitOfWork, staff_id: int, *, by: Reader | None) -> bool:
    """Add an account to the named list: the ward's first at once, every other after a person on the list agrees.

    False when it waits.
    """
    if by is None:
        readers.grant(work, staff_id, by=None)
        return True
    if not readers.ever(work):
        readers.grant(work, staff_id, act="staff.sealed_first", by=by.staff_id)
        return True
    return _wait(work, READER_GRANT, staff_id, act="staff.sealed_asked", by=by)


def reset(work: UnitOfWork, staff_id: int, stored: str, *, by: Reader | None) -> bool:
    """Set a one-time password (argon2 text) and end the sessions. False when it waits for a person on the list."""
    reads = staff.get(work, staff_id).reads_sealed
    if reads and by is not None:
        return _wait(work, READER_RESET, staff_id, act="staff.reset_asked", by=by)
    staff.hand_out(work, staff_id, stored, by=_id(by))
    if reads:
        readers.told(work, "staff.reader_reset", staff_id, by=None)
    else:
        _record(work, "staff.password_reset", staff_id, by=by)
    return True


def link(work: UnitOfWork, staff_id: int, digest: str, *, by: Reader) -> bool:
    """Make a link by which the person sets another password. False for somebody on the named list.

    There another person of the list must agree, and a link would go round that: `reset` waits for them. Who made the
    link could use it too, so for some days the two do not count as two people.
    """
    account = staff.get(work, staff_id)
    if account.reads_sealed or account.disabled_at is not None:
        return False
    password_links.make(work, staff_id, digest=digest)
    staff.let_in(work, staff_id, by=by.staff_id)
    _record(work, "staff.link_made", staff_id, by=by)
    return True


def tie(work: UnitOfWork, staff_id: int, subject: str, *, by: Reader) -> bool:
    """Let an account of the OpenID provider sign in as this one; an empty one takes it away.

    False for somebody on the named list, for oneself and for a closed account. Who ties an identity gives a way in, so
    for some days the two do not count as two people. Raises ConflictError: another account has it.
    """
    account = staff.get(work, staff_id)
    if not subject.strip():
        if identities.untie(work, staff_id):
            _record(work, "staff.identity_untied", staff_id, by=by)
        return True
    if account.reads_sealed or account.disabled_at is not None or staff_id == by.staff_id:
        return False
    identities.tie(work, staff_id, subject)
    staff.let_in(work, staff_id, by=by.staff_id)
    _record(work, "staff.identity_tied", staff_id, by=by)
    return True


def factor_off(work: UnitOfWork, staff_id: int, *, by: Reader | None) -> bool:
    """Remove a lost second factor and end the sessions. False when it waits for another person on the list."""
    reads = staff.get(work, staff_id).reads_sealed
    if reads and by is not None:
        return _wait(work, READER_FACTOR, staff_id, act="staff.factor_asked", by=by)
    factor.take_off(work, staff_id)
    if by is not None:
        staff.let_in(work, staff_id, by=by.staff_id)
    sessions.revoke_all(work, staff_id)
    if reads:
        readers.told(work, "staff.reader_factor_off", staff_id, by=None)
    else:
        _record(work, "staff.factor_off", staff_id, by=by)
    return True


def end_sessions(work: UnitOfWork, staff_id: int, *, by: Reader, but: str) -> None:
    """Sign the account out everywhere, except the session `but`."""
    count = sessions.revoke_all(work, staff_id, but=but)
    audit.record(work, "staff.signed_out", actor=audit.STAFF, staff_id=by.staff_id, whom=staff_id, count=count)


def disable(work: UnitOfWork, staff_id: int, *, disabled: bool, by: Reader | None) -> bool:
    """Close or reopen an account. A closed one is removed from the named list and does not come back by reopening.

    Raises ConflictError for the last account on the list.
    """
    if disabled and staff.get(work, staff_id).reads_sealed:
        readers.withdraw(work, staff_id, by=_id(by))
    staff.get(work, staff_id)
    staff.disable(work, staff_id, disabled=disabled)
    if disabled:
        sessions.revoke_all(work, staff_id)
        password_links.void(work, staff_id)
    _record(work, "staff.disabled" if disabled else "staff.enabled", staff_id, by=by)
    return True


def _wait(work: UnitOfWork, kind: Kind, staff_id: int, *, act: str, by: Reader) -> bool:
    waiting.ask(work, kind, str(staff_id), by=by)
    readers.told(work, act, staff_id, by=by.staff_id)
    return False


def _id(by: Reader | None) -> int | None:
    return None if by is None else by.staff_id


def _record(work: UnitOfWork, act: str, whom: int, *, by: Reader | None, **detail: Json) -> None:
    if by is None:
        audit.record(work, act, actor=audit.COMMAND, whom=whom, **detail)  # type: ignore[arg-type]  # no case among them
    else:
        audit.record(work, act, actor=audit.STAFF, staff_id=by.staff_id, whom=whom, **detail)  # type: ignore[arg-type]
