"""Rules for every test: connections only to this machine; which tests run, and in which order."""

import ipaddress
import socket
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.sql.operators import ColumnOperators

from console.frame.render import Stock
from tests import backwards, prepared
from tests.choosing import (
    pytest_addoption,
    pytest_collection_finish,
    pytest_collection_modifyitems,
    pytest_configure,
    pytest_ignore_collect,
    pytest_xdist_auto_num_workers,
    pytest_xdist_make_scheduler,
)
from tests.databases import (
    database_url,
    empty_url,
    no_waiting_for_the_disk,
    now,
    postgres,
    shelf,
    sqlite_template,
    store,
)  # fmt: skip
from tests.parts import Statements, catalogue

__all__ = [
    "database_url",
    "empty_url",
    "no_waiting_for_the_disk",
    "now",
    "postgres",
    "pytest_addoption",
    "pytest_collection_finish",
    "pytest_collection_modifyitems",
    "pytest_configure",
    "pytest_ignore_collect",
    "pytest_xdist_auto_num_workers",
    "pytest_xdist_make_scheduler",
    "shelf",
    "sqlite_template",
    "store",
]  # fmt: skip


def _near(address: object) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket
    host = str(address[0])
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _no_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that leaves this machine fails the test that made it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        assert _near(address), f"a test reached out to {address}"
        connect(self, address)  # type: ignore[arg-type]  # handed through as it came

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session", autouse=True)
def _pages_made_once() -> Iterator[None]:
    """Templates are compiled and our static files read once, as for the wards of one process."""
    stock = Stock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("console.frame.render.PackageLoader", lambda _package: stock.templates)
        patch.setattr("console.frame.render.Statics", lambda: stock.statics)
        yield


@pytest.fixture(scope="session", autouse=True)
def _catalogue_read_once() -> Iterator[None]:
    """Commands, and services that are given no shared parts, read it at each start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.words.Words.load", catalogue)
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_compiled_once() -> Iterator[None]:
    """Compiling statements was a third of the time of a test that talks."""
    statements = Statements()

    def made(url: str, **how: object) -> Engine:
        engine = create_engine(url, **how)
        engine.update_execution_options(compiled_cache=statements)
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.database.database.create_engine", made)
        yield


@pytest.fixture(scope="session", autouse=True)
def _backwards(request: pytest.FixtureRequest, _statements_compiled_once: None) -> Iterator[None]:
    """With `--backwards`, rows that nobody put in order come from the last to the first."""
    with pytest.MonkeyPatch.context() as patch:
        if request.config.getoption("backwards"):
            backwards.rule(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _processes_loaded_once() -> Iterator[None]:
    """Loading the processes that look at files was half of the time of a test of uploads."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.media.subprocesses.command", prepared.command)
        yield


@pytest.fixture
def real_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes of this test are loaded as the service loads them."""
    monkeypatch.setattr("storage.media.subprocesses.command", prepared.REAL)


class NullComparedError(AssertionError):
    """A column was compared with None by == or !=."""


@pytest.fixture(scope="session", autouse=True)
def _no_null_compared() -> Iterator[None]:
    """`column == None` finds the rows of nobody; who means that says `is_(None)`, who does not says `columns.same`.

    Once in a process: to change a class that hundreds inherit from takes a hundredth of a second.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in ("__eq__", "__ne__"):
            usual = getattr(ColumnOperators, name)

            def guarded(self: ColumnOperators, other: object, usual: Callable[..., object] = usual) -> object:
                if other is None:
                    raise NullComparedError(
                        f"{self} was compared with None; say is_(None), or storage.tables.columns.same"
                    )
                return usual(self, other)

            patch.setattr(ColumnOperators, name, guarded)
        yield
