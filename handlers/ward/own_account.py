"""The acts of a person on their own account: password, second factor, recovery codes. Nobody else can do them.

A function that returns a text returns the reason why it did nothing; an empty text means that it is done.
"""

from collections.abc import Sequence

from storage.database.unit import UnitOfWork
from storage.people import factor, password_links, read_tokens, sessions, staff
from storage.ward import alerts, audit


def choose_password(work: UnitOfWork, staff_id: int, stored: str, *, session: str) -> None:
    """Set the password (argon2 text) that the person chose, and end all sessions except this one."""
    staff.choose_password(work, staff_id, stored)
    sessions.revoke_all(work, staff_id, but=session)
    sessions.forget_tries(work, f"password:{staff_id}")
    audit.record(work, "staff.password_chosen", actor=audit.STAFF, staff_id=staff_id, whom=staff_id)


def password_by_link(work: UnitOfWork, digest: str, stored: str) -> bool:
    """Set the password (argon2 text) of whoever has this link, and end all their sessions. False: it opens nothing.

    The second factor stays, and is asked for at the sign-in.
    """
    account = password_links.spend(work, digest)
    if account is None:
        return False
    staff.choose_password(work, account.id, stored)
    sessions.revoke_all(work, account.id)
    audit.record(work, "staff.password_by_link", actor=audit.STAFF, staff_id=account.id, whom=account.id)
    return True


def make_token(work: UnitOfWork, staff_id: int, digest: str) -> None:
    """Let a program read figures with the rights of this account. The token before it ends."""
    read_tokens.make(work, staff_id, digest)
    audit.record(work, "staff.token_made", actor=audit.STAFF, staff_id=staff_id, whom=staff_id)


def end_token(work: UnitOfWork, staff_id: int) -> None:
    """End that token. Nothing happens when there is none."""
    if read_tokens.end(work, staff_id):
        audit.record(work, "staff.token_ended", actor=audit.STAFF, staff_id=staff_id, whom=staff_id)


def take_factor(work: UnitOfWork, staff_id: int, code: str, *, current: str, codes: Sequence[str], session: str) -> str:
    """Start to use an app with its first code. "code": the present app's code is wrong; "first_code": the new one's."""
    if staff.get(work, staff_id).has_factor and not factor.proves(work, staff_id, current):
        return "code"
    if not factor.confirm(work, staff_id, code, codes=tuple(codes)):
        return "first_code"
    sessions.forget_tries(work, f"factor:{staff_id}")
    sessions.revoke_all(work, staff_id, but=session)
    return ""


def renew_codes(work: UnitOfWork, staff_id: int, code: str, codes: Sequence[str]) -> bool:
    """Replace the recovery codes after a code of the app. False when that code is wrong."""
    right = factor.proves(work, staff_id, code)
    if right:
        factor.renew(work, staff_id, tuple(codes))
        sessions.forget_tries(work, f"factor:{staff_id}")
    return right


def factor_off(work: UnitOfWork, staff_id: int, code: str) -> str:
    """Remove the second factor. "needed": the account must have one; "code": the code is wrong."""
    if staff.get(work, staff_id).needs_factor:
        return "needed"
    if not factor.proves(work, staff_id, code):
        return "code"
    factor.take_off(work, staff_id)
    audit.record(work, "staff.factor_off", actor=audit.STAFF, staff_id=staff_id, whom=staff_id)
    return ""


def prove(work: UnitOfWork, staff_id: int, code: str, *, session: str) -> bool:
    """Let the session in for a code of the app, or a recovery code. False when it is wrong."""
    right = factor.proves(work, staff_id, code)
    if right:
        sessions.forget_tries(work, f"factor:{staff_id}")
        sessions.proved(work, session, staff_id=staff_id)
    return right


def missed(work: UnitOfWork, staff_id: int) -> None:
    """Somebody knows the password and guesses codes: tell the admins, once per day."""
    day = work.now.date().isoformat()
    alerts.sound(work, "factor_missed", detail=f"staff {staff_id}", unique_key=f"factor_missed:{staff_id}:{day}")
