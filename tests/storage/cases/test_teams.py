"""Teams: new cases go where the rules say, an absence hands cases over and back, duty follows dates and shifts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from civics.cases.routing import Rule, fitting
from civics.ward.shifts import Shift, shift_of
from core.errors import ConflictError, NotFoundError
from storage.cases import acts, duty, handovers, routing
from storage.cases.routing import Load
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.people import teams
from storage.tables.cases import cases
from tests.databases import Now
from tests.storage import kit


@pytest.fixture
def ward(store: Database) -> kit.Ward:
    return kit.people(store)


def held(store: Database, case_id: int) -> tuple[int | None, int | None]:
    def body(work: UnitOfWork) -> tuple[int | None, int | None]:
        row = work.conn.execute(select(cases.c.team_id, cases.c.officer_id).where(cases.c.id == case_id)).one()
        return row.team_id, row.officer_id

    return store.look(body)


def test_of_the_rules_that_fit_the_one_that_says_most_holds() -> None:
    rules = [Rule(1, "", None, 1, None), Rule(2, "", 7, 2, None), Rule(3, "rac_thai", None, 3, None),
             Rule(4, "rac_thai", 7, 4, None), Rule(5, "rac_thai", 7, 5, None)]  # fmt: skip

    def of(topic: str, unit_id: int | None) -> int:
        found = fitting(rules, topic=topic, unit_id=unit_id)
        return found.id if found else 0

    assert [of("khac", None), of("khac", 7), of("rac_thai", 1), of("rac_thai", 7)] == [1, 2, 3, 5]
    assert fitting(rules[1:], topic="khac", unit_id=None) is None


@pytest.mark.parametrize(
    ("hour", "day", "shift"), [(6, 23, Shift.NIGHT), (7, 24, Shift.DAY), (18, 24, Shift.DAY), (19, 24, Shift.NIGHT)]
)
def test_a_night_belongs_to_the_day_on_which_it_begins(hour: int, day: int, shift: Shift) -> None:
    moment = datetime(2026, 11, 24, hour, tzinfo=UTC) - timedelta(hours=7)
    assert shift_of(moment) == (date(2026, 11, day), shift)


def test_a_new_case_goes_to_the_team_and_the_person_of_its_rule_but_a_sealed_one_does_not(
    store: Database, ward: kit.Ward
) -> None:
    team = store.run(teams.put, None, name="Đô thị", members=[ward.officer.staff_id, ward.second.staff_id])
    store.run(teams.put_rule, topic="rac_thai", unit_id=None, team_id=team, officer_id=ward.officer.staff_id)
    store.run(teams.put_rule, topic="", unit_id=None, team_id=team, officer_id=None)
    assert held(store, kit.file(store, ward, topic="rac_thai").case_id) == (team, ward.officer.staff_id)
    assert held(store, kit.file(store, ward).case_id) == (team, None)
    assert held(store, kit.file(store, ward, kind="to_cao", chat_id=None).case_id) == (None, None)
    assert store.look(routing.of_teams, reader=ward.officer) == {team: Load(2, 0, 1)}
    store.run(teams.retire, team, retired=True)
    assert held(store, kit.file(store, ward, topic="rac_thai").case_id) == (None, None)
    assert [each.name for each in store.look(teams.everyone)] == []
    with pytest.raises(ConflictError):
        store.run(teams.put, None, name="Đô thị", members=[])


def test_a_case_that_is_sealed_later_leaves_its_team(store: Database, ward: kit.Ward) -> None:
    team = store.run(teams.put, None, name="Tư pháp", members=[])
    store.run(teams.put_rule, topic="", unit_id=None, team_id=team, officer_id=None)
    filed = kit.file(store, ward)
    store.run(acts.change_kind, filed.case_id, kind="to_cao", by=ward.named)
    assert held(store, filed.case_id) == (None, None)


def test_who_is_away_hands_the_cases_over_and_gets_back_what_is_still_there(
    store: Database, ward: kit.Ward, now: Now
) -> None:
    away, there = ward.officer.staff_id, ward.second.staff_id
    mine, also = kit.file(store, ward).case_id, kit.file(store, ward).case_id
    for each in (mine, also):
        store.run(acts.assign, each, officer_id=away, by=ward.officer)
    store.run(teams.put_rule, topic="", unit_id=None, team_id=None, officer_id=away)
    until = now().date() + timedelta(days=3)
    with pytest.raises(ConflictError):
        store.run(handovers.begin, away, to_id=away, until=until, by=away)
    with pytest.raises(NotFoundError):
        store.run(handovers.begin, away, to_id=ward.observer.staff_id, until=until, by=away)
    assert store.run(handovers.begin, away, to_id=there, until=until, by=away) == 2
    with pytest.raises(ConflictError):  # whoever is away stands in for nobody
        store.run(handovers.begin, ward.named.staff_id, to_id=away, until=until, by=ward.named.staff_id)
    new = kit.file(store, ward).case_id
    assert [held(store, each)[1] for each in (mine, also, new)] == [there] * 3
    store.run(acts.assign, also, officer_id=ward.named.staff_id, by=ward.second)
    assert store.run(handovers.end_due) == 0
    now.pass_(days=4)
    assert store.run(handovers.end_due) == 1
    assert [held(store, each)[1] for each in (mine, also, new)] == [away, ward.named.staff_id, there]
    assert store.look(handovers.running) == []


def test_a_date_goes_before_the_week(store: Database, ward: kit.Ward, now: Now) -> None:
    store.run(duty.set_week, [ward.officer.staff_id] * 7, by=ward.named.staff_id)
    day, shift = shift_of(now())
    store.run(duty.set_date, day, shift, ward.second.staff_id, by=ward.named.staff_id)
    on_duty = store.look(duty.on_duty)
    assert on_duty is not None
    assert on_duty.staff_id == ward.second.staff_id
    now.pass_(hours=12)
    on_duty = store.look(duty.on_duty)
    assert on_duty is not None
    assert on_duty.staff_id == ward.officer.staff_id
