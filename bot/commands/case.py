"""`danban case …`: what staff do with a case, by command, in the name of an account. The trail says "by command".

Words come from standard input, because everybody on the machine can read a command line.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeVar

from bot import app
from bot.commands import acting
from bot.process import installation
from civics.cases.moves import CaseState, DropWhy, Says, Why
from core.clock import VIETNAM
from core.errors import ConflictError, NotFoundError
from core.settings import Settings
from handlers.cases import approving, desk, masters, reminding, sorting
from handlers.cases.desk import Act
from handlers.cases.proving import Proof
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.people import teams

_SAYS: Mapping[str, str] = {Says.WORD: "say an interim word", Says.ASK: "ask its resident", Says.ANSWER: "answer it"}
_T = TypeVar("_T")
_Does = Callable[[Act, argparse.Namespace], object]


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parser of the command and its acts."""
    acts = commands.add_parser("case", help="act on a case in the name of an account").add_subparsers(
        required=True, metavar="ACT"
    )

    def add(name: str, does: _Does, words: str) -> argparse.ArgumentParser:
        found = acts.add_parser(name, help=words, description=words)
        found.add_argument("code", metavar="CODE", help="the case's code")
        found.add_argument("--as", dest="account", metavar="ACCOUNT", required=True, help="whose act it is")
        found.set_defaults(act=_run, does=does, reads=False)
        return found

    add("take", lambda act, _: desk.take(act), "the case is theirs; the resident hears of it")
    add("assign", _assign, "give it to an account, or to nobody").add_argument(
        "to", metavar="ACCOUNT", nargs="?", default="", help="without one: to nobody"
    )
    add("team", _team, "give it to a team, or to none").add_argument(
        "to", metavar="TEAM", nargs="?", default="", help="its name; without one: to none"
    )
    for says, words in _SAYS.items():
        each = add(says, _say, f"{words} with what stands on standard input; it leaves after a minute")
        each.add_argument("--group-ok", action="store_true", help="a whole group may read it")
        each.add_argument("--paid", action="store_true", help="it may leave where the platform charges for it")
        each.add_argument("--no-photo", default="", metavar="WHY", help="why a result that needs a photo has none")
        each.add_argument("--to-all", action="store_true", help="in the cases that follow it too")
        each.add_argument("--at", type=_hour, metavar="2026-12-01T08:00", help="send it at that hour in Viet Nam")
        each.set_defaults(reads=True, says=says)
    move = add("move", _move, f"bring it into another state: {', '.join(CaseState)}")
    move.add_argument("to", metavar="STATE")
    move.add_argument("--where", default="", metavar="BODY", help="the body that it is forwarded to")
    add("forward", _forward, "send it to another body").add_argument("where", metavar="BODY")
    returned = add("body-answered", lambda act, given: desk.body_answered(act, text=given.text),
                   "note what the body has answered (standard input); the case is worked on here again")  # fmt: skip
    returned.set_defaults(reads=True)
    add("close", lambda act, _: desk.move(act, to=CaseState.CLOSED), "close an answered case")
    drop = add("drop", _drop, "do not work on it: spam, or a duplicate of another case")
    drop.add_argument("why", choices=list(DropWhy), metavar="WHY", help=", ".join(DropWhy))
    drop.add_argument("--of", default="", metavar="CODE", help="of a duplicate: the case that goes on")
    snooze = add("snooze", lambda act, given: desk.snooze(act, until=given.day), "put it aside until a day")
    snooze.add_argument("day", type=date.fromisoformat, metavar="2026-12-01")
    add("wake", lambda act, _: desk.snooze(act, until=None), "take up again what was put aside")
    _inside(add)
    add("link", lambda act, given: masters.link(act, master=given.master), "let it follow a master case").add_argument(
        "master", metavar="MASTER"
    )
    add("unlink", lambda act, _: masters.unlink(act), "let it stand alone again")
    stop = add("stop", lambda act, given: desk.stop(act, send_id=given.number), "do not send what waits for its hour")
    stop.add_argument("number", type=int, metavar="NUMBER", help="as the command that set it said")


