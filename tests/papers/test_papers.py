"""Papers are opened again and contain, field by field, the given values."""

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import docx
import pytest
from docx.document import Document
from docx.shared import Mm, Pt
from docx.table import Table
from openpyxl import load_workbook
from PIL import Image

from papers import held, online, summary, table
from papers.followed import Followed
from papers.parts import Say
from papers.values import Figures, Held, Matter, Opinion, Part, Ratio, Spoken, Values
from tests.parts import catalogue

RATIO = Ratio(78, 120, 61, True, "NĐ 61/2023/NĐ-CP Điều 10")
HELD = Held(
    "meeting", "Tổ dân phố 5", "15.3", "2026-11-20", "Nhà văn hóa tổ dân phố 5", "ballots", 120, 86, "Nguyễn Văn An",
    "Trần Thị Bình", ("Lê Văn Cường", "Hoàng Thị Dung", "Phạm Văn Em"), ("Hộ ông Giang", "Hộ bà Hạnh"), 61,
    "NĐ 61/2023/NĐ-CP Điều 10 khoản 1", (Matter("", 78, 5, 86, 85, 83, 2, RATIO),),
)  # fmt: skip
SAID = (Spoken("Thêm thùng rác <b>&"), Spoken("=1+1"), Spoken("", voices=2))
VALUES = Values(
    ward="phường Linh Sơn", made_on="2026-11-24", key="abcd1234", title="Dự thảo quy ước tổ dân phố 5", kind="quy_uoc",
    basis="NĐ 61/2023/NĐ-CP Điều 9", vote=False, opened="08:00 ngày 01/10/2026", closed="21:00 ngày 05/11/2026",
    posted_on="2026-08-25", counted_by="person", secrecy="secret", fingerprint="ab" * 32, ballots=1234, households=None,
    figures=(
        Figures("a1", "Điều 1. Ngõ sạch", "Quét ngõ.", 1000, 200, 30, 4),
        Figures("a2", "Điều 7a. Loa", "", 0, 1234, 0, 0),
    ),
    turnout=(Part("Tổ dân phố 5", 1200, None), Part("", 34, None)),
    opinions=(
        Opinion("a1", "Thêm thùng rác <b>&", 7, "accepted", "Đã thêm khoản 3.", ("rác",), SAID),
        Opinion("a1", "Bỏ quét ngõ", 1, "explain", "Giữ, vì đông người ở nhà.", (), (Spoken("", 0, 1),)),
        Opinion("a2", "Nên là 21 giờ", 2, "", "", (), (Spoken("Nên là 21 giờ"), Spoken("21 giờ thôi"))),
    ),
    held=(HELD,),
)  # fmt: skip


@pytest.fixture(scope="module")
def say() -> Say:
    """Vietnamese words."""
    return partial(catalogue().say, "vi")


def opened(content: bytes) -> Document:
    """The document as Word opens it."""
    return docx.Document(io.BytesIO(content))


def texts(document: Document) -> list[str]:
    """All its paragraphs, those in tables too, in order."""
    return [line for line in _texts(document) if line]


def _texts(document: Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    yield from (each.text for each in cell.paragraphs)
        else:
            yield block.text


def cells(document: Document, first: str) -> list[list[str]]:
    """The rows of the table that has this first cell."""
    return next(
        [[cell.text for cell in row.cells] for row in each.rows]
        for each in document.tables if each.rows[0].cells[0].text == first
    )  # fmt: skip


def test_values_come_back_from_json_as_they_were() -> None:
    assert Values.of_json(VALUES.to_json()) == VALUES


def test_the_layout_is_that_of_an_administrative_paper(say: Say) -> None:
    document = opened(summary.write(VALUES, say, lambda _done, _total: None))
    section = document.sections[0]
    for found, wanted in ((section.page_width, 210), (section.page_height, 297)):
        assert found is not None
        assert abs(found - Mm(wanted)) < Mm(0.1)
    margins = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)
    assert all(each is not None and Mm(19.9) <= each <= Mm(30.1) for each in margins)
    style = document.styles["Normal"]
    assert style.font.name == "Times New Roman"
    assert Pt(13) <= style.font.size <= Pt(14)
    lines = texts(document)
    assert lines[:2] == ["ỦY BAN NHÂN DÂN", "PHƯỜNG LINH SƠN"]
    for each in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Nơi nhận:",
                 "Linh Sơn, ngày 24 tháng 11 năm 2026", "Số: ....../BC-UBND"):  # fmt: skip
        assert each in lines
    assert any(each.startswith("Căn cứ Luật Thực hiện dân chủ ở cơ sở") for each in lines)
    for footer in (section.footer, section.first_page_footer):
        assert "Dự thảo do máy lập" in footer.paragraphs[0].text
        assert "chịu trách nhiệm" in footer.paragraphs[0].text


