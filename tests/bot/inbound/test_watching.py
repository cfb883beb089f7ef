"""A process without pages answers /healthz and /metrics on a port of its own, and nothing else."""

import asyncio
import socket
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.app import joined, watching
from core.errors import SettingError
from core.settings import Settings
from storage.database.database import Database
from tests.databases import KEY
from tests.parts import shared


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def test_who_watches_gets_health_and_figures_and_no_page(store: Database, tmp_path: Path) -> None:
    settings = Settings(
        database_url=store.url, files_dir=tmp_path / "files", secret_key=KEY, watch_port=free_port(),
        metrics_token="a token of letters",
    )  # fmt: skip
    service = joined.build(settings, shared=shared())
    stop, ready = asyncio.Event(), asyncio.Event()
    serving = asyncio.create_task(watching.run(service, stop, ready.set))
    await ready.wait()
    base = f"http://127.0.0.1:{settings.watch_port}"
    async with httpx.AsyncClient(base_url=base) as client:
        health = await client.get("/healthz")
        assert (health.status_code, health.json()) == (200, {"ok": True})
        assert (await client.get("/metrics")).status_code == 403
        figures = await client.get("/metrics", headers={"Authorization": "Bearer a token of letters"})
        assert "danban_waiting" in figures.text
        for page in ("/", "/console/login", "/chat", "/docs"):
            assert (await client.get(page)).status_code == 404
    with pytest.raises(SettingError, match="WATCH_PORT"):
        await watching.run(replace(service), stop, ready.set)
    stop.set()
    await serving
    await service.close()
