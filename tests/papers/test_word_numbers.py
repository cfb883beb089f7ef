"""The numbers that Word draws, for each way in which its lists are written (ISO/IEC 29500-1, 17.9)."""

import pytest

from civics.polls.draft_reading import parse
from papers.draft_files import read_draft_file
from papers.reading.number_forms import drawn
from tests.real_files.word import anew, definition, docx, level, numbered, para, table
from tests.real_files.word_lists import KHOAN, LISTS


@pytest.mark.parametrize("called", list(LISTS))
def test_numbers_are_those_that_word_draws(called: str) -> None:
    listed = LISTS[called]
    found = read_draft_file("a.docx", listed.file()).paragraphs
    assert tuple(each.auto for each in found) == listed.numbers


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
