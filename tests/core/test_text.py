"""Rules for text that all rooms need."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold, head, in_order, normal, split, units


def test_half_characters_nul_and_foreign_line_ends_are_put_right() -> None:
    assert normal("a\x00b\r\nc\rd\ud83d!") == "ab\nc\nd\ufffd!"
    normal("\ud83d\ude00").encode()


LOOKALIKES = ("Điều", "Ðiều", "Ɖiều", "Đ\u00adi\u200bề\u2060u\ufeff", "Đi\x81ề\ufdd0\U0001ffffu\x7f")


@pytest.mark.parametrize("text", LOOKALIKES)
def test_lookalikes_and_signs_without_width_are_put_right_once(text: str) -> None:
    assert normal(text) == "Điều"
    assert fold(normal(text)) == "dieu"
    assert normal(f"đ{text[1:]}ð ɖ") == "điềuđ đ"


def test_signs_that_people_see_stay() -> None:
    for text in ("👨\u200d👩\u200d👧", "❤\ufe0f", "a\u00a0b", "½ × °", "日本 한국", "tab\tvà\ndòng"):
        assert normal(text) == text
    assert normal("a\u2028b\u2029c\x85d") == "a\nb\nc\nd"
    assert fold("Ð\u00adƯỜNG ð Ɖ ɖ\u200b") == "duong d d d"


@given(st.text(max_size=60))
def test_a_normal_text_stays_as_it_is(text: str) -> None:
    assert normal(normal(text)) == normal(text)


def test_vietnamese_folds_with_and_without_marks_alike() -> None:
    assert fold("Rác  thải ĐƯỜNG") == fold(unicodedata.normalize("NFD", "rac thai đường")) == "rac thai duong"


@given(st.text(max_size=400), st.integers(min_value=2, max_value=60))
def test_parts_are_short_enough_and_lose_only_white_space(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


_LINES = st.tuples(
    st.sampled_from(("", "\t", "  ", "\t\t", "    ")), st.sampled_from(("1. Tổ 5", "đ) loa", "- Ngõ 7 🙂"))
)


@given(st.lists(st.one_of(_LINES.map("".join), st.just("")), max_size=30))
def test_a_line_after_a_cut_keeps_its_indent(lines: list[str]) -> None:
    parts = split("\n".join(lines), 40)
    assert [each for part in parts for each in part.split("\n") if each] == [each for each in lines if each]


def test_names_stand_in_the_order_in_which_people_count() -> None:
    names = ["Xóm Ao Lang", "Tổ dân phố 10", "Tổ dân phố 2", "Tổ dân phố 1", "tổ dân phố 11", "Xóm 3 " + "9" * 40]
    assert sorted(names, key=in_order) == [
        "Tổ dân phố 1", "Tổ dân phố 2", "Tổ dân phố 10", "tổ dân phố 11", "Xóm 3 " + "9" * 40, "Xóm Ao Lang",
    ]  # fmt: skip


SIGNS = {
    "a family": "👨‍👩‍👧‍👦",
    "a skin tone": "👋🏽",
    "a heart in colour": "❤️",
    "a flag": "🇻🇳",
    "the flag of a region": "🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "a letter with marks": "q\u0302\u0323",
    "a key": "1️⃣",
    "a syllable in parts": "\u1112\u1161\u11ab",
}


@pytest.mark.parametrize("sign", SIGNS.values(), ids=list(SIGNS))
def test_no_cut_tears_what_is_seen_as_one_sign(sign: str) -> None:
    whole = sign * 50
    for lead in range(units(sign) + 2):
        parts = split("x" * lead + whole, 60)
        assert all(units(part) <= 60 for part in parts)
        assert all(part.lstrip("x").replace(sign, "") == "" for part in parts)
        assert head("x" * lead + whole, 60).lstrip("x").replace(sign, "") == ""


def test_a_text_at_the_limit_of_telegram_keeps_its_last_emoji_whole() -> None:
    family = SIGNS["a family"]
    first, second = split("x" * 4090 + family, 4096)
    assert (first, second) == ("x" * 4090, family)


def test_a_heap_of_marks_is_cut_all_the_same() -> None:
    parts = split("a" + "\u0301" * 10_000 + "🇻" * 10_000, 100)
    assert all(0 < units(part) <= 100 for part in parts)
