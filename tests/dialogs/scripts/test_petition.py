"""The petition on one screen as a resident lives it: what the words say is not asked, the rest is changed by a tap."""

import unicodedata

import pytest

from core.message import Json, Media, MediaKind, Point
from core.words import LANGUAGES
from dialogs.engine.hear import Cancelled, Heard, Refused, Stale
from dialogs.engine.script import Here, Look
from dialogs.scripts.petition import Follows, Petition, ToSealedChannel
from tests.dialogs.resident import WORDS, Resident, photo

NASTY = "<b>*_[x](y)_*</b> & 🚮👨‍👩‍👧 \u202eabc\u202c \u200fשלום `~from` {ward} %s"
UNSURE = "xyz qwerty"  # nothing that is heard as a report or a question


def told(text: str = "Đèn đường tổ 5 hỏng", **here: bool) -> Resident:
    """A resident whose first words were these."""
    resident = Resident(here=Here(**{"sealed": True, **here}))
    resident.answers = {"text": text, "~asked": []}
    return resident


def asked_between() -> Resident:
    """A resident whose words say no kind."""
    resident = Resident()
    resident.answers = {
        "text": "Đèn",
        "heard": {"for": "Đèn", "found": {"kind": "", "kinds": ["phan_anh", "hoi"], "place": "", "unit": ""}},
    }
    assert resident.asked == "kind"
    return resident


def sent(resident: Resident) -> Petition:
    """What is filed when it is sent."""
    result = resident.presses("summary=send").result
    assert isinstance(result, Petition)
    return result


def test_words_that_say_all_are_one_tap_from_being_sent() -> None:
    resident = told("Đèn đường ngõ 12 tổ 5 hỏng 3 hôm nay")
    shown = resident.sees()
    assert resident.asked == "summary"
    assert all(each in shown.text for each in ("phản ánh", "Đường sá", "ngõ 12", "Tổ dân phố 5"))
    assert shown.rows[0][0].label == "Gửi đi"
    found = sent(resident)
    assert (found.kind, found.place_words, found.unit_id) == ("phan_anh", "ngõ 12", 1)


def test_files_a_pin_and_words_come_in_any_order_while_the_summary_stands() -> None:
    resident = told("Đèn hỏng").says(media=(photo("a"), photo("b")), album="x").says("chụp sáng nay")
    resident.says(point=Point(21.6, 105.9)).says("cả dãy tắt hết").says(media=(photo("c"),), text="ảnh này nữa")
    found = sent(resident)
    assert [each.ref for each in found.media] == ["a", "b", "c"]
    assert all(each in found.text for each in ("Đèn hỏng", "chụp sáng nay", "cả dãy tắt hết", "ảnh này nữa"))
    assert found.point == Point(21.6, 105.9)


@pytest.mark.parametrize("words", ["bác không có ảnh cháu ạ", "không có ảnh", "ko co anh", "vâng", "cảm ơn", "没有"])
def test_who_says_that_there_is_no_more_changes_nothing(words: str) -> None:
    resident = told().says(words)
    assert resident.asked == "summary"
    assert sent(resident).text == "Đèn đường tổ 5 hỏng"


@pytest.mark.parametrize("words", ["ngõ 12 cạnh chợ", "số nhà 7 ngách 3", "trước cổng trường mầm non"])
def test_an_address_that_is_typed_is_the_place_and_no_more_of_the_story(words: str) -> None:
    found = sent(told("Đèn hỏng").says(words))
    assert (found.place_words, found.text) == (words, "Đèn hỏng")


def test_a_pin_stands_beside_the_words_for_the_place() -> None:
    found = sent(told("Rác ở ngõ 12").says(point=Point(21.6, 105.9)))
    assert (found.place_words, found.point) == ("ngõ 12", Point(21.6, 105.9))


@pytest.mark.parametrize(
    "typed",
    ["gửi đi", "Gui di", "ok", "Đúng rồi ạ", "gửi cho bác nhé", "send", "1", "dung roi gui di", "Ok, gửi đi con ơi"],
)
def test_the_summary_is_sent_in_words_as_people_speak(typed: str) -> None:
    result = told().says(typed).result
    assert isinstance(result, Petition)
    assert result.text == "Đèn đường tổ 5 hỏng"


