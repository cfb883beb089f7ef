"""The desk of a ward that has worked for ten years: the list, its counts, search, figures, on both databases."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from bench import desk_export, page
from core.text import folded_words
from storage.cases import case_sums, figures
from storage.cases import queue as case_queue
from storage.cases.figures import By
from storage.cases.filter import Outcome
from storage.cases.queue import Filter, View
from storage.database import migrate
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.messages import chats
from storage.tables.people import staff
from storage.tables.teams import teams
from storage.tables.ward import units
from storage.ward.sight import Reader

CASES, OPEN = 1_000_000, 300
TIMES = 20
YEARS = 10
HEAD = "## The desk after ten years"
_NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
_AT_ONCE = 20_000
_TOPICS = ("rac_thai", "duong_sa", "dien_nuoc", "xay_dung", "an_ninh_trat_tu", "khac")
_WHAT = (
    "Rác thải đổ đầu",
    "Đèn đường hỏng ở",
    "Cống tắc, nước tràn ra",
    "Ổ gà trước",
    "Xây lấn vỉa hè",
    "Karaoke ồn ở",
)
_WHERE = ("ngõ", "hẻm", "nhà văn hóa tổ", "đường Lê Lợi số", "chợ, dãy", "xóm Núi, nhà")


def main() -> None:
    """Measure, and write the section."""
    number = page.number_asked(CASES)
    rows: page.Rows = []
    with page.folder() as inside:
        rows += measured("SQLite", f"sqlite:///{inside / 'ward.sqlite3'}", number)
        tell(rows)  # each part is kept when it is known: the whole takes long, and a later part may fail
        rows += desk_export.rows(inside, min(number, desk_export.ROWS))
        tell(rows)
        with page.postgres(inside) as url:
            rows += measured("PostgreSQL", url, number)
    tell(rows)


def tell(rows: page.Rows) -> None:
    """Write the section."""
    said = (
        f"{HEAD}\n\nCases of {YEARS} years, {OPEN} of them open, every case in the index of words. The\n"
        f"95th percentile of {TIMES} calls: CPU of this process (without the server of PostgreSQL), and wall clock.\n"
        f"`make bench ARGS=desk`. {page.conditions()}\n\n{page.table(rows)}"
    )
    page.put(HEAD, said)


def measured(name: str, url: str, number: int) -> page.Rows:
    """The figures of one database, which is filled first if it is empty."""
    migrate.upgrade(url)
    with opened(url) as database:
        reader = Reader(1, "officer")
        if not database.look(lambda work: work.conn.execute(select(cases.c.id).limit(1)).scalar()):
            fill(database, number)
        if not database.embedded:  # as its autovacuum does; on SQLite nothing in the service makes statistics
            database.run(lambda work: work.conn.execute(text("ANALYZE")))
        keeping = _kept(database)
        year, ten = (_NOW - timedelta(days=365 * each) for each in (1, YEARS))
        asked: dict[str, Callable[[UnitOfWork], object]] = {
            "the list with its counts": _page(Filter(), reader),
            "the counts alone": lambda work: case_queue.counts(work, Filter(), reader=reader),
            "the list of one team": _page(Filter(team_id=1), reader),
            "all cases of a topic and place": _page(Filter(View.ALL, topic="rac_thai", unit_id=3), reader),
            "the list of one's own": _page(Filter(View.MINE), reader),
            "answered late in this year": _page(Filter(View.ALL, outcome=Outcome.LATE, filed_from=year), reader),
            "ended without an answer, disputed": lambda work: [
                case_queue.page(work, Filter(View.ALL, outcome=each), reader=reader)
                for each in (Outcome.ENDED, Outcome.DISPUTED)
            ],
            "search for two words": _page(Filter(View.ALL, text="karaoke 77"), reader),
            "search for words that many cases have": _page(Filter(View.ALL, text="rác thải"), reader),
            "search for a code": _page(Filter(View.ALL, text="LS-26-000123"), reader),
            "the figures of a year, all tables": _figures(year),
            "the figures of ten years, all tables": _figures(ten),
        }
        found = [(what, _cost(database, does)) for what, does in asked.items()]
        found.append(("counting a month anew", keeping))
        return [(f"{name}, {number:,} cases: {what}", told) for what, told in found]


def fill(database: Database, number: int) -> None:
    """Staff, units and so many cases of ten years."""
    database.run(_people)
    for start in range(0, number, _AT_ONCE):
        database.run(_filed, start, min(_AT_ONCE, number - start), number)


def _kept(database: Database) -> str:
    """Let the figures' sums be kept, as the service does within an hour; tells what a month costs."""
    began, clock, months = time.process_time(), time.perf_counter(), 0
    while made := database.run(case_sums.keep):
        months += made
    took = (time.process_time() - began, time.perf_counter() - clock)
    return " of CPU, ".join(f"{each * 1000 / max(1, months):.0f} ms" for each in took)


