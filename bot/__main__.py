"""The command `danban`: demo, run, web, work, send, staff, zalo, telegram, poll, keys, hear, ask, read, province."""

import gc

gc.disable()  # nothing that imports make is garbage, and looking for it is a fifth of the start

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from bot import app
from bot.process import installation, loop
from core import logs
from core.errors import DanBanError, SettingError
from core.settings import Settings, read
from storage.database import answering
from storage.ward import key_check

gc.freeze()  # what is imported stays; without this the first search after it goes through all of it
gc.enable()

_Act = Callable[[Settings, argparse.Namespace], int | None]
_SERVES = frozenset({"demo", "run", "web", "work", "send", "migrate"})


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; errors that a person can mend are one sentence and exit code 1."""
    os.umask(0o077)  # the database and the files are nobody else's on this machine
    words = sys.argv[1:] if arguments is None else arguments
    parsed = _parser(words).parse_args(words)
    try:
        settings = _of_ward(parsed.ward) if parsed.ward else read()
        code = parsed.act(settings, parsed)
    except DanBanError as error:
        print(f"danban: {error}", file=sys.stderr)
        sys.exit(1)
    except answering.NoAnswer as error:
        print(f"danban: the database does not answer: {answering.reason(error)}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(code or 0)


def _of_ward(code: str) -> Settings:
    from bot.commands import province  # noqa: PLC0415  # only where one ward of many is named

    return province.settings_of(code)


def _parser(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """Every command; `words`: those of the command line, so that a process which serves loads no other."""
    parser = argparse.ArgumentParser(prog="danban", description="Dân Bàn: a ward talks with its residents")
    parser.add_argument("--ward", default="", metavar="CODE", help="of a province: in the name of this ward")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, act: _Act, what: str) -> None:
        commands.add_parser(name, help=what, description=what).set_defaults(act=act)

    add("demo", _demo, "everything in one process, with a small believable ward in it")
    add("run", _run, "everything in one process")
    for role in ("web", "work", "send"):
        add(role, _role(role), f"only this part, on PostgreSQL: {role}")
    add("migrate", _migrate, "bring the database to this release")
    if not words or words[0] not in _SERVES:
        from bot.commands import every  # noqa: PLC0415  # 3 MB that a process which serves does not need

        every.parsers(commands)
    return parser


def _start_logs(settings: Settings) -> None:
    logs.start(
        secrets=(
            settings.secret_key, settings.telegram_token, settings.telegram_webhook_secret, settings.zalo_app_secret,
            settings.zalo_oa_secret_key, settings.zalo_refresh_token, settings.zalo_bot_token,
            settings.zalo_bot_webhook_secret, settings.smtp_password, settings.metrics_token,
            settings.s3_secret_key, settings.oidc_client_secret,
        ),
        as_json=settings.log_format == "json",
    )  # fmt: skip


def _wait(settings: Settings) -> None:
    """Wait for database servers that do not answer yet: a machine starts its services in any order."""
    _start_logs(settings)
    answering.wait((settings.database_url, settings.keys_url), seconds=settings.database_wait)


def _serve(settings: Settings, roles: frozenset[str], ready: Callable[[], None]) -> None:
    _start_logs(settings)
    lock = installation.own(settings)
    gc.disable()  # channels and pages are built now; `bot.process.gc_tuning` switches it on when the service runs
    service = app.build(settings)
    try:
        service.database.run(key_check.check)
    except SettingError:
        service.database.close()
        raise

    async def run() -> None:
        try:
            await app.serve(service, roles, ready=ready)
        finally:
            await service.close()

    try:
        loop.run(run())
    finally:
        if lock is not None:
            lock.close()


def _demo(settings: Settings, _parsed: argparse.Namespace) -> None:
    from bot.demo import seed  # noqa: PLC0415  # Pillow's drawing is of no use to a real ward

    _wait(settings)
    settings = installation.with_secret_key(settings, make=True)
    installation.ready_database(settings)
    installation.opened(settings, writes=True).close()  # with the database's own key, before anything is sealed with it
    made = seed.fill(settings)
    _serve(settings, app.ALL, lambda: print(seed.greeting(settings, fresh=made), flush=True))


def _run(settings: Settings, _parsed: argparse.Namespace) -> None:
    _wait(settings)
    settings = installation.with_secret_key(settings, make=True)
    installation.ready_database(settings)
    installation.must_be_no_demo(settings)
    _serve(settings, app.ALL, lambda: print(f"Dân Bàn: {settings.public_url}", flush=True))


def _role(role: str) -> Callable[[Settings, argparse.Namespace], None]:
    def act(settings: Settings, _parsed: argparse.Namespace) -> None:
        if settings.embedded:
            raise installation.BusyError(
                "Split processes need a database server. Set DATABASE_URL=postgresql://…, or use `danban run`, which "
                "does everything in one process on the embedded database."
            )
        _wait(settings)
        settings = installation.with_secret_key(settings, make=False)
        installation.must_be_current(settings)
        installation.must_be_no_demo(settings)
        _serve(settings, frozenset({role}), lambda: print(f"danban {role}: ready", flush=True))

    return act


def _migrate(settings: Settings, _parsed: argparse.Namespace) -> None:
    _wait(settings)
    print(f"The database is at {installation.ready_database(settings)}.")


if __name__ == "__main__":
    main()
