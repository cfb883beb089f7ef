"""A ward's sheet, the portal's catalogue, the portal's printed procedure and a decision's table become records."""

from datetime import date

import pytest

from civics.answers import decisions, details, portal, tables
from civics.answers.records import Record, Span

TODAY = date(2026, 11, 30)
SHEET = (
    "Danh mục của phường\n"
    "ma\tten\tcoQuan\tthoiHan\tphi\tGiấy tờ\tquyetDinh\teffectiveTo\n"
    "1.000001\tCấp giấy A\tUBND phường\t3 ngày làm việc (từ khi đủ giấy)\t8.000 đồng\tTờ khai; Ảnh\t12/QĐ\t31/12/2026\n"
    "x-cho\tThuê chỗ ở chợ\t\t\t0 đồng, theo nghị quyết\t\t\t\n"
    "12\tMã lạ\t\t\t0\t\t\t\n"
    "1.000002\t\t\t\t\t\t\t\n"
)
DETAIL = [
    "CHI TIẾT THỦ TỤC HÀNH CHÍNH",
    "Mã thủ tục: | 2.001263",
    "Số quyết định: 1872/QĐ-BTP",
    "Tên thủ tục:",
    "Đăng ký việc nuôi con nuôi trong nước",
    "Cấp thực hiện: Cấp Xã",
    "Trình tự thực hiện:",
    "Bước 1. Nộp hồ sơ: tại phường",
    "Cách thức thực hiện:",
    "Hình thức nộp | Thời hạn giải quyết | Phí, lệ phí | Mô tả",
    "Trực tiếp | 30 Ngày | Lệ phí: 400.000 Đồng (Miễn: cha dượng, mẹ kế, cô, cậu, dì, chú, bác ruột) | 30 ngày",
    "Trực tuyến | 30 Ngày | Lệ phí: 400.000 Đồng (Miễn: cha dượng, mẹ kế, cô, cậu, dì, chú, bác ruột)",
    "Thành phần hồ sơ:",
    "Tên giấy tờ | Mẫu đơn, tờ khai | Số lượng",
    "- Đơn xin nhận con nuôi | mau1.doc | Bản chính: 1",
    "Phiếu lý lịch tư pháp | Bản chính: 1",
    "Đối tượng thực hiện: Công dân Việt Nam",
    "Cơ quan thực hiện: Ủy ban nhân dân cấp xã",
    "Kết quả thực hiện: Giấy chứng nhận nuôi con nuôi",
    "Căn cứ pháp lý:",
    "Số ký hiệu | Trích yếu | Ngày ban hành",
    "52/2010/QH12 | Luật Nuôi con nuôi | 17-06-2010",
]


