"""Rules for text that every room needs."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from core.text import fold, in_order, normal, split, units


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


def test_names_stand_in_the_order_in_which_people_count() -> None:
    names = ["Xóm Ao Lang", "Tổ dân phố 10", "Tổ dân phố 2", "Tổ dân phố 1", "tổ dân phố 11", "Xóm 3 " + "9" * 40]
    assert sorted(names, key=in_order) == [
        "Tổ dân phố 1", "Tổ dân phố 2", "Tổ dân phố 10", "tổ dân phố 11", "Xóm 3 " + "9" * 40, "Xóm Ao Lang",
    ]  # fmt: skip
