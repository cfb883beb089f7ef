"""Brings wards to this release, one after another; one that fails is noted with its sentence, and the next is done.

What was done stays done: whoever stops in the middle and begins again goes on with the ward that was next.
"""

import contextlib
from collections.abc import Callable, Iterable

from bot.process import installation
from core import province
from core.errors import ConflictError, DanBanError, SettingError
from core.province import Province
from storage.database import revision
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.province.registry import Registry, Row, State
from storage.ward import key_check, ward

Progress = Callable[[int, int, str, str], None]  # done, of how many, code, end


def is_due(row: Row, newest: str) -> bool:
    """Whether a ward's database is not known to be ready for this release, whose revision is `newest`."""
    return row.state in {State.WAITING, State.FAILED} or row.revision != newest


def ready(
    where: Province, registry: Registry, rows: Iterable[Row], *, progress: Progress = lambda *_: None
) -> list[str]:
    """Bring these wards to this release, with their units. A paused one stays paused. Gives the codes that failed."""
    newest = revision.newest()
    due = [each for each in rows if is_due(each, newest)]
    failed: list[str] = []
    urls: dict[str, str] = {}
    problems: dict[str, str] = {}
    for row in due:
        code = row.entry.code
        try:
            urls[code] = province.settings_of(where, row.entry).database_url
        except SettingError as error:
            problems[code] = str(error)
    ends = installation.upgraded(list(urls.values())) if urls else iter(())
    for number, row in enumerate(due, 1):
        code = row.entry.code
        end = next(ends) if code in urls else problems[code]
        if end == "ok":
            end = _opened(where, row)
        if end == "ok":
            state = State.PAUSED if row.state is State.PAUSED else State.RUNNING
            registry.set_state(code, state, revision=newest)
        else:
            failed.append(code)
            registry.set_state(code, State.FAILED, problem=end)
        progress(number, len(due), code, end)
    return failed


def _opened(where: Province, row: Row) -> str:
    """Check the ward's key and put its units in. Gives "ok", or what is wrong."""
    settings = province.settings_of(where, row.entry)
    settings.files_dir.mkdir(parents=True, exist_ok=True)
    try:
        database = Database(settings.database_url, seal=Seal(settings.secret_key), threads=1)
    except Exception as error:  # whatever hinders this ward: the others go on
        return f"{type(error).__name__}: {error}".partition("\n")[0]
    try:
        database.run(_seed, row)
    except DanBanError as error:
        return str(error)
    except Exception as error:  # the same
        return f"{type(error).__name__}: {error}".partition("\n")[0]
    finally:
        database.close()
    return "ok"


def _seed(work: UnitOfWork, row: Row) -> None:
    key_check.check(work)
    for each in row.entry.units:
        with contextlib.suppress(ConflictError):  # it is there, or it was and has ended
            ward.add_unit(work, each.code, kind=each.kind, name=each.name, aliases=each.aliases)
