"""A code is found alone in any spelling and in a sentence; words that only look like one are none."""

import pytest

from core import slips


@pytest.mark.parametrize(
    "text",
    [
        "HO-ABCD-2345", "ho abcd 2345", "HOABCD2345", " hộ-abcd–2345 ", "mã hộ của bác là HO-ABCD-2345 nhé cháu",
        "Cháu ơi (ho-abcd-2345).", "phiếu ghi HOABCD2345, bác gõ thế này được chưa ạ, bác không rành lắm",
    ],
)  # fmt: skip
def test_a_code_is_found(text: str) -> None:
    assert slips.typed(text, "HO") == "HO-ABCD-2345"


@pytest.mark.parametrize(
    "text",
    [
        "nhà hàng xóm họ bệnh nặng mấy tháng nay không ai chăm", "HO-ABC-2345 là mã", "XN-ABCD-2345", "CHO-ABCD-2345",
        "tôi gõ HO-ABCD-23456 mà không được", "hotrunghieu là tên tôi", "a" * 300 + " HO-ABCD-2345", "",
    ],
)  # fmt: skip
def test_what_is_no_code_stays_words(text: str) -> None:
    assert slips.typed(text, "HO") == ""
