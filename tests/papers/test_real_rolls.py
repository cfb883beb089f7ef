"""Rolls as wards really keep them: every household is read, and a note names what is left out."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.ward.roll import Note, RefusedRollError
from civics.ward.roll_sheets import Found
from civics.ward.telephones import phone_of
from civics.ward.units import Place
from core.legacy_text import Legacy
from papers import cell_formats, sheets
from papers.roll_files import read_roll_file
from papers.sheets import Sheet
from tests.core.test_legacy_text import old as as_typed
from tests.papers import office
from tests.real_files import rolls, xls
from tests.real_files.rolls import UNITS


def read(content: bytes, ending: str = "xlsx", *, only: int | None = None) -> Found:
    """The roll in this process."""
    return read_roll_file(ending, content, UNITS, only=only)


def rows(found: Found) -> list[tuple[int, str, str, str]]:
    """The good rows."""
    return [(each.unit_id, each.code, each.representative, each.phone) for each in found.entries]


def notes(found: Found) -> list[tuple[str, int, str]]:
    """What was left out or mended."""
    return [(each.sheet, each.row, each.what) for each in found.notes]


def test_every_visible_sheet_is_read_with_its_own_name_as_the_group() -> None:
    found = read(rolls.one_sheet_per_group())
    assert rows(found) == [
        (5, "H001", "Nguyễn Văn Sơn", "0912000001"), (5, "H002", "Đỗ Thị Hà", "0912000002"),
        (5, "H003", "Tống Văn Cộng", ""), (6, "6-01", "Lý An", ""),
    ]  # fmt: skip
    assert not found.bad
    assert notes(found) == [
        ("Bìa", 0, "no_header"), ("Tổ 5", 8, "phone"), ("Tổ 5", 10, "total"), ("Tổ 5", 12, "foot"),
        ("Tổ 5", 13, "foot"), ("Tổ 5", 14, "foot"), ("Tổ 5 cũ", 0, "hidden_sheet"),
    ]  # fmt: skip
    assert found.complete


def test_merged_groups_lines_above_households_and_members_are_understood() -> None:
    found = read(rolls.merged_groups())
    assert rows(found) == [
        (5, "5-01", "Sơn", ""), (5, "5-02", "Hà", ""), (6, "6-01", "Lý", ""), (9, "N-1", "Nông Văn Tư", ""),
        (9, "N-2", "Nông Thị Năm", ""), (6, "6-02", "Lê Sáu", ""),
    ]  # fmt: skip
    assert notes(found) == [("Hộ", 4, "member"), ("Hộ", 5, "member")]
    assert found.bad == ()


def test_a_hidden_row_is_told_and_makes_the_table_not_the_whole_of_its_unit() -> None:
    found = read(rolls.hidden_row())
    assert [each[1] for each in rows(found)] == ["5-01", "5-03"]
    assert notes(found) == [("Tổ 5", 3, "hidden_rows")]
    assert not found.complete


def test_the_strict_form_is_read_an_error_is_no_name_and_an_escaped_line_end_is_a_space() -> None:
    found = read(rolls.strict())
    assert rows(found) == [(5, "5-01", "Sơn", ""), (5, "5-03", "Lý Hà", "")]
    assert [(each.code, each.faults[0].what) for each in found.bad] == [("5-02", "no_name")]


def test_an_ods_is_read_and_its_millions_of_empty_rows_cost_nothing() -> None:
    first = ("Tổ 5", False, [["Mã hộ", "Chủ hộ"], ["5-01", "Sơn"]])
    cell = "<table:table-cell><text:p>x</text:p></table:table-cell>"
    twice = f"<table:table-row table:number-rows-repeated='900000'>{cell}</table:table-row>"
    found = read(rolls.ods(first, ("Ẩn", True, [["Mã hộ", "Chủ hộ"], ["9", "B B"]])), "ods")
    assert rows(found) == [(5, "5-01", "Sơn", "")]
    assert notes(found) == [("Ẩn", 0, "hidden_sheet")]
    assert len(read(rolls.ods(first, more=twice), "ods").bad) <= 1000


def test_an_old_xls_is_read_like_a_new_one_and_one_with_a_password_is_refused() -> None:
    five = xls.Table(
        "Tổ 5",
        [["DANH SÁCH HỘ"], ["Mã hộ", "Chủ hộ", "SĐT"], [1, "Nguyễn Văn Sơn", 912000001],
         [2, "Đỗ Thị Hà", "0912.000.002"], [3, "Lý An"], [4, xls.ERROR], ["Tổng cộng:", 4]],
        hidden_rows=[4], forms={0: '"H"000'},
    )  # fmt: skip
    all_groups = xls.Table(
        "Hộ", [["Tổ", "Mã hộ", "Họ tên"], ["Tổ 6", "6-01", "Lý"], [None, "6-02", "Tư"]], merged=[(1, 2, 0, 0)]
    )
    old_one = xls.Table("Cũ", [["Mã hộ", "Chủ hộ"], ["9", "Người Cũ"]], hidden=True)
    found = read(xls.xls(five, all_groups, old_one), "xls")
    assert rows(found) == [
        (5, "H001", "Nguyễn Văn Sơn", "0912000001"), (5, "H002", "Đỗ Thị Hà", "0912000002"), (6, "6-01", "Lý", ""),
        (6, "6-02", "Tư", ""),
    ]  # fmt: skip
    assert notes(found) == [("Tổ 5", 5, "hidden_rows"), ("Tổ 5", 7, "total"), ("Cũ", 0, "hidden_sheet")]
    assert [(each.code, each.faults[0].what) for each in found.bad] == [("H004", "no_name")]
    with pytest.raises(RefusedRollError, match="locked"):
        read(xls.xls(five, locked=True), "xls")


@pytest.mark.deep
@office.needed
def test_what_libreoffice_makes_of_a_workbook_in_other_forms_is_read_the_same(tmp_path: Path) -> None:
    for name, content in (
        ("one", rolls.one_sheet_per_group()),
        ("two", rolls.merged_groups()),
        ("three", rolls.hidden_row()),
    ):
        (tmp_path / f"{name}.xlsx").write_bytes(content)
        first = read(content)
        for ending in ("xls", "ods"):
            office.convert([tmp_path / f"{name}.xlsx"], ending, tmp_path)
            other = read((tmp_path / f"{name}.{ending}").read_bytes(), ending)
            assert (rows(other), notes(other), other.complete) == (rows(first), notes(first), first.complete), ending


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_and_the_encoding_are_those_that_make_a_roll(encoding: str, mark: str) -> None:
    head = ["Tổ", "Mã hộ", "Chủ hộ", "Địa chỉ; nơi ở, ghi chú"]
    lines = [["Danh sách, lập ngày 5;11"], head, ["Tổ 5", "5-1", "Hưởng", "a, b; c"]]
    text = "\r\n".join(mark.join(f'"{each}"' for each in line) for line in lines)
    content = old(text) if encoding == "cp1258" else text.encode(encoding)
    assert rows(read(content, "csv")) == [(5, "5-1", "Hưởng", "")]


HOUSEHOLDS = ["Mã hộ", "Chủ hộ", "Điện thoại"], ["5-01", "Nguyễn Thị Hường", "0912000001"], ["5-02", "Đỗ Văn Quý", ""]
TWO_GROUPS = [
    (5, "5-01", "Nguyễn Thị Hường", "0912000001"), (5, "5-02", "Đỗ Văn Quý", ""), (6, "6-01", "Lý Thị Mỵ", ""),
]  # fmt: skip


@pytest.mark.parametrize("legacy", list(Legacy))
def test_a_workbook_typed_in_an_old_font_is_read_with_the_names_of_its_sheets_and_says_so(legacy: Legacy) -> None:
    def typed(*lines: list[str]) -> list[list[str]]:
        return [[as_typed(each, legacy) for each in line] for line in lines]

    book = rolls.empty()
    rolls.sheet(book, as_typed("Tổ 5", legacy), *typed(["DANH SÁCH HỘ GIA ĐÌNH"], *HOUSEHOLDS))
    rolls.sheet(book, as_typed("Tổ 6", legacy), *typed(["Mã hộ", "Chủ hộ"], ["6-01", "Lý Thị Mỵ"]))
    found = read(rolls.saved(book))
    assert rows(found) == TWO_GROUPS
    assert found.notes == (Note("", 0, "old_font", legacy.value.upper()),)
    assert found.complete


@pytest.mark.parametrize("legacy", list(Legacy))
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_csv_of_an_old_font_is_read_from_its_bytes(legacy: Legacy, mark: str) -> None:
    lines = [
        ["Tổ dân phố", *HOUSEHOLDS[0]],
        *(["Tổ 5", *each] for each in HOUSEHOLDS[1:]),
        ["Tổ 6", "6-01", "Lý Thị Mỵ", ""],
    ]
    text = "\r\n".join(mark.join(as_typed(each, legacy) for each in line) for line in lines)
    found = read(bytes(_byte(each) for each in text), "csv")
    assert rows(found) == TWO_GROUPS
    assert [(each.what, each.about) for each in found.notes] == [("old_font", legacy.value.upper())]
    assert rows(read(text.encode(), "csv")) == TWO_GROUPS  # saved as UTF-8 by a program that knew no font


def _byte(letter: str) -> int:
    """The byte that a program of its time wrote for a letter: cp1252, whose five gaps stand for themselves."""
    return letter.encode("cp1252")[0] if letter not in "\x81\x8d\x8f\x90\x9d" else ord(letter)


def test_a_roll_in_unicode_has_no_note_of_an_old_font() -> None:
    book = rolls.empty()
    rolls.sheet(book, "Tổ 5", *HOUSEHOLDS)
    assert read(rolls.saved(book)).notes == ()


def old(text: str) -> bytes:
    """The text in windows-1258, which has the tones as letters of their own."""
    found = b""
    for each in text:
        try:
            found += each.encode("cp1258")
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", each)
            tone = next(mark for mark in apart if mark in "\u0300\u0301\u0303\u0309\u0323")
            found += unicodedata.normalize("NFC", apart.replace(tone, "")).encode("cp1258") + tone.encode("cp1258")
    return found


def test_the_same_household_on_two_sheets_counts_once_and_another_one_with_its_code_is_an_error() -> None:
    book = rolls.empty()
    rolls.sheet(book, "Tổng hợp", ["Tổ", "Mã hộ", "Chủ hộ"], ["Tổ 5", "5-01", "HOÀ"], ["Tổ 5", "5-02", "Hoa"])
    rolls.sheet(book, "Tổ 5", ["Mã hộ", "Chủ hộ"], ["5-01", "Hòa"], ["5-02", "Hòa"])
    found = read(rolls.saved(book))
    assert [each[1:3] for each in rows(found)] == [("5-01", "HOÀ"), ("5-02", "Hoa")]
    assert notes(found) == [("Tổ 5", 2, "again")]
    assert [(each.sheet, each.row, each.faults[0].what) for each in found.bad] == [("Tổ 5", 3, "twice")]


def test_a_file_with_a_password_and_an_entity_are_refused() -> None:
    with pytest.raises(RefusedRollError, match="broken"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xlsx")
    made = rolls.ods(("Tổ 5", False, [["Mã hộ", "Chủ hộ"], ["1", "A"]]))
    with pytest.raises(RefusedRollError, match="broken"):
        read(made.replace(b"<office:document-content ", b"<!DOCTYPE x [<!ENTITY a 'b'>]>"), "ods")


@pytest.mark.parametrize(
    ("value", "form", "says"),
    [
        (12, '"H"000', "H012"), (12.0, "0000", "0012"), (5001, "00-000", "05-001"), (1234, "#,##0", "1234"),
        (7, "General", "7"), (7.5, "General", "7.5"), (912000001, "0000 000 000", "0912 000 001"),
        (12, '"Hộ số "0', "Hộ số 12"),
        (46000, "dd/mm/yyyy", "09/12/2025"), (3, "0.00", "3"), (123456, "000", "123456"), (5, "@", "5"),
        (8, '0"-A"', "8-A"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_its_cell_shows_it(value: float, form: str, says: str) -> None:
    assert cell_formats.shown(value, form) == says


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", ""), ("0912000001", "0912000001"), ("912000001", "0912000001"), ("912000001.0", "0912000001"),
        ("+84 912 000 001", "0912000001"), ("84912000001", "0912000001"), ("0912.000.001", "0912000001"),
        ("O912 000 OO1", "0912000001"), ("0168 000 0001", "0380000001"), ("01230000001", "0830000001"),
        ("0208 3855 123", "02083855123"), ("0912000001; 0913000002", "0912000001"), ("x / 0913000002", "0913000002"),
        ("không có", None), ("12", None), ("9.12E+08", None),
    ],
)  # fmt: skip
def test_telephones_are_mended_or_left_out(typed: str, says: str | None) -> None:
    assert phone_of(typed) == says


_CODES = st.text("ABĐ0123456789./- ", min_size=1, max_size=8).map(str.strip).filter(lambda each: each[:1].isalnum())
_NAMES = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyộạếịÀĐÝ ", min_size=1, max_size=20)
_PHONES = st.sampled_from(("", "0912000001", "02083855123", "0380000001"))


_ROWS = st.tuples(st.sampled_from(sorted(UNITS, key=lambda each: each.code)), _CODES, _NAMES, _PHONES)


@given(st.lists(_ROWS, min_size=1, max_size=8, unique_by=lambda each: " ".join(each[1].upper().split())))
def test_what_is_exported_and_given_back_is_the_same(written: list[tuple[Place, str, str, str]]) -> None:
    first = [[unit.name, code, name, phone] for unit, code, name, phone in written]
    head = ["Tổ dân phố, xóm", "Mã hộ", "Người đại diện", "Điện thoại"]
    try:
        once = read(sheets.whole([Sheet("Sổ hộ", head, first)], font="Tinos"))
    except RefusedRollError:
        return  # no household at all
    names = {number: place.name for place, number in UNITS.items()}
    again = [[names[each.unit_id], each.code, each.representative, each.phone] for each in once.entries]
    if again:
        back = read(sheets.whole([Sheet("Sổ hộ", head, again)], font="Tinos"))
        assert (back.entries, back.faults, back.notes) == (once.entries, (), ())
