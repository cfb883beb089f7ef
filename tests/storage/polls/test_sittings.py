"""Meetings that decide: typed in twice, their steps, and ballots that follow a short one."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from civics.polls.community import Clock, Facts
from civics.polls.counting import Source
from civics.polls.sittings import WHOLE, Item, Method, Record, stands
from civics.polls.ways import Before
from core.errors import ConflictError
from storage.database.database import Database
from storage.people import staff
from storage.polls import owed, polls, sitting_steps, sittings
from storage.tables.poll_results import sittings as sittings_table
from storage.tables.polls import polls as polls_table
from storage.ward import ward
from tests.databases import Now
from tests.storage.polls.test_results import ended
from tests.storage.polls.voting import added_by_one_of_four

RECORD = Record(
    "2026-11-20", "Nhà văn hóa", Method.HANDS, 120, 80, "Nguyễn Văn An", "Trần Thị Bình", items=(Item(WHOLE, 70, 6),),
)  # fmt: skip
READY = Before(held_on=date(2026, 11, 20), place="Nhà văn hóa", notice_on=date(2026, 11, 18),
               documents_on=date(2026, 11, 18))  # fmt: skip


def test_figures_count_only_when_two_people_read_the_same(store: Database, now: Now) -> None:
    store.run(ward.add_unit, "tdp-1", kind="to_dan_pho", name="Tổ dân phố 1")
    key = ended(store, now, [])
    store.run(lambda work: work.conn.execute(update(polls_table).values(kind="quy_uoc")))
    second = store.run(staff.add, "nam", name="Nam", password="x", role="officer")
    third = store.run(staff.add, "tư", name="Tư", password="x", role="officer")
    poll_id = store.look(polls.get, key).id
    with pytest.raises(ConflictError, match="clause"):
        store.run(sittings.add, key, source=Source.MEETING, unit_id=None, clause="15.6", staff_id=1)
    made = added_by_one_of_four(store, key)
    with pytest.raises(ConflictError, match="steps"):  # NĐ 59 Điều 3.3, 3.4: notice and documents two days before
        store.run(sittings.enter, key, made, RECORD, staff_id=1)
    store.run(sitting_steps.prepare, key, made, READY, staff_id=1)
    assert store.look(sittings.get, poll_id, made).before == READY
    assert not store.run(sittings.enter, key, made, RECORD, staff_id=1)
    assert not store.run(sittings.enter, key, made, RECORD, staff_id=1)  # the same person is not a second person
    bought = store.run(staff.add, "bong", name="Bóng", password="x", role="officer", by=1)
    with pytest.raises(ConflictError, match="fresh"):  # nor is an account that they have just made
        store.run(sittings.enter, key, made, RECORD, staff_id=bought)
    other = replace(RECORD, present=79)
    assert not store.run(sittings.enter, key, made, other, staff_id=second)
    found = store.look(sittings.get, poll_id, made)
    assert found.agreed is None
    assert set(found.differ) == {"present"}
    with pytest.raises(ConflictError, match="two_others"):
        store.run(sittings.enter, key, made, RECORD, staff_id=third)
    assert store.run(sittings.enter, key, made, RECORD, staff_id=second)
    agreed = store.look(sittings.get, poll_id, made).agreed
    assert agreed is not None
    assert agreed.items[0].yes == 70
    with pytest.raises(ConflictError, match="agreed"):
        store.run(sittings.enter, key, made, other, staff_id=1)
    with pytest.raises(ConflictError, match="agreed"):
        store.run(sittings.drop, key, made, staff_id=1)
    assert found.codes == (WHOLE,)


def test_nd_61_dieu_10_each_group_of_a_quy_uoc_meets_and_decides_for_itself(store: Database, now: Now) -> None:
    one, two = (store.run(ward.add_unit, f"u{n}", kind="xom", name=f"Xóm {n}") for n in (1, 2))
    key = ended(store, now, [])
    store.run(lambda work: work.conn.execute(update(polls_table).values(kind="quy_uoc", units=[one, two])))
    second = store.run(staff.add, "nam", name="Nam", password="x", role="officer")
    poll_id = store.look(polls.get, key).id

    def add(unit: int | None) -> int:
        return store.run(sittings.add, key, source=Source.MEETING, unit_id=unit, clause="15.3", staff_id=1)

    def agree(sitting: int, record: Record) -> None:
        store.run(sitting_steps.prepare, key, sitting, READY, staff_id=1)
        for by in (1, second):
            store.run(sittings.enter, key, sitting, record, staff_id=by)

    with pytest.raises(ConflictError, match="each_unit"):
        add(None)
    mine = add(one)
    with pytest.raises(ConflictError, match="waits"):
        add(one)
    failed = add(two)
    agree(mine, RECORD)
    agree(failed, replace(RECORD, items=(Item(WHOLE, 50, 30),)))
    with pytest.raises(ConflictError, match="passed"):
        add(one)
    found = {each.unit_id: each for each in store.look(sittings.of, poll_id)}
    assert [stands(found.values(), unit) for unit in (one, two)] == [True, False]
    assert (found[one].send_by, found[two].send_by) == (date(2026, 11, 30), None)  # Luật Điều 20.3; 24/11 is off
    assert [each.number for each in store.look(owed.papers, date(2026, 11, 30))] == [mine]
    assert not store.look(owed.papers, date(2026, 11, 29))
    store.run(lambda work: work.conn.execute(update(sittings_table).values(send_by=None)))  # agreed in an older release
    found = {each.unit_id: each for each in store.look(sittings.of, poll_id)}
    assert (found[one].send_by, found[two].send_by) == (date(2026, 11, 30), None)
    assert [each.number for each in store.look(owed.papers, date(2026, 11, 30))] == [mine]
    assert not store.look(owed.papers, date(2026, 11, 29))
    for sitting, day, why in ((failed, "2026-11-21", "not_passed"), (mine, "2026-11-19", "sent_day")):
        with pytest.raises(ConflictError, match=why):
            store.run(sittings.sent, key, sitting, date.fromisoformat(day), staff_id=1)
    store.run(sittings.sent, key, mine, date(2026, 11, 21), staff_id=1)
    assert not store.look(owed.papers, date(2026, 12, 30))
    add(two)  # a group that refused may meet again
    facts = Facts(received_on=date(2026, 11, 20), recognised_on=date(2026, 11, 20), flagged_on=date(2026, 11, 20))
    with pytest.raises(ConflictError, match="not_passed"):
        store.run(sitting_steps.put_facts, key, failed, facts, staff_id=1)
    with pytest.raises(ConflictError, match="vote"):  # received before the group voted
        store.run(sitting_steps.put_facts, key, mine, Facts(received_on=date(2026, 11, 19)), staff_id=1)
    store.run(sitting_steps.put_facts, key, mine, facts, staff_id=1)
    assert {each.what: each.by.isoformat() for each in store.look(owed.papers, date(2026, 12, 30))} == {
        Clock.TEXT: "2026-11-25", Clock.SUSPEND: "2026-11-26", Clock.ANNUL: "2026-11-30",  # NĐ 61 Điều 18, 12, 14
    }  # fmt: skip


def test_nd_61_dieu_10_khoan_2_ballots_follow_a_short_meeting_and_have_the_steps_of_nd_59(
    store: Database, now: Now
) -> None:
    store.run(ward.add_unit, "tdp-1", kind="to_dan_pho", name="Tổ dân phố 1")
    key = ended(store, now, [])
    store.run(lambda work: work.conn.execute(update(polls_table).values(kind="quy_uoc")))
    second = store.run(staff.add, "nam", name="Nam", password="x", role="officer")
    poll_id = store.look(polls.get, key).id
    counted = Record(
        "2026-11-20", "Nhà văn hóa", Method.BALLOTS, 120, board=("An", "Bình", "Chi"), witnesses=("Hộ D", "Hộ E"),
        items=(Item(WHOLE, 70, 20, given=120, collected=90, valid=90),),
    )  # fmt: skip
    ballots_before = Before(
        plan_on=date(2026, 11, 10), plan_sent_on=date(2026, 11, 11), notice_on=date(2026, 11, 11),
        handed_on=date(2026, 11, 13), due_on=date(2026, 11, 18), team=("An", "Bình", "Chi"),
    )  # fmt: skip

    def begun(source: Source, before: Before) -> int:
        made = store.run(sittings.add, key, source=source, unit_id=1, clause="15.3", staff_id=1)
        store.run(sitting_steps.prepare, key, made, before, staff_id=1)
        return made

    made = begun(Source.PAPER, ballots_before)
    assert store.run(lambda work: sittings.missing(work, sittings.get(work, poll_id, made))) == ("source:meet_first",)
    with pytest.raises(ConflictError, match="steps"):
        store.run(sittings.enter, key, made, counted, staff_id=1)
    store.run(sittings.drop, key, made, staff_id=1)
    early = Before(held_on=date(2026, 11, 8), place="Nhà văn hóa", notice_on=date(2026, 11, 5),
                   documents_on=date(2026, 11, 5))  # fmt: skip
    short = begun(Source.MEETING, early)
    for by in (1, second):
        store.run(sittings.enter, key, short, replace(RECORD, held_on="2026-11-08", present=40), staff_id=by)
    made = begun(Source.PAPER, replace(ballots_before, team=("An", "Bình")))
    assert store.run(lambda work: sittings.missing(work, sittings.get(work, poll_id, made))) == ("team.0:team",)
    store.run(sitting_steps.prepare, key, made, ballots_before, staff_id=1)
    assert [store.run(sittings.enter, key, made, counted, staff_id=by) for by in (1, second)] == [False, True]
    # NĐ 61 Điều 11.3.a: five working days from the end of the collecting, not from the count; 24/11 is off
    assert store.look(sittings.get, poll_id, made).send_by == date(2026, 11, 26)
    with pytest.raises(ConflictError, match="agreed"):
        store.run(sitting_steps.prepare, key, made, Before(), staff_id=1)
