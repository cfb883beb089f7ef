"""In whose name a command acts: the account of the console that it names."""

from core.errors import NotAllowedError, NotFoundError
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.people.staff import Account
from storage.ward import audit
from storage.ward.sight import Reader


def account(work: UnitOfWork, login: str) -> Account:
    """The account with this login, open or closed. Raises NotFoundError."""
    wanted = staff.login_of(login)
    found = next((each for each in staff.everyone(work) if each.login == wanted), None)
    if found is None:
        raise NotFoundError(f"There is no account {login}; see `danban staff list`.")
    return found


def reader(work: UnitOfWork, login: str) -> Reader:
    """Who acts, for the trail "by command". Raises NotFoundError, and NotAllowedError for a closed account."""
    found = account(work, login)
    if found.disabled_at is not None:
        raise NotAllowedError(f"The account {login} is closed.")
    return Reader(found.id, found.role, found.reads_sealed, found.unit_id, actor=audit.COMMAND)
