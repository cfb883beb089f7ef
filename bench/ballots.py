"""Ballots per second, and the time for the count and the result pages of 10,000 ballots × 21 articles."""

import asyncio
import random
import statistics
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
from sqlalchemy import insert

from bench import page
from bot.process.shared import Shared
from civics.polls.draft import plain_paragraphs
from civics.polls.draft_reading import parse
from civics.polls.rules import PollKind
from console import app
from console.frame.context import Context
from console.frame.passwords import Passwords
from core.settings import Settings
from handlers.replies.ward import Ward
from storage.database import migrate
from storage.database.database import Database
from storage.database.outside import beside
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.media.files import Folder
from storage.people import staff
from storage.polls import ballots, polls
from storage.polls import drafts as poll_drafts
from storage.polls import keys as poll_keys
from storage.polls import openings as poll_openings
from storage.polls.ballots import Voter
from storage.polls.openings import Plan
from storage.polls.results import CHOICES
from storage.tables.messages import chats
from storage.tables.people import residents

_HEAD = "## Ballots"
BALLOTS, ARTICLES = 10_000, 21
AIM = 300  # milliseconds for the count and a result page
KEY, PASSWORD, HERE = "a key for measuring, long enough", "mật khẩu để đo", "http://bench.test"
Choices = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one database: ballots per second; milliseconds of the close and of each page."""

    rate: float
    close: float
    pages: dict[str, float]


def _begin(work: UnitOfWork, hashed: str) -> str:
    by = staff.add(work, "do", name="Đo", password=hashed, role="officer", demo=True)
    text = "\n".join(f"Điều {n}. Tên điều {n}\nLời của điều {n}." for n in range(1, ARTICLES + 1))
    key = poll_drafts.add(work, "Dự thảo", draft=parse(plain_paragraphs(text)), source=text, staff_id=by)
    plan = Plan(
        title="Dự thảo", kind=PollKind.INFORMAL, units=(1,), opens_at=work.now,
        closes_at=work.now + timedelta(days=1),
    )  # fmt: skip
    poll_openings.set_up(work, key, plan)
    poll_openings.open_it(work, key, staff_id=by)
    people = [{"id": n, "created_at": work.now} for n in range(1, BALLOTS + 1)]
    work.conn.execute(insert(residents), people)
    where = {"channel": "web", "bot": "web", "private": True}
    work.conn.execute(
        insert(chats), [{**each, **where, "chat": f"c{each['id']}", "resident_id": each["id"]} for each in people]
    )
    return key


def _said(dice: random.Random) -> Choices:
    """A ballot; every fiftieth answer has words."""
    return {
        f"a{n}": (choice, f"Ý kiến số {dice.randrange(400)}" if choice == "other" else "")
        for n in range(1, ARTICLES + 1)
        for choice in dice.choices(CHOICES, (70, 18, 2, 10))
    }


def _cast(work: UnitOfWork, files: Path, key: str, *, who: int, choices: Choices) -> None:
    voter = Voter(who, who, poll_keys.mark(beside(files), key, who))
    ballots.cast(work, polls.get(work, key), voter, choices=choices)


async def _answer(database: Database, files: Path, key: str) -> tuple[float, dict[str, Counter[str]]]:
    """Everybody answers, 64 at a time. Returns ballots per second and an independent count."""
    dice = random.Random(21)  # noqa: S311  # invented answers, not a secret
    said = {who: _said(dice) for who in range(1, BALLOTS + 1)}
    gate = asyncio.Semaphore(64)

    async def one(who: int) -> None:
        async with gate:
            await database.write(_cast, files, key, who=who, choices=said[who])

    begun = time.perf_counter()
    await asyncio.gather(*(one(who) for who in said))
    rate = BALLOTS / (time.perf_counter() - begun)
    codes = [f"a{n}" for n in range(1, ARTICLES + 1)]
    return rate, {code: Counter(each[code][0] for each in said.values()) for code in codes}


async def _pages(database: Database, files: Path, key: str) -> dict[str, float]:
    """Milliseconds of the officer's and the public page: the median of nine requests over HTTP in this process."""
    settings = Settings(secret_key=KEY, public_url=HERE, files_dir=files)
    parts = Shared.load()
    ward = Ward(settings, parts.words, parts.ear, parts.detector, {}, lambda _channel, _payload: "")
    context = Context(ward=ward, database=database, files=Folder(files, seal=Seal(KEY)))
    transport = httpx.ASGITransport(app.build(context))
    found = {}
    async with httpx.AsyncClient(transport=transport, base_url=HERE, headers={"Origin": HERE}) as browser:
        await browser.post("/console/login", data={"login": "do", "password": PASSWORD})
        for name, path in (
            ("the officer's result page", f"/console/polls/{key}"),
            ("the public result page", f"/gop-y/{key}"),
            ("the public list of ballots, .csv", f"/gop-y/{key}/phieu.csv"),
        ):
            took = []
            for _ in range(10):
                begun = time.perf_counter()
                (await browser.get(path)).raise_for_status()
                took.append((time.perf_counter() - begun) * 1000)
            found[name] = statistics.median(took[1:])  # the first request compiles the templates
    return found


def measure(url: str, folder: Path) -> Figures:
    """The figures of the database at that address. Raises AssertionError when the count is not what people answered."""
    migrate.upgrade(url)
    files = folder / "files"
    database = Database(url, seal=Seal(KEY, keys=beside(files)))
    try:
        key = database.run(_begin, Passwords().make(PASSWORD))
        poll_keys.make(beside(files), key)
        rate, expected = asyncio.run(_answer(database, files, key))
        begun = time.perf_counter()
        assert database.run(ballots.close, key)
        close = (time.perf_counter() - begun) * 1000
        result = database.look(polls.get, key).result
        assert result is not None
        assert result["articles"] == {code: {name: said[name] for name in CHOICES} for code, said in expected.items()}
        return Figures(rate, close, asyncio.run(_pages(database, files, key)))
    finally:
        database.close()


def main() -> None:
    """Measure on both databases and write the section."""
    with page.folder() as folder, page.postgres(folder) as url:
        found = {
            "SQLite": measure(f"sqlite:///{folder}/ward.sqlite3", folder / "one"),
            "PostgreSQL": measure(url, folder / "two"),
        }
    rows = []
    for name, each in found.items():
        slowest = max(took for what, took in each.pages.items() if what.endswith("page"))
        rows += [
            (f"{name}: ballots a second, each durable", f"{each.rate:.0f}"),
            (f"{name}: close and count, once", f"{each.close:.0f} ms"),
            *((f"{name}: {what}", f"{took:.0f} ms") for what, took in each.pages.items()),
            (f"{name}: count and the slower page (aim: {AIM} ms)", f"{each.close + slowest:.0f} ms"),
        ]
    page.put(
        _HEAD,
        f"""{_HEAD}

Measured by `make bench ARGS=ballots`: {BALLOTS:,} people answer a secret consultation of {ARTICLES} articles, 64 at a
time, one transaction each; every fiftieth answer has words. Then it closes: ballots are opened, counted, cut apart by
article, opinions kept, whole ballots removed. The count is held against one made from the list of what was said.
Pages: median of nine over HTTP in the same process, no network.
{page.conditions()}

{page.table(rows)}
""",
    )


if __name__ == "__main__":
    main()
