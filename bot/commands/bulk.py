"""`danban bulk …`: one act on many cases, in the name of an account. Without --yes it only says what would happen."""

import argparse
from datetime import date

from bot.commands import acting
from bot.commands.case import team_of, within
from civics.cases.moves import DropWhy, Says
from core.errors import ConflictError
from core.settings import Settings
from handlers.cases import bulk
from handlers.cases.bulk import Does, Each, Wish
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parser of the command."""
    found = commands.add_parser("bulk", help="one act on many cases; without --yes only what would happen")
    found.add_argument("does", choices=[each.value for each in Does], metavar="ACT", help=", ".join(Does))
    found.add_argument("codes", nargs="+", metavar="CODE", help=f"the cases, at most {bulk.MOST}")
    found.add_argument("--as", dest="account", metavar="ACCOUNT", required=True, help="whose act it is")
    found.add_argument("--to", default="", metavar="ACCOUNT", help="assign: to whom; without it to nobody")
    found.add_argument("--team", default="", metavar="TEAM", help="team: its name; without it none")
    found.add_argument("--topic", default="", metavar="TOPIC", help="topic: which")
    found.add_argument("--until", type=date.fromisoformat, metavar="2026-12-01", help="snooze: until which day")
    found.add_argument("--of", default="", metavar="CODE", help="link: the master; drop: the case that goes on")
    found.add_argument("--verb", choices=list(Says), default=Says.WORD.value, help="say: what the words are")
    found.add_argument("--group-ok", action="store_true", help="say: whole groups may read it")
    found.add_argument("--yes", action="store_true", help="do it")
    found.set_defaults(act=_run)


def perform(work: UnitOfWork, ward: Ward, given: argparse.Namespace) -> tuple[Each, ...]:
    """Do it, or with no --yes only look. Raises NotFoundError, NotAllowedError, ConflictError, each with a sentence."""
    by, wish = acting.reader(work, given.account), _wish(work, given)
    if not given.yes:
        return bulk.preview(work, ward, given.codes, wish, by=by)
    return bulk.perform(work, ward, given.codes, wish, by=by).each


def _wish(work: UnitOfWork, given: argparse.Namespace) -> Wish:
    does = Does(given.does)
    missing = {Does.TOPIC: not given.topic, Does.SNOOZE: given.until is None, Does.LINK: not given.of}
    if missing.get(does):
        raise ConflictError(f"Something is missing for {does.value}; see `danban bulk --help`.")
    return Wish(
        does, acting.reader(work, given.to).staff_id if given.to else None, given.topic, given.until, given.of,
        Says(given.verb), given.text, DropWhy.DUPLICATE if given.of else DropWhy.SPAM, given.group_ok,
        team_of(work, given.team) if given.team else None,
    )  # fmt: skip


def _run(settings: Settings, given: argparse.Namespace) -> None:
    given.reads = given.does == Does.SAY.value
    each = within(settings, given, lambda work, ward: perform(work, ward, given))
    for one in each:
        told = f", told by {one.told}" if one.told else ""
        print(f"{one.code}: {'done' if given.yes else 'would be done'}{told}" if one.done else f"{one.code}: left out")
    if not given.yes:
        print("Nothing was changed; with --yes it is done.")  # a command's output
