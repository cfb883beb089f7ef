"""Secret ballots wait without a mark and are mixed in: none is lost or doubled; the last of a voter counts."""

from pathlib import Path

import pytest
from sqlalchemy import insert, select

from civics.polls.rules import PollState
from storage.database.database import Database
from storage.database.outside import KeyGoneError, beside
from storage.database.seal import MARK, Seal
from storage.database.unit import UnitOfWork
from storage.polls import ballots, polls, waiting_ballots
from storage.polls import keys as poll_keys
from storage.polls.ballots import Voter
from storage.tables.polls import poll_ballots, poll_receipts, poll_waiting
from tests.databases import KEY
from tests.storage.polls.test_ballots import CODES, begin

Known = list[tuple[int, int]]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """Keys are beside this folder."""
    return tmp_path / "files"


@pytest.fixture
def poll(store: Database, files: Path) -> tuple[str, Known]:
    """An open secret consultation and five people."""
    key, known = store.run(begin, 5)
    poll_keys.make(beside(files), key)
    return key, known


def cast(store: Database, files: Path, key: str, *, who: tuple[int, int], choice: str) -> str:
    """One person's ballot; returns the receipt."""
    voter = Voter(*who, poll_keys.mark(beside(files), key, who[0]))
    return store.run(
        lambda work: ballots.cast(work, polls.get(work, key), voter, choices=dict.fromkeys(CODES, (choice, "")))
    )


def counted(store: Database, key: str) -> tuple[object, object]:
    """How many ballots were counted, and the figures of the first article."""
    assert store.run(ballots.close, key)
    result = store.look(polls.get, key).result
    assert result is not None
    articles = result["articles"]
    assert isinstance(articles, dict)
    return result["ballots"], articles[CODES[0]]


def waits(store: Database) -> int:
    """How many ballots wait."""
    return len(store.look(lambda work: work.conn.execute(select(poll_waiting)).all()))


def test_the_last_ballot_counts_in_whatever_order_the_batches_take_them(
    store: Database, files: Path, poll: tuple[str, Known]
) -> None:
    key, known = poll
    receipts = {cast(store, files, key, who=known[0], choice=choice) for choice in ("yes", "blank", "yes", "no")}
    assert len(receipts) == 1
    cast(store, files, key, who=known[1], choice="yes")
    for left in (4, 3, 2, 1, 0):
        assert store.run(waiting_ballots.mix, key, limit=1) == 1
        assert waits(store) == left
    assert store.run(waiting_ballots.mix, key) == 0
    cast(store, files, key, who=known[1], choice="blank")  # not mixed in at the close
    assert counted(store, key) == (2, {"yes": 0, "no": 1, "other": 0, "blank": 1})


def test_a_batch_that_dies_half_way_changes_nothing(store: Database, files: Path, poll: tuple[str, Known]) -> None:
    key, known = poll
    for each in known:
        cast(store, files, key, who=each, choice="no")

    def dies(work: UnitOfWork) -> None:
        waiting_ballots.mix(work, key, limit=3)
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        store.run(dies)
    assert waits(store) == 5
    assert store.run(waiting_ballots.mix_due) == 5
    assert store.run(waiting_ballots.mix_due) == 0
    assert counted(store, key) == (5, {"yes": 0, "no": 5, "other": 0, "blank": 0})
    assert waits(store) == 0


def test_a_ballot_is_sealed_anew_when_it_is_shuffled_in_and_no_mark_stands_where_it_waits(
    store: Database, files: Path, poll: tuple[str, Known]
) -> None:
    key, known = poll
    cast(store, files, key, who=known[0], choice="no")
    (before,) = store.look(lambda work: work.conn.execute(select(poll_waiting)).all())
    mark = poll_keys.mark(beside(files), key, known[0][0])
    assert mark not in repr(before)
    store.run(waiting_ballots.mix, key)
    (after,) = store.look(lambda work: work.conn.execute(select(poll_ballots)).all())
    (receipt,) = store.look(lambda work: work.conn.execute(select(poll_receipts)).all())
    assert after.mark == mark != receipt.mark
    assert before.ballot[60:] not in after.choices
    for token in (before.ballot, after.choices):
        with pytest.raises(KeyGoneError):
            Seal(KEY).open_text(token)


def test_ballots_of_an_earlier_release_are_taken_over(store: Database, files: Path, poll: tuple[str, Known]) -> None:
    key, known = poll
    marks = [poll_keys.mark(beside(files), key, resident) for resident, _ in known[:2]]

    def before(work: UnitOfWork) -> None:
        poll_id = polls.get(work, key).id
        for number, mark in enumerate(marks):
            said = work.seal.close_text(ballots.written(dict.fromkeys(CODES, ("yes", "")), {}))
            work.conn.execute(insert(poll_ballots).values(poll_id=poll_id, mark=mark, choices=said))
            work.conn.execute(insert(poll_receipts).values(poll_id=poll_id, receipt=f"{number:010}", mark=mark))

    store.run(before)
    assert cast(store, files, key, who=known[0], choice="no") == "0000000000"
    store.run(waiting_ballots.mix_due)
    kept = store.look(lambda work: work.conn.execute(select(poll_ballots.c.choices)).scalars().all())
    assert not any(each.startswith(MARK) for each in kept)
    bears = store.look(lambda work: set(work.conn.execute(select(poll_receipts.c.mark)).scalars()))
    assert not bears & set(marks)
    assert cast(store, files, key, who=known[1], choice="yes") == "0000000001"
    assert counted(store, key) == (2, {"yes": 1, "no": 1, "other": 0, "blank": 0})


def test_without_the_key_nothing_is_counted_as_if_it_were_nothing(
    store: Database, files: Path, poll: tuple[str, Known], tmp_path: Path
) -> None:
    key, known = poll
    cast(store, files, key, who=known[0], choice="no")
    away = beside(files).place(poll_keys.ring(key)).rename(tmp_path / "away")
    with pytest.raises(KeyGoneError):
        store.run(ballots.close, key)
    assert store.run(waiting_ballots.mix_due) == 0
    assert store.look(polls.get, key).state is PollState.OPEN
    away.rename(beside(files).place(poll_keys.ring(key)))
    assert counted(store, key) == (1, {"yes": 0, "no": 1, "other": 0, "blank": 0})
