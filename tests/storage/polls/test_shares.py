"""A vote sealed to a key in three shares: any two count it, one alone opens nothing, a wrong one is named."""

import json
from itertools import combinations
from pathlib import Path

import pytest

from civics.polls.rules import PollKind, PollState
from core.errors import ConflictError
from handlers.polls import due
from storage.database.database import Database
from storage.database.outside import beside
from storage.database.unit import UnitOfWork
from storage.polls import ballots, openings, polls, shares, waiting_ballots
from storage.polls import keys as poll_keys
from storage.polls.openings import Plan
from storage.polls.shares import SharesError
from storage.tables.polls import poll_ballots, poll_shares
from tests.databases import Now
from tests.handlers.polls.test_poll_rings import place
from tests.handlers.street import Street
from tests.storage.polls import voting
from tests.storage.polls.voting import Hall

__all__ = ["place"]


@pytest.fixture
def vote(store: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Hall, tuple[str, ...]]:
    """An open vote whose shares were made while it was a draft."""
    printed: list[tuple[str, ...]] = []
    set_up = openings.set_up

    def with_shares(work: UnitOfWork, key: str, plan: Plan) -> None:
        set_up(work, key, plan)
        assert plan.kind is PollKind.VOTE_15_6
        kept, told = shares.make()
        shares.keep(work, key, kept, staff_id=1)
        printed.append(told)

    monkeypatch.setattr(openings, "set_up", with_shares)
    hall = voting.hold(store, tmp_path / "files", units=1, each=3, articles=1, vote=True)
    return hall, printed[-1]


def votes(hall: Hall, household: int, choice: str) -> str:
    """A household's ballot on paper."""
    return hall.store.run(lambda work: hall.cast(work, household, {"a1": (choice, "")}, member=None))


@pytest.mark.parametrize("pair", list(combinations(range(3), 2)))
def test_any_two_of_three_shares_count_the_vote(vote: tuple[Hall, tuple[str, ...]], pair: tuple[int, int]) -> None:
    hall, printed = vote
    for household, choice in zip(hall.households, ("yes", "no", "yes"), strict=True):
        votes(hall, household, choice)
    hall.store.run(waiting_ballots.mix_due)
    votes(hall, hall.households[0], "no")
    first, second = (printed[each] for each in reversed(pair))
    typed = (first.lower().replace("-", " "), second.replace("1", "I"))
    assert hall.store.run(ballots.close, hall.key, typed=typed)
    result = hall.store.look(polls.get, hall.key).result
    assert result is not None
    assert result["articles"] == {"a1": {"yes": 1, "no": 2, "other": 0, "blank": 0}}
    assert hall.store.look(lambda work: work.conn.execute(poll_shares.select()).all()) == []


def test_the_database_and_the_consultation_s_key_open_no_ballot_of_it(vote: tuple[Hall, tuple[str, ...]]) -> None:
    hall, _ = vote
    votes(hall, hall.households[0], "no")
    votes(hall, hall.households[1], "yes")
    hall.store.run(waiting_ballots.mix_due)
    kept = hall.store.look(lambda work: work.conn.execute(poll_ballots.select()).all())
    opened = [hall.store.seal.open_text(each.choices) for each in kept]
    assert len(opened) == 2
    assert all(json.loads(each)["b"].startswith(shares.BOX) for each in opened)
    assert len({len(each) for each in opened}) == 1


def test_a_share_that_is_wrong_is_named_and_nothing_changes(
    vote: tuple[Hall, tuple[str, ...]],
) -> None:
    hall, printed = vote
    votes(hall, hall.households[0], "no")
    _, others = shares.make()
    mistyped = printed[1][:-1] + ("A" if printed[1][-1] != "A" else "B")
    for typed, which, reason in (
        ((printed[0], mistyped), (1,), "letters"),
        (("", "x"), (0, 1), "letters"),
        ((others[0], printed[2]), (0,), "other"),
        ((printed[2], printed[2]), (1,), "same"),
        (None, (), ""),
    ):
        with pytest.raises(SharesError) as caught:
            hall.store.run(ballots.close, hall.key, typed=typed)
        assert (caught.value.which, caught.value.reason) == (which, reason)
    assert hall.store.look(polls.get, hall.key).state is PollState.OPEN
    assert hall.store.run(ballots.close, hall.key, typed=(printed[2], printed[1]))


def test_at_its_time_it_takes_no_more_and_waits_for_the_shares(
    vote: tuple[Hall, tuple[str, ...]], now: Now, place: Street
) -> None:
    hall, printed = vote
    votes(hall, hall.households[0], "no")
    now.pass_(days=2)
    for _ in range(2):
        assert hall.store.run(due.close) == 0
    with pytest.raises(ConflictError):
        votes(hall, hall.households[1], "yes")
    poll = hall.store.look(polls.get, hall.key)
    assert (poll.state, poll.result) == (PollState.OPEN, None)
    assert [row["kind"] for row in place.rows("alerts")] == ["poll_shares"]
    assert beside(hall.files).place(poll_keys.ring(hall.key)).is_file()
    assert hall.store.run(ballots.close, hall.key, typed=(printed[0], printed[2]))


def test_what_is_open_already_is_given_no_shares(store: Database, tmp_path: Path) -> None:
    hall = voting.hold(store, tmp_path / "files", units=1, each=1, vote=True)
    with pytest.raises(ConflictError):
        store.run(shares.keep, hall.key, shares.make()[0], staff_id=1)
