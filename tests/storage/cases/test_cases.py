"""A case is filed exactly once; only its resident adds to it, edits it, confirms it or reopens it."""

import threading
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import func, select

from civics.cases.signed_forms import SignedForm
from core.clock import in_vietnam
from core.errors import ConflictError, NotFoundError
from core.message import Media, MediaKind, Point
from storage.cases import acts as case_acts
from storage.cases import answers as case_answers
from storage.cases import cases, entries
from storage.cases import forms as case_forms
from storage.cases.cases import Filed, Filing
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.tables.cases import cases as case_rows
from storage.tables.ward import counters
from storage.ward import audit
from tests.databases import Now
from tests.storage import kit


@pytest.fixture
def ward(store: Database) -> kit.Ward:
    return kit.people(store)


def _count(store: Database) -> int:
    return int(store.look(lambda work: work.conn.execute(select(func.count()).select_from(case_rows)).scalar_one()))


@pytest.mark.parametrize("kind", ["phan_anh", "to_cao"])
def test_a_finished_dialog_becomes_one_case_however_often_it_is_filed(
    store: Database, ward: kit.Ward, kind: str
) -> None:
    run = kit.run(store, ward)
    first = kit.file(store, ward, run_id=run, kind=kind)
    second = kit.file(store, ward, run_id=run, kind=kind)
    assert (first.case_id, first.code) == (second.case_id, second.code)
    assert (first.again, second.again) == (False, True)
    assert _count(store) == 1


