"""Makes rolls of households as wards really keep them: one sheet per group, merged heads, totals, signatures."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from civics.ward.units import Place

UNITS: Mapping[Place, int] = {
    Place("TDP-5", "to_dan_pho", "Tổ dân phố số 5", ("tổ 5",)): 5,
    Place("TDP-6", "to_dan_pho", "Tổ dân phố số 6", ("tổ 6",)): 6,
    Place("XN", "xom", "Xóm Núi"): 9,
}
HEAD = ("STT", "Tổ dân phố", "Mã hộ", "Chủ hộ", "SĐT")


def saved(book: openpyxl.Workbook) -> bytes:
    """The workbook's bytes."""
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def sheet(book: openpyxl.Workbook, name: str, *rows: Sequence[object]) -> Worksheet:
    """A sheet more."""
    made: Worksheet = book.create_sheet(name)
    for row in rows:
        made.append(list(row))
    return made


def empty() -> openpyxl.Workbook:
    """A workbook without sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    return book


def one_sheet_per_group() -> bytes:
    """Two sheets named after their groups, a cover, a hidden copy, a title, two rows of heads, totals, signatures."""
    book = empty()
    sheet(book, "Bìa", ["PHƯỜNG LINH SƠN"])
    five = sheet(
        book, "Tổ 5", ["DANH SÁCH HỘ"], [], ["STT", "Mã hộ", "Chủ hộ", "Liên hệ", None],
        [None, None, None, "SĐT", "Nơi ở"], [1, 2, 3, 4, 5], [1, 1, "Nguyễn Văn Sơn", 912000001, "ngõ 1"],
        [2, 2, "Đỗ Thị Hà", "0912.000.002 / 0913 000 003"],
        [3, 3, "Tống Văn Cộng", "không nhớ"], [4], ["Tổng cộng:", None, "3 hộ"], [],
        [None, None, None, "Linh Sơn, ngày 5 tháng 11 năm 2026"], [None, "Người lập", None, "Tổ trưởng"],
        [None, None, "Trần Thị Lan"],
    )  # fmt: skip
    for merged in ("A3:A4", "B3:B4", "C3:C4", "D3:E3"):
        five.merge_cells(merged)
    for row in (6, 7, 8):
        five.cell(row, 2).number_format = '"H"000'
    sheet(book, "TDP 06", ["Mã hộ", "Họ và tên chủ hộ"], ["6-01", "Lý An"])
    hidden = sheet(book, "Tổ 5 cũ", ["Mã hộ", "Chủ hộ"], ["H009", "Người Cũ"])
    hidden.sheet_state = "hidden"
    return saved(book)


def merged_groups() -> bytes:
    """The group is one merged cell beside its households, or a line above them; a household has three merged rows."""
    book = empty()
    made = sheet(
        book, "Hộ", ["Tổ", "Mã hộ", "Họ tên", "Quan hệ"], ["Tổ 5", "5-01", "Sơn", "chủ hộ"],
        [None, "5-02", "Hà", "chủ hộ"],
        [None, None, "Bé An", "con"], [None, None, "Bé Ba", "con"], ["TDP 6", "6-01", "Lý", "chủ hộ"],
    )  # fmt: skip
    made.merge_cells("A2:A5")
    made.merge_cells("B3:B5")
    lined = sheet(
        book, "Theo xóm", ["Mã hộ", "Họ đệm", "Tên"], ["I. Xóm Núi (2 hộ)"], ["N-1", "Nông Văn", "Tư"],
        ["N-2", "Nông Thị", "Năm"], ["II", "Tổ dân phố số 6"], ["6-02", "Lê", "Sáu"],
    )  # fmt: skip
    lined.merge_cells("A2:C2")
    return saved(book)


def hidden_row() -> bytes:
    """A filter hides one household."""
    book = empty()
    made = sheet(book, "Tổ 5", ["Mã hộ", "Chủ hộ"], ["5-01", "Sơn"], ["5-02", "Hà"], ["5-03", "Lý"])
    made.row_dimensions[3].hidden = True
    return saved(book)


def strict() -> bytes:
    """A workbook in the strict form of ISO/IEC 29500, with an error as a name, a line end, and a date."""
    book = empty()
    sheet(book, "Tổ 5", ["Mã hộ", "Chủ hộ"], ["5-01", "Sơn"], ["5-02", "=NA()"], ["5-03", "X_x000D_Y"])
    packed = zipfile.ZipFile(io.BytesIO(saved(book)))
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        for name in packed.namelist():
            said = packed.read(name).decode()
            said = said.replace(
                "http://schemas.openxmlformats.org/spreadsheetml/2006/", "http://purl.oclc.org/ooxml/spreadsheetml/"
            )
            said = said.replace(
                "http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/"
            )
            said = said.replace("<f>NA()</f><v></v>", "<v>#N/A</v>").replace("<f>NA()</f><v/>", "<v>#N/A</v>")
            said = said.replace("_x005F_x000D_", "_x000D_").replace("X_x000D_Y", "Lý_x000D_Hà")
            made.writestr(name, said)
    return kept.getvalue()


def ods(*tables: tuple[str, bool, Sequence[Sequence[str]]], more: str = "") -> bytes:
    """An .ods: name, whether it is hidden, rows. `more`: rows as XML at the end of the first table."""
    names = {
        each: f"xmlns:{each}='urn:oasis:names:tc:opendocument:xmlns:{each}:1.0'"
        for each in ("office", "table", "text", "style")
    }
    bodies = []
    for at, (name, hidden, rows) in enumerate(tables):
        cells = "".join(
            "<table:table-row>"
            + "".join(f"<table:table-cell><text:p>{escape(each)}</text:p></table:table-cell>" for each in row)
            + "<table:table-cell table:number-columns-repeated='16000'/></table:table-row>" for row in rows
        )  # fmt: skip
        cells += more if at == 0 else ""
        cells += "<table:table-row table:number-rows-repeated='1048000'><table:table-cell/></table:table-row>"
        style = "hid" if hidden else "shown"
        bodies.append(f"<table:table table:name='{escape(name)}' table:style-name='{style}'>{cells}</table:table>")
    content = (
        f"<office:document-content {' '.join(names.values())}><office:automatic-styles><style:style style:name='hid'>"
        "<style:table-properties table:display='false'/></style:style></office:automatic-styles><office:body>"
        f"<office:spreadsheet>{''.join(bodies)}</office:spreadsheet></office:body></office:document-content>"
    )
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", content)
    return kept.getvalue()
