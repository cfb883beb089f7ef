"""The words of a .docx as a person sees them, and the notes on what was left out, taken or converted."""

import pytest

from civics.polls.draft import Part, RefusedDraftError, Source
from civics.polls.draft_reading import parse
from core.legacy_text import Legacy
from papers.draft_files import read_draft_file
from tests.core.test_legacy_text import old
from tests.real_files.word import docx, font, para, run, style, table

DEL = '<w:del w:id="9"><w:r><w:delText>bỏ</w:delText></w:r></w:del>'


def read(*body: str, **parts: str) -> Source:
    return read_draft_file("a.docx", docx(body, foreign=None, strict=False, **parts))


def words(*body: str) -> list[str]:
    return [each.line for each in read(*body).paragraphs]


@pytest.mark.parametrize("strict", [False, True])
def test_a_document_is_read_in_both_forms_of_the_standard(strict: bool) -> None:
    body = [para("Điều 1. Phạm vi", style="Dieu"), table(["Giờ", "Việc"])]
    content = docx(body, strict=strict, styles=style("Dieu"), footnotes="", header1=para("Trang 1"))
    found = read_draft_file("a.docx", content)
    assert [(each.text, each.part) for each in found.paragraphs] == [
        ("Điều 1. Phạm vi", Part.BODY), ("Giờ | Việc", Part.TABLE),
    ]  # fmt: skip
    assert found.notes == ()


def test_hidden_words_are_left_out_and_told() -> None:
    styles = (
        style("An", "<w:rPr><w:vanish/></w:rPr>", kind="character")
        + style("CaDong", "<w:rPr><w:vanish/></w:rPr>")
        + style("ConCua", on="CaDong")
        + style("Hien", '<w:rPr><w:vanish w:val="0"/></w:rPr>', on="CaDong")
    )
    found = read(
        para("Mở", run(" kín", "<w:vanish/>"), run(" kín hai", '<w:rStyle w:val="An"/>'), run(" cửa")),
        para("Ẩn cả dòng", style="ConCua"),
        para("Hiện lại", style="Hien"),
        para(run("Không ẩn", '<w:vanish w:val="false"/>')),
        para(run("Bật hai lần thì hiện", '<w:rStyle w:val="An"/>'), style="CaDong"),
        styles=styles,
    )
    assert [each.text for each in found.paragraphs if each.text] == [
        "Mở cửa", "Hiện lại", "Không ẩn", "Bật hai lần thì hiện",
    ]  # fmt: skip
    assert found.notes == (("hidden", "kín kín haiẨn cả dòng"),)


def test_struck_words_stay_and_are_told() -> None:
    found = read(
        para("Nộp ", run("200.000", "<w:strike/>"), run(" 300.000 đồng")), para(run("bỏ", "<w:dstrike/>")),
    )  # fmt: skip
    assert [each.text for each in found.paragraphs] == ["Nộp 200.000 300.000 đồng", "bỏ"]
    assert found.notes == (("struck", "200.000 bỏ"),)


def test_tracked_changes_are_taken_and_a_note_says_so() -> None:
    moved = '<w:moveFrom w:id="3"><w:r><w:t>chuyển đi</w:t></w:r></w:moveFrom>'
    came = '<w:moveTo w:id="4"><w:r><w:t>chuyển đến</w:t></w:r></w:moveTo>'
    found = read(para("Một ", f'<w:ins w:id="1">{run("thêm ")}</w:ins>', DEL, moved, came))
    assert [each.text for each in found.paragraphs] == ["Một thêm chuyển đến"]
    assert found.notes == (("changes", "4"),)


@pytest.mark.parametrize(
    "mark", ['<w:del w:id="1"/>', '<w:moveFrom w:id="1"/>', "<w:vanish/>", "<w:vanish/><w:specVanish/>"]
)
def test_a_paragraph_whose_end_is_gone_goes_on_in_the_next(mark: str) -> None:
    assert words(para("Điều 1. ", mark=mark), para("Phạm vi"), para("1. Lời")) == ["Điều 1. Phạm vi", "1. Lời"]


