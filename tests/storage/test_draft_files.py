"""Uploaded drafts are read, or refused with a reason that says what to do."""

import io

import docx
import pytest

from civics.draft import Part, RefusedDraftError, parse
from storage.draft_files import MOST_BYTES, read_draft_file


def _word(*lines: str) -> bytes:
    document = docx.Document()
    document.sections[0].footer.paragraphs[0].text = "Trang 1"
    for line in lines:
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Giờ", "Việc"
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_a_word_file_is_read_in_order_without_its_footer() -> None:
    found = read_draft_file("Dự thảo.DOCX", _word("Điều 1. Phạm vi", "1. Lời"))
    assert [(each.text, each.part) for each in found] == [
        ("Điều 1. Phạm vi", Part.BODY),
        ("1. Lời", Part.BODY),
        ("Giờ | Việc", Part.TABLE),
    ]
    assert parse(found).articles[0].title == "Phạm vi"


@pytest.mark.parametrize("content", ["Điều 1. A".encode("utf-8-sig"), "Điều 1. A".encode("utf-16")])
def test_a_text_file_is_read_whatever_its_mark(content: bytes) -> None:
    assert [each.text for each in read_draft_file("a.txt", content)] == ["Điều 1. A"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"%PDF", "pdf"),
        ("a.odt", b"PK", "odt"),
        ("a.doc", b"\xd0\xcf", "doc"),
        ("a.exe", b"MZ", "bad_type"),
        ("a.docx", b"not a zip", "broken"),
        ("a.txt", b"\xc3\x28", "broken"),
        ("a.txt", b" " * (MOST_BYTES + 1), "too_big"),
    ],
)
def test_what_cannot_be_taken_is_refused(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(RefusedDraftError) as refused:
        read_draft_file(name, content)
    assert refused.value.reason == reason
