"""`danban audit …`: prints or sends the head of the trail, and checks that the trail was not changed."""

import argparse

from bot.process import installation
from core.settings import Settings
from storage.database.database import Database
from storage.ward import sealed_chain, trail_chain
from storage.ward.trail_chain import Checked, Head

_WRONG = {
    "changed": "line {line} is not what it was",
    "missing": "line {line} was taken away",
    "link": "line {line} is not what it was, or a line before it was taken away",
    "number": "a link is missing at place {place}",
    "unlinked": "line {line} was put in between later",
    "day": "the head kept for a day is not in the chain (place {place}): the trail was cut or written anew",
    "head": "the head you gave is not in the chain: the trail was cut or written anew since it was printed",
}


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parser of the command and its acts."""
    acts = commands.add_parser("audit", help="the trail: its head, and whether it is whole").add_subparsers(
        required=True, metavar="ACT"
    )
    head = acts.add_parser("head", help="print where the trail ends now, to be kept elsewhere")
    head.set_defaults(act=_head)
    verify = acts.add_parser("verify", help="check every line; 1 and the first place that is wrong when one is")
    verify.add_argument("--head", default="", help="a head that was printed or sent out before")
    verify.add_argument("--sealed-head", default="", help="the same, of sealed cases")
    verify.set_defaults(act=_verify)


def _head(settings: Settings, _parsed: argparse.Namespace) -> None:
    database = _linked(settings)
    try:
        found, hidden = database.look(trail_chain.head), database.look(sealed_chain.head)
    finally:
        database.close()
    _say(_of(found))
    _say(f"of sealed cases: {hidden}")


def _verify(settings: Settings, parsed: argparse.Namespace) -> int:
    database = _linked(settings)
    try:
        found = database.look(trail_chain.verify, printed=parsed.head.strip().lower())
        hidden = database.look(sealed_chain.verify, printed=parsed.sealed_head.strip().lower())
    finally:
        database.close()
    _say(_told(found))
    _say(f"Sealed cases: {_hidden(hidden)}")
    return int(bool(found.broken or hidden.broken))


def _hidden(found: sealed_chain.Checked) -> str:
    if found.broken:
        return f"NOT WHOLE: {_WRONG[found.broken].format(line=found.line, place=found.lines)}."
    return f"whole, {found.lines} lines. Head {found.head}"


def _told(found: Checked) -> str:
    if found.broken:
        return f"NOT WHOLE: {_WRONG[found.broken].format(line=found.line, place=found.place)}."
    erased = f", {found.erased} of them with their detail erased" if found.erased else ""
    return f"Whole: {found.lines} lines{erased}. Head {found.head}"


def _of(found: Head) -> str:
    return f"{found.day:%d/%m/%Y}  {found.number} lines  {found.link}"


def _linked(settings: Settings) -> Database:
    """The database with every line linked. Raises SettingError for a key that did not seal it."""
    database = installation.opened(installation.with_secret_key(settings, make=False), writes=True)
    try:
        while database.run(trail_chain.extend) or database.run(sealed_chain.extend):
            pass
    except Exception:
        database.close()
        raise
    return database


def _say(line: str) -> None:
    print(line)  # a command's output
