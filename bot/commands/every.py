"""The commands that act and end. A process that serves does not load them."""

import argparse
from pathlib import Path

from bot.commands import (
    answers,
    ask,
    bulk,
    carrying,
    case,
    doctor,
    drill,
    hear,
    poll_verify,
    province,
    staff,
    team,
    telegram_repair,
    trail,
    units,
    zalo_connect,
)
from bot.commands import (
    read as read_file,
)
from bot.process import installation
from core.settings import Settings


def parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add each of them with its options."""
    for each in (
        staff, case, answers, bulk, team, trail, zalo_connect, telegram_repair, poll_verify, carrying, drill, hear,
        read_file, ask, units, province,
    ):  # fmt: skip
        each.parser(commands)
    words = "check settings, database, files and platforms"
    commands.add_parser("doctor", help=words, description=words).set_defaults(act=doctor.run)
    words = "write database and files into one archive"
    backup = commands.add_parser("backup", help=words, description=words)
    backup.set_defaults(act=_backup)
    backup.add_argument("file", type=Path)
    words = "fill an empty installation from an archive; nothing is sent until `adopt`"
    restore = commands.add_parser("restore", help=words, description=words)
    restore.set_defaults(act=_restore)
    restore.add_argument("file", type=Path)
    words = "make a copied or restored database this installation's own"
    commands.add_parser("adopt", help=words, description=words).set_defaults(act=_adopt)
    words = "talk to the bot in this terminal"
    shell = commands.add_parser("shell", help=words, description=words)
    shell.set_defaults(act=_shell)
    shell.add_argument("--record", type=Path, help="write the conversation to a file that a test can play")


def _backup(settings: Settings, parsed: argparse.Namespace) -> None:
    doctor.back_up(settings, parsed.file)
    print(f"Written: {parsed.file}. SECRET_KEY is not in it; keep it apart, or sealed cases cannot be read.")
    print("The keys of running consultations are not in it either; `danban keys export FILE` carries them apart.")


def _restore(settings: Settings, parsed: argparse.Namespace) -> None:
    doctor.restore(settings, parsed.file)
    print("Restored. Nothing will be sent until `danban adopt`; make sure that the first installation is stopped.")
    print("The keys of running consultations are in no backup: bring them with `danban keys import FILE`.")


def _adopt(settings: Settings, _parsed: argparse.Namespace) -> None:
    count = doctor.adopt(installation.with_secret_key(settings, make=False))
    print(f"This installation sends from now on. {count} messages that waited are marked doubtful; see the console.")
    missing = doctor.polls_without_key(settings)
    if missing:
        print(f"danban: {missing} consultations run without their key and take no answers: `danban keys import FILE`.")


def _shell(settings: Settings, parsed: argparse.Namespace) -> None:
    from bot.commands import shell  # noqa: PLC0415  # a tool for developers

    shell.talk(settings, record=parsed.record)