def test_the_summary_says_each_figure_and_each_answer(say: Say) -> None:
    told: list[tuple[int, int]] = []
    document = opened(summary.write(VALUES, say, lambda done, total: told.append((done, total))))
    assert told == [(1, 2), (2, 2)]
    lines = texts(document)
    assert "Đây là tổng hợp ý kiến, không phải kết quả biểu quyết." in lines
    assert not any("biểu quyết" in each.replace("không phải kết quả biểu quyết", "") for each in lines)
    assert "Số phiếu đã gửi: 1.234" in lines
    assert cells(document, "Tổ dân phố, xóm")[1:] == [["Tổ dân phố 5", "1.200"], ["Không nêu tổ, xóm", "34"]]
    assert cells(document, "Điều")[1:] == [
        ["Điều 1. Ngõ sạch", "1.000", "200", "30", "4"], ["Điều 7a. Loa", "0", "1.234", "0", "0"],
    ]  # fmt: skip
    assert cells(document, "TT")[1:] == [
        ["1", "Thêm thùng rác <b>& [2 ghi âm]\n(7 ý kiến)", "Tiếp thu. Đã thêm khoản 3."],
        ["2", "Bỏ quét ngõ [1 ảnh]", "Giải trình. Giữ, vì đông người ở nhà."],
    ]
    (picture,) = [each for each in document.part.package.iter_parts() if each.partname.endswith(".png")]
    image = Image.open(io.BytesIO(picture.blob))
    assert image.format == "PNG"
    bar = [image.getpixel((x, 30)) for x in range(130, 1680)]
    green = sum(1 for each in bar if each == (0x0A, 0x6A, 0x52))
    # the axis begins at zero: the length is the share, apart from the figures drawn in it
    assert abs(green / len(bar) - 1000 / 1234) < 0.05


def test_the_count_has_each_field_of_the_form(say: Say) -> None:
    lines = texts(opened(held.count(VALUES, say)))
    assert lines[:2] == ["PHƯỜNG LINH SƠN", "TỔ DÂN PHỐ 5"]
    for each in (
        "Theo Mẫu số 02, Nghị định số 59/2023/NĐ-CP (chưa đối chiếu mẫu)",
        "Thời gian kiểm phiếu: ngày 20 tháng 11 năm 2026",
        "Địa điểm: Nhà văn hóa tổ dân phố 5", "1. Lê Văn Cường", "3. Phạm Văn Em", "2. Hộ bà Hạnh",
        "Tổng số hộ gia đình trong danh sách: 120", "Số đại diện hộ gia đình dự họp: 86", "Số phiếu phát ra: 86",
        "Số phiếu thu về: 85", "Số phiếu hợp lệ: 83", "Số phiếu không hợp lệ: 2", "Số phiếu đồng ý: 78",
        "Số phiếu không đồng ý: 5", "Số phiếu có ý kiến khác, để trống: 0",
        "Linh Sơn, ngày 20 tháng 11 năm 2026",  # the day of the meeting, not of the paper
    ):  # fmt: skip
        assert each in lines, each
    assert lines.count("HỘ GIA ĐÌNH CHỨNG KIẾN") == 2
    paper = texts(opened(held.count(replace(VALUES, held=(replace(HELD, source="paper", quorum_least=None),)), say)))
    assert "Theo Mẫu số 04, Nghị định số 59/2023/NĐ-CP (chưa đối chiếu mẫu)" in paper
    assert "Tổ phát phiếu lấy ý kiến:" in paper  # no Ban kiểm phiếu (NĐ 59 Điều 4.3, 4.6)
    assert "TỔ TRƯỞNG TỔ PHÁT PHIẾU" in paper
    assert not any("dự họp" in each for each in paper)


def test_the_resolution_and_the_request_of_a_quy_uoc_say_what_was_decided(say: Say) -> None:
    resolution = texts(opened(held.minutes(VALUES, say)))
    for each in ("NGHỊ QUYẾT", "Theo Mẫu số 02, Nghị định số 61/2023/NĐ-CP (chưa đối chiếu mẫu)",
                 "Chủ trì: Nguyễn Văn An",
                 "Thư ký: Trần Thị Bình", "Số hộ có đại diện dự họp: 86", "Số hộ không có đại diện dự họp: 34",
                 "Linh Sơn, ngày 20 tháng 11 năm 2026",
                 "Nội dung trên được cộng đồng dân cư thông qua."):  # fmt: skip
        assert each in resolution, each
    assert resolution.count("ĐẠI DIỆN HỘ GIA ĐÌNH") == 2  # NĐ 61/2023 Điều 6
    assert any("78/120 hộ tán thành, cần ít nhất 61 hộ" in each for each in resolution)
    request = texts(opened(held.request(VALUES, say)))
    assert "Kính gửi: Ủy ban nhân dân phường Linh Sơn" in request
    assert "Linh Sơn, ngày 24 tháng 11 năm 2026" in request, "a request bears the day on which it is made"
    assert any("niêm yết ngày 25 tháng 8 năm 2026" in each for each in request)
    assert any("ab" * 32 in each for each in request)