def test_a_deleted_row_is_gone() -> None:
    rows = table(["giữ", "a"], ["bỏ", "b"])
    first, last = rows.split("<w:tr>")[1:]
    gone = f'<w:tbl><w:tr>{first}<w:tr><w:trPr><w:del w:id="1"/></w:trPr>{last}'
    assert (words(rows), words(gone)) == (["giữ | a", "bỏ | b"], ["giữ | a"])


@pytest.mark.parametrize("wrap", ["<w:ins w:id='1'>{}</w:ins>", "<w:customXml>{}</w:customXml>"])
def test_rows_cells_and_paragraphs_in_wrappings_are_read(wrap: str) -> None:
    rows = table(["a", "b"]).removeprefix("<w:tbl>").removesuffix("</w:tbl>")
    cells = rows.removeprefix("<w:tr>").removesuffix("</w:tr>")
    assert words(f"<w:tbl>{wrap.format(rows)}</w:tbl>") == ["a | b"]
    assert words(f"<w:tbl><w:tr>{wrap.format(cells)}</w:tr></w:tbl>") == ["a | b"]
    assert words(wrap.format(para("x")), f'<w:del w:id="2">{para("y")}</w:del>') == ["x"]


def test_signs_between_the_letters() -> None:
    line = para(
        "<w:r><w:t>số</w:t><w:tab/><w:t>5</w:t><w:ptab/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t>"
        "<w:softHyphen/><w:t>c</w:t><w:br/><w:t>d</w:t></w:r>"
    )
    assert words(line) == ["số\t5\ta-bc", "d"]


def test_the_result_of_a_field_is_read_and_its_instruction_is_not() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText>IF </w:instrText></w:r>"
    inner = mark("begin") + "<w:r><w:instrText>PAGE</w:instrText></w:r>" + mark("separate") + run("77") + mark("end")
    field = mark("begin") + code + inner + mark("separate") + run("khoản 2") + mark("end")
    simple = f'<w:fldSimple w:instr="REF x">{run(" Điều 3")}</w:fldSimple>'
    found = read(
        para("theo ", field, simple, mark("begin"), "<w:r><w:instrText>LISTNUM</w:instrText></w:r>", mark("end"))
    )
    assert [each.text for each in found.paragraphs] == ["theo khoản 2 Điều 3"]
    assert found.notes == (("fields", "1"),)


def test_a_table_of_contents_is_left_out_however_it_is_made() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>'
    first = para(begin, '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', "Điều 1. A\t3")
    last = para("Điều 2. B\t4", '<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    found = read(first, last, para("Điều 1. A"))
    assert [(each.text, each.part) for each in found.paragraphs] == [
        ("Điều 1. A\t3", Part.MARGIN), ("Điều 2. B\t4", Part.MARGIN), ("Điều 1. A", Part.BODY),
    ]  # fmt: skip
    assert found.notes == (("contents", "2"),)


def test_words_in_links_controls_and_tags_are_read() -> None:
    assert words(para(
        f'<w:hyperlink>{run("liên kết ")}</w:hyperlink>', f'<w:smartTag w:element="x">{run("thẻ ")}</w:smartTag>',
        f"<w:sdt><w:sdtPr><w:rPr/></w:sdtPr><w:sdtContent>{run('ô')}</w:sdtContent></w:sdt>",
    )) == ["liên kết thẻ ô"]  # fmt: skip


def test_a_large_first_letter_belongs_to_its_word() -> None:
    cap = para("Đ", about='<w:framePr w:dropCap="drop" w:lines="3"/>')
    assert words(cap, para("iều 1. Phạm vi"), para("Lời")) == ["Điều 1. Phạm vi", "Lời"]
    assert words(para("Khung", about='<w:framePr w:w="100"/>'), para("sau")) == ["Khung", "sau"]


def test_equations_are_read_on_one_line() -> None:
    def m(text: str) -> str:
        return f"<m:r><m:t>{text}</m:t></m:r>"

    half = f"<m:f><m:num>{m('a+b')}</m:num><m:den>{m('2')}</m:den></m:f>"
    power = f"<m:sSup><m:e>{m('x')}</m:e><m:sup>{m('2')}</m:sup></m:sSup>"
    root = f"<m:rad><m:deg/><m:e>{m('9')}</m:e></m:rad>"
    found = read(para("Mức = ", f"<m:oMath>{half}{m('=')}{power}{m('+')}{root}</m:oMath>"))
    assert [each.text for each in found.paragraphs] == ["Mức = (a+b)/2=x^2+√(9)"]
    assert found.notes == (("equations", "1"),)


def test_signs_of_symbol_fonts_are_read_or_told() -> None:
    def sym(name: str, code: str) -> str:
        return f'<w:r><w:sym w:font="{name}" w:char="{code}"/></w:r>'

    found = read(para(sym("Wingdings", "F0FE"), " đồng ý ", sym("Symbol", "F0B3"), " 5", sym("Webdings", "F001")))
    assert [each.text for each in found.paragraphs] == ["☑ đồng ý ≥ 5"]
    assert found.notes == (("symbols", "1"),)


def test_a_box_is_read_once_in_the_form_that_is_shown() -> None:
    def box(text: str) -> str:
        return f"<w:txbxContent>{para(text)}</w:txbxContent>"

    both = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box("trong khung")}</w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict>{box('cũ')}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    empty = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="x"/><mc:Fallback><w:t>đường lui</w:t></mc:Fallback>'
        "</mc:AlternateContent></w:r>"
    )
    found = read(para("trước", both), para(empty), para(f"<w:r><w:pict>{box('khung xưa')}</w:pict></w:r>"))
    assert [each.text for each in found.paragraphs] == ["trước", "trong khung", "đường lui", "", "khung xưa"]
    assert found.notes == (("boxes", "2"),)


