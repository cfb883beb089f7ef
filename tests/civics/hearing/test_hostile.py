"""Long, odd and hostile texts cost no more than the first few thousand letters, and nothing raises an error."""

from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.hearing import graph, urgency
from civics.hearing.book import danger, neighbours, sayings
from civics.hearing.hear import hear
from civics.hearing.reading import LONGEST
from civics.hearing.shouts import read_part
from civics.hearing.signs import lines_of
from civics.ward.units import linh_son
from core.text import gist


@given(st.text(max_size=300))
def test_any_text_is_heard_without_a_fall(text: str) -> None:
    assert hear(text, linh_son(), prefix="LS").wish


@pytest.mark.parametrize(
    "letters", ["cháy ", "a", "xóa ", "không … ", "w", "1", "\u0301", "火", "đừng gửi ", "\n", "LS-26-", "tổ ²"]
)
def test_only_its_beginning_and_its_end_decide(letters: str) -> None:
    text = letters * 100_000
    assert hear(text[:100_000], linh_son(), prefix="LS") == hear(gist(text[:100_000], LONGEST), linh_son(), prefix="LS")


def test_twice_as_many_words_find_at_most_a_little_more_than_twice_as_much() -> None:
    once = lines_of("không muốn nhận tin nhắn của phường nữa " * 20)[0]
    twice = lines_of("không muốn nhận tin nhắn của phường nữa " * 40)[0]
    assert len(sayings().find(twice)) <= 2.2 * len(sayings().find(once))


def test_a_long_text_walks_no_more_than_its_words() -> None:
    """The phrases are walked from each word of the wish, and for danger only in a limited number of sentences."""
    names = ("cháy nhà", "điện giật", "đuối nước", "đánh nhau", "ngạt thở")
    said = " ".join(f"{names[at % 5]} số {at} vừa dập xong." for at in range(2_000))
    assert sum(len(part.line) for part in urgency._weighed(lines_of(said))) <= urgency._MOST_WEIGHED


CRIES = (
    "cháy nhà rồi cứu với",
    "có người đuối nước dưới ao",
    "chay nha roi cuu voi",
    "điện giật chết người rồi cứu với",
)


@lru_cache(maxsize=1)
def calm() -> str:
    """A text of 20,000 letters with no danger in it."""
    said = [text.replace("_", " ") for _, text in neighbours()][:300]
    safe = [each for each in said if not urgency.urgency(each).level]
    return ". ".join(safe * 4)[:20_000]


@pytest.mark.parametrize("cry", CRIES)
def test_a_cry_rings_wherever_it_stands_in_a_long_text(cry: str) -> None:
    assert urgency.urgency(cry).level == urgency.LIFE
    assert urgency.urgency(calm()).level != urgency.LIFE
    for at in (0, 1_100, 1_700, 9_000, 19_500):
        before = calm()[:at].rpartition(".")[0]
        said = f"{before}. {cry}. {calm()[len(before) + 1 :]}"[:20_000]
        assert hear(said, ()).urgent == urgency.LIFE
        assert len(read_part(said)) <= LONGEST


def test_what_is_said_again_and_again_is_read_four_times() -> None:
    for said in ("x ", "tổ 1 ", "chay nha ", "\n"):
        assert len(read_part(said * 5_000)) < 100


def test_words_that_come_again_are_walked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    walked = []

    def counted(begun: list[graph._Walk], text: graph._Text, start: int, found: list[graph.Found]) -> int:
        walked.append(start)
        return walk(begun, text, start, found)

    walk = graph._walk
    monkeypatch.setattr(graph, "_walk", counted)
    line = lines_of("cháy nhà rồi cứu với " * 20)[0]
    danger().find_in_all([line, line, line[10:]])
    once = len(walked)
    walked.clear()
    danger().find_in_all([lines_of("cháy nhà rồi cứu với " * 70)[0]] * 9)
    assert 0 < len(walked) <= once <= 40


@pytest.mark.parametrize("text", ["nhà số 119 ngõ 4 đổ rác ra đường", "zalo 117"])
def test_digits_alone_are_no_chinese_or_korean(text: str) -> None:
    assert hear(text, linh_son()).urgent == ""


def test_a_word_typed_with_the_keyboard_off_is_read_beside_the_letters_as_they_stand() -> None:
    assert [each[1].spelt.tone for each in lines_of("chays nhaf roi")] == ["", "s"]