def test_nothing_is_adopted_without_a_quorum_and_no_paper_asks_for_a_ratio(say: Say) -> None:
    short = replace(HELD, present=60, matters=(replace(HELD.matters[0], ratio=None),))
    lines = texts(opened(held.minutes(replace(VALUES, held=(short,)), say)))
    assert "BIÊN BẢN CUỘC HỌP" in lines
    assert "Nội dung trên chưa được cộng đồng dân cư thông qua." in lines
    assert any("chuyển sang phát phiếu tới các hộ" in each for each in lines)
    other = Matter("Điều 1. Mức đóng góp", 81, 2, 0, 0, 0, 0, Ratio(81, 120, 80, True, "Luật 10/2022/QH15 Điều 21"))
    lost = replace(other, title="Điều 2. Công trình", yes=79, ratio=replace(RATIO, yes=79, reached=False))
    several = replace(HELD, clause="15.1", method="hands", matters=(other, lost))
    lines = texts(opened(held.minutes(replace(VALUES, kind="informal", held=(several,)), say)))
    assert any("Điều 1. Mức đóng góp: 81/120" in each for each in lines)
    assert not any("cần phường xác nhận" in each for each in lines)  # every ratio of Điều 21 was read
    assert any(each.startswith("Các nội dung ghi") for each in lines)


def test_the_workbook_has_every_row_and_no_formula(say: Say) -> None:
    book = load_workbook(io.BytesIO(table.write(VALUES, say)))
    rows = {each.title: [list(row) for row in each.iter_rows(values_only=True)] for each in book.worksheets}
    assert rows["Kết quả"][1][:5] == ["Điều 1. Ngõ sạch", 1000, 200, 30, 4]
    assert rows["Kết quả"][3][:2] == ["Số phiếu", 1234]
    assert rows["Nhóm ý kiến"][1] == [
        "Điều 1. Ngõ sạch",
        1,
        "Thêm thùng rác <b>&",
        7,
        "Tiếp thu",
        "Đã thêm khoản 3.",
        "rác",
    ]
    assert [row[2] for row in rows["Từng ý kiến"][1:]] == [
        "Thêm thùng rác <b>&", "=1+1", "[2 ghi âm]", "[1 ảnh]", "Nên là 21 giờ", "21 giờ thôi",
    ]  # fmt: skip
    assert rows["Họp, phát phiếu"][1][5:15] == [
        120,
        86,
        'Toàn bộ văn bản "Dự thảo quy ước tổ dân phố 5"',
        86,
        85,
        83,
        2,
        78,
        5,
        61,
    ]
    assert all(cell.data_type != "f" for each in book.worksheets for row in each.iter_rows() for cell in row)


APART = replace(
    VALUES, apart=13, figures_apart=(Figures("a1", "Điều 1. Ngõ sạch", "", 13, 0, 0, 0),),
    turnout=(Part("Tổ dân phố 5", 1200, None, 11), Part("", 34, None, 2)),
    opinions=(replace(VALUES.opinions[0], apart=6), replace(VALUES.opinions[2], apart=1)),
)  # fmt: skip


def test_ballots_that_nobody_has_shown_to_be_theirs_stand_apart_in_every_paper(say: Say) -> None:
    lines = texts(opened(summary.write(APART, say, lambda _done, _of: None)))
    whole = "\n".join(lines)
    assert "Số phiếu đã xác nhận người gửi" in whole
    assert "Số phiếu chưa xác nhận, liệt kê riêng" in whole
    assert "không cộng vào số liệu trên" in whole
    assert "trong đó 6 chưa xác nhận người gửi" in whole
    assert "trong đó có ý chưa xác nhận" in whole  # one of two, so the figure is hidden
    assert "mỗi người một phiếu" not in whole
    assert "chưa đến 5" in whole  # people without a known group
    book = load_workbook(io.BytesIO(table.write(APART, say)))
    assert [cell.value for cell in book["Chưa xác nhận"][2]][:3] == ["Điều 1. Ngõ sạch", 13, 0]
    assert [cell.value for cell in book["Tham gia"][3]][1:] == [34, None, "chưa đến 5"]
    assert "13 phiếu góp ý chưa xác nhận người gửi" in "\n".join(texts(opened(held.minutes(APART, say))))
    assert "13 phiếu góp ý chưa xác nhận người gửi" in "\n".join(texts(opened(held.request(APART, say))))
    assert Values.of_json(APART.to_json()) == APART


