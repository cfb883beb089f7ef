"""A household counts once, whoever answers for it and wherever. The last ballot to arrive counts."""

from pathlib import Path

import pytest

from civics.polls.rules import Secrecy
from core.errors import ConflictError
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.polls import ballots, polls
from storage.polls import rolls as poll_rolls
from storage.polls.ballots import AnsweredError, Voter
from storage.polls.rolls import UnitTurnout
from tests.databases import Now
from tests.storage.polls.voting import hold, members

YES, NO = {"a1": ("yes", "")}, {"a1": ("no", "")}


@pytest.mark.parametrize("secrecy", list(Secrecy))
def test_two_of_a_household_and_its_paper_are_one_ballot(
    store: Database, now: Now, tmp_path: Path, secrecy: Secrecy
) -> None:
    hall = hold(store, tmp_path / "files", units=2, each=3, articles=1, secrecy=secrecy)
    one, two = hall.households[:2]
    an, ba = store.run(members, ["an", "ba"])
    first = store.run(hall.cast, one, YES, member=an)
    now.pass_(hours=20)
    assert store.run(hall.cast, one, YES, member=ba) == first
    store.run(hall.cast, one, NO, member=None)
    store.run(hall.cast, two, YES, member=None)
    poll = store.look(polls.get, hall.key)
    part = store.look(poll_rolls.part, poll.id, one)
    assert part is not None
    assert part.on_paper
    assert (str(part.took_on), str(part.changed_on)) == ("2026-11-24", "2026-11-25")
    assert store.look(polls.turnout, poll) == 2
    assert store.look(poll_rolls.turnout, poll) == [
        UnitTurnout(hall.units[0], 2, 3),
        UnitTurnout(hall.units[1], 0, 3),
    ]
    store.run(ballots.close, hall.key)
    result = store.look(polls.get, hall.key).result
    assert result is not None
    assert (result["ballots"], result["on_paper"]) == (2, 2)
    assert result["articles"] == {"a1": {"yes": 1, "no": 1, "other": 0, "blank": 0}}
    assert (result["people"], result["households"]) == ({str(hall.units[0]): 2}, dict.fromkeys(map(str, hall.units), 3))


def test_a_household_that_may_not_change_is_held_to_its_first_ballot_on_paper_too(
    store: Database, tmp_path: Path
) -> None:
    hall = hold(store, tmp_path / "files", units=1, each=2, articles=1, changeable=False)
    an, ba = store.run(members, ["an", "ba"])
    store.run(hall.cast, hall.households[0], YES, member=an)
    for member in (ba, None):
        with pytest.raises(AnsweredError):
            store.run(hall.cast, hall.households[0], NO, member=member)


def test_whom_the_roll_of_the_opening_does_not_have_is_not_counted(store: Database, tmp_path: Path) -> None:
    hall = hold(store, tmp_path / "files", units=1, each=1, articles=1)
    (an,) = store.run(members, ["an"])
    with pytest.raises(ConflictError):
        store.run(hall.cast, 999, YES, member=an)

    def as_person(work: UnitOfWork) -> str:
        return ballots.cast(work, polls.get(work, hall.key), Voter(*an, "m"), choices=YES)

    with pytest.raises(ConflictError):
        store.run(as_person)
