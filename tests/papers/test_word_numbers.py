"""The numbers that Word draws, for each way in which its lists are written (ISO/IEC 29500-1, 17.9)."""

import pytest

from civics.polls.draft_reading import parse
from papers.draft_files import read_draft_file
from papers.reading.number_forms import drawn
from tests.real_files.word import anew, definition, docx, level, numbered, para, style, table

KHOAN = (level(0, "Điều %1."), level(1, "%2."), level(2, "%3)", "lowerLetter"))


def drawn_in(numbering: str, *lines: tuple[int, int] | tuple[str] | None, styles: str = "") -> list[str]:
    """The numbers before paragraphs: each is (list, level), (style,), or None for a plain one."""
    body = [
        para("x") if each is None else para("x", num=each) if len(each) == 2 else para("x", style=each[0])
        for each in lines
    ]
    found = read_draft_file("a.docx", docx(body, numbering=numbering, styles=styles)).paragraphs
    return [each.auto for each in found]


def test_a_list_begins_anew_where_it_says_so_once() -> None:
    numbering = definition(0, *KHOAN) + numbered(1, 0) + numbered(2, 0, anew(1))
    lines = [(1, 0), (1, 1), (1, 1), (2, 1), (2, 1), (1, 1)]
    assert drawn_in(numbering, *lines) == ["Điều 1.", "1.", "2.", "1.", "2.", "3."]


def test_lists_of_one_definition_count_together() -> None:
    numbering = definition(0, *KHOAN) + numbered(1, 0) + numbered(2, 0)
    assert drawn_in(numbering, (1, 0), (2, 0), None, (1, 0)) == ["Điều 1.", "Điều 2.", "", "Điều 3."]


def test_lists_of_two_definitions_count_apart() -> None:
    numbering = definition(0, *KHOAN) + definition(1, *KHOAN) + numbered(1, 0) + numbered(2, 1)
    assert drawn_in(numbering, (1, 0), (2, 0), (1, 0)) == ["Điều 1.", "Điều 1.", "Điều 2."]


def test_a_list_that_begins_anew_at_another_number() -> None:
    numbering = definition(0, *KHOAN) + numbered(1, 0) + numbered(2, 0, anew(0, 7))
    assert drawn_in(numbering, (1, 0), (2, 0), (2, 0)) == ["Điều 1.", "Điều 7.", "Điều 8."]


def test_the_number_to_begin_with_counts_after_each_level_above_too() -> None:
    numbering = definition(0, *KHOAN) + numbered(1, 0, anew(1, 5))
    assert drawn_in(numbering, (1, 0), (1, 1), (1, 1), (1, 0), (1, 1)) == ["Điều 1.", "5.", "6.", "Điều 2.", "5."]


def test_a_whole_level_is_drawn_in_its_own_way_and_goes_on_counting() -> None:
    numbering = definition(0, *KHOAN) + numbered(1, 0) + numbered(2, 0, anew(1, 0, level(1, "Khoản %2:", "upperRoman")))
    assert drawn_in(numbering, (1, 0), (1, 1), (2, 1), (2, 2), (1, 1)) == ["Điều 1.", "1.", "Khoản II:", "a)", "3."]


def test_a_whole_level_that_also_begins_anew() -> None:
    numbering = definition(0, *KHOAN) + numbered(1, 0) + numbered(2, 0, anew(1, 1, level(1, "%2/", "decimalZero")))
    assert drawn_in(numbering, (1, 0), (1, 1), (2, 1), (2, 1)) == ["Điều 1.", "1.", "01/", "02/"]


def test_a_list_takes_its_levels_from_a_style_of_lists() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="QuyUoc"/></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="QuyUoc"/>' + "".join(KHOAN) + "</w:abstractNum>"
        + numbered(1, 0) + numbered(2, 1)
    )  # fmt: skip
    styles = style("QuyUoc", '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>', kind="numbering")
    assert drawn_in(numbering, (1, 0), (1, 1), (1, 2), styles=styles) == ["Điều 1.", "1.", "a)"]
    # Some writers leave the back reference out: then the style's own list leads there.
    plain = numbering.replace('<w:styleLink w:val="QuyUoc"/>', "")
    assert drawn_in(plain, (1, 0), (1, 1), styles=styles) == ["Điều 1.", "1."]


