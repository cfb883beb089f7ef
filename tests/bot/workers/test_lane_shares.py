"""Two workers begin with different chats; one that stands still loses its part."""

import pytest

from bot.workers.lane_shares import ALERT, LEASE, RENEW, LaneShares
from storage.database.database import Database
from storage.messages import leases
from storage.messages.inbox import Lane
from storage.tables.messages import leases as rows

BOTS = {("telegram", "1"): None}
LANES: list[Lane] = [("telegram", "1", str(chat)) for chat in range(40)]


class Clock:
    """A clock that the test moves."""

    at = 100.0

    def __call__(self) -> float:
        return self.at


def _part(shares: LaneShares) -> set[Lane]:
    return {lane for lane in LANES if shares.mine(lane)}


async def test_two_workers_share_the_chats_and_one_alone_has_all(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    one, two, other = (LaneShares(store, bots, clock=clock) for bots in (BOTS, BOTS, {("zalo", "1"): None}))
    await one.renew()
    assert _part(one) == set(LANES), "it has met nobody"
    assert not store.look(lambda work: work.conn.execute(rows.select()).all()), "so it wrote nothing"
    for each in (one, two, other):
        each.met()
        await each.renew()
    clock.at += RENEW
    await one.renew()
    if store.embedded:
        assert _part(one) == _part(two) == set(LANES)
        return
    assert _part(one) | _part(two) == set(LANES)
    assert not _part(one) & _part(two)
    assert _part(one)
    assert _part(two)
    assert _part(other) == set(LANES), "who serves other bots shares with nobody"
    clock.at += ALERT - 1
    with monkeypatch.context() as later:  # the second stands still: its lease has ended by the database's own clock
        before = leases._now
        later.setattr(leases, "_now", lambda work: before(work).replace(year=before(work).year + 1))
        await one.renew()
    assert _part(one) == set(LANES)


async def test_a_database_that_is_away_costs_no_message(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away(*_args: object, **_kw: object) -> list[str]:
        raise OSError

    shares = LaneShares(store, BOTS)
    monkeypatch.setattr(store, "write", away)
    await shares.busy()
    assert _part(shares) == set(LANES)
    assert LEASE > 2 * RENEW, "one renewal may fail"
