"""Luật 10/2022/QH15 Điều 11 to 14: what is made public, how, and by when."""

from dataclasses import replace
from datetime import date

import pytest

from civics.disclosure import Act, Form, Lack, Posting, item, items, lacks, posted_until, quarterly_list_due

DOCUMENT, TODAY = date(2026, 12, 1), date(2027, 1, 31)
WHOLE = Act(
    7, DOCUMENT,
    {
        Form.PAGE: (date(2026, 12, 2), None), Form.POSTED: (date(2026, 12, 8), date(2027, 1, 6)),
        Form.LOUDSPEAKER: (date(2026, 12, 2), date(2026, 12, 4)), Form.HEADS: (date(2026, 12, 2), date(2026, 12, 2)),
    },
)  # fmt: skip


def test_dieu_11_has_fourteen_items_and_dieu_13_says_which_way() -> None:
    assert [each.item for each in items()] == list(range(1, 15))
    assert [each.item for each in items() if each.posting is Posting.ALWAYS] == [4, 13]
    assert [each.item for each in items() if each.loudspeaker] == [7, 8, 9, 10, 11, 12]
    with pytest.raises(ValueError, match="khoản 15"):
        item(15)


def test_dieu_12_khoan_3_five_working_days_where_no_special_law_sets_another() -> None:
    assert WHOLE.due_on == date(2026, 12, 8)
    special = replace(WHOLE, own_due=date(2026, 12, 31), own_law="Luật Ngân sách nhà nước Điều 15")
    assert special.due_on == date(2026, 12, 31)
    assert replace(special, own_law="").due_on == date(2026, 12, 8)  # without its article it does not count


def test_dieu_13_khoan_2_thirty_running_days_the_first_one_counted() -> None:
    assert lacks(WHOLE, today=TODAY) == ()
    assert posted_until(date(2026, 12, 8)) == date(2027, 1, 6)
    short = {**WHOLE.forms, Form.POSTED: (date(2026, 12, 8), date(2027, 1, 5))}
    assert lacks(replace(WHOLE, forms=short), today=TODAY) == (Lack.POSTED_SHORT,)
    assert lacks(Act(13, DOCUMENT, short), today=TODAY) == (Lack.TAKEN_DOWN,)


def test_dieu_13_khoan_3_va_4_items_7_to_12_are_spoken_for_three_days_and_told_by_the_heads() -> None:
    two = {**WHOLE.forms, Form.LOUDSPEAKER: (date(2026, 12, 2), date(2026, 12, 3))}
    assert lacks(replace(WHOLE, forms=two), today=TODAY) == (Lack.LOUDSPEAKER_SHORT,)
    silent: dict[Form, tuple[date, date | None]] = {
        form: days for form, days in WHOLE.forms.items() if form in (Form.PAGE, Form.POSTED)
    }
    assert lacks(replace(WHOLE, forms=silent), today=TODAY) == (Lack.LOUDSPEAKER, Lack.HEADS)
    assert lacks(replace(WHOLE, item=6, forms=silent), today=TODAY) == ()


def test_what_is_late_or_before_its_document_is_named() -> None:
    assert lacks(replace(WHOLE, forms={}), today=date(2026, 12, 9))[0] is Lack.LATE
    assert Lack.LATE not in lacks(replace(WHOLE, forms={}), today=date(2026, 12, 8))
    assert Lack.BEFORE in lacks(replace(WHOLE, document_on=date(2026, 12, 3)), today=TODAY)


@pytest.mark.parametrize(
    ("day", "due"), [(date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 12, 31), date(2026, 12, 31))]
)
def test_dieu_13_khoan_2_the_list_of_a_quarter_is_posted_by_its_end(day: date, due: date) -> None:
    assert quarterly_list_due(day) == due