@pytest.mark.parametrize(
    ("restart", "numbers"),
    [
        ("", ["I", "1.", "2.", "II", "1."]),
        ('<w:lvlRestart w:val="0"/>', ["I", "1.", "2.", "II", "3."]),
        ('<w:lvlRestart w:val="1"/>', ["I", "1.", "2.", "II", "1."]),
        ('<w:lvlRestart w:val="2"/>', ["I", "1.", "2.", "II", "1."]),  # not above it: as if it were not there
    ],
)
def test_when_a_level_begins_anew(restart: str, numbers: list[str]) -> None:
    numbering = definition(0, level(0, "%1", "upperRoman"), level(1, "%2.", inside=restart)) + numbered(1, 0)
    assert drawn_in(numbering, (1, 0), (1, 1), (1, 1), (1, 0), (1, 1)) == numbers


def test_articles_go_on_through_chapters_and_begin_anew_in_parts() -> None:
    numbering = (
        definition(
            0, level(0, "Phần %1", "upperRoman"), level(1, "Chương %2", "upperRoman"),
            level(2, "Điều %3.", inside='<w:lvlRestart w:val="1"/>'),
        ) + numbered(1, 0)
    )  # fmt: skip
    lines = [(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2)]
    assert drawn_in(numbering, *lines) == [
        "Phần I", "Chương I", "Điều 1.", "Chương II", "Điều 2.", "Phần II", "Chương I", "Điều 1.",
    ]  # fmt: skip


def test_legal_numbers_are_digits_on_every_level() -> None:
    levels = (
        level(0, "Chương %1", "upperRoman"),
        level(1, "%1.%2", inside="<w:isLgl/>"),
        level(2, "%1.%3", "lowerLetter"),
    )
    numbering = definition(0, *levels) + numbered(1, 0)
    assert drawn_in(numbering, (1, 0), (1, 0), (1, 1), (1, 2)) == ["Chương I", "Chương II", "2.1", "II.a"]
    off = numbering.replace("<w:isLgl/>", '<w:isLgl w:val="0"/>')
    assert drawn_in(off, (1, 0), (1, 1)) == ["Chương I", "I.1"]


@pytest.mark.parametrize(
    ("form", "number", "sign"),
    [
        ("decimal", 12, "12"), ("decimalZero", 7, "07"), ("decimalZero", 12, "12"), ("lowerLetter", 4, "d"),
        ("lowerLetter", 26, "z"), ("lowerLetter", 27, "aa"), ("upperLetter", 28, "BB"), ("lowerRoman", 14, "xiv"),
        ("upperRoman", 1999, "MCMXCIX"), ("ordinal", 1, "1st"), ("ordinal", 12, "12th"), ("ordinal", 23, "23rd"),
        ("cardinalText", 3, "Three"), ("ordinalText", 2, "Second"), ("none", 3, ""), ("bullet", 3, ""),
        ("decimalEnclosedCircle", 3, "③"), ("numberInDash", 5, "- 5 -"), ("decimalFullWidth", 12, "１２"),
        ("vietnameseCounting", 15, "mười lăm"), ("vietnameseCounting", 21, "hai mươi mốt"), ("chicago", 5, "**"),
        ("upperRoman", 0, "0"), ("hex", 11, "B"), ("thisIsNoForm", 4, "4"), ("lowerLetter", 5000, "5000"),
    ],
)  # fmt: skip
def test_each_form(form: str, number: int, sign: str) -> None:
    assert drawn(number, form) == sign


def test_a_custom_form_stands_in_an_alternative() -> None:
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="9"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/>'
        '</mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1."/></w:lvl>'
    )
    assert drawn_in(definition(0, custom) + numbered(1, 0), (1, 0), (1, 0)) == ["009.", "010."]


def test_bullets_of_one_dash_are_read_and_those_of_symbols_are_not() -> None:
    numbering = definition(0, level(0, "-", "bullet"), level(1, "+", "bullet"), level(2, "\uf0b7", "bullet"))
    assert drawn_in(numbering + numbered(1, 0), (1, 0), (1, 1), (1, 2)) == ["-", "+", ""]


def test_a_level_without_a_number_still_shows_its_words() -> None:
    numbering = definition(0, level(0, "Ghi chú:", "none"), level(1, "%1.%2")) + numbered(1, 0)
    assert drawn_in(numbering, (1, 0), (1, 1)) == ["Ghi chú:", ".1"]


