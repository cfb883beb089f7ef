"""A process of a province without pages can be watched: whether it lives, and the figures of every ward."""

import asyncio
from pathlib import Path
from typing import Any

import httpx

from bot.app import watching
from bot.province.shift import Shift
from bot.province.watch import Watch
from storage.province import sharing
from storage.province.registry import Figures
from tests.bot.inbound.test_watching import free_port
from tests.bot.province.towns import made
from tests.databases import Now

ASKS = {"Authorization": "Bearer a token of letters"}


async def test_who_watches_a_process_of_a_province_gets_health_and_figures_of_each_ward(
    tmp_path: Path, now: Now
) -> None:
    port = free_port()
    more = {"WATCH_PORT": str(port), "METRICS_TOKEN": "a token of letters", "HTTP_HOST": "127.0.0.1"}
    town = made(tmp_path, "aa", "bb", clock=now, more=more)
    town.registry.tell("aa", Figures(waiting=3, leaving=4, lag=5.0, errors=6, stored=7_000))
    town.registry.backed_up("bb")
    now.pass_(minutes=2)
    await town.shift.once()
    town.wards.held["bb"].service.metrics.sent("zalo", "sent", 0.2)
    stop, ready = asyncio.Event(), asyncio.Event()
    serving = asyncio.create_task(watching.answer(town.watch, town.where.process, stop, ready.set))
    await ready.wait()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        assert (await client.get("/healthz")).json()["wards"]["running"] == 2
        assert (await client.get("/metrics")).status_code == 403
        told = (await client.get("/metrics", headers=ASKS)).text.splitlines()
        for path in ("/", "/province", "/w/aa/"):
            assert (await client.get(path)).status_code == 404
    for line in (
        'danban_wards{state="running"} 2.0', 'danban_wards_held{role="send"} 2.0',
        'danban_waiting{box="inbox",ward="aa"} 3.0', 'danban_waiting{box="outbox_waiting",ward="aa"} 4.0',
        'danban_inbox_oldest_seconds{ward="aa"} 5.0', 'danban_errors{ward="aa"} 6.0',
        'danban_stored_bytes{ward="aa"} 7000.0', 'danban_figures_age_seconds{ward="aa"} 120.0',
        'danban_backup_age_seconds{ward="bb"} 120.0',
        'danban_outbox_sent_total{channel="zalo",end="sent",ward="bb"} 1.0',
    ):  # fmt: skip
        assert line in told, line
    assert any(each.startswith('danban_disk_free_bytes{place="files"}') for each in told)
    stop.set()
    await serving
    await town.close()


async def test_a_process_whose_registry_is_silent_is_not_well(tmp_path: Path, now: Now, monkeypatch: Any) -> None:
    town = made(tmp_path, "aa", clock=now)
    shift = Shift(
        town.wards, town.registry, holder="here", failed=town.door.failed, monotonic=lambda: now().timestamp()
    )
    watch = Watch(town.where, town.wards, shift, now)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=watch), base_url="http://here.test") as client:
        now.pass_(seconds=sharing.LEASE - 1)
        assert (await client.get("/healthz")).status_code == 200
        monkeypatch.setattr(town.registry, "rows", _away)
        now.pass_(seconds=2)
        await shift.once()
        answer = await client.get("/healthz")
        assert (answer.status_code, answer.json()["ok"]) == (503, False)
        assert "31 s" in answer.json()["registry"]
    await town.close()


def _away() -> None:
    raise ConnectionError
