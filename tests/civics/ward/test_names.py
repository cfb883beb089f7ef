"""One person in many spellings is one person; Hòa and Hoa are two."""

import unicodedata

import pytest

from civics.ward.names import same_person


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Văn Sơn", "NGUYỄN VĂN SƠN"), ("Trần Thị Hòa", "Trần Thị Hoà"), ("Lê Khỏe", "Lê Khoẻ"),
        ("Đỗ Thúy", "Đỗ Thuý"),
        ("Đỗ Thị Hà", "Ðỗ Thị Hà"), ("Đỗ Thị Hà", "Ɖỗ Thị Hà"),
        ("Nguyễn  Văn Sơn ", "Nguyễn Văn Sơn"), ("Lý A.", "Lý A"),
        ("Nguyễn\u00a0Văn Sơn", "Nguyễn Văn Sơn"), ("Hà\u200b Lan", "Hà Lan"),
        ("Nguyễn Văn Sơn", unicodedata.normalize("NFD", "Nguyễn Văn Sơn")),
    ],
)  # fmt: skip
def test_another_spelling_is_the_same_person(one: str, other: str) -> None:
    assert same_person(one, other)
    assert same_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoa", "Hòa"),
        ("Sơn", "Son"),
        ("Đỗ Hà", "Do Hà"),
        ("Hòa", "Họa"),
        ("Thu", "Thư"),
        ("An", "Ân"),
        ("Nguyễn An", "An"),
    ],
)
def test_another_name_is_another_person(one: str, other: str) -> None:
    assert not same_person(one, other)
