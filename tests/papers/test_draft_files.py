"""Uploaded drafts are read, or refused with a reason that says what to do."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as Part_
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from civics.polls.draft import Part, RefusedDraftError
from civics.polls.draft_reading import parse
from papers.draft_files import MOST_BYTES, read_apart, read_draft_file
from papers.reading.xml_tree import MOST_UNPACKED
from tests.parts import shared


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
    assert [(each.text, each.part) for each in found.paragraphs] == [
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
    """A .docx with numbers that Word computes: level of the list, text."""
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
    assert [each.auto for each in found.paragraphs] == ["", "Điều 1.", "1.", "a)", "b)", "2.", "", "Điều 2.", "1."]
    first, second = parse(found).articles
    assert (first.label, first.title, second.text) == ("1", "Ngõ", "1. Sau 22 giờ tắt")
    assert [each.label for each in first.clauses[0].points] == ["a", "b"]


@pytest.mark.usefixtures("real_processes")
def test_a_file_is_read_in_a_process_of_its_own_with_the_same_outcome() -> None:
    content = _word("Điều 1. Phạm vi", "1. Lời")
    assert read_apart("Dự thảo.docx", content) == read_draft_file("Dự thảo.docx", content)
    with pytest.raises(RefusedDraftError) as refused:
        read_apart("Dự thảo.pdf", b"%PDF")
    assert refused.value.reason == "broken"


@pytest.mark.parametrize("content", ["Điều 1. A".encode("utf-8-sig"), "Điều 1. A".encode("utf-16")])
def test_a_text_file_is_read_whatever_its_mark(content: bytes) -> None:
    assert [each.text for each in read_draft_file("a.txt", content).paragraphs] == ["Điều 1. A"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"%PDF", "broken"),
        ("a.odt", b"PK", "broken"),
        ("a.doc", b"\xd0\xcf", "doc"),
        ("a.exe", b"MZ", "bad_type"),
        ("a.docx", b"not a zip", "broken"),
        ("a.docx", b"%PDF-1.7", "broken"),
        ("a.txt", b"%PDF-1.7", "broken"),
        ("a.docx", b"\xd0\xcf\x11\xe0 Word 97", "doc"),
        ("a.docx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        ("a.txt", b"\xc3\x28", "encoding"),
        ("a.txt", b" " * (MOST_BYTES + 1), "too_big"),
    ],
)
def test_what_cannot_be_taken_is_refused(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(RefusedDraftError) as refused:
        read_draft_file(name, content)
    assert refused.value.reason == reason


def _packed(**parts: str) -> bytes:
    """A .docx in which these parts of `word/` are replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_saved(docx.Document()))) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            short = name.removeprefix("word/").removesuffix(".xml")
            new.writestr(name, parts[short] if short in parts else old.read(name))
    return out.getvalue()


def _saved(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _pictures() -> bytes:
    document = docx.Document()
    document.add_paragraph().add_run()._r.append(parse_xml(f"<w:drawing {nsdecls('w')}/>"))
    return _saved(document)


def _odt() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    return out.getvalue()


def _locked() -> bytes:
    """An archive in which each entry says that it is encrypted."""
    content = bytearray(_saved(docx.Document()))
    at = -1
    while (at := content.find(b"PK\x01\x02", at + 1)) >= 0:
        content[at + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_pictures, "scan"),
        (lambda: _saved(docx.Document()), "empty"),
        (lambda: _packed(document=f"<w:document {nsdecls('w')}/>"), "broken"),
        (lambda: _packed(document="<w:doc"), "broken"),
        (lambda: _packed(settings=" " * (MOST_UNPACKED + 1)), "too_big"),  # small until it is unpacked
        (_odt, "broken"),
        (_locked, "locked"),
    ],
)
def test_a_word_file_that_holds_no_draft_is_refused_with_what_to_do(make: Callable[[], bytes], reason: str) -> None:
    content = make()
    with pytest.raises(RefusedDraftError) as refused:
        read_draft_file("a.docx", content)
    assert refused.value.reason == reason
    for lang in ("vi", "en"):
        assert len(shared().words.say(lang, f"polls.file.{reason}")) > 40


def test_no_word_is_lost_in_tracked_changes_frames_and_tables() -> None:
    document = docx.Document()
    space, body = nsdecls("w"), document.element.body
    run = "<w:r><w:t>{}</w:t></w:r>".format
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    changes = f"<w:ins w:id='1'>{run('mới thêm')}</w:ins><w:del w:id='2'><w:r><w:delText>bỏ</w:delText></w:r></w:del>"
    for at, xml in enumerate(
        (
            f"<w:sdt {space}>{gallery}<w:sdtContent><w:p>{run('Điều 1. A 3')}</w:p></w:sdtContent></w:sdt>",
            f"<w:sdt {space}><w:sdtContent><w:p>{run('Điều 1. Trong khung')}</w:p></w:sdtContent></w:sdt>",
            (
                f"<w:p {space}>{run('Cũ, ')}{changes}<w:smartTag>{run(', thông')}</w:smartTag>"
                "<w:r><w:br/><w:t>minh</w:t></w:r></w:p>"
            ),
        )
    ):
        body.insert(at, parse_xml(xml))
    table = document.add_table(2, 3)
    for cell, text in zip(table._cells, ("Giờ", "Có", "Có", "", "Không", "Có"), strict=True):
        cell.text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    assert [each.text for each in read_draft_file("a.docx", _saved(document)).paragraphs] == [
        "Điều 1. Trong khung", "Cũ, mới thêm, thông", "minh", "Giờ | Có | Có", "Không | Có",
    ]  # fmt: skip


_BOX = """<w:r {space} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>
<mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent></w:drawing>
</mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent></w:pict>
</mc:Fallback></mc:AlternateContent></w:r>"""
_NOTES = """<w:footnotes {space}><w:footnote w:id="2"><w:p><w:r><w:t>Theo Nghị định 61</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""


def test_words_in_boxes_are_read_once_and_footnotes_behind_their_paragraph() -> None:
    document = docx.Document()
    first = document.add_paragraph("Điều 1. Phạm vi")
    first._p.append(parse_xml(_BOX.format(space=nsdecls("w"), words="Điều 2. Trong khung")))
    second = document.add_paragraph("Lời của điều hai")
    second._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    notes = Part_(
        PackURI("/word/footnotes.xml"), kind, _NOTES.format(space=nsdecls("w")).encode(), document.part.package
    )
    document.part.relate_to(notes, RELATIONSHIP_TYPE.FOOTNOTES)
    file = io.BytesIO()
    document.save(file)
    draft = parse(read_draft_file("a.docx", file.getvalue()))
    assert [(each.label, each.title, each.text) for each in draft.articles] == [
        ("1", "Phạm vi", ""), ("2", "Trong khung", "Lời của điều hai\n(Theo Nghị định 61)"),
    ]  # fmt: skip