def test_a_sheet_of_the_ward_is_read_and_odd_rows_are_set_apart() -> None:
    rows = tables.rows_of(SHEET)
    assert not tables.is_catalogue(rows)
    found = portal.gather(tables.read(rows, today=TODAY), {})
    first, second = found.records
    assert (first.time, first.fee) == (Span(3, "ngày làm việc", "từ khi đủ giấy"), "8.000 đồng")
    assert (first.documents, first.basis, first.expires) == (("Tờ khai", "Ảnh"), "12/QĐ", date(2026, 12, 31))
    assert (second.fee, second.note) == ("", "Lệ phí ghi: 0 đồng, theo nghị quyết")
    assert [(each.place, each.what) for each in found.odd] == [(3, "code"), (4, "unreadable")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_papers_that_stand_below_each_other_in_one_cell_stay_two(sign: str, end: str) -> None:
    text = end.join((sign.join(("Mã số", "Tên", "Giấy tờ")), sign.join(("1.000001", "Cấp", f'"Tờ khai{end}Ảnh"'))))
    (found,) = tables.read(tables.rows_of(text), today=TODAY)
    assert found is not None
    assert found.documents == ("Tờ khai", "Ảnh")


def test_a_catalogue_says_what_is_new_renamed_and_gone() -> None:
    rows = [
        ["CÔNG BỐ CỦA BỘ"],
        ["Mã số", "Tên", "Cơ quan ban hành", "Cơ quan thực hiện", "Lĩnh vực"],
        ["1.000001", "Tên mới", "Bộ Tư pháp", "Ủy ban nhân dân cấp tỉnh\nỦy ban nhân dân cấp xã", "Hộ tịch"],
        ["1.000005", "Việc của phường", "Bộ", "UBND cấp xã", ""],
        ["1.000006", "Việc của tỉnh", "Bộ", "UBND tỉnh", ""],
    ]
    known = {each: Record(each, "Tên cũ") for each in ("1.000001", "1.000009", "x-cho")}
    found = tables.compare(rows, known)
    assert tables.is_catalogue(rows)
    assert found.new == (("1.000005", "Việc của phường"),)
    assert found.renamed == (("1.000001", "Tên cũ", "Tên mới"),)
    assert found.gone == (("1.000009", "Tên cũ"),)


def test_a_printed_procedure_keeps_who_need_not_pay() -> None:
    assert details.is_detail(DETAIL)
    assert not details.is_detail(["Điều 1. Phạm vi", "Mã thủ tục nào cũng được"])
    found = details.read(DETAIL, today=TODAY)
    assert found is not None
    assert (found.key, found.name) == ("2.001263", "Đăng ký việc nuôi con nuôi trong nước")
    assert (found.time, found.where) == (Span(30, "ngày"), ("Nộp tại chỗ", "Cổng Dịch vụ công quốc gia"))
    assert "Miễn: cha dượng, mẹ kế" in found.fee
    assert found.documents == ("Đơn xin nhận con nuôi", "Phiếu lý lịch tư pháp")
    assert (found.basis, found.who) == ("52/2010/QH12 Luật Nuôi con nuôi", "Ủy ban nhân dân cấp xã")
    assert found.note == "Kết quả: Giấy chứng nhận nuôi con nuôi."


@pytest.mark.parametrize(
    ("cell", "fee", "remark"),
    [
        ("Phí: 0 Đồng", "Không thu", ""),
        ("Phí: 0 Đồng (theo HĐND)", "", "Cổng ghi 0 đồng kèm ghi chú: 0 Đồng (theo HĐND)"),
        ("xem mô tả", "", ""),
    ],
)  # fmt: skip
def test_a_printed_fee_of_nothing_beside_a_note_is_not_published(cell: str, fee: str, remark: str) -> None:
    lines = ["Mã thủ tục: 1.000001", "Tên thủ tục: A", "Cách thức thực hiện:", f"Trực tiếp | 3 | {cell}"]
    found = details.read(lines, today=TODAY)
    assert found is not None
    assert (found.fee, found.note, found.time.known) == (fee, remark, False)


def test_a_decision_renames_begins_and_ends_records() -> None:
    known = {
        "1.000001": Record("1.000001", "Tên cũ", basis="Luật A", seen=TODAY),
        "1.000002": Record("1.000002", "Việc bỏ"),
    }
    text = (
        "mã\ttên\thành động\ttừ ngày\tsố QĐ\tngày QĐ\ttrang\n"
        "1.000001\tTên mới\tSửa đổi, bổ sung\t1/1/2027\t99/QĐ-UBND\t2/12/2026\t5\n"
        "1.000002\tViệc bỏ\tBãi bỏ\t1/1/2027\t99/QĐ-UBND\n"
        "1.000003\tViệc mới\tban hành mới\t01/01/2027\t99/QĐ-UBND\n"
        "1.000004\tLạ\tbãi bỏ\t1/1/2027\n1.5\tSai mã\tmới\t1/1/2027\n1.000005\tA\txem sau\t1/1/2027\n"
        "1.000006\tB\tmới\tkhi nào\n1.000001\tLặp\tmới\t1/1/2027\nmột ô\n"
    )
    found = decisions.bring(tables.rows_of(text), known, today=TODAY)
    changed, ended, new = found.records
    assert (changed.name, changed.seen) == ("Tên mới", None)
    assert changed.basis == "Luật A; Quyết định 99/QĐ-UBND ngày 2/12/2026, trang 5"
    assert changed.stale(TODAY)
    assert (ended.silent(date(2026, 12, 31)), ended.silent(date(2027, 1, 1))) == (False, True)
    assert (new.silent(date(2026, 12, 31)), new.silent(date(2027, 1, 1))) == (True, False)
    assert [each.what for each in found.odd] == ["unknown", "code", "action", "day", "double", "unreadable"]


@pytest.mark.parametrize("text", ["31/2/2026", "2026-13-01", "hôm qua", ""])
def test_no_day_is_none(text: str) -> None:
    assert tables.day(text) is None
