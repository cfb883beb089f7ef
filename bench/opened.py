"""The public pages of cases with many released ones: time of a page, memory of the open data, both databases."""

import asyncio
import resource
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from fastapi import FastAPI
from sqlalchemy import insert, select, text
from starlette.types import Message, Scope

from bench import page
from bot.app import joined
from core.settings import Settings
from storage.database import migrate
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.opened import public_cases

RELEASED = 100_000
TIMES = 20
HEAD = "## The public pages of many cases"
_NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
_AT_ONCE = 10_000
_TOPICS = ("duong_sa", "rac_thai", "dien_nuoc", "moi_truong")
_HERE = "http://ward.test"
_ANEW = {"X-Fragment": "1"}  # such a request gets nothing that is kept ready


def main() -> None:
    """Measure, and write the section."""
    released = page.number_asked(RELEASED)
    rows: page.Rows = []
    with page.folder() as inside:
        rows += asyncio.run(measured("SQLite", f"sqlite:///{inside / 'ward.sqlite3'}", released, inside=inside))
        with page.postgres(inside) as url:
            rows += asyncio.run(measured("PostgreSQL", url, released, inside=inside))
    said = (
        f"{HEAD}\n\n{released:,} released cases. Wall clock of {TIMES} readings of each page, made anew, within one\n"
        "process and without a network, and the median of its CPU (that of PostgreSQL itself is not in it);\n"
        "the data are read whole, with the growth of the process's largest memory.\n"
        f"`python -m bench opened`. {page.conditions()}\n\n{page.table(rows)}"
    )
    page.put(HEAD, said)


async def measured(name: str, url: str, released: int, *, inside: Path) -> page.Rows:
    """The figures of one database."""
    migrate.upgrade(url)
    service = joined.build(
        Settings(secret_key="a key for the bench, 32 letters or so", public_url=_HERE, database_url=url,  # noqa: S106  # of the bench
                 files_dir=inside / "files"),
        clock=lambda: _NOW,
    )  # fmt: skip
    for start in range(0, released, _AT_ONCE):
        service.database.run(fill, start, min(_AT_ONCE, released - start))
    service.database.run(lambda work: work.conn.execute(text("ANALYZE")))
    key = service.database.look(lambda work: work.conn.execute(select(public_cases.c.key).limit(1)).scalar_one())
    base = "/viec-da-bao"
    asked = (
        ("list with its map", base), ("one topic", f"{base}?topic=rac_thai"), ("answered ones", f"{base}?state=over"),
        ("words that many have", f"{base}?q=ngo+12"), ("words that none has", f"{base}?q=khong+co+gi"),
        ("one case", f"{base}/{key}"), ("feed", f"{base}/rss.xml"), ("figures", "/con-so"),
        ("Open311, 200 requests", "/open311/v2/requests.json?page_size=200"), ("sitemap", "/sitemap-viec-1.xml"),
    )  # fmt: skip
    app = joined.web(service)
    rows: page.Rows = [(f"{name}: the data as CSV, whole", await _whole(app, "/du-lieu/viec-da-bao.csv"))]
    for number, (what, address) in enumerate(asked):
        transport = httpx.ASGITransport(app, client=(f"192.0.2.{number}", 40_000))  # each address has a limit
        async with httpx.AsyncClient(transport=transport, base_url=_HERE, timeout=120) as client:
            rows.append((f"{name}: {what}", await _spent(client, address, **_ANEW)))
            if address == base:
                rows.append((f"{name}: {what}, kept ready", await _spent(client, address)))
    await service.close()
    return rows


async def _spent(client: httpx.AsyncClient, address: str, **headers: str) -> str:
    await client.get(address, headers=headers)
    spent, worked = [], []
    for _ in range(TIMES):
        begun, used = time.perf_counter(), time.process_time()
        answer = await client.get(address, headers=headers)
        spent.append(time.perf_counter() - begun)
        worked.append(time.process_time() - used)
        assert answer.status_code == 200, (address, answer.status_code)
    spent.sort()
    middle, most = TIMES // 2, int(TIMES * 0.95) - 1
    cpu = sorted(worked)[middle] * 1000
    return f"median {spent[middle] * 1000:.0f} ms, p95 {spent[most] * 1000:.0f} ms; {cpu:.0f} ms of CPU"


async def _whole(app: FastAPI, address: str) -> str:
    """Read a file as a server does, which keeps no piece that it has sent."""
    before, begun, size = _peak(), time.perf_counter(), 0

    said: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if not said:
            await asyncio.Event().wait()
        return said.pop()

    async def send(message: Message) -> None:
        nonlocal size
        size += len(message.get("body", b""))

    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": address, "raw_path": address.encode(), "query_string": b"", "root_path": "",
        "headers": [(b"host", b"ward.test")], "client": ("192.0.2.1", 40_000), "server": ("ward.test", 80),
    }  # fmt: skip
    await app(scope, receive, send)
    grown = max(_peak() - before, 0) / 1024
    return f"{size / 1e6:.0f} MB in {time.perf_counter() - begun:.1f} s, {grown:.0f} MB more memory"


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def fill(work: UnitOfWork, start: int, many: int) -> None:
    """Put in that many released cases, from this number on, five minutes apart."""
    numbers = range(start, start + many)
    filed = {each: _NOW - timedelta(minutes=5 * each) for each in numbers}
    ids = work.conn.execute(
        insert(cases).returning(cases.c.id, sort_by_parameter_order=True),
        [{"code": f"LS-26-{each:06}", "kind": "phan_anh", "topic": _TOPICS[each % len(_TOPICS)], "origin": "private",
          "state": "closed" if each % 3 else "taken", "text": "x", "filed_at": filed[each], "heard_at": filed[each],
          "answered_at": filed[each] + timedelta(days=2) if each % 3 else None} for each in numbers],
    ).scalars().all()  # fmt: skip
    work.conn.execute(
        insert(public_cases),
        [{"key": f"V-{each:013}", "case_id": case_id, "filed_at": filed[each], "released_at": filed[each],
          "changed_at": filed[each], "ground": "topic", "title": f"Đèn đường ngõ {each % 50} hỏng",
          "body": "Tối lắm. " * 20, "answer": "Đã thay bóng.", "place": "đường Chùa Hang",
          "lat": 21.6 + each % 40 / 1000, "lon": 105.8 + each % 30 / 1000,
          "folded": f"den duong ngo {each % 50} hong toi lam da thay bong"}
         for each, case_id in zip(numbers, ids, strict=True)],
    )  # fmt: skip


if __name__ == "__main__":
    main()
