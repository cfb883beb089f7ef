"""Programs that others wrote, against our Open311 server on a real socket: `georeport`, `civicbot`, `three`."""

import asyncio
import contextlib
import importlib
import itertools
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import uvicorn
from civicbot.http import HttpTransport, RateLimiter
from civicbot.open311 import Open311Client, ValidationError
from civicbot.registry import Endpoint
from georeport import GeoReport

from storage.tables.cases import cases
from tests.console.cases.casework import jpeg
from tests.console.conftest import Desk
from tests.console.opened.released import Released
from tests.console.opened.test_open311 import V2, key_of, rows


@pytest.fixture
async def served(desk: Desk) -> AsyncIterator[str]:
    """The address of the server, whose application runs in this loop."""
    server = uvicorn.Server(uvicorn.Config(desk.app, port=0, log_config=None, access_log=False, lifespan="off"))
    server.capture_signals = contextlib.nullcontext  # type: ignore[assignment]  # the tests' process keeps its own
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await running


async def test_georeport_reads_lists_of_one_in_both_formats(desk: Desk, served: str) -> None:
    ward = Released(desk)
    _, key = ward.release("Ổ gà & <hố>", topic="duong_sa")
    ward.release("Rác đầu ngõ", topic="rac_thai")

    def read(form: str) -> list[Any]:
        client = GeoReport(f"{served}{V2}/", output_format=form)
        return [
            client.get_service_list(), client.get_service_definition("duong-sa"), client.get_service_request(key),
            client.get_service_requests(),
        ]  # fmt: skip

    services, definition, one, found = await asyncio.to_thread(read, "json")
    assert {"duong-sa", "rac-thai"} <= {each["service_code"] for each in services}
    assert definition["attributes"][0]["code"] == "fixmystreet_id"
    assert one["description"] == "Ổ gà & <hố>"
    assert len(found) == 2
    services, definition, one, found = await asyncio.to_thread(read, "xml")
    assert {"duong-sa", "rac-thai"} <= {each["service_code"] for each in services}
    assert definition["attributes"]["attribute"]["automated"] == "server_set"
    assert one["service_request_id"] == key
    assert {each["service_request_id"] for each in found} > {key}


async def test_civicbot_reads_checks_and_files(desk: Desk, served: str) -> None:
    key = key_of(desk)
    endpoint = Endpoint("ward", "Ward", f"{served}{V2}", write=True)
    client = Open311Client(endpoint, HttpTransport(rate_limiter=RateLimiter(0.0)))
    lamp = {"lat": 21.6203, "lng": 105.8432, "description": "Đèn hỏng", "attributes": {"mau": ["đỏ", "vàng"]}}

    def file(code: str) -> Any:
        sent = client.create_request(
            code, dry_run=False, confirm="SEND", api_key=key, validate_remote=True, first_name="Lan", **lamp
        )
        return sent.response

    given = (await asyncio.to_thread(file, "dien-nuoc"))[0]["service_request_id"]
    assert (await asyncio.to_thread(file, "dien-nuoc"))[0]["service_request_id"] == given
    with pytest.raises(ValidationError):
        await asyncio.to_thread(file, "khong-co")
    assert [(each.text, each.name) for each in rows(desk, cases)] == [("Đèn hỏng", "Lan")]  # type: ignore[attr-defined]  # rows
    assert await asyncio.to_thread(lambda: client.list_requests(page_size=200, status="open")) == []
    assert await asyncio.to_thread(client.get_token, given) == [{"service_request_id": given, "token": given}]
    ward = Released(desk)
    filed, shown = ward.release("Ổ gà", topic="duong_sa")
    found = await asyncio.to_thread(client.get_request, shown)
    assert (found or {})["service_request_id"] == shown
    assert filed.code not in json.dumps(found)


@pytest.mark.deep
async def test_three_reads_and_files_a_photo_once_it_can_be_imported(
    desk: Desk, served: str, tmp_path: Path, *, monkeypatch: pytest.MonkeyPatch
) -> None:
    three = await asyncio.to_thread(_three, tmp_path, monkeypatch)
    key = key_of(desk)
    Released(desk).release("Ổ gà", topic="duong_sa")
    photo = tmp_path / "a.jpg"
    await asyncio.to_thread(photo.write_bytes, jpeg())

    def talk() -> list[Any]:
        client = three.Three(f"{served}{V2}", api_key=key, discovery=f"{served}/open311/discovery.json")
        with photo.open("rb") as media:
            sent = client.post("dien-nuoc", address="Ngõ 12", name="Nguyễn Lan", description="Đèn", media=media)
        between = client.requests(between=["11-01-2026", "11-30-2026"], count=20)
        return [client.discovery(), client.services(), between, sent, client.post("khong-co", description="x")]

    discovery, services, found, sent, refused = await asyncio.to_thread(talk)
    assert discovery["endpoints"][0]["type"] == "production"
    assert len(services) > 10
    assert [each["description"] for each in found] == ["Ổ gà"]
    assert sent[0]["service_request_id"]
    assert {each["code"] for each in refused} == {"404", "400"}
    filed = rows(desk, cases)[-1]
    assert (filed.photos, filed.name, filed.place) == (1, "Nguyễn Lan", "Ngõ 12")  # type: ignore[attr-defined]  # a row


def _three(place: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The client of 2013, which asks for a function that Python 3 has under another name. Its XML never works."""
    order = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target", str(place)]
    done = subprocess.run([*order, "three==0.8.0"], capture_output=True, check=False, timeout=120)
    if done.returncode:
        pytest.skip("three 0.8.0 cannot be had here")
    unread = ModuleType("relaxml")
    unread.xml = None  # type: ignore[attr-defined]  # the one name that it imports
    monkeypatch.setitem(sys.modules, "relaxml", unread)
    monkeypatch.setitem(sys.modules, "simplejson", json)
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    monkeypatch.syspath_prepend(str(place))
    return importlib.import_module("three")
