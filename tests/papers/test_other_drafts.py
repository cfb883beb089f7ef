"""Drafts in .odt, .pdf and .doc, and pasted ones, are read or refused with a sentence."""

import io
import stat
import sys
import zipfile
from pathlib import Path

import pytest

from civics.polls.draft import Part, RefusedDraftError
from civics.polls.draft_reading import parse
from core.legacy_text import Legacy
from papers.draft_files import pasted, read_apart, read_draft_file
from tests.core.test_legacy_text import old
from tests.real_files.odt import items, level, list_style, odt
from tests.real_files.pdf import pdf
from tests.real_files.word import docx, para

KHOAN = list_style(
    "L", level(1, "1", prefix="Điều ", suffix="."), level(2, "1", suffix="."), level(3, "a", suffix=")"),
    level(4, "I", more='loext:num-list-format="%1%-%4%/"'),
)  # fmt: skip


def lines(body: str, *, styles: str = "", common: str = "") -> list[str]:
    """What is read of an .odt."""
    return [each.line for each in read_draft_file("a.odt", odt(body, styles=styles, common=common)).paragraphs]


def test_lists_of_an_odt_are_counted_as_they_are_shown() -> None:
    inner = items("Quét", items("sáng", "chiều").join(("<text:p>Rác</text:p>", "")))
    body = items("Ngõ", f"<text:p>Loa</text:p>{inner}", style="L", more='xml:id="x"')
    assert lines(body, styles=KHOAN) == ["Điều 1. Ngõ", "Điều 2. Loa", "1. Quét", "2. Rác", "a) sáng", "b) chiều"]


def test_a_list_goes_on_or_begins_anew_as_it_says() -> None:
    first = items("a", "b", style="L", more='xml:id="one"')
    body = (
        first + "<text:p>giữa</text:p>" + items("c", style="L", more='text:continue-numbering="true"')
        + items("d", style="L") + items("e", style="L", more='text:continue-list="one"')
        + items("f", style="L").replace("<text:list-item>", '<text:list-item text:start-value="9">')
    )  # fmt: skip
    assert lines(body, styles=KHOAN) == [
        "Điều 1. a", "Điều 2. b", "giữa", "Điều 3. c", "Điều 1. d", "Điều 4. e", "Điều 9. f",
    ]  # fmt: skip


def test_an_item_that_only_holds_a_list_is_not_counted_and_later_paragraphs_have_no_number() -> None:
    deep = items(items("một", "hai"), style="L")
    body = deep + items("<text:p>ba</text:p><text:p>nữa</text:p>", style="L")
    assert lines(body, styles=KHOAN) == ["1. một", "2. hai", "Điều 1. ba", "nữa"]


def test_an_item_may_be_drawn_in_a_style_of_its_own_and_goes_on_counting() -> None:
    other = list_style("M", level(1, "01, 02, 03, ...", prefix="Mục "))
    body = items("a", "b", "c", style="L")
    body = body.replace("<text:list-item><text:p>b", '<text:list-item text:style-override="M"><text:p>b')
    assert lines(body, styles=KHOAN + other) == ["Điều 1. a", "Mục 02 b", "Điều 3. c"]


def test_a_list_inside_a_list_may_go_on_later() -> None:
    inner = items("b", style="L", more='xml:id="in"')
    later = items(items("c"), style="L", more='text:continue-list="in"')
    body = items(f"<text:p>a</text:p>{inner}", style="L") + "<text:p>giữa</text:p>" + later
    assert lines(body, styles=KHOAN) == ["Điều 1. a", "1. b", "giữa", "2. c"]


def test_a_level_that_was_left_out_counts_as_used() -> None:
    assert lines(items(items("một"), "hai", style="L"), styles=KHOAN) == ["1. một", "Điều 2. hai"]


def test_a_pattern_and_levels_above_are_drawn() -> None:
    styles = list_style(
        "L", level(1, "1"), level(2, "1", suffix=".", more='text:display-levels="2" text:start-value="4"')
    )
    assert lines(items("a", f"<text:p>b</text:p>{items('c')}", style="L"), styles=styles) == ["1 a", "2 b", "2.4. c"]
    four = items(items(items(items("sâu"))), style="L")
    assert lines(items("a", style="L", more='xml:id="q"') + four.replace('"L" ', '"L" text:continue-list="q" ', 1),
                 styles=KHOAN) == ["Điều 1. a", "1-I/ sâu"]  # fmt: skip


