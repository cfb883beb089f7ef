"""What may be the same report, and what only looks so."""

from dataclasses import replace

import pytest

from civics.cases.likeness import Told, alike, metres
from core.message import Point

LAMP = Told("duong_sa", "Đèn đường đầu ngõ 12 hỏng mấy hôm nay, tối om", "ngõ 12", 5, Point(21.6, 105.8))
METRE = 1 / 111_320


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (Told("duong_sa", "den duong ngo 12 hong roi toi om", "ngo 12", 5), True),
        (Told("duong_sa", "đèn đường ngõ 12 hỏng", "ngõ 12"), True),
        (Told("duong_sa", "đèn đường hỏng tối quá", "", None, Point(21.6 + 140 * METRE, 105.8)), True),
        (Told("duong_sa", "đèn đường hỏng tối quá", "", None, Point(21.6 + 160 * METRE, 105.8)), False),
        (Told("rac_thai", "đèn đường ngõ 12 hỏng", "ngõ 12", 5), False),
        (Told("duong_sa", "đèn đường ngõ 15 hỏng mấy hôm nay", "ngõ 15", 5), False),
        (Told("duong_sa", "đèn đường ngõ 12 hỏng", "ngõ 12", 6), False),
        (Told("duong_sa", "nắp cống vỡ", "ngõ 12", 5), False), (Told("duong_sa", "đèn đường hỏng tối om", "", 5), True),
        (Told("duong_sa", "ổ gà to lắm", "", 5), False), (Told("duong_sa", "đèn đường đầu ngõ hỏng"), False),
        (Told("", "Đèn đường đầu ngõ 12 hỏng mấy hôm nay, tối om", "ngõ 12", 5), False), (Told("duong_sa", ""), False),
    ],
)  # fmt: skip
def test_near_in_place_of_one_topic_and_with_words_in_common(other: Told, *, same: bool) -> None:
    assert alike(LAMP, other) is same
    assert alike(other, LAMP) is same


def test_a_hundred_and_fifty_metres_are_so_in_every_direction() -> None:
    here = Point(21.6, 105.8)
    assert metres(here, Point(21.6 + 150 * METRE, 105.8)) == pytest.approx(150, abs=0.1)
    assert metres(here, Point(21.6, 105.8 + 150 * METRE)) == pytest.approx(150 * 0.9298, abs=0.2)
    assert alike(LAMP, replace(LAMP, point=here))
