"""`danban staff …`: accounts by command, for the operator of the machine. The trail says "by command" for each act."""

import argparse
import getpass
import sys
from collections.abc import Callable

from bot.commands import acting
from bot.process import installation
from console.frame.passwords import Passwords
from console.ward.own_account import SHORTEST
from core.clock import VIETNAM
from core.errors import DanBanError
from core.settings import Settings
from handlers.ward import accounts
from handlers.ward.accounts import ROLES, Wanted
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.people.staff import Account


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parser of the command and its acts."""
    acts = commands.add_parser("staff", help="accounts of the console").add_subparsers(required=True, metavar="ACT")
    add = _act(acts, "add", _add, "make an account; its password is changed at the first sign-in")
    add.add_argument("--role", choices=ROLES, required=True)
    add.add_argument("--full-name", default="", help="the name that colleagues read")
    add.add_argument("--reader", "--reads-sealed", action="store_true", help="on the named list for denunciations")
    _password(add)
    _password(_act(acts, "passwd", _passwd, "give a one-time password; all sessions of the account end"))
    change = _act(acts, "change", _change, "put on the named list for denunciations, or take off it; give another role")
    change.add_argument(
        "--reader", action=argparse.BooleanOptionalAction, default=None, help="on the named list, or not"
    )
    change.add_argument("--role", choices=ROLES)
    _act(acts, "disable", _disable, "close the account and end its sessions")
    _act(acts, "enable", _enable, "open it again; it is on no named list")
    _act(acts, "factor-off", _factor_off, "take a lost second factor off; another is set up at the next sign-in")
    listing = acts.add_parser("list", help="all accounts: role, marks, second factor, last sign-in")
    listing.set_defaults(act=_list)


def _act(
    acts: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    act: Callable[[Settings, argparse.Namespace], None],
    words: str,
) -> argparse.ArgumentParser:
    found = acts.add_parser(name, help=words, description=words)
    found.add_argument("name", help="login; letters, digits, dot, dash")
    found.set_defaults(act=act)
    return found


def _password(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def _add(settings: Settings, parsed: argparse.Namespace) -> None:
    settings = installation.with_secret_key(settings, make=True)
    name = parsed.full_name or parsed.name
    add(settings, login=parsed.name, name=name, role=parsed.role, password=_typed(parsed), reader=parsed.reader)
    _say(f"{parsed.name} may sign in at {settings.public_url}/console/ within a week, and then chooses a password.")


def add(settings: Settings, *, login: str, name: str, role: str, password: str, reader: bool) -> None:
    """Make an account; `password` is as it is stored. Raises SettingError, and ConflictError for a used login."""
    wanted = Wanted(name, role, reads_sealed=reader)
    _run(settings, lambda work: accounts.add(work, login, wanted, stored=password, by=None))


def _passwd(settings: Settings, parsed: argparse.Namespace) -> None:
    hashed = _typed(parsed)
    _on(settings, parsed, lambda work, found: accounts.reset(work, found.id, hashed, by=None))
    _say(f"{parsed.name} may sign in with it within a week, and then chooses another. Open sessions have ended.")


def _change(settings: Settings, parsed: argparse.Namespace) -> None:
    def body(work: UnitOfWork, found: Account) -> None:
        reads = found.reads_sealed if parsed.reader is None else parsed.reader
        wanted = Wanted(found.name, parsed.role or found.role, found.language, found.unit_id, reads_sealed=reads)
        accounts.change(work, found.id, wanted, by=None)

    _on(settings, parsed, body)
    _say(f"{parsed.name} is changed; see `danban staff list`.")


def _disable(settings: Settings, parsed: argparse.Namespace) -> None:
    _on(settings, parsed, lambda work, found: accounts.disable(work, found.id, disabled=True, by=None))
    _say(f"{parsed.name} is closed and signed out everywhere.")


def _enable(settings: Settings, parsed: argparse.Namespace) -> None:
    _on(settings, parsed, lambda work, found: accounts.disable(work, found.id, disabled=False, by=None))
    _say(f"{parsed.name} is open again.")


def _factor_off(settings: Settings, parsed: argparse.Namespace) -> None:
    _on(settings, parsed, lambda work, found: accounts.factor_off(work, found.id, by=None))
    _say(f"{parsed.name} has no second factor any more.")


def _list(settings: Settings, _parsed: argparse.Namespace) -> None:
    database = Database(settings.database_url, seal=Seal("x" * 32), threads=1)
    try:
        found = database.look(staff.everyone)
    finally:
        database.close()
    for each in found:
        _say(_line(each))


def _line(each: Account) -> str:
    marks = [each.role]
    marks += ["reader"] if each.reads_sealed else []
    marks += ["second factor" if each.has_factor else "no second factor"]
    marks += ["one-time password"] if each.password_until else []
    marks += ["demo"] if each.demo else []
    marks += ["closed"] if each.disabled_at else []
    seen = each.signed_in_at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M") if each.signed_in_at else "never"
    return f"{each.login}  {each.name}: {', '.join(marks)}; last sign-in {seen}"


def _typed(parsed: argparse.Namespace) -> str:
    """The password that was typed, as argon2 text. Raises DanBanError for a short one."""
    if parsed.password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = getpass.getpass("One-time password: ")
        if password != getpass.getpass("Again: "):
            raise DanBanError("The two passwords differ.")
    if len(password) < SHORTEST:
        raise DanBanError(f"The password must have at least {SHORTEST} characters.")
    return Passwords().make(password)


def _on(settings: Settings, parsed: argparse.Namespace, act: Callable[[UnitOfWork, Account], object]) -> None:
    """Do the act to the account that was named."""
    _run(settings, lambda work: act(work, acting.account(work, parsed.name)))


def _run(settings: Settings, body: Callable[[UnitOfWork], object]) -> None:
    database = installation.opened(installation.with_secret_key(settings, make=False), writes=True)
    try:
        database.run(body)
    finally:
        database.close()


def _say(line: str) -> None:
    print(line)  # a command's output
