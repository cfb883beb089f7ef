"""A refused answer to a denunciation is sent when the person comes back, and still no trace leads to the case."""

import pytest
from sqlalchemy import select

from core.message import Outgoing
from storage.across import dispatch
from storage.cases import acts as case_acts
from storage.cases import answers as case_answers
from storage.cases import entries as timeline
from storage.database.database import Database
from storage.messages import chats, outcomes
from storage.messages.outcomes import Outcome
from storage.tables.cases import cases
from tests.databases import Now
from tests.handlers.street import Citizen, Street
from tests.hostile.test_sealed_traces import (
    denounce,
    everything,
    named_reader,
    of_person,
    of_sealed,
    pause,
    reached,
    sealed_id,
)  # fmt: skip

ANSWER = "Ban Thanh tra đã nhận, mời bác ghé."


@pytest.fixture
def street(store: Database, now: Now) -> Street:
    return Street(store, now)


def refuse(street: Street, channel: str) -> None:
    """The platform answers for all waiting messages that the person has blocked us."""
    street.now.pass_(seconds=62)
    claimed = street.store.run(dispatch.claim, channel, channel, limit=50, attempt="b")
    assert claimed
    ends = [Outcome(each.id, each.chat_id, "gone", says="send.blocked") for each in claimed]
    street.store.run(outcomes.record, "b", ends)


def answered_in_vain(street: Street) -> Citizen:
    """Lan's denunciation, answered in two messages while her chat takes none."""
    by = street.store.run(named_reader)
    lan = street.person("Lan").greeted()
    pause(street)
    denounce(lan)
    case_id = sealed_id(street)
    says = Outgoing(f"{ANSWER}\n\n" + "Xin cảm ơn bác. " * 300)
    street.store.run(case_answers.answer, case_id, text=ANSWER, by=by, says=says, text_limit=4096)
    refuse(street, "web")
    assert not lan.saw(ANSWER)
    return lan


def fares(street: Street) -> list[str]:
    timeline_of = street.store.look(timeline.of_case, sealed_id(street))
    return [each.delivery for each in timeline_of if each.kind == timeline.ANSWER]


def test_a_refused_answer_of_a_sealed_case_leaves_once_when_the_person_comes_back(street: Street) -> None:
    lan = answered_in_vain(street)
    assert fares(street) == ["gone"]
    pause(street)
    lan.say("cảm ơn")
    assert sum(each.outgoing.text.startswith(ANSWER) for each in lan.all()) == 1
    assert fares(street) == ["sent"]
    street.store.run(lambda work: chats.change(work, 1, state="blocked"))
    lan.say("cảm ơn")
    assert sum(each.outgoing.text.startswith(ANSWER) for each in lan.all()) == 1


def test_it_leaves_as_a_message_of_the_moment_and_no_way_leads_to_its_case(street: Street) -> None:
    lan = answered_in_vain(street)
    pause(street)
    before = {row["id"]: row for row in everything(street)["outbox"]}
    lan.say("cảm ơn")
    rows = everything(street)
    after = {row["id"]: row for row in rows["outbox"]}
    assert not [n for n, row in before.items() if {**row, "body": ""} != {**after[n], "body": ""}]
    covered = {n for n, row in before.items() if row["state"] == "gone" and row["case_id"] is None}
    assert {n for n, row in before.items() if row["body"] != after[n]["body"]} == covered
    fresh = [row for n, row in after.items() if n not in before]
    assert len({(row["made_at"], row["due_at"]) for row in fresh}) == 1, "all of one moment"
    assert len({(row["state"], row["priority"], row["case_id"], row["entry_id"]) for row in fresh}) == 1
    ways = reached(rows, of_person(rows, "Lan"))
    assert not [(each, ways[each]) for each in sorted(of_sealed(rows)) if each in ways][:3]


def test_what_a_foreign_platform_refused_stays_there_once_the_case_is_sealed(street: Street) -> None:
    by = street.store.run(named_reader)
    lan = street.person("Lan", channel="telegram").greeted()
    lan.files("Hồ sơ đất của nhà tôi chờ ở bộ phận một cửa đã ba tháng")
    (case_id,) = street.store.look(lambda work: work.conn.execute(select(cases.c.id)).scalars().all())
    street.store.run(case_answers.answer, case_id, text=ANSWER, by=by)
    refuse(street, "telegram")
    street.store.run(case_acts.change_kind, case_id, kind="to_cao", by=by)
    lan.say("cảm ơn")
    assert not lan.saw(ANSWER)