def test_headings_are_numbered_by_the_outline() -> None:
    common = '<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1" '
    common += 'style:num-prefix="Điều " style:num-suffix="."/></text:outline-style>'
    body = '<text:h text:outline-level="1">A</text:h><text:p>x</text:p><text:h text:outline-level="1">B</text:h>'
    assert lines(body, common=common) == ["Điều 1. A", "x", "Điều 2. B"]


def test_words_of_an_odt_are_read_as_they_are_seen() -> None:
    hidden = (
        '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
    )
    struck = '<style:style style:name="S" style:family="text"><style:text-properties '
    struck += 'style:text-line-through-style="solid"/></style:style>'
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>bỏ</text:p></text:deletion></text:changed-region>"
        '</text:tracked-changes><text:p>Một<text:s text:c="2"/>hai<text:tab/>ba<text:line-break/>bốn '
        '<text:span text:style-name="H">kín</text:span><text:span text:style-name="S">gạch</text:span>'
        "<office:annotation><text:p>ý kiến</text:p></office:annotation>"
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
        "<text:p>chú</text:p></text:note-body></text:note></text:p><text:p>\n  gọn\n  lại </text:p>"
        "<text:p><draw:frame><draw:text-box><text:p>khung</text:p></draw:text-box></draw:frame></text:p>"
        "<text:table-of-content><text:index-body><text:p>Điều 1. A 3</text:p></text:index-body></text:table-of-content>"
        '<table:table><table:table-row table:number-rows-repeated="1000000"><table:table-cell><text:p>Giờ</text:p>'
        '</table:table-cell><table:table-cell table:number-columns-repeated="16000"><text:p>Việc</text:p>'
        "</table:table-cell></table:table-row></table:table>"
    )
    margins = "<style:header><text:p>DỰ THẢO</text:p></style:header><style:footer><text:p>12</text:p></style:footer>"
    found = read_draft_file("a.odt", odt(body, styles=hidden + struck, margins=margins))
    assert [each.text for each in found.paragraphs] == [
        "Một  hai\tba", "bốn gạch", "(chú)", "gọn lại", "", "khung", "Giờ | Việc",
    ]  # fmt: skip
    assert dict(found.notes) == {
        "changes": "1", "comments": "1", "margins": "DỰ THẢO", "hidden": "kín", "struck": "gạch", "footnotes": "1",
        "boxes": "1", "contents": "1",
    }  # fmt: skip


def test_the_letterhead_and_the_old_fonts_of_an_odt() -> None:
    def row(*cells: str) -> str:
        inside = "".join(f"<table:table-cell><text:p>{each}</text:p></table:table-cell>" for each in cells)
        return f"<table:table-row>{inside}</table:table-row>"

    faces = '<style:font-face style:name="F" svg:font-family="&apos;.VnTime&apos;"/>'
    kind = '<style:style style:name="P1" style:family="paragraph">'
    styles = f'{faces}{kind}<style:text-properties style:font-name="F"/></style:style>'
    head = f"<table:table>{row('UBND PHƯỜNG', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM')}</table:table>"
    typed = old("Điều 1. Hương ước", Legacy.TCVN3)
    found = read_draft_file("a.odt", odt(f'{head}<text:p text:style-name="P1">{typed}</text:p>', styles=styles))
    assert [(each.text, each.part) for each in found.paragraphs] == [
        ("UBND PHƯỜNG", Part.LETTERHEAD), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Part.LETTERHEAD),
        ("Điều 1. Hương ước", Part.BODY),
    ]  # fmt: skip
    assert (found.paragraphs[2].was, found.notes) == (typed, (("tcvn3", "1"),))