def test_pictures_are_told() -> None:
    picture = (
        '<w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/></w:drawing></w:r>'
    )
    assert read(para("Điều 1", picture)).notes == (("pictures", "1"),)


def test_footnotes_comments_and_margins_are_told() -> None:
    note = f'<w:footnote w:id="2">{para("Theo Nghị định 61")}</w:footnote>'
    end = f'<w:endnote w:id="3">{para("Cuối")}</w:endnote>'
    found = read(
        para("Lời", '<w:r><w:footnoteReference w:id="2"/></w:r>', '<w:r><w:endnoteReference w:id="3"/></w:r>'),
        footnotes=note, endnotes=end, comments=f'<w:comment w:id="0">{para("ý kiến")}</w:comment>',
        header1=para("DỰ THẢO LẦN 2"), footer1=para("Trang 3/7"),
    )  # fmt: skip
    assert [each.text for each in found.paragraphs] == ["Lời", "(Theo Nghị định 61)", "(Cuối)"]
    assert found.notes == (("comments", "1"), ("footnotes", "2"), ("margins", "DỰ THẢO LẦN 2"))


def test_foreign_pieces_are_read_or_told() -> None:
    cells = "<table><tr><td>a</td><td>b</td></tr></table>"
    page = f"<html><head><title>x</title></head><body><p>Điều 2. Từ&nbsp;web</p>{cells}</body></html>"
    mail = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=X\r\n\r\n--X\r\nContent-Type: text/html; "
        "charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n<p>Thư</p>\r\n--X--\r\n"
    ).encode()
    foreign = {
        "a.htm": page.encode(), "b.docx": docx([para("Điều 3. Trong"), para("kín", about="")]), "c.rtf": b"{\\rtf1 x}",
        "d.mht": mail, "e.txt": "Thường".encode(),
    }  # fmt: skip
    body = [para("Điều 1. Đầu"), *(f'<w:altChunk r:id="f{n}"/>' for n in range(1, 6)), '<w:altChunk r:id="none"/>']
    found = read_draft_file("a.docx", docx(body, foreign=foreign))
    assert [each.text for each in found.paragraphs] == [
        "Điều 1. Đầu", "Điều 2. Từ web", "a | b", "Điều 3. Trong", "kín", "Thư", "Thường",
    ]  # fmt: skip
    assert found.notes == (("chunks", "4"), ("chunks_unread", "2"))


