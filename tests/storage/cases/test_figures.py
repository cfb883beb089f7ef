"""Figures: each case has one outcome, all add up, each figure is what the queue shows; denunciations are in none."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from civics.cases.moves import Says
from core.clock import VIETNAM
from storage.cases import acts, answers, case_sums, cases, figures, sealing
from storage.cases import queue as case_queue
from storage.cases.figures import By, Line
from storage.cases.filter import Filter, Outcome, Sort, View
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.people import teams
from storage.tables.cases import cases as case_rows
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


def truth(store: Database, since: datetime, until: datetime) -> dict[By | None, list[Line]]:
    """The figures with every case read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(case_sums, "kept", lambda *_: [])
        return rounded(store.look(figures.tables, tuple(By), since, until))


def rounded(tables: dict[By | None, list[Line]]) -> dict[By | None, list[Line]]:
    """Hours are added in another order where they are kept."""
    return {
        by: [replace(each, hours=None if each.hours is None else round(each.hours, 6)) for each in found]
        for by, found in tables.items()
    }


def test_kept_months_change_no_figure_and_are_read_again_after_each_change(
    store: Database, ward: kit.Ward, now: Now
) -> None:
    ids = seeded(store, ward, now)
    on_time, late, _, ended, running, _ = ids
    since, until = datetime(2026, 10, 15, 2, tzinfo=UTC), now() + timedelta(days=1)
    while store.run(case_sums.keep):
        pass
    months = ["2026-11", "2026-12", "2027-01"]  # the first case came in November, and February is not over
    assert store.look(case_sums.kept, since, until) == months
    assert rounded(store.look(figures.tables, tuple(By), since, until)) == truth(store, since, until)

    def put(case_id: int, **values: object) -> Callable[[UnitOfWork], object]:
        return lambda work: work.conn.execute(update(case_rows).where(case_rows.c.id == case_id).values(**values))

    changes: tuple[Callable[[UnitOfWork], object], ...] = (
        put(on_time, topic="khac"), put(on_time, kind="kien_nghi"), put(on_time, unit_id=None),
        put(on_time, team_id=None), put(on_time, officer_id=ward.named.staff_id), put(on_time, origin="phone"),
        put(on_time, chat_id=None), put(on_time, disputes=2), put(late, answer_due_at=None),
        put(late, first_said_at=None), put(ended, answered_at=now()),
        put(ended, filed_at=datetime(2026, 12, 31, 17, 30, tzinfo=UTC)),  # January in Viet Nam
        lambda work: cases.reopen(work, late, resident_id=ward.resident_id),
        lambda work: acts.move(work, running, to="dropped", by=ward.officer),
        lambda work: sealing.seal_case(work, on_time),
    )  # fmt: skip
    for number, change in enumerate(changes):
        store.run(change)
        assert store.look(case_sums.kept, since, until) != months, number
        assert rounded(store.look(figures.tables, tuple(By), since, until)) == truth(store, since, until), number
        assert store.run(case_sums.keep), number
        assert store.look(case_sums.kept, since, until) == months, number
        assert rounded(store.look(figures.tables, tuple(By), since, until)) == truth(store, since, until), number
    store.run(put(running, name="Bà Sáu"))
    store.run(put(ids[2], topic="khac"))  # it runs, and is counted when somebody asks
    assert store.look(case_sums.kept, since, until) == months
    assert rounded(store.look(figures.tables, tuple(By), since, until)) == truth(store, since, until)


def test_the_times_that_are_read_lie_between_the_kept_months() -> None:
    def at(*day: int) -> datetime:
        return datetime(*day, tzinfo=VIETNAM).astimezone(UTC)  # type: ignore[arg-type, misc]  # year, month, day

    since, until = at(2025, 11, 20), at(2026, 3, 2)
    assert case_sums.gaps([], since, until) == [(since, until)]
    assert case_sums.joined(["2025-12", "2026-01"]) == [(at(2025, 12, 1), at(2026, 2, 1))]
    read = case_sums.gaps(["2025-12", "2026-02"], since, until)
    assert read == [(since, at(2025, 12, 1)), (at(2026, 1, 1), at(2026, 2, 1)), (at(2026, 3, 1), until)]
    assert case_sums.gaps(["2026-01"], at(2026, 1, 1), at(2026, 2, 1)) == []
