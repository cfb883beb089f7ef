"""Words that people never read: not promised by law, with another meaning in law, or a second name of one thing.

Each has its reason and the word that stands for it. The rule is about the Vietnamese catalogue, which is the first one.
"""

import re

import pytest

from tests.parts import catalogue

# words that may not stand in the catalogue -> why, and what stands for them
BANNED = {
    "vân tay": "in law a finger's print that stands for a signature (điểm chỉ): mã băm",
    "niêm phong": "a paper and a seal on a door: giữ kín, khóa lại",
    "nơi nhận mỗi": "whom an official letter goes to: cuộc trò chuyện nhận tin",
    "số nơi nhận": "whom an official letter goes to: cuộc trò chuyện nhận tin",
    "từ khôi phục": "the same thing has one name: từ bí mật",
    "bộ phận một cửa": "since 1/7/2025 Trung tâm Phục vụ hành chính công (NĐ 118/2025)",
    "quầy của phường": "since 1/7/2025 Trung tâm Phục vụ hành chính công (NĐ 118/2025)",
    "cần phường xác nhận": "every ratio of Điều 21 was read, and the words destroy a paper",
    "tổ trưởng (trưởng xóm)": "no bracket stands on a signed paper: the title by the kind of the unit",
    "được trả lời trong 10 ngày làm việc": "Điều 28 promises what becomes of it, not the answer",
    "phường tự hẹn": "cam kết của phường",
    "không theo thủ tục nào": "reads as a joke: không thuộc thủ tục luật định",
    "đủ 18 tuổi, đủ năng lực": "Luật 10/2022 Điều 18.2 has no age: năng lực hành vi dân sự đầy đủ",
    "nq-cđdc": "an invented symbol: a group has no registry",
    "tên tiếng ấy": "gõ tên ngôn ngữ",
    "rồi ạ": "no other sentence has this particle: one voice",
    "ttr-tdp": "an invented symbol: a group has no registry",
}


@pytest.mark.parametrize("banned", BANNED)
def test_a_word_that_the_law_or_the_ward_does_not_use_stands_nowhere(banned: str) -> None:
    words = catalogue()
    found = [key for key in words.keys("vi") if banned in words.say("vi", key).casefold()]
    assert not found, f"{banned}: {BANNED[banned]}"


def test_dieu_5_khoan_2_diem_d_chat_and_paper_use_the_same_words_for_a_choice() -> None:
    """NĐ 59/2023 Điều 5.2.d: đồng ý, không đồng ý, ý kiến khác."""
    words = catalogue()
    for choice, wanted in (("yes", "Đồng ý"), ("no", "Không đồng ý"), ("other", "Ý kiến khác")):
        for page in ("voting", "roll.paper.choice", "papers.choice"):
            assert words.say("vi", f"{page}.{choice}") == wanted


# pages that only one resident reads, in a private chat or on the page of the web chat
PRIVATE = (
    "answers", "chat", "danger", "dialogs", "erasing", "feedback", "household", "moving", "petition", "poll", "rights",
    "status", "talk", "telegram", "visit", "voting", "welcome",
)  # fmt: skip
# of these: what many people read at once, and what is heard instead of read
MANY = {"household.not_in_group", "answers.search", "answers.nothing_text", "talk.denouncing", "visit.lead"}


def test_one_resident_is_addressed_as_the_ward_says() -> None:
    """Groups and bulletins say bà con; a private chat has a place for the ward's word, and no word of its own."""
    words = catalogue()
    once = words.addressed("\N{WHITE SQUARE}")
    found = {
        key
        for key in words.keys("vi")
        if key.split(".")[0] in PRIVATE and key not in MANY and ".said." not in key
        if any(
            own in once.say("vi", key).casefold()
            for own in ("bà con", "ông/bà", "anh/chị", "quý vị", "bác gõ", "bác nhớ")
        )
    }
    assert not found
    assert words.addressed("bác").say("vi", "talk.done_toast") == "Cảm ơn bác."
    assert words.addressed("bác").say("vi", "dialogs.write_words").startswith("Bác gõ")
    assert "reach.calls.script_words" in words.addressing(), "what staff read out to one resident"
    assert words.say("vi", "invite.private", title="", until="", link="").startswith("Phường mời ông/bà")
    assert "bà con" in words.say("vi", "invite.group", title="", until="", link="").casefold()


def test_residents_and_papers_know_the_office_by_its_name() -> None:
    """NĐ 118/2025: Trung tâm Phục vụ hành chính công. A counter is what staff call the place where they sit."""
    words = catalogue()
    read = (*(f"{page}." for page in (*PRIVATE, "papers")), "counting.apart_what")
    assert not {key for key in words.keys("vi") if key.startswith(read) and "quầy" in words.say("vi", key)}


def test_staff_are_addressed_as_anh_chi() -> None:
    words = catalogue()
    heard = {"menu.polite"}  # what people type
    own = re.compile(r"\b(bạn|anh chị|ông/bà)\b", re.IGNORECASE)
    left = {key for key in words.keys("vi") - heard - words.addressing().keys() if own.search(words.say("vi", key))}
    assert left <= {"roll.ticket.who"}  # a slip that a household holds in its hand


def test_no_notice_with_an_effect_in_law_says_minh() -> None:
    """Khiếu nại, tố cáo, the vote of households, the right to speak for one, and the erasing of data."""
    words = catalogue()
    legal = re.compile(
        r"^(voting|household|erasing|rights)\.|^(petition|talk)\..*(khieu_nai|to_cao|formal|sealed)|^outcome\..*_vote$"
    )
    own = re.compile(r"\bmình\b", re.IGNORECASE)
    assert not {key for key in words.keys("vi") if legal.search(key) and own.search(words.say("vi", key))}


def test_a_vote_has_one_vocabulary() -> None:
    """NĐ 59/2023 Điều 3.5, 4.5, 5.2.d: đồng ý, không đồng ý, ý kiến khác: in the chat, on ballots and on papers."""
    words = catalogue()
    for answer in ("yes", "no"):
        once = words.say("vi", f"voting.{answer}").casefold()
        for key in ("roll.paper.choice", "results.sitting", "papers.minutes", "papers.count", "papers.choice"):
            assert words.say("vi", f"{key}.{answer}").casefold().removeprefix("số phiếu ") == once, key