HEAD = table(
    ["ỦY BAN NHÂN DÂN<br/>PHƯỜNG LINH SƠN".replace("<br/>", " "), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["Số: 12/QĐ-UBND", "Linh Sơn, ngày 1 tháng 12 năm 2026"],
)
FOOT = table(["Nơi nhận: - Như trên", para("TM. ỦY BAN NHÂN DÂN") + para("CHỦ TỊCH")])


def test_letterheads_are_not_mixed_into_articles() -> None:
    draft = parse(
        read(HEAD, para("QUY ƯỚC"), para("Điều 1. A"), para("1. Một"), HEAD, para("Điều 2. B"), para("Hai"), FOOT)
    )
    assert draft.preamble.split("\n")[:3] == [
        "ỦY BAN NHÂN DÂN PHƯỜNG LINH SƠN",
        "Số: 12/QĐ-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    ]
    assert [(each.title, each.text) for each in draft.articles] == [("A", "1. Một"), ("B", "Hai")]
    assert draft.tail == "Nơi nhận: - Như trên\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH"
    assert ("letterhead", "4") in draft.notes
    assert ("tables", "") not in draft.notes


def test_a_draft_without_articles_asks_about_no_letterhead() -> None:
    draft = parse(read(HEAD, para("Một"), para("Hai"), FOOT))
    assert [each.text for each in draft.articles] == ["Một", "Hai"]
    assert (len(draft.preamble.split("\n")), len(draft.tail.split("\n"))) == (4, 3)


def test_old_fonts_are_read_by_the_font_of_the_run_or_its_style() -> None:
    def t(text: str) -> str:
        return old(text, Legacy.TCVN3)

    vni = old("Đường", Legacy.VNI)
    styles = style("Cu", f"<w:rPr>{font('.VnTime')}</w:rPr>") + style(
        "Moi", f"<w:rPr>{font('Times New Roman')}</w:rPr>", on="Cu"
    )
    found = read(
        para(run(t("cộng hòa"), font(".VnTimeH")), run(" Điều này Unicode", font("Arial"))),
        para(t("có bé"), style="Cu"),
        para("có bé", style="Moi"),
        para(run(vni[:2], font("VNI-Times")), run(vni[2:], font("VNI-Times") + "<w:b/>")),
        styles=styles,
    )
    assert [each.text for each in found.paragraphs] == ["CỘNG HÒA Điều này Unicode", "có bé", "có bé", "Đường"]
    assert [each.was for each in found.paragraphs] == [t("cộng hòa") + " Điều này Unicode", t("có bé"), "", vni]
    assert dict(found.notes) == {"tcvn3": "2", "vni": "1"}


def test_the_letter_u_horn_of_tcvn3_is_no_soft_hyphen() -> None:
    found = read(para(run(old("Hương ước, đường làng", Legacy.TCVN3), font(".VnTime"))), para("Unicode ngắt\u00addòng"))
    assert parse(found).articles[0].text == "Hương ước, đường làng"
    assert parse(found).articles[1].text == "Unicode ngắtdòng"


def test_letters_tell_where_no_font_does() -> None:
    lines = ["Điều 1. Phạm vi điều chỉnh", "1. Quy ước này áp dụng cho mọi hộ.", "a) hộ thường trú;"]
    draft = parse(read(*(para(old(each, Legacy.TCVN3)) for each in lines)))
    assert (draft.articles[0].title, draft.articles[0].clauses[0].points[0].text) == (
        "Phạm vi điều chỉnh",
        "hộ thường trú;",
    )
    assert draft.notes == (("tcvn3", "3"),)
    assert draft.converted == tuple((old(each, Legacy.TCVN3), each) for each in lines)


def test_a_document_inside_itself_and_a_torn_part_end_with_a_sentence() -> None:
    inner = docx([para("x")])
    for _ in range(8):
        inner = docx([para("y"), '<w:altChunk r:id="f1"/>'], foreign={"a.docx": inner})
    assert len(read_draft_file("a.docx", inner).paragraphs) < 8
    with pytest.raises(RefusedDraftError):
        read(para("x"), styles="<w:style")
