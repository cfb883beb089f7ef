"""`danban keys export|import FILE`: carry the keys of open consultations to another machine, apart from the backup."""

import argparse
import getpass
import os
import sys
from pathlib import Path

from bot.process import installation
from core.errors import ConflictError, DanBanError, NotFoundError
from core.settings import Settings
from storage.database import key_places
from storage.database.unit import UnitOfWork
from storage.polls import key_care
from storage.ward import audit

_MOST = 1_000_000  # bytes of a file of keys


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parsers of `keys export` and `keys import`."""
    keys = commands.add_parser("keys", help="keys of running consultations, which no backup holds")
    acts = keys.add_subparsers(required=True, metavar="ACT")
    for name, act, words in (
        ("export", _export, "write them into a file that a passphrase closes"),
        ("import", _import, "lay down those of consultations that run here without theirs"),
    ):
        found = acts.add_parser(name, help=words)
        found.add_argument("file", type=Path)
        found.add_argument("--passphrase-stdin", action="store_true", help="read the passphrase from standard input")
        found.set_defaults(act=act)


def _export(settings: Settings, parsed: argparse.Namespace) -> None:
    if parsed.file.exists():
        raise ConflictError(f"{parsed.file} exists already; give a new name.")
    passphrase = _passphrase(parsed, twice=True)
    key_care.closed({}, passphrase)  # too short? before anything is recorded
    database = installation.opened(installation.with_secret_key(settings, make=False), writes=True)
    try:
        found = database.run(key_care.carried, key_places.keys(settings))
        missing = database.look(key_care.look, key_places.keys(settings)).missing
    finally:
        database.close()
    if not found:
        raise NotFoundError("No consultation runs whose key is on this machine; there is nothing to carry.")
    _write(parsed.file, key_care.closed(found, passphrase))
    print(  # a command's output
        f"Written: {parsed.file}, {_count(len(found))}. Keep it apart from the backup, and destroy it once these "
        "consultations are closed: whoever has it, the database and SECRET_KEY can look into their ballots."
    )
    if missing:
        print(f"Not on this machine: {', '.join(missing)}.")  # as above


def _import(settings: Settings, parsed: argparse.Namespace) -> None:
    if not parsed.file.is_file() or parsed.file.stat().st_size > _MOST:
        raise NotFoundError(f"{parsed.file} is no file of keys.")
    brought = key_care.opened(parsed.file.read_bytes(), _passphrase(parsed, twice=False))
    database = installation.opened(installation.with_secret_key(settings, make=False), writes=True)
    try:
        wanted = database.look(key_care.wanted, key_places.keys(settings), brought)
        for each in wanted:
            key_care.put(key_places.keys(settings), each, brought[each])
        database.run(_note, tuple(wanted))
        missing = database.look(key_care.look, key_places.keys(settings)).missing
    finally:
        database.close()
    print(f"Laid down: {_count(len(wanted))}.")  # as above
    if missing:
        raise DanBanError(f"Still without their key: {', '.join(missing)}.")


def _note(work: UnitOfWork, polls: tuple[str, ...]) -> None:
    audit.record(work, "poll.keys_imported", actor="command", polls=[*polls])


def _passphrase(parsed: argparse.Namespace, *, twice: bool) -> str:
    if parsed.passphrase_stdin:
        return sys.stdin.readline().rstrip("\n")
    given = getpass.getpass("Passphrase: ")
    if twice and given != getpass.getpass("Again: "):
        raise DanBanError("The two passphrases differ.")
    return given


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _count(number: int) -> str:
    return f"{number} key" if number == 1 else f"{number} keys"
