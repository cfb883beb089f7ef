"""A person asks to be forgotten: data are erased at once, data kept by law are named, an owed answer still comes."""

import pytest

from core.message import Kind, Quoted
from storage.across import erasing
from storage.cases import answers as case_answers
from storage.database.unit import UnitOfWork
from storage.messages import outbox
from storage.people import staff
from storage.ward.sight import Reader
from tests.databases import Now
from tests.handlers.street import Citizen, Street

STORY = "Đèn đường ngõ 12 hỏng, tối lắm"


def forgotten(person: Citizen) -> None:
    person.say("/xoadulieu")
    person.press("Xóa dữ liệu của tôi")


def close(street: Street, *, case_id: int = 1) -> None:
    street.store.run(lambda work: work.conn.exec_driver_sql(f"UPDATE cases SET state = 'closed' WHERE id = {case_id}"))


def answer(street: Street, text: str) -> None:
    def body(work: UnitOfWork) -> None:
        by = staff.add(work, login="hong", name="Hồng", password="x", role="officer")
        case_answers.answer(work, 1, text=text, by=Reader(by, "officer"))

    street.store.run(body)


@pytest.mark.parametrize("said", ["/xoadulieu", "xóa dữ liệu", "xoa du lieu cua toi", "delete my data"])
def test_nothing_is_erased_before_it_is_confirmed(street: Street, said: str) -> None:
    lan = street.person().greeted()
    lan.files(STORY)
    lan.say(said)
    assert lan.saw("không lấy lại được") or lan.saw("cannot be brought back")
    assert street.rows("residents")[0]["erased_at"] is None
    lan.press_value("erase-0")
    assert lan.saw("Chưa xóa gì") or lan.saw("Nothing was erased")
    assert street.rows("residents")[0]["erased_at"] is None


def test_names_and_drafts_and_talk_are_gone(street: Street) -> None:
    lan = street.person("Nguyễn Thị Lan", channel="telegram").greeted()
    lan.say("Nhà tôi ở ngõ 99 bị tràn nước")
    forgotten(lan)
    left = street.everything().replace("chat-Nguyễn Thị Lan", "")
    assert "ngõ 99" not in left
    assert street.rows("residents")[0]["name"] == ""
    assert street.rows("persons")[0]["name"] == ""
    assert {row["state"] for row in street.rows("runs")} == {"dropped"}


def test_consents_are_taken_back_each_with_a_line(street: Street) -> None:
    lan = street.person()
    lan.say("/dongy")
    lan.press("Đồng ý")
    lan.press("Đồng ý")
    lan.say("cây đa")
    forgotten(lan)
    last = {row["purpose"]: row["given"] for row in street.rows("consents")}
    assert {name: bool(given) for name, given in last.items()} == {"notice": False, "bulletins": False, "voice": False}
    assert street.rows("residents")[0]["recovery"] is None


def test_a_case_under_way_is_kept_and_its_answer_still_comes(street: Street, now: Now) -> None:
    lan = street.person().greeted()
    code = lan.files(STORY)
    forgotten(lan)
    assert lan.saw(f"Hồ sơ {code} đang giải quyết")
    answer(street, "Đã thay bóng đèn.")
    now.pass_(seconds=70)
    street.send()
    assert lan.saw("Đã thay bóng đèn.")


