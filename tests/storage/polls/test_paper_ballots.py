"""A ballot on paper counts when two people typed the same, and no stored data say what a household chose."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from civics.polls.rules import Secrecy
from core.errors import ConflictError
from storage.database.database import Database
from storage.database.outside import beside
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.polls import ballots, paper_ballots, paper_entries, polls
from storage.polls import keys as poll_keys
from storage.polls.ballots import AnsweredError
from storage.polls.openings import withdraw
from storage.polls.paper_ballots import Keyed, Outcome, Reading
from storage.tables.households import paper_entries as entries
from storage.ward import alerts, audit
from tests.storage.polls.voting import Hall, hold, members

YES, NO = {"a1": ("yes", ""), "a2": ("yes", "")}, {"a1": ("yes", ""), "a2": ("no", "")}


def reading(hall: Hall, household: int, said: dict[str, tuple[str, str]]) -> Reading:
    """What somebody read."""
    marks = poll_keys.paper_marks(
        beside(hall.files), hall.key, household, {code: one for code, (one, _) in said.items()}
    )
    return Reading(household, said, hall.mark(household), marks)


def readers(store: Database) -> tuple[int, int]:
    """Two members of staff."""
    hire = [store.run(staff.add, login, name=login, password="x", role="officer") for login in ("lan", "minh")]
    return hire[0], hire[1]


def key_in(store: Database, hall: Hall, household: int, said: dict[str, tuple[str, str]], *, by: int) -> Keyed:
    """One of them types it in."""
    return store.run(paper_ballots.enter, hall.key, reading(hall, household, said), staff_id=by)


@pytest.mark.parametrize("secrecy", list(Secrecy))
def test_two_have_to_read_the_same_and_the_paper_replaces_what_the_chat_said(
    store: Database, tmp_path: Path, secrecy: Secrecy
) -> None:
    hall = hold(store, tmp_path / "files", units=1, each=3, articles=2, secrecy=secrecy)
    lan, minh = readers(store)
    one, two, _ = hall.households
    (an,) = store.run(members, ["an"])
    store.run(hall.cast, one, YES, member=an)
    assert key_in(store, hall, one, NO, by=lan).outcome is Outcome.FIRST
    assert key_in(store, hall, one, NO, by=lan).outcome is Outcome.FIRST
    assert key_in(store, hall, one, YES, by=minh) == Keyed(Outcome.DIFFER, ("a2",))
    with pytest.raises(ConflictError, match="two_others"):
        key_in(store, hall, one, NO, by=1)
    (waits,) = store.look(paper_entries.waiting, polls_id(store, hall))
    assert [each for _, each in waits.by] == ["lan", "minh"]
    done = key_in(store, hall, one, NO, by=minh)
    assert done.outcome is Outcome.COUNTED
    assert done.receipt
    assert key_in(store, hall, one, NO, by=minh) == done  # the request came twice
    assert key_in(store, hall, two, NO, by=lan).outcome is Outcome.FIRST
    assert key_in(store, hall, two, NO, by=lan).outcome is Outcome.FIRST
    store.run(ballots.close, hall.key)
    result = store.look(polls.get, hall.key).result
    assert result is not None
    assert (result["ballots"], result["on_paper"]) == (1, 1)
    assert result["articles"] == {
        "a1": {"yes": 1, "no": 0, "other": 0, "blank": 0}, "a2": {"yes": 0, "no": 1, "other": 0, "blank": 0},
    }  # fmt: skip
    assert [each.kind for each in store.look(alerts.latest)] == ["paper_left"]
    assert store.look(lambda work: work.conn.execute(select(entries)).all()) == []


def test_two_accounts_of_one_hand_are_not_two_who_read(store: Database, tmp_path: Path) -> None:
    hall = hold(store, tmp_path / "files", units=1, each=3, articles=2, secrecy=Secrecy.SECRET)
    lan, _ = readers(store)
    made = store.run(staff.add, "bong", name="Bóng", password="x", role="officer", by=lan)
    assert key_in(store, hall, hall.households[0], NO, by=lan).outcome is Outcome.FIRST
    with pytest.raises(ConflictError, match="fresh"):
        key_in(store, hall, hall.households[0], NO, by=made)


def polls_id(store: Database, hall: Hall) -> int:
    """The poll's id."""
    return store.look(polls.get, hall.key).id


def test_neither_trail_nor_entries_join_a_household_to_a_choice(store: Database, tmp_path: Path) -> None:
    hall = hold(store, tmp_path / "files", units=1, each=2, articles=2)
    lan, minh = readers(store)
    said = {"a1": ("other", "Lời riêng của nhà ấy"), "a2": ("no", "")}
    for by in (lan, minh):
        key_in(store, hall, hall.households[0], said, by=by)
    trail = [each for each in store.look(audit.page) if each.act.startswith("poll.paper")]
    assert [each.detail for each in trail] == [{"poll": hall.key}] * 3
    kept = store.look(lambda work: [json.dumps(row.marks) for row in work.conn.execute(select(entries))])
    assert kept
    assert len(set(kept)) == 1
    for word in ("other", "no", "Lời", "yes", "blank"):
        assert f'"{word}' not in kept[0]
    same = reading(hall, hall.households[1], said).marks
    # two households with the same answers look different
    assert not set(same.values()) & set(json.loads(kept[0]).values())


def test_a_paper_is_held_to_the_rules_of_the_consultation(store: Database, tmp_path: Path) -> None:
    hall = hold(store, tmp_path / "files", units=1, each=2, articles=2, changeable=False)
    lan, minh = readers(store)
    one, two = hall.households
    (an,) = store.run(members, ["an"])
    store.run(hall.cast, one, YES, member=an)
    with pytest.raises(AnsweredError):
        key_in(store, hall, one, NO, by=lan)
    with pytest.raises(ConflictError, match="not_on_roll"):
        key_in(store, hall, 999, NO, by=lan)
    key_in(store, hall, two, NO, by=lan)
    store.run(withdraw, hall.key, "a2", staff_id=1)
    assert key_in(store, hall, two, {"a1": ("yes", "")}, by=minh).outcome is Outcome.COUNTED

    def rest(work: UnitOfWork) -> list[str]:
        return [each.code for each in paper_ballots.find(work, polls.get(work, hall.key).id, "chu ho 1 2")]

    assert store.look(rest) == ["01-002"]
    store.run(ballots.close, hall.key)
    with pytest.raises(ConflictError, match="closed"):
        key_in(store, hall, two, YES, by=lan)
