"""`danban province`: the wards of a province. Each act is safe to repeat, and the other wards run on."""

import argparse
import os
import pwd
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from bot import app as joined
from bot.commands import doctor
from bot.process import installation, loop
from bot.province import readying, serving
from core import logs, province
from core.clock import in_vietnam
from core.errors import ConflictError, DanBanError, SettingError
from core.province import Province
from core.settings import Settings
from storage.database import answering, revision, schemas
from storage.province.registry import Registry, Row, State

_Act = Callable[[Province, Registry, argparse.Namespace], int | None]


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The command and its acts."""
    words = "many wards in one deployment: the registry, and a process that serves them"
    found = commands.add_parser("province", help=words, description=words)
    found.add_argument("--by", metavar="NAME", default="", help="who acts, for the trail; else this machine's account")
    acts = found.add_subparsers(required=True, metavar="ACT")

    def add(name: str, act: _Act, says: str) -> argparse.ArgumentParser:
        made = acts.add_parser(name, help=says, description=says)
        made.set_defaults(act=_with_registry(act))
        return made

    def add_coded(name: str, act: _Act, says: str) -> argparse.ArgumentParser:
        made = add(name, act, says)
        made.add_argument("code", help="the ward's code")
        return made

    serve = add("serve", _serve, "serve, work and send for the wards of the registry")
    serve.add_argument("--only", choices=sorted(joined.ALL), action="append", help="only this part; may be repeated")
    load = add("load", _load, "put the wards of a wards.toml into the registry, or change them")
    load.add_argument("file", type=Path)
    listing = add("list", _list, "show the wards and how they are")
    listing.add_argument("--codes", action="store_true", help="only their codes, for a script")
    trail = add("trail", _trail, "show what was done with the wards, when and by whom")
    trail.add_argument("code", nargs="?", default="", help="only this ward")
    adding = add_coded("add", _add, "put one ward into the registry")
    adding.add_argument("name", help="as residents call it")
    adding.add_argument("--host", action="append", default=[], help="its host name; may be repeated")
    adding.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a setting that differs")
    migrate = add("migrate", _migrate, "bring the wards to this release, one after another")
    migrate.add_argument("code", nargs="*", help="only these wards")
    add_coded("pause", _pause, "stop serving a ward; nothing of it is lost")
    add_coded("resume", _resume, "serve a paused ward again")
    export = add_coded("export", _export, "write a ward's backup, while all run on")
    export.add_argument("file", type=Path)
    bring = add_coded("import", _import, "fill a new or paused ward from a backup, while the others run on")
    bring.add_argument("file", type=Path)
    drop = add_coded("drop", _drop, "take a paused ward out of the registry; its data stays")
    drop.add_argument("--data", action="store_true", help="delete its database and files too")
    drop.add_argument("--yes", metavar="CODE", default="", help="with --data: the code once more")


def settings_of(code: str) -> Settings:
    """The settings of one ward, for a command in its name. Raises SettingError, NotFoundError."""
    where = province.read()
    registry = Registry(province.registry_url(where))
    try:
        return province.settings_of(where, registry.row(code).entry)
    finally:
        registry.close()


def _with_registry(act: _Act) -> Callable[[Settings, argparse.Namespace], int | None]:
    def run(_settings: Settings, parsed: argparse.Namespace) -> int | None:
        where = province.read()
        if act in (_serve, _migrate):  # a machine starts its services in any order
            _start_logs(where)
            process = where.process
            answering.wait((where.registry_url, process.keys_url), seconds=process.database_wait)
        registry = Registry(province.registry_url(where), by=parsed.by or _account())
        try:
            return act(where, registry, parsed)
        finally:
            registry.close()

    return run


def _account() -> str:
    """This machine's account that runs the command."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # in a container, a number without a name
        return f"uid {os.getuid()}"


def _serve(where: Province, registry: Registry, parsed: argparse.Namespace) -> None:
    del registry  # the process opens its own
    roles = frozenset(parsed.only or joined.ALL)
    lock = serving.own(where)
    town = serving.build(where, roles=roles)

    async def run() -> None:
        try:
            await serving.serve(town, roles, ready=lambda: print(f"Dân Bàn: {where.process.public_url}", flush=True))
        finally:
            await town.close()

    try:
        loop.run(run())
    finally:
        if lock is not None:
            lock.close()


def _start_logs(where: Province) -> None:
    logs.start(
        secrets=(*province.secrets_of(where.process), *where.operators, *where.readers),
        as_json=where.process.log_format == "json",
    )


def _load(where: Province, registry: Registry, parsed: argparse.Namespace) -> None:
    try:
        text = parsed.file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{parsed.file} cannot be read: {error}") from error
    entries = province.parse(text)
    for each in entries:
        province.settings_of(where, each)  # a wrong one is told now, and nothing is changed
    changed = registry.load(entries)
    print(f"{len(entries)} wards in the file, {len(changed)} new or changed: {', '.join(changed) or 'none'}.")
    print("New ones are made ready by the processes that serve, or now: danban province migrate")


