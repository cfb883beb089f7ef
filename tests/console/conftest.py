"""A ward's console on an empty database with a stopped clock, and people who look at it over HTTP."""

import re
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import APIRouter, FastAPI

from console.app import build
from console.frame.context import Context
from core.settings import Settings
from core.words import Words
from storage.database.database import Database
from storage.database.outside import beside
from storage.database.seal import Seal
from storage.media.files import Folder
from storage.people import staff
from tests.parts import migrated, shared, ward_of

PASSWORD = "mật khẩu để thử"
KEY = "a key for tests, 32 letters or so"
HERE = "http://linhson.test"


@dataclass(slots=True)
class StoppedClock:
    """The present of a test; moves when told to."""

    now: datetime = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # a Tuesday, 10:00 in Thái Nguyên

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, span: timedelta) -> None:
        """Let time go by."""
        self.now += span


@dataclass(slots=True, repr=False)  # asyncio writes out what a task gave, whenever a loop begins to run
class Desk:
    """The application, what it stands on, and ways to come to it."""

    app: FastAPI
    context: Context
    database: Database
    clock: StoppedClock
    stack: AsyncExitStack
    hashed: str
    counted: list[str] = field(default_factory=list)

    def hire(
        self, login: str, *, role: str = "officer", name: str = "", reads_sealed: bool = False, demo: bool = True
    ) -> int:
        """Make an account whose password is PASSWORD; returns its id. Without `demo`, real rules apply."""
        return self.database.run(
            staff.add, login, name=name or login, password=self.hashed, role=role, reads_sealed=reads_sealed, demo=demo
        )

    async def browser(self, *, address: str = "192.0.2.1") -> httpx.AsyncClient:
        """A browser on our own pages, with nobody signed in."""
        transport = httpx.ASGITransport(self.app, client=(address, 40_000))
        client = httpx.AsyncClient(transport=transport, base_url=HERE, headers={"Origin": HERE})
        return await self.stack.enter_async_context(client)

    async def sign_in(self, login: str, *, role: str = "", **how: str) -> httpx.AsyncClient:
        """A browser in which this member is signed in; hired in `role` first when one is given."""
        if role:
            self.hire(login, role=role)
        client = await self.browser(**how)
        answer = await client.post("/console/login", data={"login": login, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    async def agree(self) -> httpx.AsyncClient:
        """A second person agrees to all requests that wait; returns their browser."""
        known = self.database.look(staff.for_login, "nguoi.hai")
        client = await self.sign_in("nguoi.hai", role="" if known else "leader")
        waits = re.findall('action="(/console/second/[0-9]+/yes)"', (await client.get("/console/second")).text)
        assert waits, "nothing waits for a second person"
        for each in waits:
            answer = await client.post(each)
            assert answer.status_code == 303, answer.text
        return client


Made = Callable[[], Desk]


@pytest.fixture(scope="session")
def hashed() -> str:
    """PASSWORD as it is stored, with quick parameters, which stand in it: hundreds of tests sign in."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@pytest.fixture(scope="session")
def empty_ward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("console") / "ward.sqlite3"
    migrated(path)
    return path


@pytest.fixture
def clock() -> StoppedClock:
    """The clock that the whole ward goes by."""
    return StoppedClock()


@pytest.fixture
def database(empty_ward: Path, tmp_path: Path, clock: StoppedClock) -> Iterator[Database]:
    """The ward's database."""
    shutil.copy(empty_ward, tmp_path / "ward.sqlite3")
    seal = Seal(KEY, keys=beside(tmp_path / "files"))
    found = Database(f"sqlite:///{tmp_path / 'ward.sqlite3'}", seal=seal, clock=clock)
    yield found
    found.close()


@pytest.fixture(scope="session")
def words() -> Words:
    """All words."""
    return shared().words


@pytest.fixture(scope="session")
def pages() -> tuple[APIRouter, ...]:
    """The pages' routes, made once."""
    return shared().pages


@pytest.fixture
async def desk(
    database: Database, tmp_path: Path, *, clock: StoppedClock, hashed: str, pages: tuple[APIRouter, ...]
) -> AsyncIterator[Desk]:
    """The console."""
    counted: list[str] = []
    context = Context(
        ward=ward_of(Settings(secret_key=KEY, public_url=HERE, files_dir=tmp_path / "files")),
        database=database,
        files=Folder(tmp_path / "files", seal=Seal(KEY)),
        clock=clock,
        count=counted.append,
    )
    async with AsyncExitStack() as stack:
        yield Desk(build(context, pages=pages), context, database, clock, stack, hashed, counted)