def test_a_hidden_number_is_counted_and_not_shown() -> None:
    hidden = level(0, "Điều %1.", inside="<w:rPr><w:vanish/></w:rPr>")
    numbering = definition(0, hidden, level(1, "%1.%2")) + numbered(1, 0)
    assert drawn_in(numbering, (1, 0), (1, 0), (1, 1)) == ["", "", "2.1"]


def test_the_style_of_a_paragraph_leads_to_its_level() -> None:
    linked = (
        level(0, "Chương %1", "upperRoman", inside='<w:pStyle w:val="Chuong"/>'),
        level(1, "Điều %2.", inside='<w:pStyle w:val="Dieu"/><w:lvlRestart w:val="0"/>'),
    )
    numbering = definition(0, *linked) + numbered(4, 0)
    listed = '<w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr>'
    inner = '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>'
    styles = style("Chuong", listed) + style("Dieu", inner, on="Chuong") + style("Con", on="Dieu")
    lines = [("Chuong",), ("Dieu",), ("Con",), ("Chuong",), ("Dieu",)]
    assert drawn_in(numbering, *lines, styles=styles) == ["Chương I", "Điều 1.", "Điều 2.", "Chương II", "Điều 3."]


def test_a_paragraph_may_leave_the_list_of_its_style() -> None:
    numbering = definition(0, *KHOAN) + numbered(1, 0)
    styles = style("Dieu", '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>')
    assert drawn_in(numbering, ("Dieu",), (0, 0), ("Dieu",), styles=styles) == ["Điều 1.", "", "Điều 2."]


def test_what_is_gone_is_not_counted_and_what_is_empty_is() -> None:
    numbering = definition(0, *KHOAN) + numbered(1, 0)
    gone = para('<w:del w:id="1"><w:r><w:delText>bỏ</w:delText></w:r></w:del>', mark='<w:del w:id="2"/>', num=(1, 0))
    body = [para("một", num=(1, 0)), gone, para("hai", num=(1, 0)), para("", num=(1, 0)), para("bốn", num=(1, 0))]
    found = read_draft_file("a.docx", docx(body, numbering=numbering)).paragraphs
    assert [(each.auto, each.text) for each in found if each.text] == [
        ("Điều 1.", "một"), ("Điều 2.", "hai"), ("Điều 4.", "bốn"),
    ]  # fmt: skip


def test_numbers_in_the_cells_of_a_table_are_read_and_counted() -> None:
    numbering = definition(0, level(0, "%1")) + numbered(1, 0)
    body = [table([para("", num=(1, 0)), "Rác"], [para("Đèn", num=(1, 0)), "Loa"]), para("ba", num=(1, 0))]
    found = read_draft_file("a.docx", docx(body, numbering=numbering)).paragraphs
    assert [each.line for each in found] == ["1 | Rác", "2 Đèn | Loa", "3 ba"]


def test_a_number_that_stands_close_to_its_text_stays_close() -> None:
    close = level(0, "Điều %1", inside='<w:suff w:val="nothing"/>')
    numbering = definition(0, close) + numbered(1, 0)
    body = [para(". Phạm vi", num=(1, 0)), para("1. Lời"), para(". Đối tượng", num=(1, 0))]
    draft = parse(read_draft_file("a.docx", docx(body, numbering=numbering)))
    assert [(each.label, each.title) for each in draft.articles] == [("1", "Phạm vi"), ("2", "Đối tượng")]


def test_the_khoan_that_people_vote_on_is_the_one_that_word_shows() -> None:
    numbering = definition(0, *KHOAN) + numbered(1, 0) + numbered(2, 0, anew(1)) + numbered(3, 0, anew(1))
    lines = [((1, 0), "Ngõ"), ((1, 1), "Quét"), ((1, 1), "Rác"), ((1, 0), "Loa"), ((2, 1), "Sáng"), ((2, 1), "Tối"),
             ((2, 2), "trước"), ((2, 2), "sau"), ((3, 1), "Lại từ đầu")]  # fmt: skip
    body = [para(text, num=num) for num, text in lines]
    draft = parse(read_draft_file("a.docx", docx(body, numbering=numbering)))
    assert [[each.label for each in article.clauses] for article in draft.articles] == [["1", "2"], ["1", "2", "1"]]
    assert [each.label for each in draft.articles[1].clauses[1].points] == ["a", "b"]
