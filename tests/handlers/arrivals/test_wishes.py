"""Short words that wish for something: how a case stands, a right, thanks, help in danger; on every channel."""

from datetime import timedelta

import pytest

from handlers.cases import notices, seen
from storage.cases import acts as case_acts
from storage.cases import duty
from storage.database.unit import UnitOfWork
from storage.people import staff, topics
from storage.ward import ward
from storage.ward.sight import Reader
from tests.handlers.street import Citizen, Street

PROMISE = "17:00 thứ Ba 8/12"


def with_a_case(street: Street, channel: str = "web") -> Citizen:
    lan = street.person(channel=channel)
    lan.files("Đèn đường ngõ 12 hỏng, tối lắm")
    return lan


def entries(street: Street) -> str:
    return "\n".join(str(row["text"]) for row in street.rows("entries"))


@pytest.mark.parametrize(
    "words", ["bao giờ xong", "tới đâu rồi ạ", "xong chưa", "den dau roi", "việc của tôi xong chưa"]
)
@pytest.mark.parametrize("channel", ["web", "telegram", "zalo", "zalo-bot"])
def test_who_asks_how_it_stands_is_shown_state_and_date_and_nothing_is_filed(
    street: Street, channel: str, words: str
) -> None:
    lan = with_a_case(street, channel)
    before = entries(street)
    lan.say(words)
    assert all(each in lan.sees() for each in (str(street.rows("cases")[0]["code"]), "Chưa nhận", PROMISE))
    assert entries(street) == before
    assert len(street.rows("cases")) == 1


def test_one_promise_is_told_at_filing_at_taking_and_on_the_card(street: Street) -> None:
    lan = with_a_case(street)
    assert PROMISE in lan.sees()

    def take(work: UnitOfWork) -> None:
        by = Reader(staff.add(work, "ha", name="Hà", password="x", role="officer"), "officer")
        case_acts.take(work, 1, by=by)
        notices.taken(work, street.ward, 1)

    street.now.pass_(days=1)
    street.store.run(take)
    street.send()
    assert PROMISE in lan.sees()
    lan.say("hồ sơ")
    assert PROMISE in lan.sees()
    lan.say("bao giờ xong")
    assert PROMISE in lan.sees()
    assert "Đang ở bộ phận phụ trách Đường sá." in lan.sees()


def test_a_code_in_any_spelling_shows_its_case(street: Street) -> None:
    lan = with_a_case(street)
    code = str(street.rows("cases")[0]["code"])
    spellings = ("{code}", "mã {code} tới đâu rồi", "{tight}", "hồ sơ {loose} của tôi xong chưa", "hồ sơ số {number}")
    for spelling in spellings:
        lan.say("cảm ơn")
        loose = code.lower().replace("-", " ")
        lan.say(spelling.format(code=code, tight=code.replace("-", ""), loose=loose, number=code[-6:]))
        assert lan.sees().startswith(code), spelling
    nam = street.person("Nam").greeted()
    nam.say(code)
    assert "Không thấy hồ sơ" in nam.sees()


def test_words_beside_a_code_are_offered_to_its_case(street: Street) -> None:
    lan = with_a_case(street)
    code = str(street.rows("cases")[0]["code"])
    lan.say(f"{code} đèn vẫn chưa sáng, hôm nay lại tắt thêm hai bóng nữa")
    lan.press(next(label for label in lan.all()[-1].buttons if label.startswith(code)))
    assert "tắt thêm hai bóng nữa" in entries(street)


def test_a_nod_costs_nothing(street: Street) -> None:
    lan = with_a_case(street)
    before = entries(street)
    for words in ("👍", "vâng", "cảm ơn", "ok", "dạ vâng ạ", "cám ơn phường nhiều"):
        seen = len(lan.all())
        lan.say(words)
        assert len(lan.all()) == seen + 1, words
    assert entries(street) == before
    assert not [row for row in street.rows("runs") if row["state"] == "open"]


def test_thanks_with_a_but_are_more_of_the_case(street: Street) -> None:
    lan = with_a_case(street)
    lan.say("cảm ơn nhưng đèn vẫn chưa sáng")
    lan.press(next(label for label in lan.all()[-1].buttons if label.startswith("LS-26-")))
    assert "cảm ơn nhưng đèn vẫn chưa sáng" in entries(street)


