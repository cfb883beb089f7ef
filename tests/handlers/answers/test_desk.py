"""What staff do with records of procedures: two people for each version, by page and by command alike."""

import json
from argparse import Namespace
from dataclasses import replace
from datetime import date

import pytest

from bot.__main__ import _parser
from bot.commands import answers
from civics.answers import portal
from civics.answers.records import Record, as_json
from civics.ward.why import SecondWhy
from core.errors import ConflictError, NotAllowedError, NotFoundError
from handlers.answers import desk
from papers.answer_files import Held
from storage.answers import questions, records
from storage.database.database import Database
from storage.people import hands, staff
from storage.ward import audit
from storage.ward.sight import Reader
from tests.databases import Now
from tests.storage.kit import people

MINE = Record("x-cho", "Thuê chỗ bán ở chợ", fee="5.000 đồng", family="Chợ", words=("thuê sạp",), source="Ban quản lý")


def shown(store: Database) -> list[Record]:
    return [each.record for each in store.look(records.live)]


def trail(store: Database) -> list[audit.Act]:
    return store.look(audit.of_acts, ("answer.propose", "answer.agree", "answer.refuse"), limit=9)


def test_a_record_needs_two_people_and_keeps_what_its_form_does_not_show(store: Database, now: Now) -> None:
    ward = people(store)
    store.run(records.begin, [MINE])
    made = store.run(desk.propose, replace(MINE, fee="6.000 đồng", family="", words=()), by=ward.officer)
    with pytest.raises(ConflictError) as own:
        store.run(desk.agree, made, by=ward.officer)
    shadow = store.run(staff.add, "bong", name="Bóng", password="-", role="officer", by=ward.officer.staff_id)
    with pytest.raises(ConflictError) as fresh:
        store.run(desk.agree, made, by=Reader(shadow, "officer"))
    assert (own.value.why, fresh.value.why) == (SecondWhy.OWN, SecondWhy.FRESH)
    assert shown(store) == [MINE]
    now.at += hands.FRESH
    store.run(desk.agree, made, by=Reader(shadow, "officer"))
    assert shown(store) == [replace(MINE, fee="6.000 đồng", words=(), seen=date(2026, 11, 24))]
    with pytest.raises(ConflictError) as gone:
        store.run(desk.refuse, made, by=ward.second)
    assert gone.value.why is SecondWhy.GONE
    acts = {(each.act, each.actor, each.staff_id) for each in trail(store)}
    assert acts == {
        ("answer.propose", "staff", ward.officer.staff_id), ("answer.agree", "staff", shadow),
    }  # fmt: skip


def test_an_observer_changes_no_record(store: Database) -> None:
    ward = people(store)
    made = store.run(desk.propose, MINE, by=ward.officer)
    for act in (
        lambda work: desk.propose(work, MINE, by=ward.observer),
        lambda work: desk.bring(work, portal.Brought((), ()), by=ward.observer),
        lambda work: desk.attach(work, 1, "x-cho", by=ward.observer),
        lambda work: desk.agree(work, made, by=ward.observer),
        lambda work: desk.agree_all(work, [made], by=ward.observer),
        lambda work: desk.refuse(work, made, by=ward.observer),
        lambda work: desk.from_answer(work, "LS-26-000001", 1, by=ward.observer),
    ):
        with pytest.raises(NotAllowedError):
            store.run(act)


def given(*words: str, text: str = "") -> Namespace:
    found = _parser().parse_args(["answers", *words])
    found.held = Held(portal.bring(text, {}, today=date(2026, 11, 30)))
    return found


def test_the_same_acts_by_command_stand_on_the_trail_as_such(store: Database) -> None:
    people(store)
    store.run(records.begin, [replace(MINE, words=("thuê sạp", "sạp chợ"))])
    store.run(questions.unanswered, "Bán rau ở đâu", reason="ngoai_kho", nearest=[])
    dearer = json.dumps(as_json(replace(MINE, fee="9.000 đồng", words=())))
    told = store.run(answers.perform, given("import", "a.jsonl", "--as", "hong", text=dearer))
    assert told == "1 versions wait for a second person."
    (version, question) = store.look(lambda work: list(answers.lines(work)))
    assert (version.split()[2], question.split(maxsplit=2)[2]) == ("x-cho", "Bán rau ở đâu")
    with pytest.raises(ConflictError):
        store.run(answers.perform, given("agree", version.split()[1], "--as", "hong"))
    store.run(answers.perform, given("agree", version.split()[1], "--as", "minh"))
    assert [(each.fee, each.words) for each in shown(store)] == [("9.000 đồng", ("thuê sạp", "sạp chợ"))]
    store.run(answers.perform, given("attach", question.split()[1], "x-cho", "--as", "minh"))
    (waits,) = store.look(records.waiting)
    assert waits.record.words[-1] == "Bán rau ở đâu"
    store.run(answers.perform, given("refuse", str(waits.id), "--as", "minh"))
    assert store.look(lambda work: list(answers.lines(work))) == []
    assert {each.actor for each in trail(store)} == {audit.COMMAND}
    told = store.run(answers.perform, given("import", "a.jsonl", "--as", "hong", text="{"))
    assert "Entry 1 is not taken" in told
    with pytest.raises(NotFoundError):
        store.run(answers.perform, given("refuse", "1", "--as", "nobody"))


def test_the_versions_of_one_file_are_agreed_to_together(store: Database) -> None:
    ward = people(store)
    lines = "\n".join(json.dumps(as_json(replace(MINE, key=f"x-cho-{at}"))) for at in range(3))
    brought = store.run(desk.bring, portal.bring(lines, {}, today=date(2026, 11, 30)), by=ward.officer)
    versions = [each.id for each in store.look(records.waiting)]
    assert brought.proposed == len(versions) == 3
    with pytest.raises(ConflictError):
        store.run(desk.agree_all, versions, by=ward.officer)
    store.run(desk.refuse, versions[0], by=ward.officer)
    assert store.run(desk.agree_all, versions, by=ward.second) == 2
    assert len(shown(store)) == 2