def test_an_empty_odt_is_refused() -> None:
    for body, reason in (("<text:p/>", "empty"), ("<text:p><draw:frame><draw:image/></draw:frame></text:p>", "scan")):
        with pytest.raises(RefusedDraftError) as refused:
            read_draft_file("a.odt", odt(body))
        assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.odt", odt(f"<text:p>{' ' * 61_000_000}</text:p>"), "too_big"),
        ("a.odt", odt(f"<text:p>{'<text:span>' * 400}x{'</text:span>' * 400}</text:p>"), "broken"),
        ("a.docx", docx([f"<w:p>{'<w:smartTag>' * 400}{'</w:smartTag>' * 400}</w:p>"]), "broken"),
        ("a.pdf", b"%PDF-1.7\n" + b"\0" * 1000, "broken"),
        ("a.pdf", b"%PDF-1.7\n" + b"1 0 obj << " * 10_000, "broken"),
    ],
)
def test_a_file_made_to_use_up_memory_or_time_ends_with_a_sentence(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(RefusedDraftError) as refused:
        read_apart(name, content)
    assert refused.value.reason == reason


def test_entities_grow_to_nothing() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    content = docx([para("Điều 1. A"), "<w:p><w:r><w:t>trước &b; sau</w:t></w:r></w:p>"])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old_file, zipfile.ZipFile(out, "w") as new:
        for each in old_file.namelist():
            raw = old_file.read(each)
            new.writestr(each, laughs.encode() + raw if each == "word/document.xml" else raw)
    assert "haha" not in "".join(each.text for each in read_draft_file("a.docx", out.getvalue()).paragraphs)


PAGES = (
    [
        "QUY ƯỚC TỔ DÂN PHỐ 5",
        "Điều 1. Phạm vi điều chỉnh",
        "1. Quy ước này áp dụng cho mọi hộ gia đình đang sinh sống ở tổ dân phố 5 và",
        "những người tạm trú; người đến chơi cũng theo.",
        "2. Mỗi hộ cử một người.",
        "a) Người đó đủ 18 tuổi trở lên, có tên trong danh sách của tổ, và được các thành",
        "1",
    ],
    ["viên trong hộ đồng ý.", "Điều 2. Hiệu lực", "Từ ngày ký.", "Trang 2/3"],
)


def test_the_lines_of_a_pdf_become_paragraphs_across_pages() -> None:
    found = read_apart("a.pdf", pdf(*PAGES))
    draft = parse(found)
    first, second = draft.articles
    assert (first.title, second.title, second.text) == ("Phạm vi điều chỉnh", "Hiệu lực", "Từ ngày ký.")
    assert [each.text for each in first.clauses] == [f"{PAGES[0][2][3:]} {PAGES[0][3]}", "Mỗi hộ cử một người."]
    assert first.clauses[1].points[0].text == f"{PAGES[0][5][3:]} {PAGES[1][0]}"
    assert draft.notes == (("pdf", "1"),)


def test_a_scanned_pdf_is_refused_and_a_scanned_page_is_told() -> None:
    with pytest.raises(RefusedDraftError) as refused:
        read_apart("a.pdf", pdf([], ["2"]))
    assert refused.value.reason == "scan"
    assert ("pages_unread", "2, 3") in read_apart("a.pdf", pdf(["Điều 1. A"], [], [])).notes


def test_a_pdf_in_an_old_font_is_read_by_its_letters() -> None:
    found = read_draft_file("a.pdf", pdf([old(each, Legacy.TCVN3) for each in PAGES[0][1:]]))
    assert found.paragraphs[0].text == PAGES[0][1]
    assert ("tcvn3", "4") in found.notes


@pytest.mark.parametrize("legacy", list(Legacy))
def test_a_pasted_text_is_read_by_its_letters(legacy: Legacy) -> None:
    text = "Điều 1. Phạm vi điều chỉnh\n1. Quy ước này áp dụng cho mọi hộ."
    draft = parse(pasted(old(text, legacy)))
    assert (draft.articles[0].title, draft.notes) == ("Phạm vi điều chỉnh", ((legacy.value, "2"),))
    assert parse(pasted(text)).converted == ()


def _program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!{sys.executable}\nimport sys, pathlib\n{script}", "utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_a_doc_is_read_by_the_program_that_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RefusedDraftError) as refused:
        read_apart("a.doc", b"\xd0\xcf\x11\xe0 Word 97")
    assert refused.value.reason == "doc"
    made = tmp_path / "made.docx"
    made.write_bytes(docx([para("Điều 1. Từ LibreOffice")]))
    _program(tmp_path, "antiword", 'sys.stdout.buffer.write("Điều 1. Từ antiword".encode())')
    assert parse(read_apart("a.doc", b"\xd0\xcf\x11\xe0 Word 97")).articles[0].title == "Từ antiword"
    _program(
        tmp_path, "soffice",
        f"out = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\nassert sys.argv[-1].endswith('.doc')\n"
        f"(out / 'draft.docx').write_bytes(pathlib.Path({str(made)!r}).read_bytes())",
    )  # fmt: skip
    found = parse(read_apart("a.docx", b"\xd0\xcf\x11\xe0 Word 97"))
    assert (found.articles[0].title, found.notes) == ("Từ LibreOffice", (("doc", "LibreOffice"),))


def test_a_program_that_fails_ends_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    _program(tmp_path, "soffice", "sys.exit(3)")
    with pytest.raises(RefusedDraftError) as refused:
        read_apart("a.doc", b"\xd0\xcf\x11\xe0 Word 97")
    assert refused.value.reason == "doc"
