"""A text for reading aloud has no signs, no web addresses and no abbreviations."""

import pytest

from civics.bulletins.speaking import spoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Họp lúc 18:30 ngày 9/11", "Họp lúc 18 giờ 30 ngày 9 tháng 11."),
        ("**UBND** phường mời, 7h sáng 02/12/2026", "Ủy ban nhân dân phường mời, 7 giờ sáng ngày 2 tháng 12 năm 2026."),
        ("- Mang CCCD\n- Nộp 50.000đ", "Mang căn cước.\nNộp 50.000 đồng."),
        ("Xem https://linhson.vn/ban-tin/3", "trên trang thông tin của phường."),
        ("Đạt 2/3 số hộ, 45/60 không phải ngày", "Đạt 2 phần 3 số hộ, 45/60 không phải ngày."),
    ],
)
def test_signs_are_said_in_words(written: str, said: str) -> None:
    assert spoken(written) == said
