"""Of the reports that a new one may follow, only those near to it are read, and none that is over."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from civics.cases.likeness import Told
from storage.cases import followers
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.ward import ward
from tests.storage import kit
from tests.storage.cases.test_queue_plans import CLOSED, STEPS, grown, steps

MANY = 600  # more than are compared
LAMP = "Đèn đường trước nhà văn hóa hỏng, tối om"


def reports(work: UnitOfWork, number: int, *, unit_id: int | None, place: str, code: str, minutes: int) -> None:
    rows = [
        {"code": f"LS-26-{code}{n:05d}", "kind": "phan_anh", "topic": "duong_sa", "state": "new", "origin": "desk",
         "text": LAMP, "place": place, "unit_id": unit_id, "filed_at": work.now - timedelta(minutes=minutes),
         "heard_at": work.now}
        for n in range(number)
    ]  # fmt: skip
    work.conn.execute(insert(cases), rows)


def test_many_newer_reports_of_another_unit_do_not_hide_one_of_the_same_unit(store: Database) -> None:
    people = kit.people(store)
    here = store.run(ward.add_unit, "tdp-3", kind="to_dan_pho", name="Tổ dân phố 3")
    there = store.run(ward.add_unit, "tdp-4", kind="to_dan_pho", name="Tổ dân phố 4")
    store.run(lambda work: reports(work, 1, unit_id=here, place="", code="1", minutes=60))
    store.run(lambda work: reports(work, MANY, unit_id=there, place="", code="2", minutes=5))
    told = Told("duong_sa", LAMP, "", here)
    found = store.look(followers.near, told, resident_id=people.resident_id)
    assert found is not None
    assert (found.case_id, found.count) == (1, 1)


def test_the_place_decides_where_nobody_names_a_unit(store: Database) -> None:
    people = kit.people(store)
    store.run(lambda work: reports(work, 1, unit_id=None, place="ngõ 12, đường Hùng Vương", code="1", minutes=60))
    store.run(lambda work: reports(work, 3, unit_id=None, place="ngõ 15, đường Hùng Vương", code="2", minutes=5))
    for place, counted in (("Ngo 12 duong Hung Vuong", 1), ("ngõ 15 - đường Hùng Vương", 3), ("ngõ 1", 0)):
        found = store.look(followers.near, Told("duong_sa", LAMP, place), resident_id=people.resident_id)
        assert (found.count if found is not None else 0) == counted, place


def test_reports_that_are_over_are_not_looked_at(store: Database) -> None:
    if not store.embedded:
        pytest.skip("the steps are SQLite's")
    people = kit.people(store)
    store.run(grown)
    told = Told("rac_thai", "Rác thải", "ngõ 12")

    def look(work: UnitOfWork) -> object:
        return followers.near(work, told, resident_id=people.resident_id)

    store.look(look)  # the first time, statements are planned
    assert store.look(steps, look) < STEPS / 10, f"{CLOSED} closed reports"
