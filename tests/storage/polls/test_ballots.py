"""The count of many ballots equals an independent count; the last ballot of a person counts."""

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from civics.polls.draft import plain_paragraphs
from civics.polls.draft_reading import parse
from civics.polls.rules import PollKind, Secrecy
from core.message import Address, Incoming, Kind
from storage.database.database import Database
from storage.database.outside import beside
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.people import residents, staff
from storage.polls import ballots, polls
from storage.polls import drafts as poll_drafts
from storage.polls import keys as poll_keys
from storage.polls import openings as poll_openings
from storage.polls.ballots import Voter
from storage.polls.openings import Plan
from storage.polls.results import CHOICES
from tests.databases import Now

CODES = tuple(f"a{n}" for n in range(1, 8))


def begin(work: UnitOfWork, people: int, *, secrecy: Secrecy = Secrecy.SECRET) -> tuple[str, list[tuple[int, int]]]:
    """An open poll and this number of residents with their chats."""
    by = staff.add(work, "hoa", name="Hòa", password="x", role="admin")
    text = "\n".join(f"Điều {n}. Tên\nLời {n}." for n in range(1, 8))
    key = poll_drafts.add(work, "Dự thảo", draft=parse(plain_paragraphs(text)), source=text, staff_id=by)
    plan = Plan(title="Dự thảo", kind=PollKind.INFORMAL, secrecy=secrecy, units=(1,), opens_at=work.now,
                closes_at=work.now + timedelta(days=1))  # fmt: skip
    poll_openings.set_up(work, key, plan)
    poll_openings.open_it(work, key, staff_id=by)
    known = []
    for n in range(people):
        chat = chats.meet(
            work, Incoming(Address("web", "web", f"c{n}"), f"e{n}", Kind.MESSAGE, work.now, person=f"{n}")
        )
        known.append((residents.of_person(work, chat, f"{n}", name="").id, chat.id))
    return key, known


@pytest.mark.parametrize("people", [40, pytest.param(300, marks=pytest.mark.deep)])
@pytest.mark.parametrize("secrecy", list(Secrecy))
def test_all_people_some_twice_are_counted_exactly(
    store: Database, now: Now, tmp_path: Path, secrecy: Secrecy, people: int
) -> None:
    key, known = store.run(begin, people, secrecy=secrecy)
    poll_keys.make(beside(tmp_path / "files"), key)
    dice = random.Random(7)
    events = [
        (person, {code: (dice.choice(CHOICES), "") for code in CODES})
        for person in known + dice.sample(known, people // 5)
    ]  # fmt: skip

    def cast(work: UnitOfWork) -> None:
        poll = polls.get(work, key)
        for (resident, chat), choices in events:
            mark = poll_keys.mark(beside(tmp_path / "files"), key, resident)
            ballots.cast(work, poll, Voter(resident, chat, mark), choices=choices)

    store.run(cast)
    last = dict(events)
    assert store.look(lambda work: polls.turnout(work, polls.get(work, key))) == people
    now.at += timedelta(hours=1)
    assert store.run(ballots.close, key)
    assert not store.run(ballots.close, key)
    result = store.look(polls.get, key).result
    assert result is not None
    assert result["ballots"] == people
    for code in CODES:
        told = Counter(each[code][0] for each in last.values())
        assert result["articles"][code] == {name: told[name] for name in CHOICES}  # type: ignore[index,call-overload]  # JSON
