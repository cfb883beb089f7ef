"""Messages per second from the hook to the sent replies, compared with a bare aiogram bot with the same dialog.

Both ways run in turn in one process, several times, so that other work of the machine affects both.

`python -m bench messages [number of messages] [folder of an earlier build]`: that build is measured beside ours
(`bench.older`).
"""

import asyncio
import statistics
import time
from pathlib import Path

from sqlalchemy import func, select

from bench import older, page, petition
from bench.bare import Bare
from bench.ours import Ours
from bench.page import Rows
from bot.process import gc_tuning, loop
from core.message import Outgoing
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.messages import outbox

_HEAD = "## Messages"
_ROUNDS = 3
_SECONDS = 8  # at 20 messages per second
_LONGEST = 120.0  # seconds
_AIM = 60  # % of the bare bot's rate


_LEFT = (
    "SELECT (SELECT count(*) FROM inbox WHERE state = 'waiting')"
    " + (SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending'))"
)


def _left(work: UnitOfWork) -> int:
    # the driver's own statement, because waiting for the end must cost little beside what is measured
    return int(work.conn.exec_driver_sql(_LEFT).scalar_one())


def _sent(work: UnitOfWork) -> int:
    return int(work.conn.execute(select(func.count()).where(outbox.c.state == "sent")).scalar_one())


async def _quiet(ours: Ours) -> None:
    begun = time.perf_counter()
    while await ours.database.read(_left):  # the end is a state of the database
        waited = time.perf_counter() - begun
        assert waited < _LONGEST, "messages are left that nobody handles or sends"
        await asyncio.sleep(max(0.05, waited / 50))  # a look costs as much as a sixth of a message


async def learn(api: str, folder: Path) -> list[list[Outgoing]]:
    """Our answers to each message of the dialog."""
    ours = Ours(api, f"sqlite:///{folder}/learn.sqlite3")
    found: list[list[Outgoing]] = []
    for number, text in enumerate(petition.MESSAGES):
        said = len(ours.said)
        await ours.feed(petition.update(number + 1, 1, text))
        await _quiet(ours)
        found.append(ours.said[said:])
    filed = await ours.database.read(lambda work: work.conn.execute(select(func.count(cases.c.id))).scalar_one())
    await ours.close()
    assert filed == 1, "the dialog of the benchmark does not end in a case any more"
    return found


async def rate_bare(bare: Bare, people: int) -> float:
    """Messages per second, a hundred at once."""
    todo = petition.updates(people, first_chat=1000)
    begun = time.perf_counter()
    for start in range(0, len(todo), people):  # an answer waits for its question
        for some in range(start, start + people, 100):
            await asyncio.gather(*(bare.feed(each) for each in todo[some : min(some + 100, start + people)]))
    return len(todo) / (time.perf_counter() - begun)


async def rate_ours(ours: Ours, people: int, *, first_chat: int = 1000, first_number: int = 1) -> tuple[float, float]:
    """Messages per second until every reply is recorded as sent, and replies per second."""
    todo = petition.updates(people, first_chat=first_chat, first_number=first_number)
    begun = time.perf_counter()
    for start in range(0, len(todo), 100):
        await asyncio.gather(*(ours.feed(each) for each in todo[start : start + 100]))
    await _quiet(ours)
    seconds = time.perf_counter() - begun
    return len(todo) / seconds, await ours.database.read(_sent) / seconds


async def latencies(ours: Ours) -> list[float]:
    """Milliseconds from the hook's call to the reply at the adapter, at 20 messages per second."""
    ours.handed.clear()
    begun: dict[str, float] = {}
    for number in range(_SECONDS * 20):
        chat = 5_000_000 + number
        begun[str(chat)] = time.perf_counter()
        await ours.feed(petition.update(10_000_000 + number, chat, "/phananh"))
        await asyncio.sleep(max(0.0, 0.05 - (time.perf_counter() - begun[str(chat)])))
    await _quiet(ours)
    return sorted((ours.handed[chat] - at) * 1000 for chat, at in begun.items())


async def _one(api: str, url: str, people: int) -> tuple[float, float, list[float]]:
    ours = Ours(api, url)
    try:
        rate, replies = await rate_ours(ours, people)
        return rate, replies, await latencies(ours)
    finally:
        await ours.close()


