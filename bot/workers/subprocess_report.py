"""A periodic report in a process of its own, started by `bot.workers.report_maker`.

The address of the database comes by standard input, because it may hold a password. The process reads in one
transaction, as the database was at one moment. It has no key of the ward, so it can open nothing that is sealed: of
that a report has only numbers. Lines "done/total" on standard error tell the progress.
"""

import json
import secrets
import sys
from datetime import date, datetime

from handlers.registers import reporting
from storage.database.database import Database
from storage.database.seal import Seal
from storage.media import subprocesses
from storage.registers import reports


def main(given: str) -> str:
    """The body of the report."""
    asked = json.loads(given)
    now = datetime.fromisoformat(asked["now"])
    database = Database(asked["url"], seal=Seal(secrets.token_hex()), clock=lambda: now, threads=1)
    try:
        with database.snapshot() as work:
            period = (date.fromisoformat(asked["begins"]), date.fromisoformat(asked["ends"]))
            return reports.written(reporting.tables(work, *period, tell=_tell))
    finally:
        database.close()


def _tell(done: int, total: int) -> None:
    print(f"{done}/{total}", file=sys.stderr, flush=True)  # noqa: T201  # to the process that started this one


if __name__ == "__main__":
    subprocesses.hold(subprocesses.PAPERS)
    sys.stdout.buffer.write(main(sys.stdin.buffer.read().decode()).encode())
