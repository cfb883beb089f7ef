"""Acts of staff: stale forms are refused; answers go where the case came from and can be taken back for a minute."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from core.errors import ConflictError, NotAllowedError, NotFoundError
from core.message import Outgoing
from storage.cases import acts as case_acts
from storage.cases import answers as case_answers
from storage.cases import cases, entries, presence
from storage.database.database import Database
from storage.media import attachments
from storage.media.attachments import Kept
from storage.tables.messages import outbox
from storage.tables.people import residents
from storage.ward import audit
from tests.databases import Now
from tests.storage import kit


@pytest.fixture
def ward(store: Database) -> kit.Ward:
    return kit.people(store)


def _sent(store: Database) -> list[Any]:
    return list(store.look(lambda work: work.conn.execute(select(outbox).order_by(outbox.c.id)).all()))


def test_taking_makes_a_case_theirs_and_its_clock_goes_on(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    version = store.run(case_acts.take, filed.case_id, by=ward.officer, version=1)
    stored = kit.row(store, filed.case_id)
    assert (stored.state, stored.officer_id, stored.version) == ("taken", ward.officer.staff_id, version)
    assert stored.due_at is not None
    with pytest.raises(ConflictError):
        store.run(case_acts.take, filed.case_id, by=ward.second)


def test_a_stale_form_is_refused_and_changes_nothing(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    store.run(case_acts.set_urgent, filed.case_id, urgent=True, by=ward.officer, version=1)
    with pytest.raises(ConflictError):
        store.run(case_acts.change_topic, filed.case_id, topic="rac_thai", by=ward.second, version=1)
    assert kit.row(store, filed.case_id).topic == "khac"


def test_only_moves_of_the_table_are_made(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    for to in ("closed", "new", "answered", "nowhere"):
        with pytest.raises(ConflictError):
            store.run(case_acts.move, filed.case_id, to=to, by=ward.officer)
    store.run(case_acts.move, filed.case_id, to="forwarded", forwarded_to="Điện lực", by=ward.officer)
    seen = store.look(cases.view, filed.case_id, reader=ward.officer)
    assert (seen.state, seen.forwarded_to) == ("forwarded", "Điện lực")


def test_a_case_is_given_only_to_who_may_read_it(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    store.run(case_acts.assign, filed.case_id, officer_id=ward.second.staff_id, by=ward.officer)
    assert kit.row(store, filed.case_id).officer_id == ward.second.staff_id
    with pytest.raises(NotAllowedError):
        store.run(case_acts.assign, filed.case_id, officer_id=ward.observer.staff_id, by=ward.officer)
    with pytest.raises(NotFoundError):
        store.run(case_acts.assign, filed.case_id, officer_id=999, by=ward.officer)
    secret = kit.file(store, ward, kind="to_cao")
    with pytest.raises(NotAllowedError):
        store.run(case_acts.assign, secret.case_id, officer_id=ward.officer.staff_id, by=ward.named)


def test_an_observer_changes_nothing(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    with pytest.raises(NotAllowedError):
        store.run(case_acts.take, filed.case_id, by=ward.observer)
    with pytest.raises(NotAllowedError):
        store.run(case_answers.answer, filed.case_id, text="x", by=ward.observer)
    with pytest.raises(NotAllowedError):
        store.run(case_acts.block_resident, ward.resident_id, why="x", by=ward.observer)


def test_an_answer_waits_a_minute_in_the_chat_of_the_case(store: Database, ward: kit.Ward, now: Now) -> None:
    filed = kit.file(store, ward)
    entry = store.run(
        case_answers.answer, filed.case_id, text="Đã dọn xong", says=Outgoing("Trả lời: Đã dọn xong"), by=ward.officer
    )
    (row,) = _sent(store)
    assert (row.chat_id, row.priority, row.case_id, row.entry_id) == (ward.chat_id, 0, filed.case_id, entry)
    assert (row.due_at - now.at).total_seconds() == 60
    assert json.loads(store.seal.open_text(row.body))["text"] == "Trả lời: Đã dọn xong"
    (answer,) = [each for each in store.look(entries.of_case, filed.case_id) if each.kind == "answer"]
    assert (answer.text, answer.delivery, answer.staff_name) == ("Đã dọn xong", "waiting", "Nguyễn Thị Hồng")
    assert kit.row(store, filed.case_id).state == "answered"


def test_an_answer_taken_back_never_leaves_and_the_case_is_what_it_was(
    store: Database, ward: kit.Ward, now: Now
) -> None:
    filed = kit.file(store, ward)
    due = kit.row(store, filed.case_id).due_at
    entry = store.run(case_answers.answer, filed.case_id, text="Nhầm", by=ward.officer)
    now.pass_(seconds=59)
    store.run(case_answers.take_back, entry, by=ward.officer)
    stored = kit.row(store, filed.case_id)
    assert (stored.state, stored.answered_at, stored.due_at) == ("new", None, due)
    assert [each.state for each in _sent(store)] == ["back"]
    store.run(case_answers.take_back, entry, by=ward.officer)


def test_after_its_minute_an_answer_stays(store: Database, ward: kit.Ward, now: Now) -> None:
    filed = kit.file(store, ward)
    entry = store.run(case_answers.answer, filed.case_id, text="Đã dọn", by=ward.officer)
    now.pass_(seconds=60)
    with pytest.raises(ConflictError):
        store.run(case_answers.take_back, entry, by=ward.officer)
    assert kit.row(store, filed.case_id).state == "answered"
    with pytest.raises(NotFoundError):
        store.run(case_answers.take_back, 999, by=ward.officer)


def test_a_group_case_is_answered_as_a_reply_to_the_original(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(
        store, ward, "Đèn hỏng", origin="group", group_message_id="77", group_quote="Đèn hỏng", name="Anh Ba"
    )
    store.run(case_answers.answer, filed.case_id, text="Đã thay bóng", by=ward.officer)
    body = json.loads(store.seal.open_text(_sent(store)[0].body))
    assert (body["reply_to"], body["quote"], body["mention"]) == ("77", "Đèn hỏng", "Anh Ba")
    found = store.look(entries.of_message, ward.chat_id, "77")
    assert found is not None
    assert found.case_id == filed.case_id


def test_a_desk_case_is_answered_without_anything_leaving(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward, chat_id=None, origin="desk", message_ids=())
    entry = store.run(case_answers.answer, filed.case_id, text="Đã gọi điện", by=ward.officer)
    assert _sent(store) == []
    store.run(case_answers.take_back, entry, by=ward.officer)
    assert kit.row(store, filed.case_id).state == "new"


def test_a_picture_in_an_answer_leaves_without_its_exif(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    kept = Kept("a" * 64, "a" * 64, 9, "image/jpeg", sealed=False, shown="b" * 64, thumb="c" * 64, name="ngo.jpg")
    entry = store.run(case_answers.answer, filed.case_id, text="Đây", files=(kept,), by=ward.officer)
    (media,) = json.loads(store.seal.open_text(_sent(store)[-1].body))["media"]
    assert media["ref"] == "b" * 64
    (shown,) = store.look(attachments.files_of, filed.case_id)
    assert (shown.entry_id, shown.stored, shown.name) == (entry, "a" * 64, "ngo.jpg")


def test_notes_are_on_the_timeline_and_leave_to_nobody(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    store.run(case_acts.note, filed.case_id, text="Gọi cho tổ trưởng", by=ward.second)
    last = store.look(entries.of_case, filed.case_id)[-1]
    assert (last.kind, last.text, last.staff_name) == ("note", "Gọi cho tổ trưởng", "Trần Minh")
    assert _sent(store) == []


def test_a_spammer_is_blocked_and_heard_again(store: Database, ward: kit.Ward) -> None:
    def blocked() -> bool:
        return store.look(
            lambda work: (
                work.conn.execute(select(residents.c.blocked_at).where(residents.c.id == ward.resident_id)).scalar_one()
                is not None
            )
        )

    store.run(case_acts.block_resident, ward.resident_id, why="quảng cáo", by=ward.officer)
    assert blocked()
    store.run(case_acts.unblock_resident, ward.resident_id, by=ward.officer)
    assert not blocked()


def test_two_on_one_case_see_each_other(store: Database, ward: kit.Ward, now: Now) -> None:
    filed = kit.file(store, ward)
    store.run(presence.touch, filed.case_id, by=ward.officer)
    store.run(presence.touch, filed.case_id, by=ward.second, writing=True)
    (other,) = store.look(presence.others, filed.case_id, reader=ward.officer)
    assert (other.name, other.writing) == ("Trần Minh", True)
    now.pass_(seconds=46)
    assert store.look(presence.others, filed.case_id, reader=ward.officer) == []


def test_every_act_is_on_the_trail_without_content(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward, "Rác thải ở ngõ bí mật")
    case_id, by = filed.case_id, ward.officer
    store.run(case_acts.take, case_id, by=by)
    store.run(case_acts.note, case_id, text="ghi chú bí mật", by=by)
    store.run(case_acts.change_unit, case_id, unit_id=ward.unit_id, by=by)
    store.run(case_acts.change_kind, case_id, kind="kien_nghi", by=by)
    store.run(case_answers.answer, case_id, text="trả lời bí mật", by=by)
    acts = store.look(audit.trail, case_id)
    assert [each.act for each in acts] == [
        "case.filed", "case.taken", "case.noted", "case.unit", "case.kind", "case.answered",
    ]  # fmt: skip
    assert "bí mật" not in json.dumps([each.detail for each in acts], ensure_ascii=False)
