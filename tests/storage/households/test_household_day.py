"""A day on which many households of 25 units answer: the count equals an independent one from the list of events."""

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from civics.polls.rules import Secrecy
from core.errors import ConflictError
from storage.database.database import Database
from storage.database.outside import beside
from storage.database.unit import UnitOfWork
from storage.polls import ballots, polls
from storage.polls import keys as poll_keys
from storage.polls import rolls as poll_rolls
from tests.databases import Now
from tests.storage.polls.voting import HOURS, Choices, Hall, hold, members

UNITS, ARTICLES = 25, 3
CHOICES = ("yes", "no", "other", "blank")


@dataclass(frozen=True, slots=True)
class Event:
    """Somebody of a household answers at a moment; on paper there is no member."""

    at: datetime
    household: int
    member: tuple[int, int] | None
    choices: Choices


def a_day(hall: Hall, opens: datetime, people: list[tuple[int, int]]) -> list[Event]:
    """Most answer once, some twice, some also on paper, some around the second of the close, some not at all."""
    dice = random.Random(5_000)
    closes = opens + timedelta(hours=HOURS)

    def answer(at: datetime, place: int, *, paper: bool = False) -> Event:
        said = {code: (dice.choices(CHOICES, (6, 2, 1, 1))[0], "") for code in hall.codes}
        return Event(at, hall.households[place], None if paper else people[place % len(people)], said)

    events = []
    for place in range(len(hall.households)):
        kind = dice.random()
        if kind < 0.12:
            continue
        events.append(answer(opens + timedelta(seconds=dice.randrange(1, HOURS * 3600 - 60)), place, paper=kind < 0.2))
        if kind > 0.85:
            events.append(
                answer(opens + timedelta(seconds=dice.randrange(1, HOURS * 3600 - 60)), place, paper=kind > 0.95)
            )
        if 0.5 < kind < 0.53:
            events.append(answer(closes + timedelta(milliseconds=dice.randrange(-900, 900)), place))
    return sorted(events, key=lambda each: (each.at, each.household))


def expected(events: list[Event], closes: datetime) -> dict[str, Counter[str]]:
    """The last answer of each household before the close, counted without any code of the service."""
    last = {each.household: each.choices for each in events if each.at < closes}
    codes = next(iter(last.values())).keys()
    return {code: Counter(choices[code][0] for choices in last.values()) for code in codes}


def played(store: Database, now: Now, hall: Hall, events: list[Event]) -> int:
    """Cast everything in order, a hundred per transaction; returns how many came too late."""

    def body(work: UnitOfWork, some: list[Event]) -> int:
        late = 0
        for each in some:
            try:
                hall.cast(replace(work, now=each.at), each.household, each.choices, member=each.member)
            except ConflictError:
                late += 1
        return late

    found = 0
    for begun in range(0, len(events), 100):
        now.at = events[begun].at
        found += store.run(body, events[begun : begun + 100])
    return found


@pytest.mark.parametrize("households", [20, pytest.param(200, marks=pytest.mark.deep)])
def test_the_households_of_a_day_are_counted_exactly(
    store: Database, now: Now, tmp_path: Path, households: int
) -> None:
    opens = now.at
    secrecy = Secrecy.SECRET if store.run(lambda work: work.postgres) else Secrecy.NAMED
    hall = hold(store, tmp_path / "files", units=UNITS, each=households, articles=ARTICLES, secrecy=secrecy)
    people = [
        each
        for channel in ("web", "zalo", "telegram")
        for each in store.run(members, [f"{channel}-{n}" for n in range(120)], channel=channel)
    ]
    closes = opens + timedelta(hours=HOURS)
    events = a_day(hall, opens, people)
    assert played(store, now, hall, events) == sum(each.at >= closes for each in events) > 0
    turnout = store.look(lambda work: poll_rolls.turnout(work, polls.get(work, hall.key)))
    took = {each.household for each in events if each.at < closes}
    assert sum(each.took for each in turnout) == len(took)
    assert [each.total for each in turnout] == [households] * UNITS
    now.at = closes
    assert store.run(ballots.close, hall.key)
    poll_keys.destroy(beside(hall.files), hall.key)
    result = store.look(polls.get, hall.key).result
    assert result is not None
    assert result["ballots"] == len(took)
    counted = expected(events, closes)
    assert result["articles"] == {code: {each: said[each] for each in CHOICES} for code, said in counted.items()}
