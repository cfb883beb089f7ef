"""A message is read once: what was heard from it gives the words by which a question is searched, and the topic."""

import pytest

from civics.answers.signs import words_in, words_of
from civics.hearing.hear import hear
from civics.hearing.topics import guess_topic
from civics.hearing.wishes import Wish

SAID = (
    "Rác thải chất đống từ hôm qua, bốc mùi lắm.", "den duong hong thi goi ai", "dden dduongw hongr roi",
    "muon lam can cuoc can giay to gi", "Trước nhà số 12, đường Hùng Vương", "mất nước 3 ngày rồi!!! 👍", "",
)  # fmt: skip


@pytest.mark.parametrize("text", SAID)
def test_the_words_of_a_question_are_those_that_were_heard(text: str) -> None:
    heard = hear(text, ())
    assert heard.read is not None
    assert words_in(heard.read.lines) == words_of(text)


def test_of_a_story_nothing_is_given_that_is_not_all_of_it() -> None:
    text = "Rác thải chất đống trước nhà số 12. " * 60
    heard = hear(text, ())
    assert heard.read is not None
    assert heard.read.lines == ()
    assert heard.topic == "rac_thai"


def test_a_topic_is_told_of_reports_and_questions_and_not_of_a_right() -> None:
    report = hear("Rác thải chất đống từ hôm qua, bốc mùi lắm.", ())
    assert report.wish is Wish.REPORT
    assert report.topic == guess_topic("Rác thải chất đống từ hôm qua, bốc mùi lắm.") == "rac_thai"
    right = hear("xóa dữ liệu rác thải của tôi", ())
    assert right.wish is Wish.RIGHT
    assert right.topic == ""
