"""An uploaded table changes nothing until somebody has seen the changes; leaving, joining and speaking are recorded."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from civics.ward.roll import BadRow, Entry, Fault, Note
from core.errors import ConflictError
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.households import claims as household_claims
from storage.households import households, roll_list, roll_offers
from storage.households.roll_import import Changes
from storage.households.roll_list import CLAIMED, NONE, SLIP, Filter
from storage.people import staff
from storage.tables.households import roll_offers as offers
from storage.ward import ward
from tests.databases import Now
from tests.storage.polls.voting import members


def people(work: UnitOfWork) -> tuple[int, int, int]:
    """A member of staff and two units."""
    by = staff.add(work, "hoa", name="Hòa", password="x", role="officer")
    made = [ward.add_unit(work, f"TDP-{n}", kind="to_dan_pho", name=f"Tổ dân phố số {n}") for n in (5, 6)]
    return by, made[0], made[1]


def looked_at(store: Database, made: int) -> str:
    """The mark of what an import would do."""
    return store.look(lambda work: roll_offers.foresee(work, roll_offers.get(work, made))).mark


def take(store: Database, *entries: Entry, by: int, whole: bool = True) -> Changes:
    """Upload, look and import."""
    made = store.run(roll_offers.offer, "so.xlsx", entries, whole=whole, staff_id=by)
    return store.run(roll_offers.take, made, mark=looked_at(store, made), staff_id=by)


def test_what_was_seen_is_taken_once_and_the_roll_remembers(store: Database, now: Now) -> None:
    by, five, six = store.run(people)
    first = [
        Entry(five, "5-01", "Nguyễn Văn Sơn", "0912000001"),
        Entry(five, "5-02", "Đỗ Thị Hà"),
        Entry(six, "6-01", "An"),
    ]
    assert take(store, *first, by=by) == Changes(3, 0, 0, 0)
    ((resident, _),) = store.run(members, ["an"])
    code = store.run(household_claims.print_slips, five, again=False, staff_id=by)[0].code
    store.run(household_claims.claim, code, resident)
    wanted = [
        roll_list.Filter(five, state=each) for each in (CLAIMED, SLIP, NONE)
    ]  # fmt: skip
    lines = [store.look(roll_list.page, each)[0] for each in wanted]
    assert [[line.household.code for line in each] for each in lines] == [["5-01"], ["5-02"], []]
    assert [line.household.code for line in store.look(roll_list.page, Filter(words="do ha"))[0]] == ["5-02"]
    assert [line.household.code for line in store.look(roll_list.page, Filter(), after=(five, "5-01"))[0]] == [
        "5-02",
        "6-01",
    ]
    now.pass_(days=1)
    second = [Entry(five, "5-01", "Nguyễn Thị Lan"), Entry(five, "5-03", "Mới")]
    assert take(store, *second, by=by) == Changes(1, 1, 0, 1)
    assert store.look(roll_list.count, Filter()) == 3
    (line,), _ = store.look(roll_list.page, Filter(words="lan"))
    assert (line.members, line.speakers, line.household.phone) == (1, 0, "0912000001")
    (changed,) = store.look(roll_list.represented)
    assert (changed.code, changed.before, changed.after, changed.by) == (
        "5-01",
        "Nguyễn Văn Sơn",
        "Nguyễn Thị Lan",
        "Hòa",
    )
    assert [(each.number, each.total) for each in store.look(roll_list.versions)] == [(2, 3), (1, 3)]


def test_a_table_that_would_do_something_else_than_was_seen_is_not_taken(store: Database, now: Now) -> None:
    by, five, _ = store.run(people)
    made = store.run(roll_offers.offer, "so.csv", [Entry(five, "5-01", "Sơn")], whole=True, staff_id=by)
    seen = looked_at(store, made)
    store.run(households.add, Entry(five, "5-09", "Hà"), staff_id=by)
    with pytest.raises(ConflictError, match="changed"):
        store.run(roll_offers.take, made, mark=seen, staff_id=by)
    seen = looked_at(store, made)
    store.run(roll_offers.take, made, mark=seen, staff_id=by)
    with pytest.raises(ConflictError, match="done"):
        store.run(roll_offers.take, made, mark=seen, staff_id=by)
    store.run(roll_offers.offer, "khác.csv", [Entry(five, "5-01", "Bí mật")], whole=True, staff_id=by)
    now.pass_(days=3)
    assert store.run(roll_offers.sweep) == 1
    kept = store.look(lambda work: work.conn.execute(select(offers.c.entries)).scalars().all())
    assert kept == [""]


def test_two_first_tables_taken_at_once_are_both_taken(store: Database) -> None:
    by, five, six = store.run(people)
    other = store.run(staff.add, "lan", name="Lan", password="x", role="officer")
    made = [
        store.run(roll_offers.offer, "so.csv", [Entry(unit, f"{unit}-01", "An")], whole=True, staff_id=who)
        for unit, who in ((five, by), (six, other))
    ]
    seen = [looked_at(store, each) for each in made]
    with ThreadPoolExecutor(2) as pool:
        both = zip(made, seen, strict=True)
        done = [pool.submit(store.run, roll_offers.take, each, mark=what, staff_id=by) for each, what in both]
        assert [each.result().added for each in done] == [1, 1]
    assert [(each.number, each.total) for each in store.look(roll_list.versions)] == [(2, 2), (1, 1)]


def test_a_representative_in_another_spelling_keeps_what_they_hold(store: Database) -> None:
    by, five, _ = store.run(people)
    take(store, Entry(five, "5-01", "Trần Thị Hoà", "0912000001"), Entry(five, "5-02", "Hoa"), by=by)
    ((resident, _),) = store.run(members, ["hoa"])
    code = store.run(household_claims.print_slips, five, again=False, staff_id=by)[0].code
    store.run(household_claims.claim, code, resident)
    again = [Entry(five, "5-01", "TRẦN THỊ HÒA"), Entry(five, "5-02", "Hòa")]
    assert take(store, *again, by=by) == Changes(0, 1, 1, 0)
    (line,) = [each for each in store.look(roll_list.page, Filter())[0] if each.household.code == "5-01"]
    assert (line.household.representative, line.speakers) == ("Trần Thị Hoà", 1)
    assert [each.code for each in store.look(roll_list.represented)] == ["5-02"]


def test_what_a_table_left_out_is_kept_beside_it_until_it_is_taken(store: Database) -> None:
    by, five, _ = store.run(people)
    notes = [Note("Tổ 5", 9, "total", "Tổng cộng")]
    bad = [BadRow("Tổ 5", 4, "Tổ 5", "", "Sơn", "", (Fault(4, "no_code", "", "Tổ 5"),))]
    made = store.run(
        roll_offers.offer, "so.xlsx", [Entry(five, "1", "Hà")], whole=False, staff_id=by, notes=notes, bad=bad
    )
    found = store.look(roll_offers.get, made)
    assert ([*found.notes], [*found.bad]) == (notes, bad)
    store.run(roll_offers.take, made, mark=looked_at(store, made), staff_id=by)
    assert store.look(lambda work: work.conn.execute(select(offers.c.told)).scalar_one()) == ""
