"""Figures: each case has one outcome, all add up, each figure is what the queue shows; denunciations are in none."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from civics.cases.moves import Says
from storage.cases import acts, answers, cases, figures
from storage.cases import queue as case_queue
from storage.cases.figures import By
from storage.cases.filter import Filter, Outcome, Sort, View
from storage.database.database import Database
from storage.people import teams
from tests.databases import Now
from tests.storage import kit

KEYS = ("on_time", "late", "open", "overdue", "ended")


@pytest.fixture
def ward(store: Database) -> kit.Ward:
    return kit.people(store)


def seeded(store: Database, ward: kit.Ward, now: Now) -> list[int]:
    """One case of each outcome, and a denunciation; of the answered ones one is disputed and answered again."""
    team = store.run(teams.put, None, name="Đô thị", members=[])
    store.run(teams.put_rule, topic="rac_thai", unit_id=None, team_id=team, officer_id=None)
    ids = [kit.file(store, ward, topic="rac_thai", unit_id=ward.unit_id).case_id for _ in range(5)]
    kit.file(store, ward, kind="to_cao", chat_id=None)
    on_time, late, _overdue, ended, _ = ids
    now.pass_(hours=2)
    store.run(answers.answer, on_time, text="Xong", by=ward.officer)
    store.run(acts.move, ended, to="dropped", by=ward.officer)
    now.pass_(days=30)
    store.run(answers.answer, late, text="Xong", by=ward.officer)
    store.run(cases.reopen, late, resident_id=ward.resident_id)
    now.pass_(days=60)
    store.run(answers.answer, late, text="Xong thật", by=ward.officer)
    new = kit.file(store, ward, origin="phone", chat_id=None, topic="khac").case_id
    return [*ids, new]


def test_each_case_is_counted_once_and_each_figure_opens_its_rows(store: Database, ward: kit.Ward, now: Now) -> None:
    since = now() - timedelta(days=1)
    seeded(store, ward, now)
    until: datetime = now() + timedelta(days=1)
    whole = store.look(figures.whole, since, until)
    assert [getattr(whole, each) for each in KEYS] == [1, 1, 1, 2, 1]
    assert (whole.received, whole.disputed) == (6, 1)
    assert (whole.answered, whole.unhappy) == (2, 50.0)  # an answer that was disputed counts once
    assert whole.hours is not None
    assert 200 < whole.hours < 400  # of two hours and thirty days
    for outcome in Outcome:
        wanted = Filter(View.ALL, outcome=outcome, filed_from=since, filed_to=until)
        rows = store.look(case_queue.page, wanted, reader=ward.officer).rows
        assert len(rows) == getattr(whole, outcome.value), outcome
    for by in By:
        lines = store.look(figures.lines, by, since, until)
        assert sum(each.received for each in lines) == 6, by
    found = {each.key: each.received for each in store.look(figures.lines, By.CHANNEL, since, until)}
    assert found == {"web": 5, "phone": 1}
    assert [each.key for each in store.look(figures.lines, By.KIND, since, until)] == ["phan_anh"]
    assert [each.received for each in store.look(figures.lines, By.MONTH, since, until)] == [5, 1]
    shares = {each.key: each.unhappy for each in store.look(figures.lines, By.OFFICER, since, until)}
    assert shares == {str(ward.officer.staff_id): 50.0, "": None}
    assert store.look(figures.whole, until, until + timedelta(days=1)).received == 0


def test_few_denunciations_are_not_told_to_who_may_not_read_them(store: Database, ward: kit.Ward, now: Now) -> None:
    since, until = now() - timedelta(days=1), now() + timedelta(days=1)
    told = []
    for _ in range(3):
        kit.file(store, ward, kind="to_cao", chat_id=None)
        told.append([store.look(figures.denounced, since, until, reader=each) for each in (ward.officer, ward.named)])
    assert told == [[None, 1], [None, 2], [3, 3]]
    assert store.look(figures.denounced, since, until, reader=replace(ward.observer, reads_sealed=True)) == 3


def test_an_answer_taken_back_is_not_counted(store: Database, ward: kit.Ward, now: Now) -> None:
    filed = kit.file(store, ward).case_id
    entry = store.run(answers.answer, filed, text="Xong", by=ward.officer)
    store.run(answers.take_back, entry, by=ward.officer)
    found = store.look(figures.whole, now() - timedelta(days=1), now() + timedelta(days=1))
    assert (found.open, found.on_time, found.hours) == (1, 0, None)


def test_the_list_is_narrowed_by_team_by_who_spoke_last_and_by_silence(
    store: Database, ward: kit.Ward, now: Now
) -> None:
    team = store.run(teams.put, None, name="Đô thị", members=[])
    store.run(teams.put_rule, topic="rac_thai", unit_id=None, team_id=team, officer_id=None)
    old = kit.file(store, ward, topic="rac_thai").case_id
    now.pass_(days=9)
    told = kit.file(store, ward).case_id
    now.pass_(hours=1)
    store.run(answers.say, told, text="Đang xem", verb=Says.WORD, by=ward.officer)

    def ids(**wanted: object) -> list[int]:
        found = store.look(case_queue.page, Filter(View.OPEN, **wanted), reader=ward.officer)  # type: ignore[arg-type]
        assert found.counts[View.OPEN] == len(found.rows)  # the counts obey the filter
        return [each.id for each in found.rows]

    assert ids(team_id=team) == ids(spoke="resident") == ids(idle_days=7) == [old]
    assert ids(team_id=0) == ids(spoke="staff") == [told]
    assert ids(sort=Sort.QUIET) == [old, told]
    assert ids(officer_id=0) == [old]
    assert ids(followed=True) == ids(tag="mưa bão") == []
