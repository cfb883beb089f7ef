"""A small province in one process on SQLite, asked as a browser asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bot.province import serving
from bot.province.serving import Town
from core import province
from core.clock import Clock
from storage.database.database import Database
from storage.database.revision import newest
from storage.people import staff
from storage.province.registry import State
from tests.parts import migrated, shared

HERE = "http://tinh.test"
OPERATOR, READER = "0123456789abcdef", "fedcba9876543210"
KEYS = {code: f"{code}-key-".ljust(40, code[0]) for code in ("aa", "bb", "cc")}


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What the process is told."""
    keys = {f"WARD_{code.upper()}_SECRET_KEY": key for code, key in KEYS.items()}
    return {
        "DATABASE_URL": f"sqlite:///{folder}/own.sqlite3", "FILES_DIR": f"{folder}/files", "PUBLIC_URL": HERE,
        "PROVINCE_OPERATORS": f"lan:{OPERATOR}", "PROVINCE_READERS": f"so:{READER}", **keys, **more,
    }  # fmt: skip


def made(
    folder: Path, *codes: str, hosts: dict[str, str] | None = None, clock: Clock, more: Mapping[str, str] | None = None
) -> Town:
    """A town with these wards, each migrated and empty. A ward whose file is there already keeps it."""
    where = province.read(environment(folder, **(more or {})), env_file=folder / "none.env")
    # it only sends: the timed jobs of three wards are a second of work, and not what is asked here
    town = serving.build(where, roles=frozenset({"send"}), shared=shared(), clock=clock, holder="here")
    for code in codes:
        file = folder / "wards" / code / "ward.sqlite3"
        if not file.exists():
            migrated(file)
        town.registry.load(
            [province.one(code, f"phường {code}", hosts=[hosts[code]] if hosts and code in hosts else ())]
        )
        town.registry.set_state(code, State.RUNNING, revision=newest())
    return town


@dataclass(slots=True)
class Browser:
    """A browser with one jar of cookies for the host."""

    client: httpx.AsyncClient

    async def get(self, path: str, **how: Any) -> httpx.Response:
        """Ask for a page."""
        return await self.client.get(path, **how)

    async def send(self, path: str, **fields: str) -> httpx.Response:
        """Send a form from our own page."""
        return await self.client.post(path, data=fields, headers={"origin": HERE})


def browser(town: Town, *, host: str = HERE) -> Browser:
    """A new browser."""
    transport = httpx.ASGITransport(app=town.door, client=("192.0.2.7", 4000))
    return Browser(httpx.AsyncClient(transport=transport, base_url=host))


def hire(database: Database, login: str, hashed: str) -> None:
    """An account of the console."""
    database.run(lambda work: staff.add(work, login, name=login, password=hashed, role="officer"))
