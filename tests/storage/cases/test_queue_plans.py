"""No filter of the queue reads every case: the steps of SQLite are counted, among thousands of closed cases.

And with filters that choose another order for these, pages follow each other without gap or repeat.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import insert, select

from storage.cases import queue as case_queue
from storage.cases.filter import Filter, Outcome, Sort, View
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from tests.databases import Now
from tests.storage import kit

CLOSED, STEPS = 4_000, 9_000  # a look at each of so many rows takes over 20,000 steps of SQLite
# Each finds nothing among the closed cases, or nearly all of them: what is dear is to look for what is rare.
FILTERS = {
    **{f"view {each}": Filter(each) for each in View},
    **{f"sort {each}": Filter(View.ALL, sort=each) for each in Sort},
    **{f"outcome {each}": Filter(View.ALL, outcome=each) for each in Outcome},
    **{f"state {each}": Filter(View.ALL, state=each) for each in ("new", "waiting", "answered", "closed", "dropped")},
    "kind": Filter(View.ALL, kind="khieu_nai"),
    "topic": Filter(View.ALL, topic="khac"),
    "unit": Filter(View.ALL, unit_id=99),
    "team": Filter(View.ALL, team_id=99),
    "officer": Filter(View.ALL, officer_id=99),
    "mine": Filter(View.ALL, mine=True),
    "urgent": Filter(View.ALL, urgent=True),
    "urgent, closed": Filter(View.CLOSED, urgent=True),
    "overdue": Filter(View.ALL, overdue=True),
    "origin": Filter(View.ALL, origin="phone"),
    "channel": Filter(View.ALL, channel="zalo"),
    "tag": Filter(View.ALL, tag="bão"),
    "followed": Filter(View.ALL, followed=True),
    "resident spoke last": Filter(View.CLOSED, spoke="resident"),
    "staff spoke last": Filter(View.CLOSED, spoke="staff"),
    "silent for a week": Filter(View.ALL, idle_days=7),
    "silent for years": Filter(View.ALL, idle_days=2_000),
    "answered, and the resident spoke last": Filter(View.ANSWERED, spoke="resident"),
}


def grown(work: UnitOfWork) -> None:
    """Closed cases, one per hour until now; staff spoke last."""
    first = work.now - timedelta(hours=CLOSED)
    rows = [
        {"code": f"LS-25-{n:06d}", "kind": "phan_anh", "topic": "rac_thai", "state": "closed", "origin": "desk",
         "text": "Rác thải", "unit_id": None, "filed_at": first + timedelta(hours=n), "answered_at": work.now,
         "heard_at": first + timedelta(hours=n), "said_at": first + timedelta(hours=n, minutes=5)}
        for n in range(CLOSED)
    ]  # fmt: skip
    work.conn.execute(insert(cases), rows)


def steps(work: UnitOfWork, does: Callable[[UnitOfWork], object]) -> int:
    """How many steps of its machine SQLite takes, in hundreds."""
    driver = work.conn.connection.driver_connection
    assert driver is not None
    taken = count()
    driver.set_progress_handler(lambda: 0 * next(taken), 100)
    try:
        does(work)
    finally:
        driver.set_progress_handler(None, 0)
    return next(taken) * 100


def test_no_filter_looks_at_every_closed_case(store: Database, now: Now, monkeypatch: pytest.MonkeyPatch) -> None:
    if not store.embedded:
        pytest.skip("the steps are SQLite's")
    ward = kit.people(store)
    running = kit.file(store, ward).case_id
    store.run(grown)
    monkeypatch.setattr(case_queue, "MOST_COUNTED", 10)
    dated = {
        "since": Filter(View.ALL, filed_from=now() - timedelta(hours=9)),
        "until long ago": Filter(View.ALL, filed_to=now() - timedelta(hours=CLOSED - 3)),
        "between": Filter(View.ALL, filed_from=now() - timedelta(hours=99), filed_to=now() - timedelta(hours=90)),
    }
    dear = {}
    for name, wanted in {**FILTERS, **dated}.items():

        def look(work: UnitOfWork, wanted: Filter = wanted) -> object:
            return case_queue.page(work, wanted, reader=ward.officer, limit=5)

        store.look(look)  # the first time, statements are planned
        if (taken := store.look(steps, look)) > STEPS:
            dear[name] = taken
    assert dear == {}
    assert running in [each.id for each in store.look(case_queue.page, Filter(), reader=ward.officer).rows]
    everything = store.look(steps, lambda work: work.conn.execute(select(cases.c.id).where(cases.c.place == "x")).all())
    assert everything > STEPS, "the bound tells a look at every case from one by an index"


def test_pages_by_day_and_by_silence_follow_each_other_without_gap_or_repeat(store: Database, now: Now) -> None:
    ward = kit.people(store)
    store.run(grown)
    for wanted, number in (
        (Filter(View.CLOSED, filed_to=now() - timedelta(hours=CLOSED - 7)), 7),
        (Filter(View.CLOSED, idle_days=(CLOSED - 7) // 24), None),
    ):
        seen: list[int] = []
        after = ""
        while True:
            found = store.look(case_queue.page, wanted, reader=ward.officer, after=after, limit=3)
            seen += [each.id for each in found.rows]
            after = found.next
            if not after:
                break
        assert seen == sorted(seen, reverse=True)
        assert len(set(seen)) == len(seen) > 3
        assert number is None or len(seen) == number
        assert list(store.look(case_queue.ids_for_export, wanted, reader=ward.officer)) == seen


def test_the_channel_of_a_case_is_that_of_its_chat(store: Database) -> None:
    ward = kit.people(store)
    filed, spoken = kit.file(store, ward).case_id, kit.file(store, ward, origin="phone", chat_id=None).case_id

    def channels(work: UnitOfWork) -> dict[int, str]:
        return {row.id: row.channel for row in work.conn.execute(select(cases.c.id, cases.c.channel))}

    assert store.look(channels) == {filed: "web", spoken: ""}
    found = store.look(case_queue.page, Filter(View.ALL, channel="web"), reader=ward.officer)
    assert [each.id for each in found.rows] == [filed]
    store.run(lambda work: work.conn.execute(cases.update().values(chat_id=None)))
    assert store.look(channels) == {filed: "", spoken: ""}