def _list(_where: Province, registry: Registry, parsed: argparse.Namespace) -> None:
    for each in registry.rows():
        if parsed.codes:
            print(each.entry.code)
            continue
        figures = each.figures
        told = f"{figures.waiting} waiting, {figures.errors} errors" if figures else "not measured yet"
        hosts = ", ".join(each.entry.hosts) or each.entry.base
        print(f"{each.entry.code:<16} {each.state:<8} {hosts:<32} {told}  {each.entry.name}  {each.problem}".rstrip())


def _trail(_where: Province, registry: Registry, parsed: argparse.Namespace) -> None:
    for each in registry.acts(1000, code=parsed.code):
        at = f"{in_vietnam(each.at):%Y-%m-%d %H:%M:%S}"
        print(f"{at}  {each.code:<16} {each.act:<9} {each.who}  {each.detail}".rstrip())


def _add(where: Province, registry: Registry, parsed: argparse.Namespace) -> None:
    values = dict(each.partition("=")[::2] for each in parsed.set)
    entry = province.one(parsed.code, parsed.name, hosts=parsed.host, values=values)
    province.settings_of(where, entry)
    registry.add(entry)
    print(f"{entry.code} is in the registry. Processes that serve make it ready; or now: danban province migrate")


def _migrate(where: Province, registry: Registry, parsed: argparse.Namespace) -> int:
    rows = [registry.row(code) for code in parsed.code] if parsed.code else registry.rows()
    failed = readying.ready(where, registry, rows, progress=_progress)
    print(f"{len(rows) - len(failed)} of {len(rows)} wards are at this release.")
    return 1 if failed else 0


def _progress(number: int, of: int, code: str, end: str) -> None:
    """One line; on a terminal it is a bar, and only what failed stays."""
    if end == "ok" and sys.stdout.isatty():
        full = 30 * number // of
        print(
            f"\r[{'#' * full}{'.' * (30 - full)}] {number}/{of} {code:<31}", end="" if number < of else "\n", flush=True
        )
        return
    print(f"{number}/{of} {code}: {end}", flush=True)


def _pause(_where: Province, registry: Registry, parsed: argparse.Namespace) -> None:
    registry.set_state(parsed.code, State.PAUSED)
    print(f"{parsed.code} is paused: within seconds no process serves it, and platforms are asked to try again later.")


def _resume(_where: Province, registry: Registry, parsed: argparse.Namespace) -> None:
    row = registry.row(parsed.code)
    if row.state is State.RUNNING:
        print(f"{parsed.code} runs already.")
        return
    ready = not readying.is_due(row, revision.newest())
    registry.set_state(parsed.code, State.RUNNING if ready else State.WAITING)
    print(f"{parsed.code} is served again{'' if ready else ' as soon as it is at this release'}.")


def _export(where: Province, registry: Registry, parsed: argparse.Namespace) -> None:
    settings = province.settings_of(where, registry.row(parsed.code).entry)
    doctor.back_up(settings, parsed.file)
    registry.backed_up(parsed.code)
    print(f"Written: {parsed.file}. Neither SECRET_KEY, tokens nor keys of running consultations are in it.")


def _import(where: Province, registry: Registry, parsed: argparse.Namespace) -> None:
    row = registry.row(parsed.code)
    if row.state is State.RUNNING:
        raise ConflictError(f"{parsed.code} runs. Pause it first: danban province pause {parsed.code}")
    settings = province.settings_of(where, row.entry)
    doctor.restore(settings, parsed.file)
    registry.note(parsed.code, "imported", parsed.file.name)
    registry.set_state(parsed.code, State.PAUSED, revision="")
    print(
        f"Restored. It sends nothing until `danban --ward {parsed.code} adopt`; "
        f"then: danban province resume {parsed.code}"
    )


def _drop(where: Province, registry: Registry, parsed: argparse.Namespace) -> None:
    row = registry.row(parsed.code)
    if parsed.data and parsed.yes != parsed.code:
        raise ConflictError(f"This deletes what {row.entry.name} has stored. Say it again: --data --yes {parsed.code}")
    registry.drop(parsed.code)
    if parsed.data:
        _delete(where, row)
        registry.note(parsed.code, "erased")
    print(f"{parsed.code} is out of the registry; its data is {'deleted' if parsed.data else 'still there'}.")


def _delete(where: Province, row: Row) -> None:
    try:
        settings = province.settings_of(where, row.entry)
        lock = installation.own(settings)  # no process has it open
        if lock is not None:
            lock.close()
        if (file := installation.database_file(settings)) is not None:  # DATABASE_URL may put it elsewhere
            for each in (file, *file.parent.glob(f"{file.name}-*")):
                each.unlink(missing_ok=True)
        else:
            schemas.drop(settings.database_url)
    except DanBanError as error:
        raise ConflictError(f"{row.entry.code} is out of the registry, but its data is still there: {error}") from error
    place = settings.files_dir.parent
    if place.name == row.entry.code and place.parent == where.folder.absolute():
        shutil.rmtree(place, ignore_errors=True)
