"""`danban team …`: teams and the rules of who gets which case, in the name of an account that may arrange them."""

import argparse
from collections.abc import Callable

from bot.commands import acting
from bot.commands.case import team_of, within
from core.errors import NotFoundError
from core.settings import Settings
from handlers.ward import teams as acts
from storage.database.unit import UnitOfWork
from storage.people import teams
from storage.ward import ward
from storage.ward.sight import Reader


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parser of the command and its acts."""
    found = commands.add_parser("team", help="teams, and which new cases go to whom").add_subparsers(
        required=True, metavar="ACT"
    )

    def add(name: str, does: Callable[[UnitOfWork, argparse.Namespace], object], words: str) -> argparse.ArgumentParser:
        made = found.add_parser(name, help=words, description=words)
        made.add_argument("--as", dest="account", metavar="ACCOUNT", required=True, help="whose act it is")
        made.set_defaults(act=_run, does=does, reads=False)
        return made

    add("list", _list, "the teams with their members, and the rules")
    put = add("put", _put, "make a team, or give it other members")
    put.add_argument("name", metavar="TEAM")
    put.add_argument("members", nargs="*", metavar="ACCOUNT")
    add("retire", _retire, "let a team get no more cases").add_argument("name", metavar="TEAM")
    rule = add("rule", _rule, "new cases of a topic or of a group or hamlet go to a team, a person, or both")
    for name, metavar in (("topic", "TOPIC"), ("unit", "UNIT"), ("team", "TEAM"), ("officer", "ACCOUNT")):
        rule.add_argument(f"--{name}", default="", metavar=metavar)
    drop = add(
        "drop-rule", lambda work, given: acts.drop_rule(work, given.number, by=_by(work, given)), "remove a rule"
    )
    drop.add_argument("number", type=int, metavar="NUMBER", help="as the list says")


def perform(work: UnitOfWork, given: argparse.Namespace) -> None:
    """Do the act in the name of the account. Raises NotFoundError, NotAllowedError, ConflictError."""
    given.does(work, given)


def _by(work: UnitOfWork, given: argparse.Namespace) -> Reader:
    return acting.reader(work, given.account)


def _put(work: UnitOfWork, given: argparse.Namespace) -> None:
    there = next((each.id for each in teams.everyone(work, retired=True) if each.name == given.name), None)
    members = [acting.reader(work, each).staff_id for each in given.members]
    acts.put(work, there, name=given.name, members=members, by=_by(work, given))


def _retire(work: UnitOfWork, given: argparse.Namespace) -> None:
    acts.retire(work, team_of(work, given.name), retired=True, by=_by(work, given))


def _rule(work: UnitOfWork, given: argparse.Namespace) -> None:
    made = acts.rule(
        work, topic=given.topic, unit_id=_unit(work, given.unit),
        team_id=team_of(work, given.team) if given.team else None,
        officer_id=acting.reader(work, given.officer).staff_id if given.officer else None, by=_by(work, given),
    )  # fmt: skip
    print(f"It is rule {made}.")  # a command's output


def _unit(work: UnitOfWork, code: str) -> int | None:
    found = next((each.id for each in ward.units_now(work) if code in {each.code, each.name}), None)
    if code and found is None:
        raise NotFoundError(f"There is no group or hamlet {code}.")
    return found


def _list(work: UnitOfWork, given: argparse.Namespace) -> None:
    _by(work, given)
    for each in teams.everyone(work, retired=True):
        print(f"{each.name}: {len(each.members)} members{', retired' if each.retired_at else ''}")
    for rule in teams.rules(work):
        print(f"rule {rule.id}: topic {rule.topic or 'any'}, unit {rule.unit_id or 'any'}, "
              f"team {teams.name_of(work, rule.team_id) or 'none'}, officer {rule.officer_id or 'none'}")  # fmt: skip


def _run(settings: Settings, given: argparse.Namespace) -> None:
    within(settings, given, lambda work, _ward: perform(work, given))
