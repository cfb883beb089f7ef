"""No row stays paused for ever: a paused row continues or ends with its bulletin."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from storage.across import dispatch
from storage.bulletins import bodies, bulletins, ends, spreading
from storage.database.database import Database
from storage.tables.bulletins import bulletins as bulletin_rows
from storage.tables.messages import outbox
from tests.databases import Now
from tests.storage.bulletins.test_bulletins import _crowd, approved
from tests.storage.kit import people


def states(store: Database) -> set[str]:
    return set(store.look(lambda work: work.conn.execute(select(outbox.c.state)).scalars().all()))


def put_aside(store: Database) -> tuple[int, int]:
    """A paused bulletin of which the sender has put rows aside; its id and the officer's."""
    ward = people(store)
    store.run(_crowd, 2)
    made = approved(store, ward)
    store.run(bulletins.start_due)
    while store.run(spreading.spread, made):
        pass
    store.run(bulletins.pause, made, ward.officer.staff_id)
    while "waiting" in states(store):
        assert store.run(dispatch.claim, "telegram", "b", limit=50, attempt="a") == []
    assert states(store) == {"paused"}
    return made, ward.officer.staff_id


@pytest.mark.parametrize("end", [bulletins.stop, bulletins.recalled])
def test_what_was_put_aside_ends_with_a_paused_bulletin(store: Database, end: Callable[..., None]) -> None:
    made, by = put_aside(store)
    store.run(end, made, by)
    assert states(store) == {"back"}


@pytest.mark.parametrize(("state", "then"), [("stopped", "back"), ("recalled", "back"), ("sending", "waiting")])
def test_what_was_put_aside_too_late_is_found_by_the_timer(store: Database, now: Now, state: str, then: str) -> None:
    made, _ = put_aside(store)
    assert store.run(bodies.tend_paused) == 0, "it is paused"
    moved = update(bulletin_rows).where(bulletin_rows.c.id == made).values(state=state)
    store.run(lambda work: work.conn.execute(moved) and None)
    assert store.run(bodies.tend_paused) > 0
    assert states(store) == {then}
    assert store.run(bodies.tend_paused) == 0
    if then == "waiting":
        now.pass_(seconds=1)
        assert store.run(ends.end_done) == 0
        assert store.run(dispatch.claim, "telegram", "b", limit=50, attempt="a")
