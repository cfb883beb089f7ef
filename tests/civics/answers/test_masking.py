"""Personal data is masked before a question leaves; what it asks for stays."""

import pytest

from civics.answers.masking import masked


@pytest.mark.parametrize(
    ("said", "gone", "stays"),
    [
        ("tôi là Nguyễn Văn An, số 0912 345 678, mất căn cước", ["Nguyễn", "An", "0912", "678"], ["mất căn cước"]),
        ("em tên trần thị bé, làm khai sinh cho con", ["trần thị bé"], ["làm khai sinh"]),
        ("bà Lan ở số nhà 12/3 ngõ 5 đi chứng thực", ["Lan", "12", "ngõ 5"], ["đi chứng thực"]),
        ("gửi a.b@c.vn giấy kết hôn của Lê Thị Hoa", ["a.b@c.vn", "Hoa"], ["giấy kết hôn"]),
        ("cccd 019188001234 bị mất", ["0191"], ["bị mất"]),
        ("nguyen van an mat can cuoc", ["nguyen", "van an"], ["can cuoc"]),
        ("lê thị hoa mất giấy khai sinh", ["lê", "hoa"], ["giấy khai sinh"]),
        ("làm khai sinh cho cháu, phạm bảo châu anh", ["phạm", "châu"], ["làm khai sinh"]),
        ("lệ phí, hồ sơ chứng thực", [], ["lệ phí, hồ sơ chứng thực"]),
        ("le phi va ho so dang ky do den duong", [], ["le phi va ho so dang ky"]),
    ],
)
def test_names_and_numbers_do_not_leave(said: str, gone: list[str], stays: list[str]) -> None:
    found = masked(said)
    assert [each for each in gone if each in found] == []
    assert [each for each in stays if each not in found] == []


def test_a_long_question_leaves_only_its_beginning() -> None:
    assert len(masked("a " * 100_000)) <= 300
