"""The open data are streamed: what is in memory does not grow with the number of cases."""

import tracemalloc
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from console.opened import data
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.opened import public_cases
from tests.console.conftest import Desk

FILES = ("viec-da-bao.csv", "viec-da-bao.geojson")
FEW, MANY = 150, 900


def _filled(work: UnitOfWork, since: int, until: int) -> None:
    filed = {each: work.now - timedelta(hours=each) for each in range(since, until)}
    row = {"kind": "phan_anh", "topic": "duong_sa", "origin": "desk", "text": "x", "heard_at": work.now}
    ids = work.conn.execute(
        insert(cases).returning(cases.c.id, sort_by_parameter_order=True),
        [{**row, "code": f"LS-26-{each:06}", "filed_at": at} for each, at in filed.items()],
    ).scalars()  # fmt: skip
    shown = {"released_at": work.now, "changed_at": work.now, "ground": "topic", "body": "Tối lắm. " * 100,
             "lat": 21.6, "lon": 105.8}  # fmt: skip
    work.conn.execute(
        insert(public_cases),
        [{**shown, "key": f"V-{each:013}", "case_id": case_id, "filed_at": filed[each], "title": f"Ổ gà {each}"}
         for each, case_id in zip(filed, ids, strict=True)],
    )  # fmt: skip


async def _read(desk: Desk, address: str) -> int:
    """Read it as a server does, which keeps no piece that it has sent. Gives its bytes."""
    size = 0

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        nonlocal size
        size += len(message.get("body", b""))

    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "root_path": "", "path": address,
        "raw_path": address.encode(), "query_string": b"", "headers": [(b"host", b"linhson.test")],
        "client": ("192.0.2.1", 4000), "server": ("linhson.test", 80), "state": {}, "asgi": {"spec_version": "2.4"},
    }  # fmt: skip
    await desk.app(scope, receive, send)
    return size


async def test_memory_is_the_same_for_few_cases_and_for_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "_AT_ONCE", 50)
    desk.database.run(_filled, 0, FEW)
    found: dict[str, list[tuple[int, int]]] = {each: [] for each in FILES}
    for each in FILES:
        await _read(desk, f"/du-lieu/{each}")  # what is made once is made
    for more in (0, MANY):
        if more:
            desk.database.run(_filled, FEW, MANY)
        for each in FILES:
            tracemalloc.start()
            size = await _read(desk, f"/du-lieu/{each}")
            found[each].append((size, tracemalloc.get_traced_memory()[1]))
            tracemalloc.stop()
    for each, ((small, low), (large, high)) in found.items():
        assert large > 5 * small, each
        assert high < 1.3 * low, (each, low, high)
