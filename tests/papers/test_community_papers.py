"""The papers around a decision of the community, read back line by line."""

import io
import re
from dataclasses import replace
from datetime import date
from functools import partial

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from papers import community
from papers.layout_cells import length
from papers.parts import Say, day, day_and_month
from tests.papers.every_paper import FACTS, TITLE, every
from tests.papers.test_papers import opened, texts
from tests.parts import catalogue

UBND = ["ỦY BAN NHÂN DÂN", "PHƯỜNG LINH SƠN"]
UNIT = ["PHƯỜNG LINH SƠN", "TỔ DÂN PHỐ 5"]
LAW = "Căn cứ Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15;"
ND59 = "Căn cứ Nghị định số 59/2023/NĐ-CP ngày 14 tháng 8 năm 2023 của Chính phủ."
ND61 = "Căn cứ Nghị định số 61/2023/NĐ-CP ngày 16 tháng 8 năm 2023 của Chính phủ."
TEAM = ["1. Lê Văn Cường", "2. Hoàng Thị Dung", "3. Phạm Văn Em"]
CLOSE = ["Điều 3. Tổ trưởng tổ dân phố và cộng đồng dân cư Tổ dân phố 5 chịu trách nhiệm thi hành Quyết định này."]
FRONT_HEAD = "ỦY BAN MẶT TRẬN\nTỔ QUỐC VIỆT NAM\nPHƯỜNG LINH SƠN"
SIGNED = {"ubnd": "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", "front": "TM. BAN THƯỜNG TRỰC\nCHỦ TỊCH"}
RECOGNISED = (
    f"Điều 1. Công nhận kết quả: {TITLE}, của cộng đồng dân cư Tổ dân phố 5 "
    "(Nghị định số 59/2023/NĐ-CP, Điều 8, Điều 9)."
)
REPORT = (
    "Xét phản ánh bằng văn bản, hoặc kết quả rà soát, kiểm tra, giám sát, về quy ước của cộng đồng dân cư Tổ dân phố 5."
)
REDO = (
    "Thời hạn hoàn tất việc soạn thảo, lấy ý kiến, thông qua lại, hoặc sửa đổi, bổ sung, thay thế để được công "
    "nhận (Nghị định số 61/2023/NĐ-CP, Điều 12 khoản 3): ngày 31 tháng 12 năm 2026"
)
EXPECTED = {
    "plan_ballots": [
        *UNIT, "KẾ HOẠCH", f"Phát phiếu lấy ý kiến của hộ gia đình về: {TITLE}", LAW, ND59,
        f"Nội dung: {TITLE}.", "Thành phần lấy ý kiến: 120 hộ gia đình trong danh sách",
        "Ngày phát phiếu: ngày 01 tháng 12 năm 2026", "Hạn thu phiếu: ngày 15 tháng 12 năm 2026",
        "Công khai thông tin: ngày 25 tháng 11 năm 2026", "Thành viên Tổ phát phiếu lấy ý kiến:", *TEAM,
        "Nơi nhận:", "- Chủ tịch UBND phường Linh Sơn;", "- Chủ tịch UBMTTQ Việt Nam phường Linh Sơn;",
        "TỔ TRƯỞNG TỔ DÂN PHỐ",
    ],
    "team": [
        *UNIT, "QUYẾT ĐỊNH", "Thành lập Tổ phát phiếu lấy ý kiến Tổ dân phố 5", "TỔ TRƯỞNG TỔ DÂN PHỐ", LAW, ND59,
        "QUYẾT ĐỊNH:", f"Điều 1. Thành lập Tổ phát phiếu lấy ý kiến Tổ dân phố 5 về: {TITLE}.",
        "Thành viên Tổ phát phiếu lấy ý kiến:", *TEAM,
        "Tổ tự giải thể sau khi nộp biên bản kiểm phiếu; hạn thu phiếu: ngày 15 tháng 12 năm 2026",
        "Điều 3. Quyết định này có hiệu lực kể từ ngày ký.", "- Thành viên Tổ;",
    ],
    "team_online": [
        *UNIT, "QUYẾT ĐỊNH", LAW, ND59, "QUYẾT ĐỊNH:",
        f"Điều 1. Thành lập Tổ lấy ý kiến biểu quyết trực tuyến Tổ dân phố 5 về: {TITLE}.",
        "Thành viên Tổ lấy ý kiến biểu quyết trực tuyến:", *TEAM, "Điều 3. Quyết định này có hiệu lực kể từ ngày ký.",
    ],
    "recognise": [
        *UBND, "Số: ....../QĐ-UBND", "Theo Mẫu số 03, Nghị định số 61/2023/NĐ-CP (chưa đối chiếu mẫu)", "QUYẾT ĐỊNH",
        "ỦY BAN NHÂN DÂN PHƯỜNG LINH SƠN", LAW, f"{ND61[:-1]};",
        "Xét quyết định của cộng đồng dân cư Tổ dân phố 5 và hồ sơ kèm theo.", "QUYẾT ĐỊNH:",
        f"Điều 1. Công nhận: {TITLE}, của cộng đồng dân cư Tổ dân phố 5.",
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.", *CLOSE, SIGNED["ubnd"],
    ],
    "recognise_head": [  # NĐ 59 Điều 8; no form of NĐ 61 is about an election
        *UBND, "Số: ....../QĐ-UBND", "QUYẾT ĐỊNH", "ỦY BAN NHÂN DÂN PHƯỜNG LINH SƠN", LAW, f"{ND59[:-1]};",
        "Xét quyết định của cộng đồng dân cư Tổ dân phố 5 và hồ sơ kèm theo.", "QUYẾT ĐỊNH:",
        RECOGNISED,
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.", *CLOSE, SIGNED["ubnd"],
    ],
    "recognise_front": [
        FRONT_HEAD, "Số: ....../QĐ-MTTQ-BTT", "QUYẾT ĐỊNH",
        f"Công nhận kết quả bầu của cộng đồng dân cư Tổ dân phố 5: {TITLE}",
        "BAN THƯỜNG TRỰC ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM PHƯỜNG LINH SƠN", LAW, f"{ND59[:-1]};",
        "Xét quyết định của cộng đồng dân cư Tổ dân phố 5 và hồ sơ kèm theo.", "QUYẾT ĐỊNH:",
        f"Điều 1. Công nhận kết quả: {TITLE}, của cộng đồng dân cư Tổ dân phố 5.",
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.", *CLOSE, "- UBND phường Linh Sơn;", SIGNED["front"],
    ],
    "suspend": [
        *UBND, "Số: ....../QĐ-UBND", "Theo Mẫu số 04, Nghị định số 61/2023/NĐ-CP (chưa đối chiếu mẫu)", "QUYẾT ĐỊNH",
        f"Tạm ngừng thực hiện hương ước, quy ước: {TITLE}", LAW, f"{ND61[:-1]};", REPORT, "QUYẾT ĐỊNH:",
        "Lý do: Khoản 3 Điều 7 trái với Luật Xử lý vi phạm hành chính.",
        REDO, *CLOSE, SIGNED["ubnd"],
    ],
    "annul": [
        *UBND, "Số: ....../QĐ-UBND", "Theo Mẫu số 05, Nghị định số 61/2023/NĐ-CP (chưa đối chiếu mẫu)", "QUYẾT ĐỊNH",
        f"Bãi bỏ hương ước, quy ước: {TITLE}", LAW, f"{ND61[:-1]};", REPORT, "QUYẾT ĐỊNH:",
        "Lý do: Khoản 3 Điều 7 trái với Luật Xử lý vi phạm hành chính.",
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.", *CLOSE, SIGNED["ubnd"],
    ],
    "invitation": [
        *UNIT, "Theo Mẫu số 01, Nghị định số 59/2023/NĐ-CP (chưa đối chiếu mẫu)", "GIẤY MỜI",
        "Họp cộng đồng dân cư Tổ dân phố 5",
        "Kính mời đại diện các hộ gia đình Tổ dân phố 5 dự họp cộng đồng dân cư.",
        "Thời gian: 19 giờ 30 ngày 20 tháng 11 năm 2026", "Địa điểm: Nhà văn hóa tổ dân phố 5",
        f"Nội dung: {TITLE}.", "1. Tuyên bố lý do", "4. Biểu quyết", "- Các hộ gia đình Tổ dân phố 5;",
    ],
    "candidates": [
        FRONT_HEAD, "BAN CÔNG TÁC MẶT TRẬN\nTỔ DÂN PHỐ 5",
        "Theo Mẫu số 05, Nghị định số 59/2023/NĐ-CP (chưa đối chiếu mẫu)", "BIÊN BẢN",
        "Danh sách người ứng cử, Tổ dân phố 5", "Chủ trì: Nguyễn Văn An", "Số người dự họp: 12",
        "1. Nguyễn Văn Sáu", "2. Trần Thị Bảy",
        "Kế hoạch bầu, chậm nhất (20 ngày trước cuộc họp): ngày 31 tháng 10 năm 2026",
        "Biên bản này gửi Ủy ban nhân dân, chậm nhất (15 ngày trước): ngày 05 tháng 11 năm 2026",
        "Quyết định thành lập Tổ bầu cử, chậm nhất (10 ngày trước): ngày 10 tháng 11 năm 2026",
        "Thông báo, niêm yết, chậm nhất (07 ngày trước): ngày 13 tháng 11 năm 2026",
        "TRƯỞNG BAN\nCÔNG TÁC MẶT TRẬN",
    ],
    "plan_25": [
        *UBND, "Số: ....../KH-UBND", "KẾ HOẠCH", f"Lấy ý kiến Nhân dân về: {TITLE}", f"{LAW[:-1]}.",
        "Khoản của Điều 25: khoản 3", "Hình thức lấy ý kiến: qua Zalo", "Thời hạn: đến ngày 31 tháng 12 năm 2026",
        "Ngày công khai nội dung: ngày 25 tháng 11 năm 2026", "Nơi được lấy ý kiến: Tổ dân phố 5, Xóm Ao Lang",
        "- Hội đồng nhân dân phường Linh Sơn;", SIGNED["ubnd"],
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def say() -> Say:
    """Vietnamese words."""
    return partial(catalogue().say, "vi")


@pytest.mark.parametrize("what", community.LAYOUTS)
def test_a_paper_of_the_community_says_each_field(what: str, say: Say) -> None:
    lines = texts(opened(community.write(what, FACTS, say)))
    for each in EXPECTED[what]:
        assert each in lines, each
    articles = [each.partition(".")[0] for each in lines if re.match(r"Điều \d", each)]
    assert articles == [f"Điều {at}" for at in range(1, len(articles) + 1)]
    assert (len(articles) == 3) == ("QUYẾT ĐỊNH:" in lines)


def test_a_hamlet_has_a_truong_xom_in_every_paper_that_names_the_head(say: Say) -> None:
    hamlet = replace(FACTS, unit="Xóm Ao Lang", unit_kind="xom")
    for what in community.LAYOUTS:
        said = "\n".join(texts(opened(community.write(what, hamlet, say)))).casefold()
        assert "tổ trưởng tổ dân phố" not in said, what
    assert "Điều 3. Trưởng xóm và cộng đồng dân cư Xóm Ao Lang" in " ".join(
        texts(opened(community.write("recognise", hamlet, say)))
    )


def test_months_have_a_zero_only_in_january_and_february(say: Say) -> None:
    assert day_and_month(date(2026, 2, 5)) == {"day": "05", "month": "02", "year": 2026}
    assert day("2026-08-25", say) == "ngày 25 tháng 8 năm 2026"
    assert day("2026-12-08", say) == "ngày 08 tháng 12 năm 2026"


def drawn(line: Paragraph) -> bool:
    """Whether a paragraph is a drawn line."""
    return line._p.find(f".//{qn('w:pBdr')}") is not None  # python-docx has no borders


def test_each_paper_has_its_lines_and_sizes_and_keeps_its_signatures_with_its_text(say: Say) -> None:
    for name, content in every(say).items():
        document = docx.Document(io.BytesIO(content))
        left, right = document.tables[0].rows[0].cells
        office, motto = left.paragraphs[-1], right.paragraphs[-1]
        assert all(drawn(each) for each in (office, motto)), name
        state, words = (each.runs[0].font.size for each in right.paragraphs[:2])
        assert (state, words) == (Pt(12), Pt(13)), name
        side = motto.paragraph_format.left_indent
        assert side is not None
        long = Mm(98 - 2 * 1.9) - 2 * side
        assert abs(long - Mm(length(right.paragraphs[1].text, 13))) < Mm(1), name
        assert sum(drawn(each) for each in document.paragraphs) == 1, name  # below the subject
        assert not any("___" in each for each in texts(document)), name
        assert document.paragraphs[-1].paragraph_format.keep_with_next, name
        *_rest, before, after = document.iter_inner_content()
        assert isinstance(before, Paragraph), name  # Word joins two tables that touch
        assert not isinstance(after, Paragraph), name


def test_the_motto_is_as_long_as_times_new_roman_makes_it() -> None:
    assert abs(length("Độc lập - Tự do - Hạnh phúc", 13) - 56) < 1.5
