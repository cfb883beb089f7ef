"""Acts that wait for a second person, on both databases."""

from collections.abc import Mapping

import pytest

from core.errors import ConflictError, NotAllowedError, NotFoundError
from core.message import Json
from storage.across.seconds import waiting
from storage.across.seconds.kinds import KINDS
from storage.across.seconds.waiting import Act, Done, Kind
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.ward import audit, ward
from storage.ward.sight import Reader
from tests.databases import Now
from tests.storage import kit


def _stand(work: UnitOfWork, subject: str, _arguments: Mapping[str, Json]) -> str:
    return str(ward.setting(work, subject, "empty"))


def _do(work: UnitOfWork, act: Act, by: Reader, given: Mapping[str, str]) -> Done:
    ward.put_settings(work, {"done": f"{act.subject} {by.staff_id}"})
    return Done(shows=given.get("word", ""))


PAINT = Kind(name="wall.paint", right="poll.manage", stand=_stand, do=_do)
ALL = {**KINDS, PAINT.name: PAINT}


@pytest.fixture
def people(store: Database) -> kit.Ward:
    return kit.people(store)


def ask(store: Database, people: kit.Ward) -> int:
    return store.run(waiting.ask, PAINT, "wall", by=people.officer)


def done(store: Database) -> Json:
    return store.look(ward.setting, "done")


def test_nothing_is_done_until_another_person_agrees_and_both_stand_on_the_trail(
    store: Database, people: kit.Ward
) -> None:
    act_id = ask(store, people)
    with pytest.raises(NotAllowedError, match="own"):
        store.run(waiting.allow, ALL, act_id, by=people.officer)
    with pytest.raises(NotAllowedError, match="right"):
        store.run(waiting.allow, ALL, act_id, by=people.observer)
    assert done(store) is None
    assert store.look(waiting.count, reader=people.second) == 1
    assert store.look(waiting.count, reader=people.officer) == 0
    ended = store.run(waiting.allow, ALL, act_id, by=people.second, given={"word": "once"})
    assert (ended.state, ended.left.shows) == ("done", "once")
    assert done(store) == f"wall {people.second.staff_id}"
    lines = {each.act: each for each in store.look(audit.since, 0)}
    assert lines["second.asked"].staff_id == people.officer.staff_id
    assert lines["second.done"].staff_id == people.second.staff_id
    assert lines["second.done"].detail["asked_by"] == people.officer.staff_id
    with pytest.raises(ConflictError):
        store.run(waiting.allow, ALL, act_id, by=people.second)


def test_what_changed_meanwhile_makes_the_yes_void(store: Database, people: kit.Ward) -> None:
    act_id = ask(store, people)
    store.run(ward.put_settings, {"wall": "green"})
    assert store.run(waiting.allow, ALL, act_id, by=people.second).state == "void"
    assert done(store) is None
    assert store.look(waiting.waiting, reader=people.second) == []


def test_one_of_a_kind_waits_on_one_thing_until_it_is_decided_or_past(
    store: Database, people: kit.Ward, now: Now
) -> None:
    first = ask(store, people)
    with pytest.raises(ConflictError):
        store.run(waiting.ask, PAINT, "wall", by=people.second)
    now.pass_(days=3, seconds=1)
    assert store.run(waiting.allow, ALL, first, by=people.second).state == "past"
    second = ask(store, people)
    assert store.run(waiting.refuse, ALL, second, by=people.second, why="Chưa đúng màu") == "refused"
    assert [(each.state, each.why) for each in store.look(waiting.decided, reader=people.officer)] == [
        ("refused", "Chưa đúng màu"), ("past", ""),
    ]  # fmt: skip
    third = ask(store, people)
    assert store.run(waiting.refuse, ALL, third, by=people.officer, why="") == "back"
    ask(store, people)
    now.pass_(days=4)
    assert store.run(waiting.sweep) == 1


def test_an_act_that_fails_goes_on_waiting(store: Database, people: kit.Ward) -> None:
    def fails(work: UnitOfWork, act: Act, by: Reader, given: Mapping[str, str]) -> Done:
        ward.put_settings(work, {"done": "half"})
        raise ConflictError("not now")

    act_id = ask(store, people)
    broken = {PAINT.name: Kind(name=PAINT.name, right="poll.manage", stand=_stand, do=fails)}
    with pytest.raises(ConflictError, match="not now"):
        store.run(waiting.allow, broken, act_id, by=people.second)
    assert done(store) is None
    assert [each.id for each in store.look(waiting.waiting, reader=people.second)] == [act_id]


def test_an_account_that_the_asker_has_just_made_is_no_second_person(
    store: Database, people: kit.Ward, now: Now
) -> None:
    act_id = ask(store, people)
    puppet = store.run(
        staff.add, "bong", name="Bóng", password="x", role="officer", by=people.officer.staff_id
    )  # fmt: skip
    shadow = Reader(puppet, "officer")
    with pytest.raises(NotAllowedError, match="fresh"):
        store.run(waiting.allow, ALL, act_id, by=shadow)
    act = store.look(waiting.get, act_id, reader=shadow)
    assert puppet not in {each.id for each in store.look(waiting.seconds, PAINT, act)}
    store.run(waiting.refuse, ALL, act_id, by=people.officer, why="")
    now.pass_(days=3, seconds=1)
    assert store.run(waiting.allow, ALL, ask(store, people), by=shadow).state == "done"


def test_where_nobody_else_may_it_waits(store: Database, people: kit.Ward) -> None:
    act_id = ask(store, people)
    for each in (people.second, people.named):
        store.run(staff.disable, each.staff_id, disabled=True)
    act = store.look(waiting.get, act_id, reader=people.officer)
    assert store.look(waiting.seconds, PAINT, act) == []
    assert [each.id for each in store.look(waiting.waiting, reader=people.officer)] == [act_id]


def test_what_concerns_a_sealed_case_exists_for_its_readers_only(store: Database, people: kit.Ward) -> None:
    filed = kit.file(store, people, kind="to_cao")
    act_id = store.run(waiting.ask, PAINT, "wall", by=people.named, case_id=filed.case_id)
    assert store.look(waiting.waiting, reader=people.second) == []
    assert store.look(waiting.count, reader=people.second) == 0
    with pytest.raises(NotFoundError):
        store.run(waiting.allow, ALL, act_id, by=people.second)
    act = store.look(waiting.get, act_id, reader=people.named)
    assert store.look(waiting.seconds, PAINT, act) == []
