"""A table that changes many representatives while a vote is open is typed by two people; a small one is not."""

from pathlib import Path

import pytest

from civics.ward.roll import Entry
from civics.ward.why import RollWhy, SecondWhy
from core.errors import ConflictError
from handlers.people import roll_desk
from storage.across.seconds import waiting
from storage.across.seconds.kinds import KINDS
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.households import households, roll_offers
from storage.people import staff
from storage.ward.sight import Reader
from tests.databases import Now
from tests.storage.polls.voting import HOURS, Hall, hold


def table(hall: Hall, changed: int) -> int:
    """An offer that gives so many households another representative; its id."""

    def body(work: UnitOfWork) -> int:
        found = households.page(work, limit=100)
        rows = [
            Entry(each.unit_id, each.code, f"Người Mới {at}" if at < changed else each.representative.upper())
            for at, each in enumerate(found)
        ]
        return roll_offers.offer(work, "so.xlsx", rows, whole=True, staff_id=1)

    return hall.store.run(body)


def mark(store: Database, offer: int) -> str:
    """Of what taking it changes."""
    return store.look(lambda work: roll_offers.foresee(work, roll_offers.get(work, offer))).mark


def readers(store: Database) -> tuple[Reader, Reader]:
    """An officer, and a leader who may agree."""
    people = (("an", "officer"), ("ba", "leader"))
    first, second = (
        Reader(store.run(staff.add, name, name=name, password="x", role=role), role) for name, role in people
    )
    return first, second


def test_both_people_type_how_many_representatives_change(store: Database, tmp_path: Path) -> None:
    hall = hold(store, tmp_path, units=1, each=30)
    first, second = readers(store)
    offer = table(hall, 12)
    seen = mark(store, offer)
    for typed in ("", "11", "30"):
        with pytest.raises(ConflictError) as refused:
            store.run(roll_desk.ask_to_take, offer, mark=seen, by=first, typed=typed)
        assert refused.value.why is RollWhy.TYPE
    act = store.run(roll_desk.ask_to_take, offer, mark=seen, by=first, typed=" 12 ")
    for given in ({}, {"typed": "13"}):
        with pytest.raises(ConflictError) as refused:
            store.run(waiting.allow, KINDS, act, by=second, given=given)
        assert refused.value.why is SecondWhy.TYPED
    store.run(waiting.allow, KINDS, act, by=second, given={"typed": "12"})
    assert store.look(roll_offers.get, offer).state == roll_offers.TAKEN
    names = [each.representative for each in store.look(households.page, limit=100)]
    assert sum(name.startswith("Người Mới") for name in names) == 12
    assert not any(name.isupper() for name in names)  # another spelling is the same person


def test_few_changes_or_no_open_vote_are_not_typed(store: Database, tmp_path: Path, now: Now) -> None:
    hall = hold(store, tmp_path, units=1, each=30)
    first, second = readers(store)
    offer = table(hall, 9)
    act = store.run(roll_desk.ask_to_take, offer, mark=mark(store, offer), by=first)
    store.run(waiting.allow, KINDS, act, by=second)
    now.pass_(hours=HOURS + 1)
    offer = table(hall, 25)
    act = store.run(roll_desk.ask_to_take, offer, mark=mark(store, offer), by=first)
    store.run(waiting.allow, KINDS, act, by=second)
    assert store.look(roll_offers.get, offer).state == roll_offers.TAKEN
