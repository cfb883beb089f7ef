"""Real .doc files, read by the programs that a machine may have. Skipped where it has none."""

import shutil
from pathlib import Path

import pytest

from civics.polls.draft import Paragraph, Part
from civics.polls.draft_reading import parse
from papers import antiword_tables
from papers.draft_files import read_apart
from tests.papers import office
from tests.real_files.word import docx, para, table

ANTIWORD = shutil.which("antiword")
LONG = (
    "Quét ngõ mỗi sáng thứ Bảy, mỗi hộ một người, theo lịch mà tổ trưởng thông báo trong nhóm của tổ và ở nhà văn hóa"
)
BODY = [
    para("QUY ƯỚC TỔ DÂN PHỐ 5"), para("Điều 1. Giữ gìn vệ sinh"), para(f"1. {LONG}."), para("2. Đóng góp như sau:"),
    table(("Việc", "Mức đóng", "Ghi chú"), (LONG, "50.000 đồng", ""), ("Loa", "0", "Hộ nghèo được miễn")),
    para("Điều 2. Loa đài"), para("Không mở loa sau 22 giờ."),
]  # fmt: skip


@pytest.mark.deep
@office.needed
@pytest.mark.usefixtures("real_processes")
def test_a_real_doc_is_read_with_its_articles_and_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "draft.docx").write_bytes(docx(BODY))
    office.convert([tmp_path / "draft.docx"], "doc:MS Word 97", tmp_path)
    content = (tmp_path / "draft.doc").read_bytes()
    for name, path in (("LibreOffice", office.SOFFICE), ("antiword", ANTIWORD)):
        if path is None:
            continue
        only = tmp_path / name
        only.mkdir()
        (only / Path(path).name).symlink_to(path)
        monkeypatch.setenv("PATH", str(only))
        found = parse(read_apart("cu.doc", content))
        first, second = found.articles
        assert (first.title, second.title) == ("Giữ gìn vệ sinh", "Loa đài"), name
        assert first.text.split("\n") == [
            f"1. {LONG}.", "2. Đóng góp như sau:", "Việc | Mức đóng | Ghi chú", f"{LONG} | 50.000 đồng",
            "Loa | 0 | Hộ nghèo được miễn",
        ], name  # fmt: skip
        assert second.text == "Không mở loa sau 22 giờ."
        assert ("doc", name) in found.notes
        assert any(what == "tables" for what, _about in found.notes), name


def test_rows_that_antiword_draws_on_several_lines_are_one() -> None:
    drawn = [
        "Mức đóng",
        "|Việc làm         |Mức đóng         |",
        "|Quét ngõ mỗi     |50.000 đồng      |",
        "|sáng, chiều      |                 |",
        "|Loa              |0                |",
        "Hết | x",
    ]
    found = list(antiword_tables.read(Paragraph(each) for each in drawn))
    assert [each.text for each in found] == [
        "Mức đóng", "Việc làm | Mức đóng", "Quét ngõ mỗi sáng, chiều | 50.000 đồng", "Loa | 0", "Hết | x",
    ]  # fmt: skip
    assert [each.part for each in found] == [Part.BODY, *[Part.TABLE] * 3, Part.BODY]
    assert [each.text for each in antiword_tables.read([Paragraph("||"), Paragraph("|a|"), Paragraph("|b |c |")])]
