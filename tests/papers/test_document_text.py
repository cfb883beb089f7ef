"""The gate sees the words in every part of a document."""

import struct
from io import BytesIO

import docx as python_docx
import openpyxl
import pytest

from civics.bulletins.state_secrets import scan, stops
from core.legacy_text import Legacy
from papers.document_text import Said, said
from tests.core.test_legacy_text import old
from tests.real_files.odt import ODT, odt
from tests.real_files.pdf import pdf
from tests.real_files.word import docx, para

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def word(*, body: str = "Kế hoạch", header: str = "", table: str = "") -> bytes:
    made = python_docx.Document()
    made.add_paragraph(body)
    made.sections[0].header.paragraphs[0].text = header
    made.add_table(1, 1).cell(0, 0).text = table
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def words_of(mime: str, content: bytes) -> str:
    """The words that the gate reads."""
    found = said(mime, content)
    assert found is not None
    return found.text


def test_a_stamp_is_seen_in_body_header_and_table_of_a_word_file() -> None:
    for content in (word(body="TỐI MẬT"), word(header="MẬT"), word(table="Độ mật: Mật")):
        assert stops(scan(words_of(WORD, content)))
    assert scan(words_of(WORD, word(header="Mặt trận"))) == ()


def test_letters_that_word_keeps_apart_are_one_word() -> None:
    made = python_docx.Document()
    line = made.add_paragraph()
    for letter in "TUYỆT MẬT":
        line.add_run(letter).bold = letter == "M"
    out = BytesIO()
    made.save(out)
    assert stops(scan(words_of(WORD, out.getvalue())))


def test_a_sheet_is_read_and_a_torn_file_is_not() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("x").append(["a", "TUYỆT MẬT"])
    out = BytesIO()
    book.save(out)
    assert stops(scan(words_of(SHEET, out.getvalue())))
    assert said(PDF, b"%PDF-1.7") is None
    assert said(WORD, b"PK\x03\x04torn") is None
    assert said("image/jpeg", b"\xff\xd8\xff") == Said("", whole=False)
    assert said("text/plain", "Mật".encode()) == Said("Mật")
    assert said("application/msword", b"\xd0\xcf\x11\xe0") is None


@pytest.mark.parametrize("legacy", list(Legacy))
@pytest.mark.parametrize("mark", ["Tối mật", "Tuyệt mật", "Độ mật: Mật", "Mật"])
def test_a_mark_in_an_old_font_stops_in_every_kind_of_document(mark: str, legacy: Legacy) -> None:
    typed = old(mark, legacy)
    book = openpyxl.Workbook()
    book.create_sheet("x").append(["a", typed])
    out = BytesIO()
    book.save(out)
    files = [
        (WORD, docx([para(typed[:3], typed[3:], "")])), (WORD, docx([para("x")], header1=para(typed))),
        (SHEET, out.getvalue()), (ODT, odt(f"<text:p>{typed}</text:p>")), (PDF, pdf(["Kế hoạch", typed])),
        ("text/plain", f"Ke hoach\n{typed}\n".encode("latin-1")),
    ]  # fmt: skip
    for mime, content in files:
        assert stops(scan(words_of(mime, content))), mime


def test_the_cells_of_an_old_workbook_are_read() -> None:
    begin, end = struct.pack("<HHHH", 0x0009, 4, 2, 0x10), struct.pack("<HH", 0x000A, 0)  # the oldest form of .xls
    cell = struct.pack("<HHHH3xB", 0x0004, 8 + 7, 0, 0, 7) + b"TOI MAT"
    found = said("application/vnd.ms-excel", begin + cell + end)
    assert found == Said("TOI MAT", whole=False)
    assert stops(scan(found.text))
    assert said("application/vnd.ms-excel", b"torn") is None


def test_what_a_program_cannot_read_is_not_whole() -> None:
    chunk = '<w:altChunk r:id="f1"/>'
    page = docx([para("a"), chunk], foreign={"a.htm": "<p>TỐI <b>MẬT</b></p>".encode()})
    assert stops(scan(words_of(WORD, page)))
    inner = docx([para("TUYỆT MẬT")])
    assert stops(scan(words_of(WORD, docx([para("a"), chunk], foreign={"afchunk.docx": inner}))))
    for body, foreign, whole in (
        ([para("a"), chunk], {"a.rtf": b"{\\rtf1}"}, False),
        ([para("")], {"media/image1.png": b"\x89PNG"}, False),
        ([para("chữ")], {"media/image1.png": b"\x89PNG"}, False),
        ([para("a")], {"embeddings/oleObject1.bin": b"\xd0\xcf"}, False),
    ):
        found = said(WORD, docx(body, foreign=foreign))
        assert found is not None
        assert found.whole is whole
    for stamped in (True, False):
        found = said(PDF, pdf(["chữ"], stamped=stamped))
        assert found is not None
        assert found.whole is not stamped
    assert said(PDF, pdf([], [])) is None
    found = said(PDF, pdf(["chữ"], []))
    assert found is not None
    assert not found.whole
