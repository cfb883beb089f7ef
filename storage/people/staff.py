"""The accounts of the console: what they may read, and the named list for denunciations.

Passwords are passed as argon2 text. Making and checking them is slow on purpose and happens outside transactions.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from core.errors import ConflictError, NotFoundError
from core.text import normal
from storage.database.unit import UnitOfWork
from storage.tables.people import password_links, sessions, staff

ONE_TIME = timedelta(days=7)  # validity of a password that somebody else made
SHOWN = (
    staff.c.id,
    staff.c.login,
    staff.c.name,
    staff.c.role,
    staff.c.language,
    staff.c.unit_id,
    staff.c.reads_sealed,
    staff.c.disabled_at,
    staff.c.created_at,
    staff.c.handed_by,
    staff.c.handed_at,
    staff.c.password_until,
    staff.c.sealed_at,
    (staff.c.factor != "").label("has_factor"),
    staff.c.signed_in_at,
    staff.c.demo,
)


@dataclass(frozen=True, slots=True)
class Account:
    """One member of staff. `role` is a value of `civics.ward.roles.Role`.

    `handed_by`: who made the account or last gave it a new way in, at `handed_at`; None for a command.
    `password_until`: the end of its one-time password. `sealed_at`: when it first came onto the named list, even if it
    left since.
    """

    id: int
    login: str
    name: str
    role: str
    language: str
    unit_id: int | None
    reads_sealed: bool
    disabled_at: datetime | None
    created_at: datetime
    handed_by: int | None = None
    handed_at: datetime | None = None
    password_until: datetime | None = None
    sealed_at: datetime | None = None
    has_factor: bool = False
    signed_in_at: datetime | None = None
    demo: bool = False

    @property
    def needs_factor(self) -> bool:
        """Whether the account needs a second factor: admins and readers of denunciations do."""
        return not self.demo and (self.role == "admin" or self.reads_sealed)

    @property
    def owes(self) -> str:
        """What the person must do before they go on: "password", "factor", or nothing."""
        if self.demo:
            return ""
        if self.password_until is not None:
            return "password"
        return "factor" if self.needs_factor and not self.has_factor else ""


def add(
    work: UnitOfWork,
    login: str,
    *,
    name: str,
    password: str,
    role: str,
    language: str = "vi",
    unit_id: int | None = None,
    reads_sealed: bool = False,
    by: int | None = None,
    one_time: bool = False,
    demo: bool = False,
) -> int:
    """Make an account. `password` is argon2 text; `by` is the member of staff who hands it out. Returns its id.

    `one_time`: the password is valid for a week and must be changed at the first sign-in. `demo`: of the demo ward.
    Raises ConflictError when the login is taken.
    """
    login = login_of(login)
    if work.conn.execute(select(staff.c.id).where(staff.c.login == login)).first():
        raise ConflictError(f"the login {login} is taken")
    found: int = work.conn.execute(
        insert(staff)
        .values(
            login=login,
            name=normal(name).strip(),
            password=password,
            role=role,
            language=language,
            unit_id=unit_id,
            reads_sealed=reads_sealed,
            created_at=work.now,
            handed_by=by,
            handed_at=work.now,
            password_until=work.now + ONE_TIME if one_time else None,
            sealed_at=work.now if reads_sealed else None,
            demo=demo,
        )
        .returning(staff.c.id)
    ).scalar_one()
    return found


def login_of(text: str) -> str:
    """The form in which a login is stored and searched: NFC, lower case, no spaces around."""
    return normal(text).strip().lower()[:64]


def get(work: UnitOfWork, staff_id: int) -> Account:
    """The account. Raises NotFoundError."""
    row = work.conn.execute(select(*SHOWN).where(staff.c.id == staff_id)).first()
    if row is None:
        raise NotFoundError(f"no staff member {staff_id}")
    return Account(*row[:])


def for_login(work: UnitOfWork, login: str) -> tuple[Account, str] | None:
    """The account with that login, and its argon2 text. None when there is none or it is disabled."""
    row = work.conn.execute(
        select(*SHOWN, staff.c.password).where(staff.c.login == login_of(login), staff.c.disabled_at.is_(None))
    ).first()
    return None if row is None else (Account(*row[:-1]), row[-1])


def everyone(work: UnitOfWork, *, active: bool = False) -> list[Account]:
    """All accounts by name; with `active` only those that may log in (to which a case can be given)."""
    wanted = select(*SHOWN).order_by(staff.c.disabled_at.is_not(None), staff.c.name, staff.c.id)
    if active:
        wanted = wanted.where(staff.c.disabled_at.is_(None))
    return [Account(*row[:]) for row in work.conn.execute(wanted)]


def change(work: UnitOfWork, staff_id: int, *, name: str, role: str, language: str, unit_id: int | None) -> Account:
    """Write the fields that an admin may change; returns the account as it was. Raises NotFoundError."""
    before = get(work, staff_id)
    work.conn.execute(
        update(staff)
        .where(staff.c.id == staff_id)
        .values(name=normal(name).strip(), role=role, language=language, unit_id=unit_id)
    )
    return before


def set_language(work: UnitOfWork, staff_id: int, language: str) -> None:
    """Set the language of the console for a member of staff."""
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(language=language))


def choose_password(work: UnitOfWork, staff_id: int, password: str) -> None:
    """Set the password (argon2 text) that the person chose. A link that would set another is good for nothing now."""
    work.conn.execute(delete(password_links).where(password_links.c.staff_id == staff_id))
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(password=password, password_until=None))


def hand_out(work: UnitOfWork, staff_id: int, password: str, *, by: int | None) -> None:
    """Set a one-time password (argon2 text) and end all sessions and links of the account.

    `by` is None for a command.
    """
    work.conn.execute(delete(password_links).where(password_links.c.staff_id == staff_id))
    values = {"password": password, "password_until": work.now + ONE_TIME}
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(**values))
    let_in(work, staff_id, by=by)
    open_ones = sessions.c.staff_id == staff_id, sessions.c.revoked_at.is_(None)
    work.conn.execute(update(sessions).where(*open_ones).values(revoked_at=work.now))


def let_in(work: UnitOfWork, staff_id: int, *, by: int | None) -> None:
    """Record who gave the account a new way in, and when: for some time, the two do not count as two people."""
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(handed_by=by, handed_at=work.now))


def password_of(work: UnitOfWork, staff_id: int) -> str:
    """The argon2 text."""
    return str(work.conn.execute(select(staff.c.password).where(staff.c.id == staff_id)).scalar_one())


def has_demo(work: UnitOfWork) -> bool:
    """Whether the database has accounts of the demo ward, whose password everybody knows."""
    return work.conn.execute(select(staff.c.id).where(staff.c.demo.is_(True)).limit(1)).first() is not None


def disable(work: UnitOfWork, staff_id: int, *, disabled: bool) -> None:
    """Close the account, or open it again. The caller ends its sessions."""
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(disabled_at=work.now if disabled else None))


def admins_left(work: UnitOfWork, without: int) -> bool:
    """Whether somebody else could still manage accounts."""
    return (
        work.conn.execute(
            select(staff.c.id).where(staff.c.role == "admin", staff.c.disabled_at.is_(None), staff.c.id != without)
        ).first()
        is not None
    )