class Neighbour(Resident):
    """A resident near whom somebody has reported something alike."""

    def _find(self, look: Look[object]) -> Json:
        return {"case": "7", "says": "Đã có 1 lượt báo"} if look.wants == "near_cases" else super()._find(look)


@pytest.mark.parametrize(
    ("typed", "result"),
    [
        ("dung roi", Follows), ("dung viec do con a", Follows), ("theo doi", Follows), ("是的", Follows),
        ("gui di", Petition), ("dung, gui di", None), ("việc khác cháu ạ", Petition), ("không phải", Petition),
    ],
)  # fmt: skip
def test_whether_it_is_the_neighbours_matter_is_answered_in_words_as_people_speak(
    typed: str, result: type | None
) -> None:
    resident = Neighbour()
    resident.answers = {"text": "Đèn đường tổ 5 hỏng", "~asked": []}
    assert resident.asked == "same"
    resident.says(typed)
    if result is Follows:
        assert resident.result == Follows(7)
    else:
        assert resident.asked == ("summary" if result is Petition else "same")


@pytest.mark.parametrize(
    ("row", "words", "name", "value"),
    [
        ("place", "ngõ 12", "place_words", "ngõ 12"), ("unit", "Xóm Núi Hột", "unit_id", 2),
        ("unit", "5", "unit_id", 1),
        ("unit", "tổ 5 cháu ạ", "unit_id", 1), ("kind", "Kiến nghị", "kind", "kien_nghi"),
        ("text", "Cột đèn sắp đổ", "text", "Cột đèn sắp đổ"),
    ],
)  # fmt: skip
def test_each_row_can_be_changed_and_the_rest_stays(row: str, words: str, name: str, value: object) -> None:
    resident = told("Đèn hỏng ba hôm").presses(f"summary={row}")
    assert resident.asked == row
    resident.says(words)
    assert resident.asked == "summary"
    assert getattr(sent(resident), name) == value


def test_a_question_that_is_changed_shows_what_stands_and_back_keeps_it() -> None:
    resident = told().presses("summary=text")
    assert "Đèn đường tổ 5 hỏng" in resident.sees().text
    assert sent(resident.says("quay lại")).text == "Đèn đường tổ 5 hỏng"


def test_back_leads_to_a_question_that_was_asked_and_shows_its_answer() -> None:
    resident = asked_between()
    resident.answers["~asked"] = ["kind"]
    resident.presses("kind=hoi")
    resident.says("quay lại")
    assert resident.asked == "kind"
    assert "Câu hỏi" in resident.sees().text
    assert told().sees().text.count("Quay lại") == 0
    assert not any(each.label == "Quay lại" for row in told().sees().rows for each in row), "nothing was asked before"


def test_back_from_what_was_never_asked_keeps_the_words() -> None:
    resident = told().says("quay lại")
    assert resident.asked == "summary"
    assert sent(resident).text == "Đèn đường tổ 5 hỏng"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_the_kinds_can_be_typed_in_each_language(language: str) -> None:
    for kind in ("phan_anh", "kien_nghi", "khieu_nai", "to_cao", "hoi"):
        resident = asked_between().says(WORDS.say(language, f"petition.kind_{kind}"))
        assert resident.answers["kind"] == kind


@pytest.mark.parametrize("typed", ["Phản ánh", "phan anh", "PHAN ANH!", "Report", "câu hỏi ạ"])
def test_a_label_typed_with_or_without_diacritics_is_its_button(typed: str) -> None:
    assert asked_between().says(typed).asked == "summary"


@pytest.mark.parametrize("words", ["mất nước rồi", "Cột điện nghiêng sắp đổ xuống đường", "đèn"])
def test_further_words_at_the_question_of_the_kind_are_kept(words: str) -> None:
    resident = asked_between().says(words)
    assert isinstance(resident.last, Heard)
    assert words in str(resident.answers["text"])


@pytest.mark.parametrize("typed", ["hủy", "huy", "HUỶ", "cancel", "取消", "취소"])
def test_cancel_typed_in_any_way_gives_up(typed: str) -> None:
    assert isinstance(told().says(typed).last, Cancelled)


