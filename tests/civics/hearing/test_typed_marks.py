"""Who types no diacritics is read so, even where a short form stands for a word that has them."""

import pytest

from civics.hearing.graph import well_marked
from civics.hearing.signs import line_of
from civics.hearing.urgency import LIFE, urgency


@pytest.mark.parametrize("said", ["co nguoi duoi nuoc", "nguoi duoi nuoc", "nguoi duoi nuoc kia", "ng duoi nc"])
def test_a_cry_with_short_forms_rings(said: str) -> None:
    assert urgency(said).level == LIFE  # `nguoi` and `nuoc` are known as short forms of `người` and `nước`
    assert not well_marked(line_of(said))


@pytest.mark.parametrize(
    "said", ["có người dưới hầm gửi xe", "người dưới nước", "duoi nuoc co rac", "ca chet duoi nuoc"]
)
def test_what_is_below_the_water_does_not(said: str) -> None:
    assert urgency(said).level != LIFE