async def _bare(api: str, replies: list[list[Outgoing]], people: int) -> float:
    bare = Bare(api, replies)
    try:
        return await rate_bare(bare, people)
    finally:
        await bare.close()


def _older(build: Path, messages: int, ours: older.Rates) -> Rows:
    """An earlier build with its own dialog, and how many times as fast as it we are, by time and by CPU."""
    theirs = older.rates(build, messages)
    name = f"the build of {older.day(build)} ({theirs.dialog} messages in its dialog)"
    return [
        (f"SQLite: {name}, messages a second", f"{theirs.sqlite:.0f}"),
        ("SQLite: ours by that", f"{ours.sqlite / theirs.sqlite:.1f} ×"),
        ("SQLite: CPU per message, that build / ours", f"{theirs.sqlite_cpu:.1f} / {ours.sqlite_cpu:.1f} ms"),
        (f"PostgreSQL: {name}, messages a second", f"{theirs.postgresql:.0f}"),
        ("PostgreSQL: ours by that", f"{ours.postgresql / theirs.postgresql:.1f} ×"),
        (
            "PostgreSQL: CPU per message, that build / ours",
            f"{theirs.postgresql_cpu:.1f} / {ours.postgresql_cpu:.1f} ms",
        ),
        (
            "PostgreSQL: CPU for a whole petition, that build / ours",
            f"{theirs.postgresql_cpu * theirs.dialog:.1f} / {ours.postgresql_cpu * ours.dialog:.1f} ms",
        ),
    ]


def _compared(api: str, folder: Path, people: int) -> Rows:
    replies = loop.run(learn(api, folder))
    gc_tuning.settle()  # for both ways, as in the service
    plain: list[float] = []
    kept: list[tuple[float, float, list[float]]] = []
    for turn in range(_ROUNDS):
        plain.append(loop.run(_bare(api, replies, people)))
        kept.append(loop.run(_one(api, f"sqlite:///{folder}/{turn}.sqlite3", people)))
    with page.postgres(folder) as url:
        server = loop.run(_one(api, url, people))
    said = people * len(petition.MESSAGES)
    build = older.asked()
    earlier = _older(build, said, older.rates(Path(__file__).parents[1], said)) if build is not None else []
    ratios = [ours[0] / bare * 100 for ours, bare in zip(kept, plain, strict=True)]
    whole = sum(map(len, replies))
    return [
        ("replies that the dialog causes, by messages", f"{whole} by {len(petition.MESSAGES)}"),
        ("bare aiogram bot, memory only: messages a second", f"{statistics.median(plain):.0f}"),
        ("SQLite: messages a second", f"{statistics.median(each[0] for each in kept):.0f}"),
        (
            f"SQLite: of the bare bot (aim: {_AIM} %)",
            f"{statistics.median(ratios):.0f} % ({min(ratios):.0f}–{max(ratios):.0f} %)",
        ),
        ("SQLite: replies a second", f"{statistics.median(each[1] for each in kept):.0f}"),
        ("SQLite: p50 / p95 at 20 a second (aim: p95 under 50 ms)", _lateness(kept[_ROUNDS // 2][2])),
        ("PostgreSQL: messages a second (replies)", f"{server[0]:.0f} ({server[1]:.0f})"),
        ("PostgreSQL: p50 / p95 at 20 a second", _lateness(server[2])),
        *earlier,
    ]


def _lateness(late: list[float]) -> str:
    return f"{statistics.median(late):.0f} / {late[int(len(late) * 0.95)]:.0f} ms"


def main() -> None:
    """Measure and write the section."""
    people = page.number_asked(1001) // len(petition.MESSAGES)
    with page.folder() as folder, page.bot_api() as api:
        rows = _compared(api, folder, people)
    page.put(
        _HEAD,
        f"""{_HEAD}

Measured by `make bench ARGS=messages`: {people} newcomers, each with the whole petition dialog
({len(petition.MESSAGES)} messages, from `/phananh` to the code of a filed case), the real Telegram adapter, a Bot API
on loopback in a process of its own without the platform's own limits. The bare bot plays the same dialog with the
same replies and buttons, on the same event loop. Ours is durable at every step (SQLite: WAL, synchronous=FULL),
from the call that the hook makes until the replies are recorded as sent; both ways in turn, {_ROUNDS} times; medians.
Ratios below 1.3 are ties.
{page.conditions()}

{page.table(rows)}
""",
    )


if __name__ == "__main__":
    main()