def test_of_a_few_unchecked_ballots_no_paper_says_how_many_or_what(say: Say) -> None:
    few = replace(APART, apart=3, figures_apart=())
    whole = "\n".join(texts(opened(summary.write(few, say, lambda _done, _of: None))))
    assert "Có chưa đến 5 phiếu chưa xác nhận" in whole
    assert "chưa đến 5 phiếu góp ý chưa xác nhận" in "\n".join(texts(opened(held.minutes(few, say))))
    assert "Chưa xác nhận" not in load_workbook(io.BytesIO(table.write(few, say))).sheetnames


def test_a_paper_of_an_earlier_close_claims_nothing_of_persons(say: Say) -> None:
    whole = "\n".join(texts(opened(summary.write(VALUES, say, lambda _done, _of: None))))
    assert "không phân biệt phiếu đã xác nhận và chưa xác nhận" in whole
    assert "mỗi người một phiếu" not in whole


def test_dieu_28_the_summary_says_majority_decision_reason_and_report(say: Say) -> None:
    followed = Followed(
        "2026-09-20", "2026-09-21", "2026-11-10", "15/QĐ-UBND", "other", "Trái quy hoạch tỉnh.", "2026-12-08",
        "Kỳ họp thứ 5", "2026-12-09",
    )  # fmt: skip
    values = replace(VALUES, kind="article_25", followed=followed)
    assert Values.of_json(values.to_json()) == values
    lines = texts(opened(summary.write(values, say, lambda _done, _of: None)))
    for wanted in (
        "Điều 1. Ngõ sạch: ý kiến đa số đồng ý (1.000), thiểu số không đồng ý (200).",
        "Điều 7a. Loa: ý kiến đa số không đồng ý (1.234), thiểu số đồng ý (0).",
        "Quyết định có nội dung khác với ý kiến đa số.", "Lý do không tiếp thu: Trái quy hoạch tỉnh.",
    ):  # fmt: skip
        assert wanted in lines
    assert any(each.startswith("Báo cáo Hội đồng nhân dân tại: Kỳ họp thứ 5, ngày 08 tháng 12") for each in lines)
    assert any(each.startswith("Ngày công khai nội dung lấy ý kiến: 25/08/2026") for each in lines)


def test_nd_59_dieu_5_khoan_4_the_minutes_of_an_online_vote_have_totals_and_who_took_part_but_never_how(
    say: Say,
) -> None:
    ratio = Ratio(21, 40, 21, True, "Luật 10/2022/QH15 Điều 21 khoản 1")
    values = replace(
        VALUES, kind="vote_15_6", vote=True, households=40, ballots=30, held=(), team=("An", "Bình", "Chi"),
        figures=(Figures("a1", "Điều 1. Ngõ sạch", "", 21, 7, 2, 0, ratio),), unit="Xóm Ao Lang", unit_kind="xom",
        voters=("Nguyễn Văn Sáu (01-001)", "Trần Thị Bảy (01-002)"), opinions=VALUES.opinions[:1],
        closed_on="2026-11-05",
    )  # fmt: skip
    assert Values.of_json(values.to_json()) == values
    document = opened(online.write(values, say))
    lines = texts(document)
    for wanted in (
        "Thời gian bắt đầu: 08:00 ngày 01/10/2026", "Thời gian kết thúc: 21:00 ngày 05/11/2026",
        "Tổng số đại diện hộ gia đình tham gia biểu quyết: 30", "Số hộ gia đình không tham gia: 10",
        "Tổng số đại diện hộ gia đình đồng ý: 21", "Tổng số đại diện hộ gia đình không đồng ý: 7",
        "Số ý kiến khác: 2", "TỔ TRƯỞNG TỔ LẤY Ý KIẾN", "TRƯỞNG XÓM", "Nguyễn Văn Sáu (01-001)",
        "1. Thêm thùng rác <b>&", "Linh Sơn, ngày 05 tháng 11 năm 2026",
    ):  # fmt: skip
        assert wanted in lines, wanted
    assert len(document.inline_shapes) == 1  # the picture of the result
    assert not any("Số:" in each for each in lines)
