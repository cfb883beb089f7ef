"""How many connections the wards of one process keep while nobody reads."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import idle
from storage.database.database import Database
from storage.database.plates import Plates
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork

_WARDS = idle._MOST + 3  # some more than keep a connection


@pytest.fixture
def wards(tmp_path: Path) -> Iterator[list[Database]]:
    """Databases as the wards of one process have them."""
    plates, seal = Plates(), Seal("a key for wards that are idle")
    with ExitStack() as stack:
        found = []
        for number in range(_WARDS):
            each = Database(f"sqlite:///{tmp_path}/w{number:02}.sqlite3", seal=seal, threads=1, plates=plates)
            stack.callback(each.close)
            each.run(_written)
            found.append(each)
        yield found


def test_only_the_wards_read_last_keep_a_reading_connection(wards: list[Database]) -> None:
    for each in wards:
        assert each.look(_one) == 1
    assert [_kept(each) for each in wards] == [0] * 3 + [1] * (_WARDS - 3)
    assert wards[0].look(_one) == 1  # it opens its own again, and the ward read longest ago closes
    assert [_kept(each) for each in wards[:5]] == [1, 0, 0, 0, 1]


async def test_a_read_of_the_event_loop_opens_no_connection(wards: list[Database]) -> None:
    for each in wards:
        each.look(_one)
    assert await wards[0].read(_one) == wards[0].glance(_one) == 1
    assert _kept(wards[0]) == 0


def _kept(database: Database) -> int:
    """The reading connections that are open. (SQLite itself holds a closed one's file open while another has locks.)"""
    found: int = database._read_engine.pool.checkedin()  # type: ignore[attr-defined]  # of a QueuePool
    return found


def _written(work: UnitOfWork) -> None:
    work.conn.execute(text("CREATE TABLE t (a INTEGER)"))


def _one(work: UnitOfWork) -> int:
    return int(work.conn.execute(text("SELECT 1 + count(*) FROM t")).scalar_one())