def _inside(add: Callable[[str, _Does, str], argparse.ArgumentParser]) -> None:
    """What no resident hears of: notes and reminders."""
    note = add("note", lambda act, given: desk.note(act, text=given.text), "note what stands on standard input")
    note.set_defaults(reads=True)
    remind = add("remind", _remind, "remind an account of it on a day, with what stands on standard input")
    remind.add_argument("day", type=date.fromisoformat, metavar="2026-12-01")
    remind.add_argument("--whom", default="", metavar="ACCOUNT", help="whom; without it the account itself")
    remind.add_argument("--with-case", action="store_true", help="it ends when the case is closed")
    remind.set_defaults(reads=True)
    for name, does, words in (("remind-done", reminding.done, "tick a reminder off"),
                              ("remind-undo", reminding.undo, "undo that tick")):  # fmt: skip
        _numbered(add(name, _on_reminder(does), words))
    moved = add("remind-move", lambda act, given: reminding.move(act, reminder_id=given.number, to=given.day),
                "move a reminder to another day")  # fmt: skip
    _numbered(moved).add_argument("day", type=date.fromisoformat, metavar="2026-12-01")


def _numbered(of: argparse.ArgumentParser) -> argparse.ArgumentParser:
    of.add_argument("number", type=int, metavar="NUMBER", help="as the command that set it said")
    return of


def _on_reminder(does: Callable[..., None]) -> _Does:
    return lambda act, given: does(act, reminder_id=given.number)


def _remind(act: Act, given: argparse.Namespace) -> None:
    whom = acting.reader(act.work, given.whom).staff_id if given.whom else None
    number = reminding.remind(act, on=given.day, text=given.text, whom=whom, with_case=given.with_case)
    print(f"It waits as number {number}.")  # a command's output


def _hour(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def _say(act: Act, given: argparse.Namespace) -> None:
    proof = Proof(no_photo=given.no_photo)
    how = {"text": given.text, "group_ok": given.group_ok, "paid": given.paid, "proof": proof}
    if given.at is not None:
        number = desk.say_later(act, Says(given.says), at=given.at, **how)
        print(f"It waits as number {number}.")  # a command's output
        return
    say = masters.say_to_all if given.to_all else desk.say
    try:
        say(act, Says(given.says), **how)
    except ConflictError as error:  # it is raised before anything is written
        if error.why is not Why.LEADER or given.to_all:
            raise
        approving.ask(act, **how)
        print("It waits for a leader, who agrees in the console.")  # a command's output


def _assign(act: Act, given: argparse.Namespace) -> None:
    desk.assign(act, officer_id=acting.reader(act.work, given.to).staff_id if given.to else None)


def _team(act: Act, given: argparse.Namespace) -> None:
    sorting.team(act, to=team_of(act.work, given.to) if given.to else None)


def _forward(act: Act, given: argparse.Namespace) -> None:
    desk.move(act, to=CaseState.FORWARDED, forwarded_to=given.where)


def _drop(act: Act, given: argparse.Namespace) -> None:
    desk.drop(act, why=DropWhy(given.why), of=given.of)


def _move(act: Act, given: argparse.Namespace) -> None:
    desk.move(act, to=given.to, forwarded_to=given.where)


def perform(work: UnitOfWork, ward: Ward, given: argparse.Namespace) -> None:
    """Do the act in the name of the account.

    Raises NotFoundError, NotAllowedError, ConflictError, each with a sentence.
    """
    given.does(Act.on(work, ward, given.code, by=acting.reader(work, given.account)), given)


def team_of(work: UnitOfWork, name: str) -> int:
    """The id of a team by its name. Raises NotFoundError."""
    found = next((each for each in teams.everyone(work) if each.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise NotFoundError(f"There is no team {name} that gets cases.")
    return found.id


def within(settings: Settings, given: argparse.Namespace, does: Callable[[UnitOfWork, Ward], _T]) -> _T:
    """Do it in one transaction of the ward. `given.reads`: with the words of standard input as `given.text`."""
    settings = installation.with_secret_key(settings, make=False)
    installation.opened(settings, writes=True).close()  # checks this release, and the key of the database
    given.text = sys.stdin.read() if given.reads else ""
    if given.reads and not given.text.strip():
        raise ConflictError("Nothing was written; give the words by standard input.")
    service = app.build(settings)
    try:
        return service.database.run(does, service.ward)
    finally:
        asyncio.run(service.close())


def _run(settings: Settings, given: argparse.Namespace) -> None:
    within(settings, given, lambda work, ward: perform(work, ward, given))
    print(f"{given.code}: done in the name of {given.account}.")  # a command's output