def test_a_voice_note_alone_tells_the_story() -> None:
    voice = Media(MediaKind.VOICE, "v")
    resident = Resident().says(media=(voice,))
    assert resident.asked == "summary"
    assert sent(resident).media == (voice,)


def test_a_photo_first_is_kept_while_its_words_are_asked_for() -> None:
    resident = Resident()
    resident.says(media=(photo("a"),))
    assert resident.asked == "text"
    assert [each.ref for each in sent(resident.says("Ổ gà ở cầu treo")).media] == ["a"]


@pytest.mark.parametrize("text", [NASTY, "ơ" * 10_000, unicodedata.normalize("NFD", "Đường hỏng nặng ở ngõ 12")])
def test_any_text_comes_through_whole(text: str) -> None:
    resident = Resident().says(text)
    if resident.asked == "kind":
        resident.presses("kind=phan_anh")
    resident.sees()
    assert sent(resident).text == unicodedata.normalize("NFC", text)


def test_a_text_that_looks_like_a_pattern_is_shown_as_it_is() -> None:
    assert "{ward} %s" in told("Sửa đường {ward} %s").sees().text


def test_buttons_of_the_earlier_summary_go_on_working() -> None:
    resident = told().presses("summary=change").presses("change=place")
    assert resident.asked == "place"
    assert sent(resident.says("cầu treo")).place_words == "cầu treo"
    assert told().presses("summary=drop").asked == ""
    assert told().presses("kind=kien_nghi").answers["kind"] == "kien_nghi"


@pytest.mark.parametrize("value", ["r0.kind=to_cao", "r0.summary=send", "r1.nothing=1", "photos=~skip", "unit_all=9"])
def test_buttons_of_another_run_or_of_no_question_change_nothing(value: str) -> None:
    resident = told()
    before = dict(resident.answers)
    resident.presses(value)
    assert isinstance(resident.last, Stale | Refused)
    assert {key: each for key, each in resident.answers.items() if key in before} == before


def test_an_edited_message_changes_the_answer_it_gave() -> None:
    resident = Resident().says("Đèn hong ở ngõ 12")
    resident.edits("1", "Đèn hỏng 3 hôm ở ngõ 12")
    assert resident.answers["text"] == "Đèn hỏng 3 hôm ở ngõ 12"
    assert resident.edits("99", "khác").last is None


def test_a_denunciation_leads_to_the_sealed_channel() -> None:
    assert told("Tôi tố cáo ông Ba nhận hối lộ", sealed=False).result == ToSealedChannel()
    resident = Resident(here=Here(sealed=False))
    resident.answers = {"meant": "to_cao"}
    assert resident.result == ToSealedChannel()


def test_words_that_may_denounce_are_never_taken_for_the_report_that_a_button_began() -> None:
    resident = Resident(here=Here(sealed=False))
    resident.answers = {"text": "tố cáo", "meant": "phan_anh", "~asked": []}
    assert resident.asked == "kind"
    assert resident.presses("kind=to_cao").result == ToSealedChannel()


@pytest.mark.parametrize(("kind", "law"), [("khieu_nai", "Luật Khiếu nại"), ("to_cao", "Luật Tố cáo")])
def test_formal_kinds_are_told_what_the_law_asks_before_anything_is_written(kind: str, law: str) -> None:
    resident = Resident()
    resident.answers = {"meant": kind}
    assert resident.asked == "formal_notice"
    text = resident.sees().text
    assert law in text
    assert "thụ lý" not in text
    assert resident.says("tôi hiểu, tiếp tục").asked == "text"


def test_a_question_to_the_ward_has_no_place() -> None:
    resident = told("Làm khai sinh cần giấy tờ gì?")
    assert "Địa điểm" not in resident.sees().text
    assert sent(resident).kind == "hoi"


def test_a_point_off_the_map_and_a_text_without_end_are_refused_with_a_sentence() -> None:
    resident = Resident().says("x" * 20_001)
    assert isinstance(resident.last, Refused)
    assert resident.asked == "text"
    resident.says("Đèn hỏng").says(point=Point(95, 400))
    assert isinstance(resident.last, Refused)
    assert resident.asked == "summary"
