"""The second factor of an account: an app's code, or one of ten recovery codes for one use each. Secrets are sealed."""

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select, update

from core import totp
from storage.database.unit import UnitOfWork
from storage.tables.people import recovery_codes, staff
from storage.ward import audit

CODES = 10


def want(work: UnitOfWork, staff_id: int, fresh: bytes) -> bytes:
    """The secret for the person's app: the one that waits for its first code, else `fresh`."""
    there = work.conn.execute(select(staff.c.factor_wanted).where(staff.c.id == staff_id)).scalar_one()
    if there:
        return totp.secret_of(work.seal.open_text(there))
    closed = work.seal.close_text(totp.text_of(fresh))
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(factor_wanted=closed))
    return fresh


def confirm(work: UnitOfWork, staff_id: int, typed: str, *, codes: Sequence[str]) -> bool:
    """Activate the waiting secret if its code was typed, and replace all recovery codes by these."""
    there = work.conn.execute(select(staff.c.factor_wanted).where(staff.c.id == staff_id)).scalar_one()
    secret = totp.secret_of(work.seal.open_text(there))
    step = totp.matching_step(secret, _digits(typed), now=work.now, after=-1) if there else None
    if step is None:
        return False
    values = {"factor": there, "factor_wanted": "", "factor_step": step}
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(**values))
    _keep(work, staff_id, codes)
    audit.record(work, "staff.factor_set", actor=audit.STAFF, staff_id=staff_id, whom=staff_id)
    return True


def proves(work: UnitOfWork, staff_id: int, typed: str) -> bool:
    """Whether this is the person's code now, or an unused recovery code. The code is used up by this."""
    row = work.conn.execute(select(staff.c.factor, staff.c.factor_step).where(staff.c.id == staff_id)).one()
    if not row.factor:
        return False
    secret = totp.secret_of(work.seal.open_text(row.factor))
    step = totp.matching_step(secret, _digits(typed), now=work.now, after=row.factor_step)
    if step is not None:  # if the same code comes twice at once, only one is accepted
        used = update(staff).where(staff.c.id == staff_id, staff.c.factor_step < step).values(factor_step=step)
        return work.conn.execute(used).rowcount == 1
    mine = recovery_codes.c.staff_id == staff_id, recovery_codes.c.digest == _digest(work, staff_id, typed)
    spent = update(recovery_codes).where(*mine, recovery_codes.c.used_at.is_(None)).values(used_at=work.now)
    if work.conn.execute(spent).rowcount != 1:
        return False
    audit.record(work, "staff.recovery_used", actor=audit.STAFF, staff_id=staff_id, left=left(work, staff_id))
    return True


def renew(work: UnitOfWork, staff_id: int, codes: Sequence[str]) -> None:
    """Replace all recovery codes by these."""
    _keep(work, staff_id, codes)
    audit.record(work, "staff.recovery_renewed", actor=audit.STAFF, staff_id=staff_id)


def take_off(work: UnitOfWork, staff_id: int) -> None:
    """Remove the second factor. The caller checks who asks, and that others agreed where this is needed."""
    off = {"factor": "", "factor_wanted": "", "factor_step": 0}
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(**off))
    work.conn.execute(delete(recovery_codes).where(recovery_codes.c.staff_id == staff_id))


def left(work: UnitOfWork, staff_id: int) -> int:
    """How many recovery codes are unused."""
    unused = recovery_codes.c.staff_id == staff_id, recovery_codes.c.used_at.is_(None)
    found: int = work.conn.execute(select(func.count()).select_from(recovery_codes).where(*unused)).scalar_one()
    return found


def _keep(work: UnitOfWork, staff_id: int, codes: Sequence[str]) -> None:
    work.conn.execute(delete(recovery_codes).where(recovery_codes.c.staff_id == staff_id))
    rows = [{"staff_id": staff_id, "digest": _digest(work, staff_id, each)} for each in codes]
    work.conn.execute(insert(recovery_codes), rows)


def _digest(work: UnitOfWork, staff_id: int, typed: str) -> str:
    return work.seal.name("recovery code", f"{staff_id} {''.join(c for c in typed.lower() if c.isalnum())[:64]}")


def _digits(typed: str) -> str:
    return "".join(c for c in typed[:64] if c in "0123456789")
