"""`danban answers …`: records of procedures by command, in the name of an account. The trail says "by command"."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

from bot.commands import acting
from bot.process import installation
from civics.answers.records import Record
from civics.days.calendar import day_of
from core.errors import DanBanError
from core.settings import Settings
from core.words import Words
from handlers.answers import checking, desk
from papers import answer_files
from papers.answer_files import Held, UnreadableRecordsError
from storage.answers import questions, records
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.ward.sight import Reader

_Does = Callable[[UnitOfWork, argparse.Namespace, Reader], str]


class UnreadableFileError(DanBanError):
    """A file of records that cannot be read."""


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parser of the command and its acts."""
    acts = commands.add_parser("answers", help="records of procedures").add_subparsers(required=True, metavar="ACT")

    def add(name: str, does: _Does, words: str) -> argparse.ArgumentParser:
        found = acts.add_parser(name, help=words, description=words)
        found.add_argument("--as", dest="account", metavar="ACCOUNT", required=True, help="whose act it is")
        found.set_defaults(act=_run, does=does)
        return found

    bring = add("import", _bring, "propose what a file changes: records, a sheet, the portal's files, a document")
    bring.add_argument("file", type=Path)
    bring.add_argument("--document", default="", help="the name of a document that is cut by Điều")
    bring.add_argument("--table", action="store_true", help="the file is the table of a decision, as text")
    for name, does, words in (
        ("agree", _agree, "answer from a version from now on; another account has proposed it"),
        ("refuse", _refuse, "let a version go"),
    ):
        act = add(name, does, words)
        act.add_argument("number", type=int, help="as `danban answers list` shows it")
        if does is _agree:
            act.add_argument("--anyway", action="store_true", help="even when another answer would be right no more")
    attach = add("attach", _attach, "propose that a record answers a question that was asked in vain")
    attach.add_argument("number", type=int, help="of the question, as `danban answers list` shows it")
    attach.add_argument("key", help="of the record")
    listing = acts.add_parser("list", help="versions that wait for a second person, and questions asked in vain")
    listing.set_defaults(act=_list)


def perform(work: UnitOfWork, given: argparse.Namespace) -> str:
    """Do the act in the name of the account; gives what to print. Raises what `handlers.answers.desk` raises."""
    does: _Does = given.does
    return does(work, given, acting.reader(work, given.account))


def lines(work: UnitOfWork) -> Iterator[str]:
    """What waits: `version NUMBER KEY NAME`, `question NUMBER TEXT`."""
    for version in records.waiting(work):
        yield f"version {version.id} {version.record.key} {version.record.name}"
    for question in questions.open_ones(work):
        yield f"question {question.id} {question.text}"


def _bring(work: UnitOfWork, given: argparse.Namespace, by: Reader) -> str:
    held: Held = given.held
    brought = desk.bring(work, held.brought, by=by)
    odd = "".join(f" Entry {each.place} is not taken: {each.what}." for each in brought.odd)
    if (listed := held.catalogue) is not None:
        lines = [f"new {code} {name}" for code, name in listed.new]
        lines += [f"renamed {code} {ours} -> {theirs}" for code, ours, theirs in listed.renamed]
        lines += [f"gone {code} {name}" for code, name in listed.gone]
        return "\n".join([f"A catalogue of {listed.rows} codes; it changes nothing.", *lines])
    return f"{brought.proposed} versions wait for a second person.{odd}"


def _agree(work: UnitOfWork, given: argparse.Namespace, by: Reader) -> str:
    desk.agree(work, given.number, by=by)
    return "It is answered from now on."


def _refuse(work: UnitOfWork, given: argparse.Namespace, by: Reader) -> str:
    desk.refuse(work, given.number, by=by)
    return "It is let go."


def _attach(work: UnitOfWork, given: argparse.Namespace, by: Reader) -> str:
    desk.attach(work, given.number, given.key, by=by)
    return "It waits for a second person."


def _run(settings: Settings, given: argparse.Namespace) -> None:
    with closing(installation.opened(installation.with_secret_key(settings, make=False), writes=True)) as database:
        if "file" in given:
            given.held = _held(given, *database.look(lambda work: (desk.known(work), day_of(work.now))))
        broken = _broken(database, given) if not getattr(given, "anyway", True) else ()
        said = "\n".join([*broken, "Not agreed; --anyway does."]) if broken else database.run(perform, given)
    print(said)  # a command's output


def _broken(database: Database, given: argparse.Namespace) -> tuple[str, ...]:
    """The questions that are answered right, and would be no more; found before anything is written."""
    found = database.look(checking.check, [given.number])
    return tuple(f"{each.question}: {each.was} -> {each.now or 'no record'}" for each in found if each.breaks)


def _list(settings: Settings, _given: argparse.Namespace) -> None:
    with closing(installation.opened(installation.with_secret_key(settings, make=False), writes=False)) as database:
        found = database.look(lambda work: list(lines(work)))
    for line in found:
        print(line)


def _held(given: argparse.Namespace, known: dict[str, Record], today: date) -> Held:
    """What the file holds. It is read before anything is written."""
    path: Path = given.file
    try:
        if path.stat().st_size > answer_files.MOST_BYTES:
            raise UnreadableFileError(f"{path}: it is larger than {answer_files.MOST_BYTES // 1_000_000} MB.")
        content = path.read_bytes()
        if given.table:
            return answer_files.pasted(content.decode("utf-8-sig"), known, today=today)
        return answer_files.read(path.name, content, known, today=today, document=given.document)
    except OSError as error:
        raise UnreadableFileError(f"{path}: {error.strerror or 'it cannot be opened'}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableFileError(f"{path}: it must be UTF-8.") from error
    except UnreadableRecordsError as error:
        raise UnreadableFileError(f"{path}: {Words.load().say('vi', error.reason)}") from error
