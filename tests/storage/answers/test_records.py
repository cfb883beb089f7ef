"""Records have versions: one person proposes, another agrees; what was said before stands in the history."""

from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from civics.answers.examples import examples
from civics.answers.records import Record, as_json, record
from core.errors import ConflictError
from storage.answers import choices, questions, records, talks
from storage.answers.talks import Talk
from storage.database.database import Database
from tests.databases import Now
from tests.storage.kit import Ward, people

MINE = Record(
    "x-cho", "Thuê chỗ bán ở chợ", fee="5.000 đồng một ngày", source="Ban quản lý chợ", seen=date(2026, 11, 1)
)


def publish(store: Database, ward: Ward, new: Record, *, retires: bool = False) -> int:
    made = store.run(lambda work: records.propose(work, new, by=ward.officer, retires=retires))
    store.run(lambda work: records.agree(work, made, by=ward.second))
    return made


def test_a_record_is_answered_from_when_a_second_person_has_agreed(store: Database) -> None:
    ward = people(store)
    before = store.look(records.revision)
    made = store.run(lambda work: records.propose(work, MINE, by=ward.officer))
    assert store.look(records.live) == ()
    assert store.look(records.revision) == before
    with pytest.raises(ConflictError):
        store.run(lambda work: records.agree(work, made, by=ward.officer))
    store.run(lambda work: records.agree(work, made, by=ward.second))
    assert [each.record for each in store.look(records.live)] == [MINE]
    assert store.look(records.revision) != before
    with pytest.raises(ConflictError):
        store.run(lambda work: records.agree(work, made, by=ward.named))


def test_the_old_version_is_kept_and_leads_to_the_new_one(store: Database) -> None:
    ward = people(store)
    first = publish(store, ward, MINE)
    dearer = replace(MINE, fee="6.000 đồng một ngày")
    publish(store, ward, dearer)
    assert [each.record.fee for each in store.look(lambda work: records.history(work, "x-cho"))] == [
        dearer.fee, MINE.fee,
    ]  # fmt: skip
    assert store.look(lambda work: records.live_one(work, first)) == dearer
    publish(store, ward, dearer, retires=True)
    assert store.look(records.live) == ()
    assert store.look(lambda work: records.live_one(work, first)) is None


def test_a_later_proposal_lets_the_earlier_one_go_and_its_maker_may_refuse_it(store: Database) -> None:
    ward = people(store)
    made = [store.run(lambda work: records.propose(work, MINE, by=ward.officer)) for _ in range(2)]
    assert [each.id for each in store.look(records.waiting)] == made[1:]
    with pytest.raises(ConflictError):
        store.run(lambda work: records.agree(work, made[0], by=ward.second))
    store.run(lambda work: records.refuse(work, made[1], by=ward.officer))
    assert store.look(records.waiting) == ()


def test_every_example_survives_the_way_through_json() -> None:
    assert [record(as_json(each)) for each in examples()] == list(examples())
    assert [each.key for each in examples() if not each.source or each.seen is None or not each.example] == []


def test_what_was_asked_in_the_same_words_stands_once_without_long_numbers(store: Database) -> None:
    for text in ("Bao giờ có wifi? Gọi tôi 0912 345 678", "bao gio co wifi goi toi 0987654321"):
        store.run(partial(questions.unanswered, text=text, reason="ngoai_kho", nearest=["x-cho"]))
    found = store.look(questions.open_ones)
    assert [(each.times, each.nearest) for each in found] == [(2, ("x-cho",))]
    assert "0912" not in found[0].text
    store.run(lambda work: questions.attach(work, found[0].id, "x-cho"))
    assert store.look(questions.open_ones) == []


def test_counts_are_by_day(store: Database) -> None:
    for _ in range(3):
        store.run(lambda work: questions.count(work, "answer"))
    assert store.look(lambda work: questions.counted(work, date(2020, 1, 1))) == {"answer": 3}


def test_a_talk_is_kept_sealed_and_ends_by_itself(store: Database, now: Now) -> None:
    ward = people(store)
    said = Talk("vợ đẻ cần gì", {"1.001193": 0.9}, ("1.001193",))
    store.run(lambda work: talks.keep(work, ward.chat_id, said))
    assert store.look(lambda work: talks.last(work, ward.chat_id)) == said
    raw = store.look(lambda work: str(work.conn.exec_driver_sql("SELECT body FROM answer_talks").scalar()))
    assert "1.001193" not in raw
    now.pass_(seconds=talks.LASTS.total_seconds() + 1)
    assert store.look(lambda work: talks.last(work, ward.chat_id)) is None


def test_what_people_say_of_an_answer_is_counted_and_recorded(store: Database) -> None:
    store.run(lambda work: questions.rated(work, "mất căn cước, gọi 0912 345 678", "1.014064", right=True))
    store.run(lambda work: questions.rated(work, "thuê sân", "x-san", right=False))
    assert store.look(lambda work: questions.recorded(work, limit=9)) == [("mất căn cước, gọi …", "1.014064")]
    assert [(each.text, each.reason) for each in store.look(questions.open_ones)] == [("thuê sân", "wrong")]
    assert store.look(lambda work: questions.counted(work, date(2020, 1, 1))) == {"right": 1, "wrong": 1}
    store.run(lambda work: questions.rated(work, "mất căn cước gọi …", "1.014064", right=False))
    assert store.look(lambda work: questions.recorded(work, limit=9)) == []


def test_choices_are_logged_newest_first_and_end_after_ninety_days(store: Database, now: Now) -> None:
    for at, outcome in enumerate(("chosen", "failed")):
        key = "x-a" if outcome == "chosen" else ""
        store.run(partial(choices.log, question=f"câu {at}", keys=["x-a", "x-b"], key=key, outcome=outcome, ms=7))
    found = store.look(lambda work: choices.lines(work, limit=9))
    assert [(each.question, each.key, each.outcome) for each in found] == [
        ("câu 1", "", "failed"), ("câu 0", "x-a", "chosen"),
    ]  # fmt: skip
    now.pass_(days=91)
    store.run(partial(choices.log, question="mới", keys=[], key="", outcome="none", ms=1))
    assert [each.question for each in store.look(lambda work: choices.lines(work, limit=9))] == ["mới"]
