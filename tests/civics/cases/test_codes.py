"""A code is found however it is typed, and other text is not taken for a code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.cases.codes import case_code, parse_code, parse_slip, year_before


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


@pytest.mark.parametrize("typed", ["L S 26 15", "ls/26/000015", "LS 26-OOOO15", "mã ls#26 15 nhé", "l.s 26.15"])
def test_the_wards_own_code_is_read_with_its_letters_apart_slashes_and_o_for_zero(typed: str) -> None:
    assert parse_code(typed, "LS") == "LS-26-000015"


@pytest.mark.parametrize("typed", ["ngày 24/11/2026", "lô số 26/15", "als 26 15", "LS 26"])
def test_with_its_prefix_known_no_date_and_no_other_word_is_a_code(typed: str) -> None:
    assert parse_code(typed, "LS") is None


@pytest.mark.parametrize("typed", ["hopzbrw3tu", "HO-PZBR-W3TU", "mã phiếu ho pzbr w3tu đây ạ", "ho-pzbr-w3tu."])
def test_a_slips_code_is_read_inside_a_sentence(typed: str) -> None:
    assert parse_slip(typed) == "HO-PZBR-W3TU"


@pytest.mark.parametrize("typed", ["hộ khẩu thuê nhà", "ho khau thue nha", "ck nhanh tien mat", "HO-1234"])
def test_words_are_no_slip(typed: str) -> None:
    assert parse_slip(typed) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LS 26482913 tới đâu rồi", "LS-26-482913"),
        ("ls26-482 913", "LS-26-482913"),
        ("LS-26-482.913 ạ", "LS-26-482913"),
        ("LS-2026-482913", "LS-26-482913"),
        ("maLS26482913", "LS-26-482913"),
        ("LS 26 số 482913", "LS-26-482913"),
        ("ls gạch 26 gạch 482913", "LS-26-482913"),
        ("LS 2 6 4 8 2 9 1 3", "LS-26-482913"),
        ("LS:26:482913", "LS-26-482913"),
        ("mã hồ sơ 26-482913", "LS-26-482913"),
        ("LS-26-482913 15 ngày rồi", "LS-26-482913"),
        ("LS-26-15, 3 lần rồi", "LS-26-000015"),
        ("ls26123 sao rồi", "LS-26-000123"),
        ("LS 26 tháng 3", None),
        ("mã 26 tháng 3 năm 482913", None),
        ("số 0912 482 913", None),
        ("LS-26-000000", None),
    ],
)
def test_a_code_of_the_ward_is_read_however_its_digits_are_parted(text: str, code: str | None) -> None:
    assert parse_code(text, "LS") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("lờ sờ hai sáu bốn tám hai chín một ba", "LS-26-482913"),
        ("mã là lờ sờ gạch hai mươi sáu gạch không không không không hai mốt", "LS-26-000021"),
        ("e lờ ét sờ 26 ba không bảy bảy một năm", "LS-26-307715"),
        ("mã lờ sờ hai sáu số mười lăm", "LS-26-000015"),
        ("ls hai sáu chín một không bốn năm hai", "LS-26-910452"),
        ("el ess two six four eight two nine one three", "LS-26-482913"),
        ("l/s 26/000363 xong chưa", "LS-26-000363"),
        ("LS 2 6 15", "LS-26-000015"),
        ("lo sợ hai sáu đứa nó đánh", None),
        ("lo so hai thang nay", None),
    ],
)
def test_a_code_that_is_said_is_read(text: str, code: str | None) -> None:
    assert parse_code(text, "LS") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hồ sơ số 482913 của tôi", "LS-26-482913"),
        ("số hồ sơ của bác là 482913", "LS-26-482913"),
        ("hs 482913 ntn r", "LS-26-482913"),
        ("biên nhận số 482913.", "LS-26-482913"),
        ("hồ sơ vay 482913 đồng", None),
        ("mã 482913 đồng", None),
        ("ma 500000 mot thang", None),
        ("hồ sơ 4829131", None),
        ("sổ số 482913", None),
    ],
)
def test_a_number_alone_is_a_code_of_the_year_where_its_word_is_before_it(text: str, code: str | None) -> None:
    assert parse_code(text, "LS", year=2026) == code
    assert parse_code(text, "LS") is None


def test_the_same_number_of_the_year_before() -> None:
    assert year_before("LS-27-482913") == "LS-26-482913"
