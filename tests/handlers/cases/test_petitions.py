"""A resident and a petition, from the first word to the code."""

from datetime import timedelta

import pytest

from core.priority import Priority
from handlers.cases import due
from storage.messages import runs
from storage.ward import ward
from tests.handlers.street import Citizen, Street


def test_the_greeting_comes_once_and_says_that_it_is_automatic(street: Street) -> None:
    lan = street.person()
    lan.say("xin chào")
    lan.say("xin chào")
    (greeting,) = [each for each in lan.all() if "trợ lý tự động" in each.outgoing.text]
    assert greeting.outgoing.text.count("\n") == 1, "two lines: controller, purpose, term, where to complain"
    assert all(each in greeting.outgoing.text for each in ("UBND phường", "để giải quyết", "lưu trữ", "khiếu nại"))
    first = [label for label in greeting.buttons if label in CHIPS]
    assert first == list(CHIPS)
    lan.press("Xem thêm")
    assert "Quyền của ông/bà" in lan.sees()


def test_a_story_out_of_nowhere_needs_not_be_told_again(street: Street) -> None:
    lan = street.person()
    lan.say("den duong ngo 12 hong 3 bong toi om a")
    assert "den duong ngo 12 hong" in lan.sees()
    lan.press("Gửi đi")
    (case,) = street.rows("cases")
    assert case["text"] == "den duong ngo 12 hong 3 bong toi om a"
    assert lan.saw(str(case["code"]))
    assert lan.saw("17:00 thứ Ba 8/12")


@pytest.mark.parametrize("word", ["quay lại", "quay lai", "Quay Lại", "/quaylai"])
def test_back_works_with_and_without_diacritics(street: Street, word: str) -> None:
    lan = street.person()
    lan.say("phản ánh")
    lan.say("Ổ gà to giữa đường gần cầu")
    lan.say(word)
    assert "Đang ghi: Ổ gà to giữa đường gần cầu" in lan.sees()
    lan.say("Ổ gà ở ngõ 3")
    assert "Nội dung: Ổ gà ở ngõ 3" in lan.sees()


def test_cancel_sends_nothing_and_keeps_nothing(street: Street) -> None:
    lan = street.person()
    lan.say("Ổ gà to giữa đường gần cầu")
    lan.say("huy")
    assert "Đã bỏ" in lan.sees()
    assert not street.rows("cases")
    assert "Ổ gà" not in street.everything()


def test_an_answer_is_changed_on_the_summary(street: Street) -> None:
    lan = street.person()
    lan.say("Ổ gà to giữa đường gần cầu")
    lan.say("ngõ 3")
    lan.press("Đổi nơi")
    lan.say("ngõ 30")
    assert "ngõ 30" in lan.sees()
    lan.press("Gửi đi")
    assert street.rows("cases")[0]["place"] == "ngõ 30"


def test_a_button_of_an_earlier_petition_changes_nothing(street: Street) -> None:
    lan = street.person().greeted()
    lan.say("Rác đầu ngõ chưa ai dọn")
    old = lan.all()[-1]
    lan.say("hủy")
    lan.say("Đèn đường hỏng đã ba hôm nay")
    before = lan.sees()
    lan.press("Đổi nơi", of=old)
    assert "Lựa chọn này thuộc lần trước" in lan.all()[-2].outgoing.text
    assert lan.sees() == before
    talks = [street.store.look(runs.by_key, str(row["key"])) for row in street.rows("runs")]
    assert [each is not None and each.sealed for each in talks] == [False, False], "neither became a denunciation"


