"""The guided petition as a resident lives it: words with and without diacritics, buttons old and new, files late."""

import unicodedata

import pytest

from core.message import Media, MediaKind, Point
from core.words import LANGUAGES
from dialogs.engine.hear import Cancelled, Refused, Stale
from dialogs.engine.script import Here
from dialogs.scripts.petition import Petition, ToSealedChannel
from tests.dialogs.resident import WORDS, Resident, photo

NASTY = "<b>*_[x](y)_*</b> & 🚮👨‍👩‍👧 \u202eabc\u202c \u200fשלום `~from` {ward} %s"


def to_summary(text: str = "Đèn đường tổ 5 hỏng") -> Resident:
    """A resident who stands before the summary."""
    resident = Resident().presses("kind=phan_anh").says(text).says("bỏ qua").says("ngõ 12").presses("unit=1")
    assert resident.asked == "summary"
    return resident


def test_a_petition_by_buttons_and_words_gives_what_was_said() -> None:
    resident = Resident().presses("kind=phan_anh").says("Đèn hỏng")
    resident.says(media=(photo("a"), photo("b")), album="x").says("chụp sáng nay").presses("photos=~done")
    resident.says(point=Point(21.6, 105.9)).presses("unit=unknown").presses("summary=send")
    assert resident.result == Petition(
        kind="phan_anh",  # type: ignore[arg-type]  # a StrEnum equals its text
        text="Đèn hỏng\nchụp sáng nay",
        media=(photo("a"), photo("b")),
        point=Point(21.6, 105.9),
    )


@pytest.mark.parametrize("typed", ["Phản ánh", "phan anh", "PHAN ANH!", "Report", "kien nghi"])
def test_a_label_typed_in_any_language_with_or_without_diacritics_is_its_button(typed: str) -> None:
    assert Resident().says(typed).asked == "text"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_the_kinds_can_be_typed_in_each_language(language: str) -> None:
    for kind in ("phan_anh", "kien_nghi", "khieu_nai", "to_cao"):
        resident = Resident().says(WORDS.say(language, f"petition.kind_{kind}"))
        assert resident.answers["kind"] == kind


@pytest.mark.parametrize("typed", ["quay lại", "Quay lai", "QUAY  LẠI.", "trở lại", "back", "返回", "뒤로"])
def test_back_typed_in_any_way_leads_back(typed: str) -> None:
    assert Resident().presses("kind=phan_anh").says("Đèn hỏng").says(typed).asked == "text"


@pytest.mark.parametrize("typed", ["hủy", "huy", "HUỶ", "cancel", "取消", "취소"])
def test_cancel_typed_in_any_way_gives_up(typed: str) -> None:
    resident = Resident().presses("kind=phan_anh").says(typed)
    assert isinstance(resident.last, Cancelled)


def test_go_on_repeats_the_question() -> None:
    assert Resident().presses("kind=phan_anh").says("tiep tuc").asked == "text"


def test_a_digit_counts_where_numbers_were_shown_and_only_for_the_question_now_asked() -> None:
    resident = Resident(here=Here(sealed=True, buttons=0))
    assert "2. Kiến nghị" in resident.sees().text
    resident.says("2")
    assert resident.answers["kind"] == "kien_nghi"
    resident.says("2 cột đèn hỏng").says("bỏ qua").says("5")
    assert resident.answers["place"] == {"words": "5"}
    assert isinstance(resident.says("9").last, Refused)


def test_a_digit_means_nothing_under_buttons() -> None:
    resident = Resident().says("2")
    assert isinstance(resident.last, Refused)
    assert resident.asked == "kind"


def test_who_begins_with_the_story_is_not_asked_for_it_again() -> None:
    resident = Resident()
    resident.answers = {"text": "Rác 4 hôm không ai dọn"}
    assert resident.presses("kind=phan_anh").asked == "photos"


def test_a_story_told_at_the_question_of_the_kind_is_kept() -> None:
    resident = Resident().says("rac o dau ngo 12 khong ai don 4 hom nay roi").presses("kind=phan_anh")
    assert resident.answers["text"] == "rac o dau ngo 12 khong ai don 4 hom nay roi"
    assert resident.asked == "photos"


def test_a_voice_note_alone_tells_the_story() -> None:
    voice = Media(MediaKind.VOICE, "v")
    resident = Resident().presses("kind=phan_anh").says(media=(voice,))
    assert resident.asked == "photos"
    resident.says("xong").says("bo qua").presses("unit=1").presses("summary=send")
    assert isinstance(resident.result, Petition)
    assert resident.result.media == (voice,)


def test_an_album_before_its_question_and_a_part_after_it_all_belong_to_the_petition() -> None:
    resident = Resident().presses("kind=phan_anh").says("Ổ gà", media=(photo("a"),), album="x")
    assert resident.asked == "photos"
    resident.says(media=(photo("b"),), album="x").says("xong")
    resident.says(media=(photo("c"),), album="x").says(media=(photo("c"),), album="x")
    assert resident.asked == "place"
    resident.says("cầu treo").presses("unit=2").presses("summary=send")
    assert isinstance(resident.result, Petition)
    assert [each.ref for each in resident.result.media] == ["a", "b", "c"]
    assert (resident.result.text, resident.result.unit_id) == ("Ổ gà", 2)


