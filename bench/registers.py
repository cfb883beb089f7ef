"""Time of the registers' pages after ten years of 5,000 entries each, on both databases; and of a yearly report."""

import json
import resource
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import insert, text

from bench import page
from bench.queue import opened
from core.text import fold
from handlers.registers import disclosure, due, reporting
from storage.database import migrate
from storage.database.unit import UnitOfWork
from storage.media import subprocesses
from storage.registers import bookings, entries, reports
from storage.registers.entries import Asked
from storage.tables.people import staff
from storage.tables.registers import register_entries
from storage.ward.sight import Reader

YEARS, A_YEAR = 10, 5_000
TIMES = 20
HEAD = "## The registers after ten years"
_TODAY = date(2026, 11, 24)
_KINDS = ("disclosure", "reception", "proposal", "reception_day", "inspection")


def main() -> None:
    """Measure, and write the section."""
    number = page.number_asked(YEARS * A_YEAR)
    rows: page.Rows = []
    with page.folder() as inside:
        rows += measured("SQLite", f"sqlite:///{inside / 'ward.sqlite3'}", number)
        with page.postgres(inside) as url:
            rows += measured("PostgreSQL", url, number)
    said = (
        f"{HEAD}\n\n{number:,} entries of {len(_KINDS)} registers in {YEARS} years. CPU of this process, and time,\n"
        f"of what a page reads, the 95th of 100 of {TIMES} times; the report once. `python -m bench registers`.\n"
        f"{page.conditions()}\n\n{page.table(rows)}"
    )
    page.put(HEAD, said)


def measured(name: str, url: str, number: int) -> page.Rows:
    """The figures of one database."""
    migrate.upgrade(url)
    with opened(url) as database:
        by = database.run(_filled, number)
        if not database.embedded:  # as its autovacuum does; on SQLite nothing in the service makes statistics
            database.run(lambda work: work.conn.execute(text("ANALYZE")))
        reader = Reader(by, "officer")

        def looked(asked: Asked) -> Callable[[UnitOfWork], object]:
            return lambda work: entries.some(work, asked, reader=reader, limit=51)

        bodies: dict[str, Callable[[UnitOfWork], object]] = {
            "a list": looked(Asked("disclosure")),
            "what is open": looked(Asked("reception", open_only=True)),
            "a search": looked(Asked("disclosure", words="duong to 5")),
            "a search in vain": looked(Asked("disclosure", words="tau vu tru")),
            "the public section": looked(Asked("disclosure", public=True)),
            "the public section in a search": looked(Asked("disclosure", public=True, words="ranh thoat to 7")),
            "what is due": lambda work: due.due(work, _TODAY, reader=reader),
            "an inspector's list": lambda work: entries.some(
                work, Asked("proposal"), reader=Reader(by, "inspector"), limit=51
            ),
            "the days of reception": lambda work: bookings.open_days(work, _TODAY, limit=30),
            "the list of a quarter": lambda work: disclosure.quarterly(work, _TODAY),
        }
        rows: page.Rows = [
            (f"{name}: {what}", _slow([_once(lambda body=body: database.look(body)) for _ in range(TIMES)]))
            for what, body in bodies.items()
        ]
        made: list[int] = []
        year = (date(2025, 12, 15), date(2026, 12, 14))
        cpu, wall = _once(lambda: made.append(database.run(lambda work: _report(work, *year, by=by))))
        rows.append((f"{name}: a yearly report, made", f"{cpu:.1f} s of CPU, {wall:.1f} s"))
        cpu, wall = _beside(url)
        rows.append((f"{name}: the same in a process of its own, with its start", f"{cpu:.1f} s of CPU, {wall:.1f} s"))
        later: dict[str, Callable[[UnitOfWork], object]] = {
            "the list of reports": reports.newest,
            "a report with its figures": lambda work: reports.get(work, made[0]).tables,
        }
        return [*rows, *(
            (f"{name}: {what}", _slow([_once(lambda body=body: database.look(body)) for _ in range(TIMES)]))
            for what, body in later.items()
        )]  # fmt: skip


def _beside(url: str) -> tuple[float, float]:
    """CPU of a process of its own, with its start, and wall clock, in seconds."""
    given = {"url": url, "now": datetime(2026, 11, 24, 3, tzinfo=UTC).isoformat(), "begins": "2025-12-15",
             "ends": "2026-12-14"}  # fmt: skip
    began, spent = time.perf_counter(), _children()
    subprocesses.run("bot.workers.subprocess_report", given=json.dumps(given).encode(), bounds=subprocesses.PAPERS)
    return _children() - spent, time.perf_counter() - began


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _report(work: UnitOfWork, begins: date, ends: date, *, by: int) -> int:
    body = reports.written(reporting.tables(work, begins, ends))
    return reports.add(work, "year", begins, ends, body=body, by=by)


def _once(body: Callable[[], object]) -> tuple[float, float]:
    """CPU of this process and wall clock, in seconds."""
    cpu, wall = time.process_time(), time.perf_counter()
    body()
    return time.process_time() - cpu, time.perf_counter() - wall


def _slow(times: list[tuple[float, float]]) -> str:
    """The 95th of 100 of each."""
    at = int(len(times) * 0.95) - 1
    cpu, wall = (sorted(each)[at] * 1000 for each in zip(*times, strict=True))
    return f"{cpu:.0f} ms of CPU, {wall:.0f} ms"


def _filled(work: UnitOfWork, number: int) -> int:
    made: int = work.conn.execute(
        insert(staff)
        .values(login="hoa", name="Hoa", password="-", role="officer", created_at=work.now)  # noqa: S106  # of a bench
        .returning(staff.c.id)
    ).scalar_one()
    for start in range(0, number, 5_000):
        work.conn.execute(
            insert(register_entries), [_entry(at, number) for at in range(start, min(number, start + 5_000))]
        )
    return made


def _entry(at: int, number: int) -> dict[str, object]:
    name = _KINDS[at % len(_KINDS)]
    on = _TODAY - timedelta(days=(number - at) * 365 * YEARS // number)
    title = f"Việc {at} sửa đường, rãnh thoát nước tổ {at % 40}"
    is_over = at < number * 0.98 or name in {"reception_day", "inspection"}
    said = {"item": str(at % 12 + 1), "name": title, "document_on": on.isoformat(), "public_on": on.isoformat(),
            "received_on": on.isoformat(), "on": on.isoformat(), "about": title * 6}  # fmt: skip
    state = {"disclosure": "ended" if is_over else "public", "reception": "answered" if is_over else "received",
             "proposal": "carried_out" if is_over else "sent", "reception_day": "held",
             "inspection": "done"}[name]  # fmt: skip
    moment = datetime.combine(on, datetime.min.time(), UTC)
    return {
        "key": f"key-{at}", "register": name, "year": on.year, "number": at, "state": state, "title": title,
        "folded": fold(title * 7), "said": said, "on_day": on, "over": is_over, "public": name == "disclosure",
        "due_on": None if is_over else on + timedelta(days=15), "made_at": moment, "changed_at": moment,
        "due_clock": "" if is_over else {"disclosure": "take_down"}.get(name, "answer"),
    }  # fmt: skip


if __name__ == "__main__":
    main()
