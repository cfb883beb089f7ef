"""The count of many ballots is an independent count of what was cast; the last of a person counts."""

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

from core.message import Address, Incoming, Kind
from storage import ballots, chats, poll_keys, polls, residents, staff
from storage.ballots import CHOICES, Voter
from storage.database import Database
from storage.polls import Article
from storage.unit import UnitOfWork
from tests.storage.conftest import Now

CODES = tuple(f"d{n}" for n in range(1, 8))


def begin(work: UnitOfWork, people: int) -> tuple[str, list[tuple[int, int]]]:
    """An open poll and so many residents with their chats."""
    by = staff.add(work, "hoa", name="Hòa", password="x", role="admin")
    made = [Article(code, code, code) for code in CODES]
    key = polls.add(work, "Dự thảo", kind=polls.INFORMAL, source="…", articles=made, staff_id=by)
    polls.open_it(work, key, posted_on=None, closes_at=work.now + timedelta(days=1), staff_id=by)
    known = []
    for n in range(people):
        chat = chats.meet(
            work, Incoming(Address("web", "web", f"c{n}"), f"e{n}", Kind.MESSAGE, work.now, person=f"{n}")
        )
        known.append((residents.of_person(work, chat, f"{n}", name="").id, chat.id))
    return key, known


def test_three_hundred_people_some_twice_are_counted_exactly(store: Database, now: Now, tmp_path: Path) -> None:
    key, known = store.run(begin, 300)
    poll_keys.make(tmp_path / "files", key)
    dice = random.Random(7)
    events = [
        (person, {code: (dice.choice(CHOICES), "") for code in CODES})
        for person in known + dice.sample(known, 60)
    ]  # fmt: skip

    def cast(work: UnitOfWork) -> None:
        poll = polls.get(work, key)
        for (resident, chat), choices in events:
            mark = poll_keys.mark(tmp_path / "files", key, resident)
            ballots.cast(work, poll, Voter(resident, chat, mark), choices=choices)

    store.run(cast)
    last = dict(events)
    assert store.look(lambda work: polls.turnout(work, polls.get(work, key).id)) == 300
    now.at += timedelta(hours=1)
    assert store.run(ballots.close, key)
    assert not store.run(ballots.close, key)
    result = store.look(polls.get, key).result
    assert result is not None
    assert result["ballots"] == 300
    for code in CODES:
        told = Counter(each[code][0] for each in last.values())
        assert result["articles"][code] == {**{name: told[name] for name in CHOICES}, "words": []}  # type: ignore[index,call-overload]  # JSON
