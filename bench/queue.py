"""CPU of the console's queue when a ward has many closed and few open cases, on both databases."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, text

from bench import page
from storage.cases import queue as case_queue
from storage.cases.queue import Filter, View
from storage.database import migrate
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.messages import chats
from storage.tables.people import staff
from storage.ward.sight import Reader

CLOSED = 230_000
OPEN = 40
TIMES = 5
HEAD = "## The queue of a ward with many closed cases"
_NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
_AT_ONCE = 10_000


def main() -> None:
    """Measure, and write the section."""
    closed = page.number_asked(CLOSED)
    rows: page.Rows = []
    with page.folder() as inside:
        rows += measured("SQLite", f"sqlite:///{inside / 'ward.sqlite3'}", closed)
        with page.postgres(inside) as url:
            rows += measured("PostgreSQL", url, closed)
    said = (
        f"{HEAD}\n\n{closed:,} cases are over, {OPEN} are open. CPU of this process for one page of the list with its\n"
        f"counts, the best of {TIMES}; of PostgreSQL's own process it shows the wall clock. `python -m bench queue`.\n"
        f"{page.conditions()}\n\n{page.table(rows)}"
    )
    page.put(HEAD, said)


def measured(name: str, url: str, closed: int) -> page.Rows:
    """The figures of one database."""
    migrate.upgrade(url)
    with opened(url) as database:
        reader = database.run(_people)
        for start in range(0, closed + OPEN, _AT_ONCE):
            database.run(_filed, start, min(_AT_ONCE, closed + OPEN - start), closed)
        database.run(lambda work: work.conn.execute(text("ANALYZE")))
        asked = (
            ("the queue", Filter(View.ALL)),
            ("what is late", Filter(View.OVERDUE)),
            ("one topic of all", Filter(View.ALL, topic="rac_thai")),
        )
        return [(f"{name}: {what}", _cost(database, reader, wanted)) for what, wanted in asked]


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database, which is closed at the end."""
    database = Database(url, seal=Seal("a key for the bench, 32 letters or so"), clock=lambda: _NOW)
    try:
        yield database
    finally:
        database.close()


def _cost(database: Database, reader: Reader, wanted: Filter) -> str:
    best = wall = float("inf")
    for _ in range(TIMES):
        cpu, clock = time.process_time(), time.perf_counter()
        database.look(case_queue.page, wanted, reader=reader)
        best, wall = min(best, time.process_time() - cpu), min(wall, time.perf_counter() - clock)
    return f"{best * 1000:.0f} ms of CPU, {wall * 1000:.0f} ms"


def _people(work: UnitOfWork) -> Reader:
    made = work.conn.execute(
        insert(staff).values(
            {"login": "hoa", "name": "Hoa", "password": "-", "role": "officer", "created_at": work.now}
        )
    ).inserted_primary_key
    assert made is not None
    work.conn.execute(insert(chats).values(channel="web", bot="web", chat="c", private=True, created_at=work.now))
    return Reader(int(made[0]), "officer")


def _filed(work: UnitOfWork, start: int, number: int, closed: int) -> None:
    chat = work.conn.execute(select(chats.c.id)).scalar_one()
    topics = ("rac_thai", "chieu_sang", "duong_sa", "khac")
    work.conn.execute(
        insert(cases),
        [
            {
                "code": f"LS-26-{n:06d}", "kind": "phan_anh", "topic": topics[n % 4], "origin": "private",
                "state": "closed" if n < closed else "taken", "chat_id": chat, "heard_at": work.now,
                "text": "Rác thải đổ đầu ngõ 12 ba ngày nay, mùi rất khó chịu, đề nghị phường cho dọn",
                "filed_at": work.now - timedelta(minutes=closed - n), "due_at": work.now + timedelta(hours=n % 99 - 9),
            }
            for n in range(start, start + number)
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main()
