"""A draft that is given as a file: what was read, what was left out, and what to do where it cannot be read."""

import io

import docx
import pytest

from civics.polls.rules import PollState
from core.legacy_text import Legacy
from storage.polls import polls
from tests.console.conftest import Desk
from tests.console.polls.test_polls import articles, groups
from tests.core.test_legacy_text import old
from tests.real_files.pdf import pdf
from tests.real_files.word import docx as real_docx
from tests.real_files.word import font, para, run

__all__ = ["groups"]  # fixtures


def word_file(*lines: str, table: bool = False) -> bytes:
    """A .docx of these paragraphs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if table:
        cells = document.add_table(1, 2).rows[0].cells
        cells[0].text, cells[1].text = "22 giờ", "tắt loa"
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


async def test_a_word_file_is_read_and_its_gaps_and_tables_are_pointed_out(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    content = word_file("Điều 1. Ngõ", "Giữ sạch.", "Điều 3. Loa", table=True)
    made = await client.post("/console/polls", data={"title": "Quy ước"}, files={"file": ("nháp.docx", content)})
    assert made.status_code == 303, made.text
    page = made.headers["location"]
    assert [each.title for each in articles(desk, page)] == ["Điều 1. Ngõ", "Điều 3. Loa"]
    text = (await client.get(page)).text
    assert "không thấy Điều 2" in text
    assert "22 giờ | tắt loa" in text
    assert "Văn bản có bảng" in text


async def test_the_page_shows_what_was_left_out_and_what_an_old_font_held(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    typed = [old(each, Legacy.TCVN3) for each in ("Điều 1. Hương ước", "1. Mỗi hộ giữ sạch ngõ")]
    hidden = run(" kín", "<w:vanish/>")
    content = real_docx([*(para(run(each, font(".VnTime"))) for each in typed), para("2. Loa", hidden)])
    made = await client.post("/console/polls", data={"title": "Quy ước"}, files={"file": ("nháp.docx", content)})
    page = made.headers["location"]
    assert [each.title for each in articles(desk, page)] == ["Điều 1. Hương ước"]
    text = (await client.get(page)).text
    assert "Chữ ẩn trong tệp không được lấy: “kín”" in text
    assert "2 đoạn gõ bằng phông TCVN3" in text
    for was, now in zip(typed, ("Điều 1. Hương ước", "1. Mỗi hộ giữ sạch ngõ"), strict=True):
        assert f'<td lang="und">{was}</td><td>{now}</td>' in text


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"%PDF-1.7", "Tệp hỏng"),
        ("a.pdf", pdf([]), "chỉ có ảnh chụp"),
        ("a.odt", b"PK", "Tệp hỏng"),
        ("a.doc", b"\xd0\xcf", "Lưu thành"),
        ("a.png", b"\x89PNG", "chỉ đọc được .docx, .odt, .pdf và .txt"),
        ("a.docx", b"not a zip", "Tệp hỏng"),
        ("a.docx", word_file("", " "), "Văn bản trống"),
        ("a.txt", b"\xff\xfe\xff", "Xin lưu lại theo UTF-8"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    desk: Desk, name: str, content: bytes, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("papers.old_word.program", lambda: None)  # as where no program reads old Word files
    client = await desk.sign_in("hoa", role="officer")
    answer = await client.post("/console/polls", data={"title": "Quy ước"}, files={"file": (name, content)})
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="Quy ước"' in answer.text
    assert desk.database.look(polls.every, tuple(PollState)) == []
