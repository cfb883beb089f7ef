"""The trail as the console's live events read it: no line is skipped, and none is shown to people without the right."""

import threading

import pytest

from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.ward import audit
from tests.databases import Now
from tests.storage import kit


@pytest.fixture
def ward(store: Database) -> kit.Ward:
    return kit.people(store)


def test_events_come_in_order_after_the_last_one_seen(store: Database, ward: kit.Ward) -> None:
    assert store.look(audit.latest) == 0
    ids = [store.run(audit.record, f"ward.{n}", actor=audit.SYSTEM) for n in range(5)]
    assert store.look(audit.latest) == ids[-1]
    assert [each.act for each in store.look(audit.since, ids[1])] == ["ward.2", "ward.3", "ward.4"]
    assert [each.id for each in store.look(audit.since, ids[0], 2)] == ids[1:3]


def test_recording_rings_the_live_bell(store: Database) -> None:
    rung = threading.Event()
    stop = store.listen("live", rung.set)
    for _ in range(100):  # on PostgreSQL the listener needs a moment to start
        store.run(audit.record, "ward.opened", actor=audit.SYSTEM)
        if rung.wait(0.1):
            break
    stop()
    assert rung.is_set()


def test_an_event_that_commits_late_is_not_skipped(store: Database, ward: kit.Ward, now: Now) -> None:
    if store.embedded:
        pytest.skip("SQLite has one writer: ids commit in order")
    first = store.run(audit.record, "ward.first", actor=audit.SYSTEM)
    written, go_on = threading.Event(), threading.Event()

    def slow(work: UnitOfWork) -> int:
        made = audit.record(work, "ward.slow", actor=audit.SYSTEM)
        written.set()
        assert go_on.wait(20)
        return made

    late: list[int] = []
    thread = threading.Thread(target=lambda: late.append(store.run(slow)))
    thread.start()
    assert written.wait(20)
    quick = store.run(audit.record, "ward.quick", actor=audit.SYSTEM)
    assert store.look(audit.since, first) == []  # an earlier line is not committed yet
    go_on.set()
    thread.join()
    assert [each.id for each in store.look(audit.since, first)] == [*late, quick]


def test_an_id_that_never_comes_holds_nothing_up_for_long(store: Database, ward: kit.Ward, now: Now) -> None:
    first = store.run(audit.record, "ward.first", actor=audit.SYSTEM)

    def fails(work: UnitOfWork) -> None:
        audit.record(work, "ward.failed", actor=audit.SYSTEM)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.run(fails)
    after = store.run(audit.record, "ward.after", actor=audit.SYSTEM)
    now.pass_(seconds=16)
    assert [each.id for each in store.look(audit.since, first)] == [after]


def test_the_page_of_the_trail_shows_no_sealed_case(store: Database, ward: kit.Ward) -> None:
    kit.file(store, ward, kind="to_cao")
    filed = kit.file(store, ward)
    store.run(audit.record, "ward.settings", actor=audit.STAFF, staff_id=ward.named.staff_id)
    lines = store.look(audit.page)
    assert [(each.act, each.case_id) for each in lines] == [("ward.settings", None), ("case.filed", filed.case_id)]
    assert [each.act for each in store.look(audit.page, staff_id=ward.named.staff_id)] == ["ward.settings"]
    assert len(store.look(audit.page, before=lines[0].id)) == 1


def test_words_that_no_database_takes_are_taken_without_what_hurts(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(
        store, ward, "a\x00b", name="c\x00d", phone="0\x001", place="e\x00f", emergency="x" * 200, group_quote="g\x00"
    )
    assert kit.row(store, filed.case_id).text == "ab"