@pytest.mark.parametrize("words", ["cho tôi rút", "hủy", "tôi muốn rút phản ánh"])
def test_a_case_is_withdrawn_after_a_yes_and_never_called_unsent(street: Street, words: str) -> None:
    lan = with_a_case(street)
    lan.say(words)
    assert not lan.saw("không gửi gì")
    assert street.rows("cases")[0]["state"] == "new", "nothing before the yes"
    old = lan.all()[-1]
    lan.press("Rút")
    assert street.rows("cases")[0]["state"] == "closed"
    assert "case.withdrawn" in [row["act"] for row in street.rows("audit")]
    lan.press("Rút", of=old)
    assert "khép lại rồi" in lan.sees()


def test_a_complaint_is_withdrawn_by_a_paper_so_the_wish_is_noted(street: Street) -> None:
    lan = street.person()
    lan.files("Tôi khiếu nại quyết định số 45 của phường về thu hồi đất")
    lan.say("cho tôi rút đơn")
    assert "chữ ký" in lan.sees()
    lan.press("Rút")
    assert street.rows("cases")[0]["state"] == "new"
    assert "muốn rút hồ sơ này" in entries(street)


def test_bulletins_are_stopped_and_taken_up_by_words_and_confirmed_at_once(street: Street) -> None:
    lan = street.person().greeted()
    lan.say("cho tôi đăng ký nhận bản tin")
    assert street.store.look(topics.of_chat, 1)
    lan.say("thôi không nhận tin nữa")
    assert "Đã thôi gửi bản tin" in lan.sees()
    assert not street.store.look(topics.of_chat, 1)
    given = [bool(row["given"]) for row in street.rows("consents") if row["purpose"] == "bulletins"]
    assert given == [True, False]
    lan.press("Nhận lại")
    assert street.store.look(topics.of_chat, 1)


def test_consents_are_taken_back_by_words(street: Street) -> None:
    lan = street.person().greeted()
    lan.say("cho tôi đăng ký nhận bản tin")
    lan.say("tôi rút lại sự đồng ý")
    assert "Đã rút lời đồng ý: nhận bản tin" in lan.sees()
    assert not street.store.look(topics.of_chat, 1)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("xóa hết thông tin của tôi đi", "Xóa dữ liệu của tôi"), ("cho tôi gặp cán bộ", "Viết cho cán bộ"),
        ("tôi muốn nói chuyện với người thật", "Viết cho cán bộ"),
    ],
)  # fmt: skip
def test_other_rights_are_understood_in_the_middle_of_a_talk(street: Street, words: str, answer: str) -> None:
    lan = street.person().greeted()
    lan.say("Đèn đường ngõ 12 hỏng, tối lắm")
    lan.say(words)
    assert answer in lan.all()[-1].buttons
    assert words not in str([row["text"] for row in street.rows("cases")])
    lan.press("Gửi đi", of=next(each for each in lan.all() if "Gửi đi" in each.buttons))
    assert street.rows("cases")[0]["text"] == "Đèn đường ngõ 12 hỏng, tối lắm", "the talk has waited"


@pytest.mark.parametrize("channel", ["web", "telegram", "zalo", "zalo-bot"])
@pytest.mark.parametrize("words", ["cháy nhà ở ngõ 5 tổ 2", "chay nha roi cuu voi"])
def test_danger_to_life_files_itself_in_any_state_and_tells_the_truth(street: Street, channel: str, words: str) -> None:
    street.store.run(ward.add_unit, "tdp-2", kind="to_dan_pho", name="Tổ dân phố 2")
    lan = street.person(channel=channel)
    lan.say("xin chào")
    lan.say(words)
    assert "114" in lan.sees()
    assert "Chưa ai ở phường xem" in lan.sees()
    (case,) = street.rows("cases")
    assert (case["text"], case["emergency"], bool(case["urgent"])) == (words, case["emergency"], True)
    assert "fire" in str(case["emergency"])
    assert case["unit_id"] is not None or "tổ" not in words
    lan.say("lửa lan sang nhà bên")
    assert len(street.rows("cases")) == 1
    assert "lửa lan sang nhà bên" in entries(street)
    lan.press("Tôi an toàn rồi")
    assert "đã an toàn" in lan.sees()


def test_the_person_is_told_once_when_an_officer_has_seen_it(street: Street) -> None:
    lan = street.person(channel="telegram")
    lan.say("cháy nhà ở ngõ 5 tổ 2")
    assert street.store.run(seen.tell, street.ward) == 0

    def look(work: UnitOfWork) -> None:
        by = staff.add(work, "ha", name="Hà", password="x", role="officer")
        duty.looked_after(work, 1, staff_id=by)

    street.store.run(look)
    assert street.store.run(seen.tell, street.ward) == 1
    assert street.store.run(seen.tell, street.ward) == 0
    street.send()
    assert "đã đọc tin của ông/bà lúc 09:00" in lan.sees()


