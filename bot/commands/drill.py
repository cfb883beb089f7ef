"""`danban drill [FILE]`: restore a backup into a temporary place and check whether a ward could work on from it.

Nothing is sent and nothing of the live installation is changed. The temporary place is removed in any case. Without
FILE, a backup is made for the drill. On PostgreSQL the temporary place is a database of the same server, so the account
needs the right to create one (`ALTER ROLE … CREATEDB`).
"""

import argparse
import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.process import installation
from core.errors import DanBanError, LostFileError, SettingError
from core.settings import Settings
from storage.across import restored
from storage.database import backup, key_places, revision
from storage.database.database import Database
from storage.database.seal import Seal, WrongKeyError
from storage.media import places, subprocesses
from storage.media.files import FileStore
from storage.polls import key_care
from storage.ward import key_check


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The restored copy. `settings` are its own; `home` are those of the live installation."""

    settings: Settings
    home: Settings
    before: int | None  # entries of the trail before the backup was made; None for a backup of another day
    parts: int = 0  # that the manifest names and that were compared; none in an archive of an earlier release

    def open(self) -> Database:
        """The copy's database."""
        return Database(self.settings.database_url, seal=Seal(self.home.secret_key), threads=2)


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parser of `drill`."""
    words = "restore a backup into a temporary place and check it; nothing is sent"
    drill = commands.add_parser("drill", help=words, description=words)
    drill.add_argument("file", type=Path, nargs="?", help="an archive of `danban backup`; without it one is made")
    drill.set_defaults(act=run)


def run(settings: Settings, parsed: argparse.Namespace, *, tools: Path | None = None) -> int:
    """Print one line per check. Gives 1 when the ward could not work on from this backup.

    Raises DanBanError when it cannot be restored.

    `tools`: the folder of pg_dump and pg_restore; without it, those of PATH.
    """
    home = installation.with_secret_key(settings, make=False)
    with TemporaryDirectory(prefix="danban-drill-") as folder:
        source, before = parsed.file, None
        if source is None:
            before = _trail(home)
            source = backup.backup(home.database_url, _raw(home), Path(folder) / "backup.tar", tools=tools)
        elif not source.is_file():
            raise DanBanError(f"There is no file {source}.")
        with _place(home, Path(folder)) as there:
            backup.restore(source, there.database_url, _raw(there), tools=tools)
            return _told(Rehearsal(there, home, before, len(backup.parts_of(source))))


def _told(copy: Rehearsal) -> int:
    bad = False
    for name, check in (
        ("archive", _archive), ("migrations", _migrations), ("secret key", _key), ("sealed words", _words),
        ("rows", _rows), ("files", _files), ("sends nothing", _silent), ("consultations", _polls),
    ):  # fmt: skip
        line, well = _line(check, copy)
        bad = bad or not well
        print(f"{'ok' if well else '!!'}  {name}: {line}")  # a command's output
    return int(bad)


def _line(check: Callable[[Rehearsal], str], copy: Rehearsal) -> tuple[str, bool]:
    try:
        return check(copy), True
    except Exception as error:  # each check must have its line
        return f"{error}".split("\n", maxsplit=1)[0] or type(error).__name__, False


def _trail(home: Settings) -> int:
    database = installation.opened(home, writes=False)
    try:
        return database.look(restored.counts)["audit"]
    finally:
        database.close()


@contextmanager
def _place(home: Settings, folder: Path) -> Iterator[Settings]:
    """An empty place of the same sort. It is removed afterwards."""
    files = folder / "data" / "files"
    if home.embedded:
        yield replace(home, database_url=f"sqlite:///{folder / 'data' / 'ward.sqlite3'}", files_dir=files, files_url="")
        return
    with restored.temporary(home.database_url) as url:
        yield replace(home, database_url=url, files_dir=files, files_url="")


def _raw(settings: Settings) -> FileStore:
    return places.store(settings, Seal(settings.secret_key))


def _archive(copy: Rehearsal) -> str:
    """The restore has compared each part; it would not have come so far otherwise."""
    return f"{copy.parts} parts, each as the manifest says" if copy.parts else "of an earlier release: no manifest"


def _migrations(copy: Rehearsal) -> str:
    url = copy.settings.database_url
    was = revision.current(url)
    if was == revision.newest():
        return f"at {was}"
    done = subprocess.run(  # our own program
        [sys.executable, "-m", "storage.database.migrate"], input=revision.absolute(url), text=True, check=False,
        capture_output=True, cwd=Path(__file__).parents[2], env=subprocesses.environment(),
    )  # fmt: skip
    if done.returncode:
        raise SettingError(f"at {was}, and could not be brought to {revision.newest()}")
    return f"at {was}, and could be brought to {revision.newest()}"


def _key(copy: Rehearsal) -> str:
    with _opened(copy) as database:
        database.look(key_check.verify)
    return "SECRET_KEY is the one it was sealed with"


def _words(copy: Rehearsal) -> str:
    with _opened(copy) as database:
        token = database.look(key_check.sample)
    if not token:
        return "none are sealed"
    Seal(copy.home.secret_key).open_text(token)
    return "a sample opens"


def _rows(copy: Rehearsal) -> str:
    with _opened(copy) as database:
        found = database.look(restored.counts)
    if copy.before is not None and found["audit"] < copy.before:
        raise DanBanError(f"the trail has {found['audit']} entries, {copy.before} were there before the backup")
    return ", ".join(f"{number} {name}" for name, number in found.items())


def _files(copy: Rehearsal) -> str:
    seal = Seal(copy.home.secret_key)
    store = places.store(copy.settings, seal)
    with _opened(copy) as database:
        names = database.look(restored.file_names)
    lost: list[str] = []
    for name in names:
        try:
            with store.open(name) as content:
                digest = hashlib.sha256(content.read()).hexdigest()  # 20 MB at most
        except (LostFileError, WrongKeyError):
            lost.append(name)
            continue
        if name not in (digest, seal.name("file", digest)):
            lost.append(name)
    if lost:
        raise DanBanError(f"{len(lost)} of {len(names)} are missing or changed, for example {lost[0][:12]}")
    return f"{len(names)} are there, each with its digest"


def _silent(copy: Rehearsal) -> str:
    with _opened(copy) as database:
        if database.look(restored.owner) != backup.RESTORED:
            raise DanBanError("the copy takes itself for somebody's installation and would send")
    return "until `danban adopt`"


def _polls(copy: Rehearsal) -> str:
    """No backup holds the keys. What counts is whether this machine, or a file of keys, has them."""
    with _opened(copy) as database:
        held = database.look(key_care.look, key_places.keys(copy.home))
    line = f"{held} on this machine"
    if held.missing:
        raise DanBanError(f"{line}; `danban keys import FILE` brings those that were carried apart")
    return f"{line}, none in the backup" if held.running else line


@contextmanager
def _opened(copy: Rehearsal) -> Iterator[Database]:
    database = copy.open()
    try:
        yield database
    finally:
        database.close()
