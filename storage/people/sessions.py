"""Sessions of the console, and the throttle of its login page. Only digests of cookies are stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from sqlalchemy import delete, func, insert, select, update

from storage.database.unit import UnitOfWork
from storage.people.staff import SHOWN, Account
from storage.tables.people import login_tries, read_tokens, sessions, staff

IDLE = timedelta(hours=12)
WHOLE = timedelta(days=7)
HALF = timedelta(minutes=10)  # time between the password and the code of the second factor
WINDOW = timedelta(minutes=15)
TRIES = 5  # per address and login, or per chat for a code, in WINDOW
ADDRESS_TRIES = 30  # per address for all logins; an office may share an address
_TOUCH = timedelta(minutes=1)  # a page request per second must not cause a write per second


@dataclass(frozen=True, slots=True)
class Session:
    """One session as its owner sees it. `digest` identifies it and cannot be turned back into the cookie."""

    digest: str
    created_at: datetime
    seen_at: datetime
    agent: str


def begin(work: UnitOfWork, staff_id: int, *, digest: str, agent: str, waits: bool = False) -> None:
    """Open a session for a person who has just proved the password. Expired sessions of everybody are removed.

    `waits`: it waits ten minutes for the code of the second factor and opens nothing until then.
    """
    work.conn.execute(delete(sessions).where(sessions.c.expires_at < work.now - WHOLE))
    work.conn.execute(
        insert(sessions).values(
            token=digest,
            staff_id=staff_id,
            created_at=work.now,
            seen_at=work.now,
            expires_at=work.now + (HALF if waits else WHOLE),
            agent=agent[:200],
            waits=waits,
        )
    )
    if not waits:
        _signed_in(work, staff_id)


def proved(work: UnitOfWork, digest: str, *, staff_id: int) -> None:
    """The code was right: the session is complete."""
    mine = sessions.c.token == digest, sessions.c.staff_id == staff_id, sessions.c.waits.is_(True)
    work.conn.execute(update(sessions).where(*mine).values(waits=False, expires_at=work.now + WHOLE))
    _signed_in(work, staff_id)


def _signed_in(work: UnitOfWork, staff_id: int) -> None:
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(signed_in_at=work.now))


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner of a session. `stale`: call `touch`. `waits`: the code of the second factor is missing."""

    account: Account
    stale: bool
    waits: bool


def owner(work: UnitOfWork, digest: str) -> Owner | None:
    """The owner of a valid session.

    None when it has expired, was idle too long or revoked, or the account is disabled.
    """
    row = work.conn.execute(
        select(
            *SHOWN,
            sessions.c.seen_at,
            sessions.c.waits,
        )
        .join(staff, staff.c.id == sessions.c.staff_id)
        .where(
            sessions.c.token == digest,
            sessions.c.revoked_at.is_(None),
            sessions.c.expires_at > work.now,
            sessions.c.seen_at > work.now - IDLE,
            staff.c.disabled_at.is_(None),
        )
    ).first()
    if row is None:
        return None
    return Owner(Account(*row[:-2]), work.now - row.seen_at > _TOUCH, row.waits)


def whose(work: UnitOfWork, digest: str) -> int | None:
    """The account of a session, also of one that has ended. None when it is unknown, or its account is disabled."""
    found: int | None = work.conn.execute(
        select(sessions.c.staff_id)
        .join(staff, staff.c.id == sessions.c.staff_id)
        .where(sessions.c.token == digest, staff.c.disabled_at.is_(None))
    ).scalar()
    return found


def touch(work: UnitOfWork, digest: str) -> None:
    """The owner is here: the idle time starts again."""
    work.conn.execute(update(sessions).where(sessions.c.token == digest).values(seen_at=work.now))