def _page(wanted: Filter, reader: Reader) -> Callable[[UnitOfWork], object]:
    return lambda work: case_queue.page(work, wanted, reader=reader)


def _figures(since: datetime) -> Callable[[UnitOfWork], object]:
    until = _NOW + timedelta(days=1)
    return lambda work: figures.tables(work, tuple(By), since, until)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The database, which is closed at the end."""
    database = Database(url, seal=Seal("a key for the bench, 32 letters or so"), clock=lambda: _NOW)
    try:
        yield database
    finally:
        database.close()


def _cost(database: Database, does: Callable[[UnitOfWork], object]) -> str:
    cpu: list[float] = []
    wall: list[float] = []
    try:
        database.look(does)  # the first call plans the statements
    except DBAPIError as error:
        return f"ended by the database: {type(error.orig).__name__}"
    for _ in range(TIMES):
        began, clock = time.process_time(), time.perf_counter()
        database.look(does)
        cpu.append(time.process_time() - began)
        wall.append(time.perf_counter() - clock)
        if sum(wall) > 60:  # seconds; what is so slow needs no twenty calls
            break
    return f"{_p95(cpu)} ms of CPU, {_p95(wall)} ms"


def _p95(found: list[float]) -> str:
    return f"{sorted(found)[math.ceil(len(found) * 0.95) - 1] * 1000:.0f}"


def _people(work: UnitOfWork) -> None:
    for n in range(1, 6):
        work.conn.execute(
            insert(staff).values(
                {"login": f"hoa{n}", "name": f"Hoa {n}", "password": "-", "role": "officer", "created_at": work.now}
            )
        )
        work.conn.execute(insert(teams).values(name=f"Tổ {n}"))
    for n in range(1, 41):
        work.conn.execute(
            insert(units).values(code=f"TDP-{n}", kind="to_dan_pho", name=f"Tổ dân phố số {n}", aliases=[f"tổ {n}"])
        )
    work.conn.execute(insert(chats).values(channel="web", bot="web", chat="c", private=True, created_at=work.now))


def _filed(work: UnitOfWork, start: int, number: int, whole: int) -> None:
    chat = work.conn.execute(select(chats.c.id)).scalar_one()
    step = timedelta(days=365 * YEARS) / whole
    rows = [_row(n, whole, chat, _NOW - step * (whole - n)) for n in range(start, start + number)]
    work.conn.execute(insert(cases), rows)
    key = "case_id" if work.postgres else "rowid"
    words = [
        {"id": n + 1, "words": " ".join(folded_words(f"{rows[n - start]['code']} {rows[n - start]['text']}"))}
        for n in range(start, start + number)
    ]
    work.conn.execute(text(f"INSERT INTO case_words ({key}, words) VALUES (:id, :words)"), words)  # noqa: S608  # ours


def _row(n: int, whole: int, chat: int, filed: datetime) -> dict[str, object]:
    is_open = n >= whole - OPEN
    done = None if is_open else filed + timedelta(hours=n % 400)
    due = filed + timedelta(days=10)
    return {
        "code": f"LS-{26 - (whole - n) * YEARS // (whole + 1)}-{n % 1_000_000:06d}", "kind": "phan_anh",
        "topic": _TOPICS[n % 6], "origin": "private", "state": "taken" if is_open else "closed", "chat_id": chat,
        "heard_at": filed, "text": f"{_WHAT[n % 6]} {_WHERE[n // 6 % 6]} {n % 997}, đề nghị phường xem giúp {n % 89}",
        "filed_at": filed, "unit_id": n % 40 + 1, "officer_id": n % 5 + 1, "team_id": n % 5 + 1,
        "due_at": due if is_open else None, "answer_due_at": due if done else None, "answered_at": done,
        "first_said_at": done, "said_at": done, "disputes": int(n % 50 == 0),
    }  # fmt: skip


if __name__ == "__main__":
    main()
