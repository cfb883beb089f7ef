"""Rules for text that every room needs."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from core.text import fold, normal, split, units


def test_half_characters_nul_and_foreign_line_ends_are_put_right() -> None:
    assert normal("a\x00b\r\nc\rd\ud83d!") == "ab\nc\nd\ufffd!"
    normal("\ud83d\ude00").encode()


def test_vietnamese_folds_with_and_without_marks_alike() -> None:
    assert fold("Rác  thải ĐƯỜNG") == fold(unicodedata.normalize("NFD", "rac thai đường")) == "rac thai duong"


@given(st.text(max_size=400), st.integers(min_value=2, max_value=60))
def test_parts_are_short_enough_and_lose_only_white_space(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