def test_an_album_in_any_order_becomes_one_case_with_one_acknowledgement(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.say("Rác đổ đầy bãi đất trống sau chợ")
    before = len(lan.all())
    for ref in ("p3", "p1", "p2", "p5", "p4"):
        lan.photo(ref, album="A", text="cả bãi thế này" if ref == "p2" else "")
    assert len(lan.all()) == before  # the acknowledgement waits for siblings
    street.now.pass_(seconds=3)
    street.send()
    assert len(lan.all()) == before + 1
    assert "Ảnh, tệp: 5" in lan.sees()
    lan.press("Gửi đi")
    lan.photo("p6", album="A")  # twenty seconds late
    street.now.pass_(seconds=20)
    street.send()
    (case,) = street.rows("cases")
    refs = {str(each["media"]) for each in street.rows("attachments") if each["case_id"] == case["id"]}
    assert len(refs) == 6
    assert sum(1 for row in street.rows("outbox") if str(row["unique_key"] or "").startswith("album:")) == 1


def test_parts_of_an_album_that_come_after_the_question_left_make_it_asked_again_with_their_count(
    street: Street,
) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.say("Rác đổ đầy bãi đất trống sau chợ")
    counts = []
    for parts in (("p1", "p2"), ("p3",), ("p4", "p5")):
        for ref in parts:
            lan.photo(ref, album="A")
        street.now.pass_(seconds=3)
        before = len(lan.all())
        street.send()
        counts += [each.outgoing.text.partition("Ảnh, tệp: ")[2].partition("\n")[0] for each in lan.all()[before:]]
    assert counts == ["2", "3", "5"]
    lan.press("Gửi đi")
    assert [row["case_id"] for row in street.rows("attachments")] == [1] * 5


def test_an_edit_of_an_answer_changes_it_and_of_a_filed_message_keeps_both(street: Street) -> None:
    lan = street.person()
    told = lan.say("Ổ gà to giữa đường gần cầu")
    lan.edit(told, "Ổ gà rất to giữa đường gần cầu")
    lan.press("Gửi đi")
    assert street.rows("cases")[0]["text"] == "Ổ gà rất to giữa đường gần cầu"
    lan.edit(told, "Hai ổ gà")
    edit = next(row for row in street.rows("entries") if row["kind"] == "edit")
    assert (edit["before"], edit["text"]) == ("Ổ gà rất to giữa đường gần cầu", "Hai ổ gà")


def test_a_voice_note_waits_for_its_consent(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.say("/phananh")
    lan.voice()
    assert [row["state"] for row in street.rows("attachments")] == ["held"]
    asked = next(each for each in reversed(lan.all()) if "ghi âm" in each.outgoing.text and "Đồng ý" in each.buttons)
    lan.press("Đồng ý", of=asked)
    assert [row["state"] for row in street.rows("attachments")] == ["wanted"]
    assert [row["given"] for row in street.rows("consents") if row["purpose"] == "voice"][-1] in (1, True)


@pytest.mark.parametrize(("channel", "marked"), [("telegram", True), ("zalo", True), ("web", False)])
def test_a_note_to_an_open_case_is_marked_as_received_where_the_platform_can(
    street: Street, channel: str, *, marked: bool
) -> None:
    lan = street.person(channel=channel).greeted()
    lan.files()
    ack = next(each for each in lan.all() if "Đã gửi. Mã:" in each.outgoing.text)
    before = len(lan.all())
    note = lan.quote(ack.id, "hôm nay vẫn tối", from_bot=True)
    (told,) = lan.all()[before:]
    assert "Đã thêm vào hồ sơ" in told.outgoing.text  # sent as words where no mark is possible
    assert (told.outgoing.reacts == told.outgoing.reply_to != "") is marked, note


def test_a_quote_adds_to_its_case_and_loose_words_are_asked_about(street: Street) -> None:
    lan = street.person().greeted()
    code = lan.files()
    ack = next(each for each in lan.all() if "Đã gửi. Mã:" in each.outgoing.text)
    lan.quote(ack.id, "hôm nay vẫn tối", from_bot=True)
    assert f"Đã thêm vào hồ sơ {code}" in lan.sees()
    lan.say("Còn chuyện nữa là rác chưa ai dọn")
    assert "việc mới" in lan.sees()
    lan.press(next(label for label in lan.all()[-1].buttons if label.startswith(code)))
    texts = [row["text"] for row in street.rows("entries") if row["kind"] == "said"]
    assert "hôm nay vẫn tối" in texts
    assert "Còn chuyện nữa là rác chưa ai dọn" in texts
    assert len(street.rows("cases")) == 1


def test_my_cases_lists_and_opens_and_nobody_elses(street: Street) -> None:
    lan, nam = street.person("Lan").greeted(), street.person("Nam").greeted()
    code = lan.files("Đèn đường ngõ 12 hỏng, tối lắm")
    lan.say("hồ sơ")
    assert f"{code} · Phản ánh · Chưa nhận" in lan.sees()
    lan.press(f"Mở {code}")
    lan.say("thêm một ý nữa cho rõ hơn")
    assert any(row["text"] == "thêm một ý nữa cho rõ hơn" for row in street.rows("entries"))
    for value in ("case+1", "done+1", "done-1", "case-1"):
        nam.press_value(value)
    nam.say("ho so")
    assert "chưa gửi việc nào" in nam.sees()
    assert not nam.saw("Đèn đường")
    assert street.rows("cases")[0]["state"] == "new"


def test_a_draft_is_reminded_of_once_and_by_day(street: Street) -> None:
    lan = street.person().greeted()
    lan.say("Ổ gà to giữa đường gần cầu")
    street.now.at += timedelta(hours=14)  # 23:00 in Việt Nam
    assert street.store.run(due.remind, street.ward) == 0
    street.now.at += timedelta(hours=10)
    assert street.store.run(due.remind, street.ward) == 1
    street.send()
    assert "viết dở" in lan.sees()
    assert street.store.run(due.remind, street.ward) == 0
    lan.say("tiếp tục")
    assert "Nội dung: Ổ gà to giữa đường gần cầu" in lan.sees()


CHIPS = ("Báo việc hỏng", "Hỏi phường", "Xem hồ sơ", "Góp ý dự thảo")
WILD = "*đậm* _nghiêng_ [x](y) <b>&amp;</b> 🚧👨‍👩‍👧 \u202eabc\u202c " + "đường hỏng " * 1000


def test_wild_text_comes_through_whole(street: Street) -> None:
    lan = street.person().greeted()
    lan.files(WILD)
    assert street.rows("cases")[0]["text"] == WILD.strip()
    assert len(outbox_texts(lan)) == len(lan.all())


def outbox_texts(lan: Citizen) -> list[str]:
    return [each.outgoing.text for each in lan.all() if each.outgoing.text]


def test_emergencies_are_answered_first_in_any_spelling(street: Street) -> None:
    lan = street.person()
    lan.say("chay nha roi cuu voi")
    assert "114" in lan.all()[0].outgoing.text
    kinds = [row["kind"] for row in street.rows("alerts")]
    assert kinds == ["emergency", "duty_unreached"], "nobody of this ward is on duty"
    assert "chay nha" not in str(street.rows("alerts"))
    assert street.rows("outbox")[0]["priority"] == Priority.REPLY


def test_a_story_told_while_consents_are_asked_is_taken_as_one(street: Street) -> None:
    lan = street.person()
    lan.say("/dongy")
    story = "Ổ gà rất to giữa đường gần cầu, hôm qua hai người ngã xe, trời mưa không nhìn thấy"
    lan.say(story)
    lan.press("Gửi đi")
    assert street.rows("cases")[0]["text"] == story


def test_a_group_that_is_typed_with_more_words_is_an_answer_and_the_words_stay(street: Street) -> None:
    for number in (1, 12):
        street.store.run(ward.add_unit, f"TDP-{number}", kind="to_dan_pho", name=f"Tổ dân phố {number}")
    lan = street.person().greeted()
    lan.say("Đèn đường hỏng ba hôm nay, tối lắm")
    lan.press("Đổi tổ, xóm")
    lan.say("to dan pho 12, ngõ 5 đường Núi Voi")
    lan.press("Gửi đi")
    (case,) = street.rows("cases")
    assert "đường Núi Voi" in str(case["text"])
    units = {row["id"]: row["name"] for row in street.rows("units")}
    assert units[case["unit_id"]] == "Tổ dân phố 12"


def test_more_words_after_a_first_petition_are_not_lost(street: Street) -> None:
    lan = street.person()
    lan.say("Đèn đường ngõ 12 hỏng, tối lắm")
    lan.press("Gửi đi")
    lan.say("quên, còn cả ổ gà nữa")
    assert "Việc mới" in lan.all()[-1].buttons, "it asks: add to it, or new"
    lan.say("ở đầu ngõ ấy")
    lan.press(next(label for label in lan.all()[-1].buttons if label.startswith("LS-26-")))
    said = str([row["text"] for row in street.rows("entries")])
    assert "quên, còn cả ổ gà nữa" in said
    assert "ở đầu ngõ ấy" in said


def test_the_bulletins_are_one_quiet_offer_under_a_later_answer(street: Street) -> None:
    lan = street.person()
    lan.files()
    assert not any("Nhận bản tin" in each.buttons for each in lan.all())
    lan.say("cảm ơn")
    lan.press("Nhận bản tin")
    assert street.rows("topics"), "the topics are offered, none is taken"
    assert not street.rows("subscriptions")


def test_the_secret_word_is_set_from_the_card_of_the_code_and_stands_nowhere(street: Street) -> None:
    lan = street.person()
    lan.files()
    lan.press("Đặt từ bí mật")
    assert street.handle(lan.event(text="cây đa đầu làng")), "the raw payload is forgotten"
    assert "Đã ghi từ bí mật" in lan.sees()
    assert "cây đa đầu làng" not in street.everything()


@pytest.mark.parametrize("channel", ["telegram", "zalo", "web"])
def test_nd_356_consent_to_the_place_stands_with_each_offer_to_send_it(street: Street, channel: str) -> None:
    """Location is sensitive data (NĐ 356/2025): the line says what it is for, and that one may do without."""
    lan = street.person(channel=channel).greeted()
    lan.say("Ổ gà to giữa đường gần cầu")
    lan.press("Đổi nơi")
    asked = lan.all()[-1]
    assert asked.outgoing.ask == "place"
    assert "Gửi vị trí là đồng ý" in asked.outgoing.text
    assert "gõ địa chỉ" in asked.outgoing.text
