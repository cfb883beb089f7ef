"""What may be shown of a case, and which figures: rules as pure functions."""

import pytest

from civics.cases.opening import Count, OpenWhy, Told, clean, may_open, names_person, street, tellable, told
from core.errors import ConflictError
from core.message import Point


def test_only_everyday_kinds_that_name_nobody_are_ever_shown() -> None:
    free = {"sealed": False, "emergency": "", "names": False}
    assert may_open("phan_anh", **free)  # type: ignore[arg-type]  # by name
    assert may_open("kien_nghi", **free)  # type: ignore[arg-type]  # by name
    assert not any(may_open(each, **free) for each in ("khieu_nai", "to_cao", "hoi"))  # type: ignore[arg-type]
    assert not may_open("phan_anh", sealed=True, emergency="", names=False)
    assert not may_open("phan_anh", sealed=False, emergency="fire", names=False)
    assert not may_open("phan_anh", sealed=False, emergency="", names=True)


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("số 12/3 đường Thanh Niên, tổ 5", "đường Thanh Niên, tổ 5"),
        ("Số nhà 7B, ngõ 40, tổ 7", "ngõ 40, tổ 7"),
        ("12A Cách Mạng Tháng Tám", "Cách Mạng Tháng Tám"),
        ("tổ 4, ngõ 7", "tổ 4, ngõ 7"),
        ("Cổng trường tiểu học", "Cổng trường tiểu học"),
    ],
)
def test_a_place_is_a_street_and_no_house(place: str, shown: str) -> None:
    assert street(place) == shown


def test_words_that_name_a_person_are_refused() -> None:
    for bad in (
        "Nhà bà Sáu đổ rác", "Gọi 0912 345 678", "viết cho a.b@mail.vn", "xe 20A-123.45 đỗ chắn ngõ",
        "CCCD 019012345678", "Chị Lan ở tổ 5",
    ):  # fmt: skip
        assert names_person(bad), bad
    assert names_person("Theo Nguyễn Văn Bảy thì", persons=("nguyễn văn bảy", ""))
    for good in ("Ổ gà cổng trường, các bà đi chợ khó qua", "Rác ba ngày nay ở ngõ 12, tổ 5", "Đường Bác Hồ ngập 2026"):
        assert not names_person(good, persons=("Bác Tư", "0912 345 678")), good


def test_what_is_shown_is_tidy_and_rounded() -> None:
    found = clean(Told(" Đèn hỏng ", place="số 3 đường Bến Đò", point=Point(21.620312, 105.843249)), persons=())
    assert (found.title, found.place, found.point) == ("Đèn hỏng", "đường Bến Đò", Point(21.620, 105.843))
    for bad, why in (
        (Told(""), OpenWhy.TITLE), (Told("a\nb"), OpenWhy.TITLE), (Told("a", "b" * 2001), OpenWhy.LONG),
        (Told("a", "ông Tư"), OpenWhy.PERSON), (Told("a", before=1), OpenWhy.CHECKED),
        (Told("a", "TUYỆT MẬT"), OpenWhy.SECRET),
    ):  # fmt: skip
        with pytest.raises(ConflictError) as caught:
            clean(bad, persons=())
        assert caught.value.why is why, bad


def test_a_figure_under_five_is_told_by_no_line_and_by_no_difference() -> None:
    assert told([Count("a", 9), Count("b", 5)]) == ([Count("a", 9), Count("b", 5)], False)
    lines, hidden = told([Count("a", 9), Count("b", 7), Count("c", 2)])
    assert (lines, hidden) == ([Count("a", 9), Count("", 9)], True)  # c alone would be the whole minus the others
    assert told([Count("a", 9), Count("b", 3), Count("c", 3)])[0] == [Count("a", 9), Count("", 6)]
    assert told([Count("a", 3), Count("b", 1)])[0] == []
    assert told([]) == ([], False)


def test_satisfaction_is_told_of_no_few_and_by_no_difference() -> None:
    assert Count("a", 30, disputed=5, done=15).satisfied == 75
    assert Count("a", 30, disputed=4, done=15).satisfied is Count("a", 30, disputed=9, done=4).satisfied is None
    large = Count("a", 90, disputed=20, done=40)
    middle = Count("b", 40, disputed=6, done=9)
    assert tellable([large, middle, Count("c", 9)], "done", "disputed") == {"a", "b"}
    assert tellable([large, middle, Count("c", 9, disputed=2, done=7)], "done", "disputed") == {"a"}
    assert tellable([large, middle, Count("c", 9, disputed=3), Count("d", 9, disputed=3)], "disputed") == {"a", "b"}
    assert tellable([], "late") == frozenset()
