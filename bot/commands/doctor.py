"""What an operator does from a terminal: check, back up, restore, adopt."""

import argparse
import asyncio
import contextlib
from pathlib import Path

from bot import app
from bot.channels.zalo_bot import ZaloBotChannel
from bot.process import installation
from core.clock import VIETNAM
from core.errors import SettingError
from core.setting_texts import PAPER_FONT
from core.settings import Settings
from storage.database import backup, key_places, revision
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.media import places
from storage.media.files import FileStore
from storage.messages import grants, leases, orphans
from storage.polls import key_care


def run(settings: Settings, _parsed: argparse.Namespace) -> int:
    """Print one line per check. Gives 1 when something needs attention."""
    checks = (
        ("settings", _settings), ("secret key", _key), ("database", _database), ("files", _files),
        ("installation", _instance), ("outbox", _outbox), ("consultations", _polls),
        ("font", _font),
        ("telegram", _telegram), ("zalo", _zalo), ("zalo bot", _zalo_bot),
    )  # fmt: skip
    bad = False
    for name, check in checks:
        try:
            line, mark = check(settings), "ok"
        except Exception as error:  # each check must have its line
            line, mark, bad = f"{error}".split("\n", maxsplit=1)[0] or type(error).__name__, "!!", True
        print(f"{mark}  {name}: {line}")  # a command's output
    return int(bad)


def _settings(settings: Settings) -> str:
    return f"{settings.ward_name}, {settings.public_url}, port {settings.http_port}"


def _key(settings: Settings) -> str:
    found = installation.with_secret_key(settings, make=False)
    if revision.is_current(settings.database_url):
        installation.opened(found, writes=False).close()  # or it says that this is not the database's key
    return "from SECRET_KEY" if settings.secret_key else f"from its file, {len(found.secret_key)} characters"


def _database(settings: Settings) -> str:
    if not revision.is_current(settings.database_url):
        raise SettingError("not at this release; run `danban migrate`")
    return f"{'embedded' if settings.embedded else 'PostgreSQL'}, at revision {revision.current(settings.database_url)}"


def _files(settings: Settings) -> str:
    line = _raw(settings).check()
    waiting = places.waiting(settings, Seal(""))
    if waiting is not None and (here := len(waiting.names())):
        raise SettingError(f"{line}; {here} fetched files wait in {settings.files_dir} until the workers bring them")
    return line


def _instance(settings: Settings) -> str:
    database = _opened(settings, writes=False)
    try:
        mine = database.look(_owned_by, installation.instance_id(settings))
    finally:
        database.close()
    if not mine:
        raise SettingError("the database belongs to another installation and sends nothing; see `danban adopt`")
    return "this one"


def _owned_by(work: UnitOfWork, instance_id: str) -> bool:
    return leases.owner(work) in {None, instance_id}


def _outbox(settings: Settings) -> str:
    database = _opened(settings, writes=False)
    try:
        lost = database.look(orphans.count)
    finally:
        database.close()
    if lost:
        told = ", ".join(f"{number} of {name}" for name, number in lost.items())
        raise SettingError(f"rows that point at nothing: {told}; tell the developers, and keep a backup of today")
    return "every row belongs to a chat"


def polls_without_key(settings: Settings) -> int:
    """The number of open consultations whose key is not on this machine."""
    return len(_held(settings).missing)


def _held(settings: Settings) -> key_care.Held:
    database = _opened(settings, writes=False)
    try:
        return database.look(key_care.look, key_places.keys(settings))
    finally:
        database.close()


def _polls(settings: Settings) -> str:
    held = _held(settings)
    if held.missing:
        raise SettingError(
            f"{held}; without its key a poll takes no answers and is not counted. Bring the keys with "
            "`danban keys import FILE`, or let all machines share the folder that holds FILES_DIR"
        )
    return str(held)


def _font(settings: Settings) -> str:
    """Papers only name their font; charts are drawn with one of this machine."""
    from papers import fonts  # noqa: PLC0415  # Pillow, which only this check needs

    wanted = settings.paper_font
    found = fonts.find(wanted)
    used = f"charts are drawn in {found.family}" if found else "charts are drawn in plain letters: no font here has đ"
    if wanted == PAPER_FONT or (found and found.family.casefold() == wanted.casefold()):
        return f"papers are in {wanted}; {used}"
    raise SettingError(f"PAPER_FONT={wanted} is not on this machine, so {used}; install it, or name another one")


def _telegram(settings: Settings) -> str:
    if not settings.telegram_token:
        return "no TELEGRAM_TOKEN: not served"
    return asyncio.run(_ask_telegram(settings))


async def _ask_telegram(settings: Settings) -> str:
    service = app.build(installation.with_secret_key(settings, make=False))
    try:
        channel = next(each for each in service.channels.values() if each.name == "telegram")
        await channel.start()  # type: ignore[attr-defined]  # the adapter's own: asks the platform who we are
        return f"answers; link {channel.deep_link('')}"
    finally:
        await service.close()


def _zalo(settings: Settings) -> str:
    if not settings.zalo_app_id:
        return "no ZALO_APP_ID: not served"
    database = _opened(settings, writes=False)
    try:
        grant = database.look(grants.find, f"zalo:{settings.zalo_oa_id}")
    finally:
        database.close()
    if grant is None and settings.zalo_refresh_token:
        return "ZALO_REFRESH_TOKEN is used at the first start"
    if grant is None or grant.dead:
        raise SettingError("not connected; run `danban zalo connect`")
    until = grant.expires_at.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y") if grant.expires_at else "not yet known"
    return f"connected; the access token holds until {until}, and is renewed before"


def _zalo_bot(settings: Settings) -> str:
    if not settings.zalo_bot_token:
        return "no ZALO_BOT_TOKEN: not served"
    return asyncio.run(_ask_zalo_bot(settings))


async def _ask_zalo_bot(settings: Settings) -> str:
    service = app.build(installation.with_secret_key(settings, make=False))
    try:
        channel = next(each for each in service.channels.values() if isinstance(each, ZaloBotChannel))
        way = "events by the hook" if settings.secure else "events by asking (no public HTTPS address)"
        return f"answers as {await channel.account()}; {way}"
    finally:
        await service.close()


def _raw(settings: Settings) -> FileStore:
    """The store for a backup, which opens nothing and so needs no key."""
    return places.store(settings, Seal(""))


def back_up(settings: Settings, target: Path) -> None:
    """Write the archive. Raises ConflictError when the file exists."""
    backup.backup(settings.database_url, _raw(settings), target)


def restore(settings: Settings, source: Path) -> None:
    """Fill an empty installation. Raises ConflictError when it is not empty."""
    backup.restore(source, settings.database_url, _raw(settings))


def adopt(settings: Settings) -> int:
    """Make the database this installation's. Gives the number of messages that became doubtful."""
    with contextlib.ExitStack() as stack:
        lock = installation.own(settings)
        if lock is not None:
            stack.enter_context(lock)
        database = _opened(settings, writes=True)
        stack.callback(database.close)
        return database.run(leases.adopt, installation.instance_id(settings))


def _opened(settings: Settings, *, writes: bool) -> Database:
    """Open the database with its own key, or not at all. Every command that needs the database calls this."""
    return installation.opened(installation.with_secret_key(settings, make=False), writes=writes)
