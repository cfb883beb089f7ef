"""Days that a ward has set: the newest setting of a day counts, and each deadline keeps the revision that it used."""

from datetime import date, timedelta

from civics.cases.signed_forms import SignedForm
from civics.days import calendar
from core.clock import in_vietnam
from storage.cases import forms as case_forms
from storage.cases.moved import moved
from storage.database.database import Database
from storage.ward import days
from storage.ward.days import What
from tests.storage import kit

FRIDAY, SATURDAY = date(2026, 11, 27), date(2026, 11, 28)


def test_the_newest_of_each_day_holds_and_earlier_states_stay_readable(store: Database) -> None:
    by = kit.people(store).named.staff_id
    assert store.look(days.known) == calendar.SHIPPED
    store.run(days.put, [FRIDAY, SATURDAY], What.OFF, source="a", by=by)
    store.run(days.put, [SATURDAY], What.WORK, source="b", by=by)
    store.run(days.put, [FRIDAY], What.USUAL, source=" c ", by=by)
    assert store.look(days.known) == calendar.Days({SATURDAY: True}, 4)
    assert store.look(days.known, 2) == calendar.Days({FRIDAY: False, SATURDAY: False}, 2)
    newest = store.look(days.history)[0]
    assert (newest.day, newest.what, newest.source, newest.by) == (FRIDAY, What.USUAL, "c", "Lê Thị Lan")


def test_a_period_that_begins_later_counts_by_the_new_days_and_who_may_not_know_a_case_is_not_told(
    store: Database,
) -> None:
    ward = kit.people(store)
    filed = kit.file(store, ward, kind="to_cao")
    today = in_vietnam(store.clock()).date()
    store.run(days.put, [FRIDAY], What.OFF, source="a", by=ward.named.staff_id)
    store.run(case_forms.enter, filed.case_id, SignedForm(today), by=ward.named)
    assert store.look(moved, store.look(days.known), reader=ward.named) == []  # the new days count already
    (touched,) = store.look(moved, calendar.SHIPPED, reader=ward.named)
    assert (touched.code, touched.legal) == (filed.code, True)
    assert touched.due_at - touched.would_be >= timedelta(days=1)
    assert store.look(moved, calendar.SHIPPED, reader=ward.officer) == []
