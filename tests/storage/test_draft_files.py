"""Uploaded drafts are read, or refused with a reason that says what to do."""

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from civics.draft import Part, RefusedDraftError, parse
from storage.draft_files import MOST_BYTES, read_apart, read_draft_file


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


_NUMBERING = """<w:{kind} {space} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/>
<w:numFmt w:val="decimal"/><w:lvlText w:val="Điều %1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>
<w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl><w:lvl w:ilvl="2"><w:start w:val="1"/>
<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl><w:lvl w:ilvl="3"><w:start w:val="1"/>
<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:{kind}>"""


def _numbered(*lines: tuple[int | None, str]) -> bytes:
    """A .docx whose numbers are drawn by Word: level of its list, text."""
    document = docx.Document()
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(_NUMBERING.format(kind="abstractNum", space=nsdecls("w"))))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="99"><w:abstractNumId w:val="77"/></w:num>'))
    for level, text in lines:
        paragraph = document.add_paragraph(text)
        if level is not None:
            mark = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="99"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(mark))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_numbers_that_word_draws_are_read_as_people_see_them() -> None:
    found = read_draft_file(
        "a.docx",
        _numbered(
            (None, "QUY ƯỚC"), (0, "Ngõ"), (1, "Quét"), (2, "sáng"), (2, "chiều"), (1, "Rác"), (3, "sau 18 giờ"),
            (0, "Loa"), (1, "Sau 22 giờ tắt"),
        ),
    )  # fmt: skip
    assert [each.auto for each in found] == ["", "Điều 1.", "1.", "a)", "b)", "2.", "", "Điều 2.", "1."]
    first, second = parse(found).articles
    assert (first.label, first.title, second.text) == ("1", "Ngõ", "1. Sau 22 giờ tắt")
    assert [each.label for each in first.clauses[0].points] == ["a", "b"]


def test_a_file_is_read_in_a_process_of_its_own_with_the_same_outcome() -> None:
    content = _word("Điều 1. Phạm vi", "1. Lời")
    assert read_apart("Dự thảo.docx", content) == read_draft_file("Dự thảo.docx", content)
    with pytest.raises(RefusedDraftError) as refused:
        read_apart("Dự thảo.pdf", b"%PDF")
    assert refused.value.reason == "pdf"


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
