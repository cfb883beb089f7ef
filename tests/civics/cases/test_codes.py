"""A code comes back however it is typed, and what is no code is not taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.cases.codes import case_code, parse_code


@pytest.mark.parametrize(
    "typed",
    [
        "LS-26-000123",
        "ls-26-000123",
        "ls 26 123",
        "LS26-123",
        "ls26000123",
        "LS–26–000123",
        "LS.26.000123",
        "hồ sơ ls-26-123 đến đâu rồi",
        "mã: LS-26-000123.",
        "ＬＳ-２６-１２３",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_code(typed) == "LS-26-000123"


@pytest.mark.parametrize(
    "typed",
    ["", "alo", "26-000123", "ls26123", "LS-26-0", "LS-26-1234567", "ngày 24/11/2026", "0912 345 678", "12-34-56"],
)
def test_what_is_no_code_is_not_read_as_one(typed: str) -> None:
    assert parse_code(typed) is None


def test_with_a_prefix_only_that_wards_codes_count() -> None:
    assert parse_code("tổ 12 345, LS-26-7", "LS") == "LS-26-000007"
    assert parse_code("XY-26-7", "LS") is None


def test_a_code_beyond_the_room_of_a_year_is_refused() -> None:
    with pytest.raises(ValueError, match="999999"):
        case_code("LS", 2026, 1_000_000)
    with pytest.raises(ValueError, match="999999"):
        case_code("LS", 2026, 0)


@given(
    st.from_regex(r"[A-Z][A-Z0-9]{0,4}[A-Z]", fullmatch=True),
    st.integers(2000, 2099),
    st.integers(1, 999_999),
)
def test_every_written_code_is_read_back(prefix: str, year: int, n: int) -> None:
    code = case_code(prefix, year, n)
    assert parse_code(code) == code
    assert parse_code(code.lower().replace("-", " "), prefix) == code
    assert parse_code(code.replace("-", ""), prefix) == code
