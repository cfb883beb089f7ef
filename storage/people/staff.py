"""Who works in the console: accounts, what they may read, and the named list for denunciations.

Passwords come and go as argon2 text; making and checking it is slow on purpose and happens outside transactions.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from core.errors import ConflictError, NotFoundError
from core.text import normal
from storage.database.unit import UnitOfWork
from storage.tables.people import staff

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
)


@dataclass(frozen=True, slots=True)
class Account:
    """One member of staff. `role` is a value of `civics.ward.roles.Role`.

    `handed_by`: who made the account or last let it in anew, at `handed_at`; none by command.
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
) -> int:
    """Make an account; `password` is argon2 text, `by` who of the staff hands it out.

    Gives its id. Raises ConflictError when the login is taken.
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
        )
        .returning(staff.c.id)
    ).scalar_one()
    return found


def login_of(text: str) -> str:
    """How a login is kept and looked up: NFC, lower case, no spaces around."""
    return normal(text).strip().lower()[:64]


def get(work: UnitOfWork, staff_id: int) -> Account:
    """The account. Raises NotFoundError."""
    row = work.conn.execute(select(*SHOWN).where(staff.c.id == staff_id)).first()
    if row is None:
        raise NotFoundError(f"no staff member {staff_id}")
    return Account(*row[:])


def for_login(work: UnitOfWork, login: str) -> tuple[Account, str] | None:
    """The account that logs in so, and its argon2 text; none when there is none or it is disabled."""
    row = work.conn.execute(
        select(*SHOWN, staff.c.password).where(staff.c.login == login_of(login), staff.c.disabled_at.is_(None))
    ).first()
    return None if row is None else (Account(*row[:-1]), row[-1])


def everyone(work: UnitOfWork, *, active: bool = False) -> list[Account]:
    """All accounts by name; with `active` only those who may log in (whom a case can be given to)."""
    wanted = select(*SHOWN).order_by(staff.c.disabled_at.is_not(None), staff.c.name, staff.c.id)
    if active:
        wanted = wanted.where(staff.c.disabled_at.is_(None))
    return [Account(*row[:]) for row in work.conn.execute(wanted)]


def change(
    work: UnitOfWork, staff_id: int, *, name: str, role: str, language: str, unit_id: int | None, reads_sealed: bool
) -> Account:
    """Write the fields an admin may change; gives the account as it was before. Raises NotFoundError."""
    before = get(work, staff_id)
    work.conn.execute(
        update(staff)
        .where(staff.c.id == staff_id)
        .values(name=normal(name).strip(), role=role, language=language, unit_id=unit_id, reads_sealed=reads_sealed)
    )
    return before


def set_language(work: UnitOfWork, staff_id: int, language: str) -> None:
    """Which language the member reads the console in."""
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(language=language))


def set_password(work: UnitOfWork, staff_id: int, password: str) -> None:
    """Replace the argon2 text."""
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(password=password))


def disable(work: UnitOfWork, staff_id: int, *, disabled: bool) -> None:
    """Close the account, or open it again. Its open sessions are the caller's to end."""
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(disabled_at=work.now if disabled else None))


def admins_left(work: UnitOfWork, without: int) -> bool:
    """Whether somebody could still manage accounts if this one could not."""
    return (
        work.conn.execute(
            select(staff.c.id).where(staff.c.role == "admin", staff.c.disabled_at.is_(None), staff.c.id != without)
        ).first()
        is not None
    )