def test_the_same_dialog_filed_on_eight_threads_at_once_becomes_one_case(store: Database, ward: kit.Ward) -> None:
    run = kit.run(store, ward)
    together = threading.Barrier(8)
    found: list[Filed] = []

    def go() -> None:
        together.wait()
        found.append(kit.file(store, ward, run_id=run))

    threads = [threading.Thread(target=go) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len({each.case_id for each in found}) == 1
    assert [each.again for each in found].count(False) == 1
    assert _count(store) == 1


def test_cases_filed_at_once_get_different_codes_of_the_year(store: Database, ward: kit.Ward) -> None:
    together = threading.Barrier(6)
    codes: list[str] = []

    def go() -> None:
        together.wait()
        codes.append(kit.file(store, ward).code)

    threads = [threading.Thread(target=go) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(codes)) == 6


def test_the_year_of_a_code_is_the_year_in_viet_nam(store: Database, ward: kit.Ward, now: Now) -> None:
    now.at = datetime.fromisoformat("2026-12-31T17:30:00+00:00")
    assert kit.file(store, ward).code.startswith("LS-27-")


def test_a_petition_gets_its_clock_with_the_basis_beside_it(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    stored = kit.row(store, filed.case_id)
    assert filed.due_at is not None
    assert filed.due_at > stored.filed_at
    assert stored.due_basis
    assert stored.calendar_version


@pytest.mark.parametrize("kind", ["khieu_nai", "to_cao"])
def test_a_complaint_has_no_clock_before_a_valid_form(store: Database, ward: kit.Ward, kind: str) -> None:
    filed = kit.file(store, ward, kind=kind)
    assert filed.due_at is None
    form = SignedForm(in_vietnam(store.clock()).date())
    store.run(case_forms.enter, filed.case_id, form, by=ward.named)
    stored = kit.row(store, filed.case_id)
    assert stored.due_at is not None
    assert stored.due_legal
    with pytest.raises(ConflictError):  # a removed date needs a reason
        store.run(case_forms.enter, filed.case_id, SignedForm(), by=ward.named)
    store.run(case_forms.enter, filed.case_id, replace(form, anonymous=True), by=ward.named)
    assert kit.row(store, filed.case_id).due_at is None


def test_the_files_of_the_draft_move_to_the_case(store: Database, ward: kit.Ward) -> None:
    run = kit.run(store, ward)
    photo = Media(MediaKind.PHOTO, "ref")
    for part in range(2):
        store.run(attachments.want, photo, part=part, message_id="m2", chat_id=ward.chat_id, run_id=run)
    filed = kit.file(store, ward, run_id=run)
    assert len(store.look(attachments.files_of, filed.case_id)) == 2
    assert kit.row(store, filed.case_id).photos == 2


def test_a_word_adds_once_sets_a_waiting_case_going_and_leaves_an_answered_one(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    store.run(case_acts.move, filed.case_id, to="waiting", by=ward.officer)
    waits = kit.row(store, filed.case_id)
    assert (waits.due_name, waits.due_legal) == ("ack", True)  # the ward's promise pauses, the law does not
    said = [
        store.run(cases.append, filed.case_id, text="Ở ngõ 12", message_id="m9", chat_id=ward.chat_id) for _ in range(2)
    ]
    assert said[0] == said[1]
    stored = kit.row(store, filed.case_id)
    assert (stored.state, stored.unread) == ("taken", True)
    store.run(case_answers.answer, filed.case_id, text="Đã dọn", by=ward.officer)
    assert not kit.row(store, filed.case_id).unread
    store.run(cases.append, filed.case_id, text="Cảm ơn", message_id="m10", chat_id=ward.chat_id)
    stored = kit.row(store, filed.case_id)
    assert (stored.state, stored.unread) == ("answered", True)


def test_an_edit_keeps_both_versions_and_counts_only_when_words_differ(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward, "Rác ở ngõ 12")
    assert store.run(cases.edited, ward.chat_id, "m1", "Rác ở ngõ 12") is None
    assert store.run(cases.edited, ward.chat_id, "unknown", "Rác ở ngõ 14") is None
    done = store.run(cases.edited, ward.chat_id, "m1", "Rác ở ngõ 14")
    assert done is not None
    assert not done.closed
    assert store.run(cases.edited, ward.chat_id, "m1", "Rác ở ngõ 14") is None
    store.run(cases.edited, ward.chat_id, "m1", "Rác ở ngõ 16")
    edits = [each for each in store.look(entries.of_case, filed.case_id) if each.kind == entries.EDIT]
    assert [(each.before, each.text) for each in edits] == [
        ("Rác ở ngõ 12", "Rác ở ngõ 14"),
        ("Rác ở ngõ 14", "Rác ở ngõ 16"),
    ]


def test_an_edit_after_closing_is_a_notice_and_no_reopening(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    store.run(case_answers.answer, filed.case_id, text="Đã dọn", by=ward.officer)
    store.run(cases.confirm, filed.case_id, resident_id=ward.resident_id)
    done = store.run(cases.edited, ward.chat_id, "m1", "Khác")
    assert done is not None
    assert done.closed
    stored = kit.row(store, filed.case_id)
    assert (stored.state, stored.unread) == ("closed", True)


def test_a_quoted_message_leads_to_its_case(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward, message_ids=("m1", "m2"))
    store.run(
        attachments.want, Media(MediaKind.PHOTO, "x"), part=0, message_id="m3", chat_id=ward.chat_id,
        case_id=filed.case_id,
    )  # fmt: skip
    for message in ("m1", "m2", "m3"):
        found = store.look(entries.of_message, ward.chat_id, message)
        assert found is not None
        assert (found.case_id, found.ours) == (filed.case_id, False)
    assert store.look(entries.of_message, ward.other_chat_id, "m1") is None
    assert store.look(entries.of_message, ward.chat_id, "m4") is None
    assert store.look(entries.of_message, ward.chat_id, "") is None


def test_a_guessed_code_shows_nothing(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward)
    mine = store.look(cases.by_code_for, filed.code.lower(), ward.resident_id)
    assert mine is not None
    assert mine.id == filed.case_id
    assert store.look(cases.by_code_for, filed.code, ward.other_resident_id) is None
    assert store.look(cases.by_code_for, "LS-26-999999", ward.resident_id) is None
    assert store.look(cases.own, filed.case_id, ward.other_resident_id) is None


def test_a_sealed_case_is_listed_only_where_it_may_be_shown(store: Database, ward: kit.Ward) -> None:
    filed = kit.file(store, ward, kind="to_cao")
    assert store.look(cases.of_resident, ward.resident_id) == []
    assert store.look(cases.open_of, ward.resident_id) == []
    assert store.look(cases.by_code_for, filed.code, ward.resident_id) is None
    (shown,) = store.look(cases.of_resident, ward.resident_id, sealed=True)
    assert (shown.code, shown.first_words) == (filed.code, "")


def test_only_its_resident_confirms_or_reopens_an_answered_case(store: Database, ward: kit.Ward, now: Now) -> None:
    filed = kit.file(store, ward)
    with pytest.raises(ConflictError):
        store.run(cases.confirm, filed.case_id, resident_id=ward.resident_id)
    store.run(case_answers.answer, filed.case_id, text="Đã dọn", by=ward.officer)
    assert kit.row(store, filed.case_id).due_at is None
    with pytest.raises(NotFoundError):
        store.run(cases.reopen, filed.case_id, resident_id=ward.other_resident_id)
    now.pass_(days=40)
    store.run(cases.reopen, filed.case_id, resident_id=ward.resident_id)
    stored = kit.row(store, filed.case_id)
    assert stored.state == "reopened"
    assert stored.due_at > now.at  # it is not late when it is reopened
    store.run(case_answers.answer, filed.case_id, text="Dọn lại rồi", by=ward.officer)
    for _ in range(2):
        store.run(cases.confirm, filed.case_id, resident_id=ward.resident_id)
    assert kit.row(store, filed.case_id).state == "closed"


def test_the_place_of_a_case_comes_back(store: Database, ward: kit.Ward) -> None:
    for kind in ("phan_anh", "to_cao"):
        filed = kit.file(store, ward, kind=kind, point=Point(21.59, 105.85), place="Chợ Núi Voi", name="Bà Hoa")
        seen = store.look(cases.view, filed.case_id, reader=ward.named)
        assert (seen.point, seen.place, seen.name) == (Point(21.59, 105.85), "Chợ Núi Voi", "Bà Hoa")


def test_text_of_every_sort_comes_through_whole(store: Database, ward: kit.Ward) -> None:
    text = "* _ [ ] < > & 🙂 " + "Đường " * 2000 + "\u200fشكوى"
    filed = kit.file(store, ward, text)
    assert store.look(cases.view, filed.case_id, reader=ward.officer).text == text


def test_a_desk_case_is_on_the_trail_as_its_officers(store: Database, ward: kit.Ward) -> None:
    filed = store.run(
        cases.file, Filing(kind="phan_anh", text="Đèn hỏng", origin="desk", staff_id=ward.officer.staff_id)
    )
    (act,) = store.look(audit.trail, filed.case_id)
    assert (act.act, act.actor, act.staff_name) == ("case.filed", "staff", "Nguyễn Thị Hồng")


def test_an_error_in_the_same_transaction_leaves_no_case(store: Database, ward: kit.Ward) -> None:
    def body(work: UnitOfWork) -> None:
        cases.file(work, Filing(kind="phan_anh", text="x", chat_id=ward.chat_id))
        raise ConflictError("later")

    with pytest.raises(ConflictError):
        store.run(body)
    assert _count(store) == 0


def test_codes_tell_no_order_no_number_and_no_kind(
    store: Database, ward: kit.Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Codes are random: nothing is counted, and a used number is drawn again."""
    drawn = iter([7, 7, 7, 8, 5, 382_913])  # the fifth makes the id of the sealed one
    monkeypatch.setattr("secrets.randbelow", lambda _room: next(drawn))
    codes = [kit.file(store, ward).code, kit.file(store, ward, kind="to_cao").code, kit.file(store, ward).code]
    assert codes == ["LS-26-100007", "LS-26-100008", "LS-26-482913"]

    def counted(work: UnitOfWork) -> int:
        return len(work.conn.execute(select(counters)).all())

    assert store.look(counted) == 0
