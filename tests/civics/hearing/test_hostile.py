"""Long, odd and hostile texts cost no more than the first few thousand letters, and nothing raises an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.hearing.book import sayings
from civics.hearing.hear import hear
from civics.hearing.reading import LONGEST
from civics.hearing.signs import lines_of
from civics.ward.units import linh_son
from core.text import gist


@given(st.text(max_size=300))
def test_any_text_is_heard_without_a_fall(text: str) -> None:
    assert hear(text, linh_son(), prefix="LS").wish


@pytest.mark.parametrize(
    "letters", ["cháy ", "a", "xóa ", "không … ", "w", "1", "\u0301", "火", "đừng gửi ", "\n", "LS-26-"]
)
def test_only_its_beginning_and_its_end_decide(letters: str) -> None:
    text = letters * 100_000
    assert hear(text[:100_000], linh_son(), prefix="LS") == hear(gist(text[:100_000], LONGEST), linh_son(), prefix="LS")


def test_twice_as_many_words_find_at_most_a_little_more_than_twice_as_much() -> None:
    once = lines_of("không muốn nhận tin nhắn của phường nữa " * 20)[0]
    twice = lines_of("không muốn nhận tin nhắn của phường nữa " * 40)[0]
    assert len(sayings().find(twice)) <= 2.2 * len(sayings().find(once))