def test_the_answer_of_a_groups_case_is_not_promised_in_the_private_chat(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.files(STORY)
    there = lan.into("-100")
    street.handle(there.event(Kind.ADDED))
    there.say("/ghinhan", quoted=Quoted("m7", person="Lan", person_name="Lan", text="Cống tắc ba hôm nay rồi"))
    there.press("Đồng ý")
    own, groups = (str(row["code"]) for row in street.rows("cases"))
    forgotten(lan)
    (here,) = [line for line in lan.sees().splitlines() if "chat này." in line and "Hồ sơ" in line]
    (elsewhere,) = [line for line in lan.sees().splitlines() if "nhóm" in line]
    assert own in here
    assert groups not in here
    assert groups in elsewhere


def test_an_answer_that_waits_is_not_lost(street: Street, now: Now) -> None:
    lan = street.person().greeted()
    lan.files(STORY)
    answer(street, "Đã thay bóng đèn.")
    forgotten(lan)
    now.pass_(seconds=70)
    street.send()
    assert lan.saw("Đã thay bóng đèn.")


def test_the_file_of_a_finished_case_stays_and_leads_to_nobody(street: Street) -> None:
    lan = street.person().greeted()
    code = lan.files(STORY)
    close(street)
    forgotten(lan)
    (case,) = street.rows("cases")
    assert case["text"] == STORY
    assert (case["chat_id"], case["resident_id"]) == (None, None)
    lan.say("/hoso")
    assert code not in lan.sees()


def test_a_notice_that_waits_is_taken_back(street: Street) -> None:
    lan = street.person().greeted()
    lan.files(STORY)
    close(street)

    def waits(work: UnitOfWork) -> None:
        work.conn.exec_driver_sql("UPDATE outbox SET state = 'waiting', case_id = NULL WHERE id = 1")

    street.store.run(waits)
    lan.say("/xoadulieu")
    street.store.run(waits)
    street.store.run(erasing.erase, 1)
    assert street.rows("outbox")[0]["state"] == "back"


def test_an_old_button_erases_nothing(street: Street, now: Now) -> None:
    lan = street.person().greeted()
    lan.say("/xoadulieu")
    now.pass_(days=1, minutes=1)
    lan.press("Xóa dữ liệu của tôi")
    assert street.rows("residents")[0]["erased_at"] is None
    lan.press("Xóa dữ liệu của tôi")
    assert street.rows("residents")[0]["erased_at"] is not None


def test_it_stands_on_the_trail_and_admins_are_told_without_a_word_of_theirs(street: Street) -> None:
    lan = street.person().greeted()
    lan.files(STORY)
    forgotten(lan)
    acts = [row["act"] for row in street.rows("audit")]
    assert "resident.erased" in acts
    assert "case.resident_erased" in acts
    (alert,) = street.rows("alerts")
    assert alert["kind"] == "erasure"
    assert "Lan" not in str(alert["detail"])


def test_who_comes_back_is_greeted_as_new(street: Street) -> None:
    lan = street.person().greeted()
    forgotten(lan)
    before = len(lan.all())
    lan.say("xin chào")
    assert any("trợ lý tự động" in each.outgoing.text for each in lan.all()[before:])
    assert street.rows("residents")[0]["erased_at"] is None


def test_a_day_later_the_ids_of_the_platform_go_too(street: Street, now: Now) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.files(STORY)
    forgotten(lan)
    now.pass_(days=1, minutes=1)
    assert street.store.run(erasing.sweep) == 0  # an answer is owed
    close(street)
    assert street.store.run(erasing.sweep) == 1
    assert "chat-Lan" not in street.everything()
    assert street.rows("persons") == []
    assert street.store.run(erasing.sweep) == 0
    lan.say("xin chào")
    assert lan.saw("trợ lý tự động")


def test_a_group_message_cannot_erase(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.into("group-1").say("/xoadulieu")
    assert street.rows("residents")[0]["erased_at"] is None
    lan.into("group-1").press_value("erase+29000000")
    assert street.rows("residents")[0]["erased_at"] is None


def test_a_confirmed_request_from_the_platform_is_done_at_once(street: Street) -> None:
    lan = street.person().greeted()
    lan.say("/xoadulieu withdrawn")
    assert street.rows("residents")[0]["erased_at"] is not None
    assert lan.sees().startswith("Đã xóa")


def test_an_answer_that_did_not_arrive_can_still_be_sent_again(street: Street, now: Now) -> None:
    lan = street.person().greeted()
    lan.files(STORY)
    answer(street, "Đã thay bóng đèn.")

    def failed(work: UnitOfWork) -> None:
        work.conn.exec_driver_sql("UPDATE outbox SET state = 'failed' WHERE entry_id IS NOT NULL")
        work.conn.exec_driver_sql("UPDATE cases SET state = 'reopened'")

    street.store.run(failed)
    forgotten(lan)
    assert street.store.run(outbox.again_of_entry, 2)
    street.send()
    assert lan.saw("Đã thay bóng đèn.")


def test_what_was_answered_is_blanked_where_it_was_sent_and_stays_in_the_file(street: Street, now: Now) -> None:
    lan = street.person().greeted()
    lan.files(STORY)
    answer(street, "Đã thay bóng đèn.")
    now.pass_(seconds=70)
    street.send()
    close(street)
    forgotten(lan)
    said = [street.store.seal.open_text(str(row["body"])) for row in street.rows("outbox")]
    assert not any("Đã thay bóng đèn." in each for each in said)
    assert any("Đã thay bóng đèn." in str(row["text"]) for row in street.rows("entries"))


def test_a_day_later_no_table_holds_the_platforms_id_of_the_person(street: Street, now: Now) -> None:
    lan = street.person(channel="telegram").greeted()
    said = lan.into("group-1").say("cống ở đầu ngõ bị tắc")
    nam = street.person("Nam", channel="telegram").into("group-1")
    nam.say("/ghinhan", addressed=True, quoted=Quoted(said, person="Lan", text="cống tắc"))
    assert street.rows("pointers")[0]["author"] == "Lan"
    lan.say("phản ánh")
    street.store.run(lambda work: work.conn.exec_driver_sql("UPDATE inbox SET state = 'aside' WHERE id = 1"))
    forgotten(lan)
    now.pass_(days=1, minutes=1)
    assert street.store.run(erasing.sweep) == 1
    assert {row["person"] for row in street.rows("runs")} == {""}
    assert {row["author"] for row in street.rows("pointers")} == {""}
    assert [row["chat"] for row in street.rows("inbox") if row["chat"] and "group" not in str(row["chat"])] == []
