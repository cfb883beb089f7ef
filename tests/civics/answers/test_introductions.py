"""Who asks, and their number, say nothing about what is asked: the answer is that of the bare question."""

from functools import lru_cache

import pytest

from civics.answers.answering import Base, ask, base_of
from civics.answers.examples import examples
from civics.answers.introductions import without_introduction

BEFORE = (
    "tôi là Nguyễn Văn A 0912345678, ", "Tôi tên là Trần Thị Bích, sđt 0987 654 321. ",
    "chào phường, cháu là Lê Thu Hà, ", "toi la nguyen van nam 0912345678 ", "Dạ em tên Hoàng Minh Tuấn xin hỏi ",
    "SĐT 0901234567. ",
)  # fmt: skip
ASKED = (
    "đăng ký khai sinh cần gì", "mất căn cước làm lại mất bao lâu", "đăng ký kết hôn ở đâu",
    "xin xác nhận độc thân cần giấy tờ gì", "lệ phí chứng thực bản sao bao nhiêu", "khai tử cần những gì",
)  # fmt: skip


@lru_cache(maxsize=1)
def base() -> Base:
    return base_of(list(examples()))


@pytest.mark.parametrize("asked", ASKED)
def test_who_asks_changes_no_answer(asked: str) -> None:
    bare = ask([asked], base(), ())
    for each in BEFORE:
        found = ask([each + asked], base(), ())
        assert (found.kind, found.codes[:1]) == (bare.kind, bare.codes[:1]), each


@pytest.mark.parametrize(
    "text",
    [
        "cháu lý lịch tư pháp cần gì xin ở đâu", "con dương tính covid cần giấy gì", "tôi là sinh viên, tạm trú cần gì",
        "em là hộ nghèo, xin xác nhận ở đâu", "tôi là Nguyễn Văn A 0912345678", "lệ phí 50.000 đồng có đúng không",
    ],
)  # fmt: skip
def test_what_is_asked_stays_whole(text: str) -> None:
    assert without_introduction(text) == text
