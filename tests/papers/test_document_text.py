"""The gate sees the words in every part of a document."""

from io import BytesIO

import docx
import openpyxl

from civics.bulletins.state_secrets import scan, stops
from papers.document_text import text_of

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def word(*, body: str = "Kế hoạch", header: str = "", table: str = "") -> bytes:
    made = docx.Document()
    made.add_paragraph(body)
    made.sections[0].header.paragraphs[0].text = header
    made.add_table(1, 1).cell(0, 0).text = table
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_stamp_is_seen_in_body_header_and_table_of_a_word_file() -> None:
    for content in (word(body="TỐI MẬT"), word(header="MẬT"), word(table="Độ mật: Mật")):
        said = text_of(WORD, content)
        assert said is not None
        assert stops(scan(said))
    assert scan(text_of(WORD, word(header="Mặt trận")) or "") == ()


def test_letters_that_word_keeps_apart_are_one_word() -> None:
    made = docx.Document()
    line = made.add_paragraph()
    for letter in "TUYỆT MẬT":
        line.add_run(letter).bold = letter == "M"
    out = BytesIO()
    made.save(out)
    assert stops(scan(text_of(WORD, out.getvalue()) or ""))


def test_a_sheet_is_read_and_a_pdf_or_a_torn_file_is_not() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("x").append(["a", "TUYỆT MẬT"])
    out = BytesIO()
    book.save(out)
    assert stops(scan(text_of(SHEET, out.getvalue()) or ""))
    assert text_of("application/pdf", b"%PDF-1.7") is None
    assert text_of(WORD, b"PK\x03\x04torn") is None
    assert text_of("image/jpeg", b"\xff\xd8\xff") == ""
    assert text_of("text/plain", "Mật".encode()) == "Mật"