def test_danger_in_the_middle_of_a_report_takes_its_words_and_files_along(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.say("Dây điện chập ở ngõ 5")
    lan.photo("p1")
    lan.say("cháy nhà rồi, có người mắc kẹt")
    (case,) = street.rows("cases")
    assert case["text"] == "Dây điện chập ở ngõ 5\ncháy nhà rồi, có người mắc kẹt"
    assert [row["case_id"] for row in street.rows("attachments")] == [case["id"]]
    assert not [row for row in street.rows("runs") if row["state"] == "open"]


@pytest.mark.parametrize(
    ("words", "number", "calm"),
    [
        ("tôi không muốn sống nữa", "115", "mừng vì ông/bà đã nhắn"), ("chồng đang đánh tôi", "113", "chỗ có người"),
        ("chong toi dang danh toi", "113", "chỗ có người"),
        ("my husband is beating me, help", "113", "where there are people"),
        ("con bé nhà bên bị bố đánh suốt", "111", "111: bảo vệ trẻ em"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("channel", ["web", "telegram", "zalo", "zalo-bot"])
def test_calm_words_of_their_own_that_tell_nothing_on_a_locked_screen(
    street: Street, channel: str, *, words: str, number: str, calm: str
) -> None:
    lan = street.person(channel=channel)
    lan.say(words)
    told = lan.sees()
    assert number in told
    secret = ("đánh", "trẻ em", "bạo lực", "khẩn", "nguy", "an toàn", "hit", "urgent", "danger", "đau")
    shown = told.split("\n\n")[0]  # where there are no buttons, a list of them follows
    assert not any(each in shown.lower() for each in secret)
    lan.press("Read more" if words.startswith("my") else "Đọc thêm")
    assert calm in lan.sees()
    assert number in lan.sees()


def test_a_stranger_with_a_knife_is_no_quarrel_at_home(street: Street) -> None:
    lan = street.person()
    lan.say("có cướp cầm dao đánh bố tôi ngoài ngõ")
    assert lan.sees().startswith("Gọi ngay 113")


def test_numbers_are_dialled_by_a_button_where_the_channel_has_such(street: Street) -> None:
    for channel, dials in (("web", True), ("zalo", True), ("telegram", False), ("zalo-bot", False)):
        lan = street.person(f"Lan-{channel}", channel=channel)
        lan.say("nước lũ cuốn mất người rồi")
        calls = [each.url for each in lan.all()[-1].buttons.values() if each.url]
        assert calls == (["tel:114", "tel:112"] if dials else []), channel
        assert "Gọi ngay 114, 112" in lan.sees()


def test_a_group_gets_the_numbers_and_no_button_for_a_place(street: Street) -> None:
    group = street.person(channel="telegram").into("-1")
    group.say("cháy nhà ở ngõ 5 rồi", addressed=True)
    told = next(each for each in group.all() if "114" in each.outgoing.text)
    assert not told.buttons
    assert not street.rows("cases")


def test_what_is_urgent_but_no_danger_to_life_goes_on_top_of_the_queue(street: Street) -> None:
    lan = street.person()
    lan.files("Dây điện đứt rơi xuống đường ngõ 12")
    assert bool(street.rows("cases")[0]["urgent"])


def test_a_refusal_is_never_the_same_twice_and_the_third_leads_to_an_officer(street: Street) -> None:
    lan = street.person().greeted()
    lan.say("/dongy")
    for words in ("zzzz", "yyyy", "xxxx"):
        lan.say(words)
    told = [each.outgoing.text for each in lan.all()[-3:]]
    assert len(set(told)) == 3
    assert "“zzzz”" in told[0]
    assert len(told[1]) < len(told[0])
    lan.press("Để cán bộ đọc")
    (case,) = street.rows("cases")
    assert (case["kind"], case["text"]) == ("hoi", "zzzz\nyyyy\nxxxx")


def test_a_nod_later_does_not_open_what_was_dropped(street: Street) -> None:
    lan = street.person().greeted()
    lan.say("Đèn hỏng ở đầu ngõ")
    lan.press("Hủy")
    assert "không gửi gì" in lan.sees()
    street.now.at += timedelta(minutes=10)
    lan.say("ok")
    assert not street.rows("cases")


def test_who_asks_when_something_is_mended_and_has_no_case_has_told_of_it(street: Street) -> None:
    lan = street.person(channel="web").greeted()
    lan.say("bao giờ sửa đèn ngõ 12 tổ 3, tối om")
    assert lan.saw("tối om"), "the words are shown back in a report, not answered with a menu"