@pytest.mark.parametrize("text", [NASTY, "ơ" * 10_000, unicodedata.normalize("NFD", "Đường hỏng nặng ở ngõ 12")])
def test_any_text_comes_through_whole(text: str) -> None:
    resident = to_summary(text)
    resident.sees()
    resident.presses("summary=send")
    assert isinstance(resident.result, Petition)
    assert resident.result.text == unicodedata.normalize("NFC", text)


def test_a_text_that_looks_like_a_pattern_is_shown_as_it_is() -> None:
    assert "{ward} %s" in to_summary("Sửa {ward} %s").sees().text


def test_one_answer_can_be_changed_and_the_rest_stays() -> None:
    resident = to_summary().presses("summary=change").presses("change=text")
    assert resident.asked == "text"
    resident.says("Đèn hỏng cả dãy")
    assert resident.asked == "summary"
    assert resident.answers["place"] == {"words": "ngõ 12"}
    resident.presses("summary=send")
    assert isinstance(resident.result, Petition)
    assert resident.result.text == "Đèn hỏng cả dãy"


def test_back_out_of_a_change_keeps_the_old_answer() -> None:
    resident = to_summary().presses("summary=change").presses("change=text").says("quay lai")
    assert resident.asked == "summary"
    assert resident.answers["text"] == "Đèn đường tổ 5 hỏng"


def test_an_answer_changed_makes_the_look_up_be_made_anew() -> None:
    resident = to_summary()
    before = len(resident.looks)
    resident.presses("summary=change").presses("change=place").says("xóm Núi Hột")
    assert resident.asked == "summary"
    assert len(resident.looks) == before + 1
    assert "Núi Hột" in str(resident.looks[-1])


def test_a_petition_dropped_at_the_summary_has_no_result() -> None:
    assert to_summary().presses("summary=drop").asked == ""


def test_an_old_button_of_this_run_changes_that_answer() -> None:
    resident = to_summary().presses("kind=kien_nghi")
    assert resident.answers["kind"] == "kien_nghi"
    assert resident.asked == "summary"


@pytest.mark.parametrize("value", ["r0.kind=to_cao", "r0.summary=send", "r1.nothing=1", "r1.summary=send", "kind=x"])
def test_buttons_of_another_run_or_of_no_question_on_the_path_change_nothing(value: str) -> None:
    resident = Resident().presses("kind=phan_anh")
    before = dict(resident.answers)
    resident.presses(value)
    assert isinstance(resident.last, Stale | Refused)
    assert resident.answers == before


def test_an_old_back_button_does_nothing_twice() -> None:
    resident = Resident().presses("kind=phan_anh").says("Đèn hỏng").presses("text=~back")
    assert isinstance(resident.last, Stale)
    assert resident.asked == "photos"


def test_an_old_skip_button_does_not_throw_photos_away() -> None:
    resident = Resident().presses("kind=phan_anh").says("Đèn hỏng").says(media=(photo("a"),)).says("xong")
    resident.presses("photos=~skip")
    assert isinstance(resident.last, Stale)
    assert resident.says("bỏ qua").presses("unit=1").presses("summary=send").asked == ""
    assert isinstance(resident.result, Petition)
    assert len(resident.result.media) == 1


def test_an_edited_message_changes_the_answer_it_gave() -> None:
    resident = Resident().presses("kind=phan_anh").says("Đèn hong")
    resident.edits("1", "Đèn hỏng 3 hôm")
    assert resident.answers["text"] == "Đèn hỏng 3 hôm"
    before = dict(resident.answers)
    assert resident.edits("99", "khác").last is None
    assert resident.answers == before


def test_a_denunciation_leads_to_the_sealed_channel_without_its_words() -> None:
    resident = Resident(here=Here(sealed=False)).presses("kind=to_cao")
    assert resident.result == ToSealedChannel()
    assert "text" not in resident.answers


@pytest.mark.parametrize(("kind", "law"), [("khieu_nai", "Luật Khiếu nại"), ("to_cao", "Luật Tố cáo")])
def test_formal_kinds_are_told_what_the_law_asks_before_anything_is_written(kind: str, law: str) -> None:
    resident = Resident().presses(f"kind={kind}")
    assert resident.asked == "formal_notice"
    text = resident.sees().text
    assert law in text
    assert "thụ lý" not in text
    assert resident.says("mình hiểu, tiếp tục").asked == "text"


def test_a_point_off_the_map_and_a_text_without_end_are_refused_with_a_sentence() -> None:
    resident = Resident().presses("kind=phan_anh").says("x" * 20_001)
    assert isinstance(resident.last, Refused)
    assert resident.asked == "text"
    resident.says("Đèn hỏng").says("bỏ qua").says(point=Point(95, 400))
    assert isinstance(resident.last, Refused)
    assert resident.asked == "place"
