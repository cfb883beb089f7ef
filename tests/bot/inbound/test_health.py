"""A disk that cannot be written: /healthz reports it, the figures show it, and an alert comes before it is full."""

import resource
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot.inbound import web
from bot.inbound.health import HOLDS, Health
from bot.signals.metrics import Metrics
from core.settings import Settings
from handlers.cases import due
from storage.database.database import Database
from tests.databases import KEY, Now
from tests.handlers.street import Street


class Ticks:
    """A clock that a test moves by hand."""

    at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def settings(store: Database, tmp_path: Path) -> Settings:
    return Settings(database_url=store.url, files_dir=tmp_path / "files", secret_key=KEY)


@pytest.fixture
def health(store: Database, settings: Settings) -> Health:
    return Health(store, settings, Ticks())


@pytest.fixture
async def client(store: Database, health: Health) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(web.router(store, Metrics(), (), health=health, token="t" * 16))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as found:
        yield found


def later(health: Health) -> None:
    ticks = health.monotonic
    assert isinstance(ticks, Ticks)
    ticks.at += HOLDS + 1


async def test_all_is_well_and_nothing_is_left_behind(client: httpx.AsyncClient, settings: Settings) -> None:
    answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert list(settings.files_dir.iterdir()) == []


async def test_a_disk_that_takes_no_more_bytes_is_told(
    client: httpx.AsyncClient, health: Health, settings: Settings
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))  # the largest size of a file, as on a full disk
    try:
        answer = await client.get("/healthz")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert answer.status_code == 503
    told = answer.json()
    assert told["ok"] is False
    assert "files" in told
    assert ("database" in told) == settings.embedded, "the server of PostgreSQL is another process"
    later(health)
    assert (await client.get("/healthz")).status_code == 200
    assert list(settings.files_dir.iterdir()) == []


async def test_a_database_that_takes_no_write_is_told_though_it_reads(
    client: httpx.AsyncClient, store: Database, health: Health
) -> None:
    store.run(lambda work: work.conn.exec_driver_sql("ALTER TABLE counters RENAME TO gone") and None)
    answer = await client.get("/healthz")
    assert answer.status_code == 503
    assert "database" in answer.json()
    store.run(lambda work: work.conn.exec_driver_sql("ALTER TABLE gone RENAME TO counters") and None)
    assert (await client.get("/healthz")).status_code == 503, "one result serves all who ask within seconds"
    later(health)
    assert (await client.get("/healthz")).status_code == 200


async def test_the_folder_of_files_is_told_when_it_is_none(client: httpx.AsyncClient, settings: Settings) -> None:
    settings.files_dir.write_bytes(b"a file where the folder should be")
    answer = await client.get("/healthz")
    assert (answer.status_code, set(answer.json())) == (503, {"ok", "files"})


async def test_the_write_is_committed(client: httpx.AsyncClient, store: Database, now: Now) -> None:
    await client.get("/healthz")
    question = "SELECT value FROM counters WHERE name = 'health'"
    assert store.look(lambda work: work.conn.exec_driver_sql(question).scalar()) == int(now.at.timestamp())


async def test_free_space_is_in_the_figures(client: httpx.AsyncClient, settings: Settings) -> None:
    settings.files_dir.mkdir()
    text = (await client.get("/metrics", headers={"Authorization": f"Bearer {'t' * 16}"})).text
    assert 'danban_disk_free_bytes{place="files"}' in text
    assert ('danban_disk_free_bytes{place="database_folder"}' in text) == settings.embedded


def test_admins_are_told_once_a_day_before_the_disk_is_full(store: Database, now: Now, settings: Settings) -> None:
    street = Street(store, now)
    street.ward = replace(street.ward, settings=replace(settings, disk_free_mb=500))
    settings.files_dir.mkdir()
    places = 2 if settings.embedded else 1
    assert store.run(due.disk, street.ward, free_of=lambda _: 500 * due.MEGABYTE) == 0
    assert store.run(due.disk, street.ward, free_of=lambda _: 499 * due.MEGABYTE) == places
    assert store.run(due.disk, street.ward, free_of=lambda _: 10 * due.MEGABYTE) == 0
    assert {str(row["kind"]) for row in street.rows("alerts")} == {"disk"}
    now.pass_(days=1)
    assert store.run(due.disk, street.ward, free_of=lambda _: 10 * due.MEGABYTE) == places
