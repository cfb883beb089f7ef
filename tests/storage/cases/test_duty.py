"""The person on duty gets emergencies at any hour and new cases after hours, but only cases that they may read."""

from datetime import UTC, datetime

import pytest

from storage.cases import acts as case_acts
from storage.cases import duty
from storage.cases.filter import Filter
from storage.cases.queue import page
from storage.database.database import Database
from storage.people import staff
from storage.ward import alerts, audit, ward
from tests.databases import Now
from tests.storage import kit

SATURDAY = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)  # 9:00 in Thái Nguyên; the Tuesday before is a day off
NIGHT = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)


@pytest.fixture
def people(store: Database) -> kit.Ward:
    return kit.people(store)


def test_after_hours_and_in_emergencies_a_new_case_is_given_to_who_is_on_duty(
    store: Database, people: kit.Ward, now: Now
) -> None:
    store.run(duty.set_week, [None, None, people.second.staff_id, None, None, None, None], by=1)
    store.run(ward.put_settings, {duty.ALWAYS: people.officer.staff_id})
    now.at = WEDNESDAY
    by_day, urgent = kit.file(store, people), kit.file(store, people, urgent=True)
    assert kit.row(store, by_day.case_id).officer_id is None
    assert kit.row(store, urgent.case_id).officer_id == people.second.staff_id
    now.at = NIGHT
    night = kit.file(store, people)
    row = kit.row(store, night.case_id)
    assert (row.officer_id, row.state) == (people.second.staff_id, "new")
    assert [each.act for each in store.look(audit.trail, night.case_id)] == ["case.filed", "case.duty_after_hours"]
    now.at = SATURDAY
    assert kit.row(store, kit.file(store, people).case_id).officer_id == people.officer.staff_id
    store.run(case_acts.take, night.case_id, by=people.second)
    assert kit.row(store, night.case_id).state == "taken"


def test_a_sealed_case_is_given_only_to_who_is_on_the_list(store: Database, people: kit.Ward, now: Now) -> None:
    now.at = SATURDAY
    for reader, given in ((people.officer, None), (people.named, people.named.staff_id)):
        store.run(ward.put_settings, {duty.ALWAYS: reader.staff_id})
        secret = kit.file(store, people, kind="to_cao", urgent=True)
        assert kit.row(store, secret.case_id).officer_id == given
    named = kit.file(store, people, kind="to_cao", urgent=True, names_staff_id=people.named.staff_id)
    assert kit.row(store, named.case_id).officer_id is None


def test_who_left_or_only_observes_is_on_duty_for_nobody(store: Database, people: kit.Ward) -> None:
    for reader in (people.observer, people.officer):
        store.run(ward.put_settings, {duty.ALWAYS: reader.staff_id})
        store.run(staff.disable, reader.staff_id, disabled=True)
        assert store.look(duty.on_duty) is None
    store.run(ward.put_settings, {duty.ALWAYS: "x", duty.WEEK: {"no": "list"}})
    assert store.look(duty.on_duty) is None


def test_an_urgent_case_nobody_took_stands_on_top_also_without_a_date(store: Database, people: kit.Ward) -> None:
    usual = kit.file(store, people)
    complaint = kit.file(store, people, kind="khieu_nai", urgent=True)
    for reader, first in ((people.officer, complaint), (people.observer, usual)):
        rows = store.look(page, Filter(), reader=reader).rows
        assert rows[0].code == first.code


def test_emergencies_in_chats_are_counted_for_who_is_on_duty_until_somebody_looked_after_them(
    store: Database, people: kit.Ward
) -> None:
    store.run(ward.put_settings, {duty.ALWAYS: people.officer.staff_id})
    store.run(alerts.sound, "emergency", detail="chat 1: fire")
    store.run(alerts.sound, "aside", detail="inbox 1")
    assert store.look(duty.waiting_for, people.officer.staff_id) == 1
    assert store.look(duty.waiting_for, people.second.staff_id) == 0
    for each in store.look(alerts.latest):
        store.run(duty.looked_after, each.id, staff_id=people.officer.staff_id)
    assert store.look(duty.waiting_for, people.officer.staff_id) == 0
    assert store.look(alerts.waiting) == 1  # the admins' alerts stay as they are
