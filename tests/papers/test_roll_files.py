"""A roll is read from real-life tables: spreadsheets with titles above, numbers as codes, .csv with any separator."""

import io
from collections.abc import Sequence

import openpyxl
import pytest

from civics.ward.roll import MOST_ROWS, Entry, RefusedRollError
from civics.ward.units import Place
from papers.roll_files import read_apart, read_roll_file

UNITS = {
    Place("TDP-5", "to_dan_pho", "Tổ dân phố số 5", ("tổ 5",)): 5,
    Place("TDP-6", "to_dan_pho", "Tổ dân phố số 6"): 6,
}
HEAD = ["STT", "Tổ dân phố", "Mã hộ", "Chủ hộ", "SĐT"]


def workbook(*rows: Sequence[object], zeros: str = "") -> bytes:
    """An .xlsx whose first sheet is a cover. `zeros` is the number format of the codes."""
    book = openpyxl.Workbook()
    book.create_sheet("Bìa", 0).append(["Phường Linh Sơn"])
    sheet = book.create_sheet("Hộ")
    for row in rows:
        sheet.append(row)
    if zeros:
        for cell in sheet["C"]:
            cell.number_format = zeros
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.usefixtures("real_processes")
def test_a_workbook_is_read_in_a_process_of_its_own_with_the_zeros_that_its_cells_show() -> None:
    content = workbook(
        ["DANH SÁCH HỘ"], HEAD, [1, "tổ 5", 12, "Nguyễn Văn Sơn", 912000001], [], [2, "TDP-6", 13.0, "Lý Thị Hà", None],
        zeros="0000",
    )  # fmt: skip
    found = read_apart("sổ hộ.XLSX", content, UNITS)
    assert found.faults == ()
    assert found.entries == (
        Entry(5, "0012", "Nguyễn Văn Sơn", "0912000001"), Entry(6, "0013", "Lý Thị Hà", ""),
    )  # fmt: skip


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_csv_is_read_and_its_faults_are_told_by_row(mark: str) -> None:
    lines = [HEAD[1:], ["Tổ 5", "5-01", "Sơn", ""], ["Tổ 9", "5-01", "", "12"]]
    content = "\r\n".join(mark.join(line) for line in lines).encode("utf-8-sig")
    found = read_roll_file("csv", content, UNITS)
    assert [each.code for each in found.entries] == ["5-01"]
    assert [(each.row, each.what) for each in found.faults] == [
        (3, "no_name"), (3, "unit"), (3, "twice"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("sổ.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "broken"),
        ("sổ.xls", b"<html><table>", "broken"),
        ("sổ", b"", "bad_type"),
        ("sổ.xlsx", b"PK\x03\x04 no", "broken"),
        ("sổ.xlsx", workbook(["Tên", "Tuổi"]), "no_columns"),
        ("sổ.csv", "Tổ;Mã;Tên".encode(), "empty"),
        ("sổ.csv", "Tổ dân phố".encode("cp1258", "replace") + b"\xe3\x28", "not_utf8"),
        ("sổ.csv", ("Tổ,Mã,Tên\n" + "5,a,b\n" * (MOST_ROWS + 1)).encode(), "too_many"),
    ],
)
def test_what_cannot_be_a_roll_is_refused_with_a_reason(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(RefusedRollError) as refused:
        read_roll_file(name.rpartition(".")[2] if "." in name else "", content, UNITS)
    assert refused.value.reason == reason


def test_a_group_s_own_list_needs_no_column_of_units_and_may_name_no_other() -> None:
    lines = "Danh sách tổ 5\nMã số hộ;Họ và tên chủ hộ (viết hoa);SĐT liên hệ\n5-01;SƠN;\n5-02;HÀ;\n"
    found = read_apart("tổ 5.csv", lines.encode(), UNITS, only=5)
    assert [(each.unit_id, each.code) for each in found.entries] == [(5, "5-01"), (5, "5-02")]
    other = read_roll_file("csv", "Tổ;Mã hộ;Chủ hộ\nTổ 5;1;=A\nTDP-6;2;B\n".encode(), UNITS, only=5)
    assert [(each.row, each.what, each.about) for each in other.faults] == [(3, "other_unit", "TDP-6")]
    assert other.entries[0].representative == "A"  # a formula is not a name
    with pytest.raises(RefusedRollError, match="no_columns"):
        read_roll_file("csv", lines.encode(), UNITS)