def of(work: UnitOfWork, staff_id: int) -> list[Session]:
    """The valid sessions of a member of staff, the last used first."""
    rows = work.conn.execute(
        select(sessions.c.token, sessions.c.created_at, sessions.c.seen_at, sessions.c.agent)
        .where(
            sessions.c.staff_id == staff_id,
            sessions.c.revoked_at.is_(None),
            sessions.c.expires_at > work.now,
            sessions.c.seen_at > work.now - IDLE,
        )
        .order_by(sessions.c.seen_at.desc(), sessions.c.created_at.desc(), sessions.c.token)
    )
    return [Session(*row) for row in rows]


def revoke(work: UnitOfWork, digest: str, *, staff_id: int) -> None:
    """End one session of that member of staff."""
    work.conn.execute(
        update(sessions)
        .where(sessions.c.token == digest, sessions.c.staff_id == staff_id, sessions.c.revoked_at.is_(None))
        .values(revoked_at=work.now)
    )


def revoke_all(work: UnitOfWork, staff_id: int, *, but: str = "") -> int:
    """End all sessions of the member of staff, except `but` (a digest), and their token. Returns their number."""
    work.conn.execute(delete(read_tokens).where(read_tokens.c.staff_id == staff_id))
    return work.conn.execute(
        update(sessions)
        .where(sessions.c.staff_id == staff_id, sessions.c.token != but, sessions.c.revoked_at.is_(None))
        .values(revoked_at=work.now)
    ).rowcount


def count_try(work: UnitOfWork, *who: str) -> timedelta | None:
    """Count one try under each name. Returns how long to wait when one of the names had TRIES, else None.

    The try is counted before the input is checked, so that many tries at once cannot slip through. Refused tries are
    not counted, so that waiting helps.
    """
    return _count(work, dict.fromkeys((each[:128] for each in who), TRIES))


def forget_tries(work: UnitOfWork, *who: str) -> None:
    """After a right input, the count starts again."""
    work.conn.execute(delete(login_tries).where(login_tries.c.who.in_([each[:128] for each in who])))


def forget_last(work: UnitOfWork, who: str) -> None:
    """Take back the last try under a name that many share: one right input must not forget the misses of others."""
    last = select(func.max(login_tries.c.id)).where(login_tries.c.who == who[:128]).scalar_subquery()
    work.conn.execute(delete(login_tries).where(login_tries.c.id == last))


def count_login(work: UnitOfWork, login: str, address: str) -> timedelta | None:
    """Count one try of an address to log in. Returns how long to wait when there were too many, else None.

    Tries are counted per address and login, so that a stranger elsewhere cannot lock a known login. They are also
    counted per address with a higher limit, so that nobody tries a password on every login.
    """
    return _count(work, {_pair(login, address): TRIES, _place(address): ADDRESS_TRIES})


def forget_login(work: UnitOfWork, login: str, address: str) -> None:
    """After a right password, the count of this login and address starts again. The address forgets only this try."""
    work.conn.execute(delete(login_tries).where(login_tries.c.who == _pair(login, address)))
    forget_last(work, _place(address))


def _count(work: UnitOfWork, bounds: Mapping[str, int]) -> timedelta | None:
    work.conn.execute(delete(login_tries).where(login_tries.c.at < work.now - WINDOW))
    for who, bound in bounds.items():
        count, first = work.conn.execute(
            select(func.count(), func.min(login_tries.c.at)).where(
                login_tries.c.who == who, login_tries.c.at > work.now - WINDOW
            )
        ).one()
        if count >= bound:
            wait: timedelta = max(first + WINDOW - work.now, timedelta(seconds=1))
            return wait
    work.conn.execute(insert(login_tries), [{"who": who, "at": work.now} for who in bounds])
    return None


def _pair(login: str, address: str) -> str:
    return f"login:{login[:64]}@{network_of(address)}"


def _place(address: str) -> str:
    return f"address:{network_of(address)}"


def network_of(address: str) -> str:
    """The address. For IPv6 its /64, because one household or machine has a whole /64."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:45]
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
