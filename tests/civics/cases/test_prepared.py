"""Prepared answers: their places are filled from the case, and nothing else in braces is touched."""

import pytest

from civics.cases.prepared import fill

VALUES = {"ten": "Bác Tư", "ma": "LS-26-000123", "han": "", "to": "Tổ 5"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Chào {tên}, {mã}", "Chào Bác Tư, LS-26-000123"),
        ("{TEN} {ten} {to}", "Bác Tư Bác Tư Tổ 5"),
        ("trước {hạn}", "trước …"),  # without a value whoever sends it sees that it lacks
        ("{x} {} {a b} { {tên", "{x} {} {a b} { {tên"),
    ],
)
def test_places_are_filled(text: str, filled: str) -> None:
    assert fill(text, VALUES) == filled
