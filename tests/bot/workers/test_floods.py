"""Clients that send too much, too large or too slowly are stopped; everybody else is answered as usual."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from bot import app as joined
from bot.inbound.http_limits import LimitedConnection
from console.frame.access import COOKIE
from console.frame.context import Context
from console.frame.shield import Shield
from core.settings import Settings
from tests.parts import migrated, shared

ORIGIN = "http://127.0.0.1"


@pytest.fixture
def patience() -> float:
    """Seconds that a head or a byte of a body may take. A busy machine takes seconds over what comes in time."""
    return 150


@pytest.fixture
async def port(tmp_path: Path, patience: float) -> AsyncIterator[int]:
    """A ward served over a real socket, with this patience."""
    settings = Settings(
        secret_key="k" * 40, public_url=ORIGIN, files_dir=tmp_path / "files",
        database_url=migrated(tmp_path / "ward.sqlite3"), telegram_token="4242:T", telegram_mode="webhook",
        telegram_webhook_secret="s" * 20,
    )  # fmt: skip
    service = joined.build(settings, shared=shared())
    app = joined.web(service)
    layers: dict[object, dict[str, Any]] = {each.cls: each.kwargs for each in app.user_middleware}
    shield = layers[Shield]
    context = shield["context"]
    assert isinstance(context, Context)
    shield["context"] = replace(context, limits=replace(context.limits, body_pause=timedelta(seconds=patience)))
    door = socket.create_server(("127.0.0.1", 0))
    http = type("Patient", (LimitedConnection,), {"head_time": patience})
    server = uvicorn.Server(uvicorn.Config(app, http=http, lifespan="off", log_config=None, access_log=False))
    serving = asyncio.create_task(server.serve(sockets=[door]))
    while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield door.getsockname()[1]
    server.should_exit = True
    await serving
    await service.close()


async def said(port: int, *pieces: bytes) -> bytes:
    """The server's first answer to these pieces; empty when it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    hearing = asyncio.create_task(reader.read(65_536))
    with contextlib.suppress(ConnectionError):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
    try:
        return await asyncio.wait_for(hearing, 150)
    finally:
        writer.close()


def head(path: str, **more: str) -> bytes:
    fields = {"Host": "127.0.0.1", "Origin": ORIGIN, "Connection": "close", **more}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode()


FORM, FILES = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"


async def test_a_body_without_a_length_is_cut_at_the_bound_of_its_kind(port: int) -> None:
    chunked = {"Transfer_Encoding": "chunked"}
    piece = b"10000\r\n" + b"&b=" + b"a" * (0x10000 - 3) + b"\r\n"  # a field each: no bound of one field is met
    opening = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n'
    for path, kind, cookie, pieces in (
        ("/console/login", FORM, "", 5),
        ("/console/login", FILES, "", 5),
        ("/chat/send", "application/json", "", 5),
        ("/console/settings", FORM, f"{COOKIE}=x", 70),
        ("/hook/telegram", "application/json", "", 20),
    ):
        asked = head(path, Content_Type=kind, Cookie=cookie, **chunked)
        first = b"%x\r\n%s\r\n" % (len(opening), opening) if kind == FILES else b""
        answer = await said(port, asked + first, *[piece] * pieces)
        assert b" 413 " in answer.split(b"\r\n")[0], (path, answer[:80])


@pytest.mark.parametrize("patience", [3])
async def test_who_dawdles_over_a_head_or_a_body_is_let_go_and_others_are_served_meanwhile(port: int) -> None:
    dawdlers = [
        asyncio.create_task(said(port, b"GET /chat HTTP/1.1\r\nHo")),
        asyncio.create_task(said(port, b"")),
        asyncio.create_task(said(port, head("/console/login", Content_Type=FORM, Content_Length="100") + b"login=")),
    ]
    well = await said(port, b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert b"200 OK" in well
    no_head, nothing, no_body = await asyncio.gather(*dawdlers)
    assert no_head == nothing == b""
    assert b" 408 " in no_body.split(b"\r\n")[0]
