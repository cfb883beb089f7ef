"""Whatever people write, spreadsheets, papers and pictures with it can be opened and contain it as text."""

import io
import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import docx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from broadcasts.kit import _card
from core.message import Address, Incoming, Kind, Media, MediaKind, Quoted
from core.text import normal, sound, units
from papers import sheets
from papers.layout import Paper
from papers.sheets import MOST_LETTERS, Sheet, Value

# Any character, and odd ones often: controls, ends of Unicode, half pairs, beginnings of formulas, XML escapes.
ODD = "\x00\x08\x0b\x0c\x1f\x7f\ufffe\uffff\ud800\udfff=+-@\t\r\n<>&\"'_x000D_\u2028😀"
TEXTS = st.text(st.one_of(st.sampled_from(ODD), st.characters(codec=None)), max_size=60)


def read(rows: list[list[Value]], *, title: str = "a") -> list[list[object]]:
    """What openpyxl reads from a sheet with these rows."""
    book = load_workbook(io.BytesIO(sheets.whole([Sheet(title, ["head"], rows)], font="Tinos")))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows(min_row=2)]


@settings(max_examples=60, deadline=None)  # the machine may be busy
@given(TEXTS)
@example("_x005F_")
@example("_x000D_ và _x005F_x000D_")
def test_any_text_comes_back_from_a_spreadsheet_as_a_text(text: str) -> None:
    made = sheets.whole([Sheet(text, [text], [[text, 1]], wrap=True)], font="Tinos")
    book = load_workbook(io.BytesIO(made))
    (sheet,) = book.worksheets
    cell = sheet.cell(2, 1)
    held = sound(text.replace("\r\n", "\n").replace("\r", "\n"))
    # openpyxl gives back the escape of ECMA-376 22.9.2.19 as it is written
    assert re.sub("_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", str(cell.value or "")) == held
    assert cell.data_type != "f"
    assert cell.quotePrefix is (held[:1] in {"=", "+", "-", "@", "\t"} and bool(held))
    assert sheet.cell(2, 2).value == 1


@settings(max_examples=15, deadline=None)  # a whole document each; the machine may be busy
@given(TEXTS)
def test_any_text_stands_in_a_paper(text: str) -> None:
    paper = Paper(title=text, author=text, banner=text, made=datetime(2026, 11, 24, tzinfo=UTC), font="Tinos")
    paper.title(text)
    paper.text(text)
    paper.figure(text, text)
    paper.table([text], [[text]], widths=(30,))
    paper.signatures([(text, text)], how=text, receivers=[text])
    assert docx.Document(io.BytesIO(paper.made())).paragraphs


@settings(max_examples=60, deadline=None)  # the machine may be busy
@given(TEXTS)
def test_any_text_stands_in_a_picture(text: str) -> None:
    card = _card(text, text, "https://x.vn/1", ward=text, scan=text, qr="")
    ET.fromstring(str(card).encode())


@settings(max_examples=60, deadline=None)  # the machine may be busy
@given(TEXTS)
def test_no_odd_sign_comes_in_at_the_door(text: str) -> None:
    media = Media(MediaKind.DOCUMENT, "ref", name=text, mime=text)
    found = Incoming(
        Address("web", "web", "c"), "1", Kind.MESSAGE, datetime(2026, 11, 24, tzinfo=UTC), person_name=text, title=text,
        text=text, argument=text, press=text, media=(media,), quoted=Quoted("1", person_name=text, text=text),
    )  # fmt: skip
    assert found.quoted is not None
    kept = {found.person_name, found.title, found.text, found.argument, found.press, found.media[0].name}
    assert kept | {found.quoted.text, found.quoted.person_name} == {normal(text)}
    for words in kept:
        ET.fromstring(f"<a>{words.replace('&', '').replace('<', '').replace(']]>', '')}</a>".encode())
        assert normal(words) == words


def test_a_cell_holds_what_a_reader_takes_and_no_more() -> None:
    ((long,), (wide,)) = read([["a" * 40_000], ["😀" * 20_000]])
    assert isinstance(long, str)
    assert isinstance(wide, str)
    assert (len(long), long[-1]) == (MOST_LETTERS, "…")
    assert units(wide) <= MOST_LETTERS
    assert wide[:16_000] == "😀" * 16_000


def test_moments_numbers_and_nothing_are_what_they_are() -> None:
    at = datetime(2026, 11, 24, 9, 30)  # noqa: DTZ001  # a cell has no zone
    assert read([[at, 7, 1.5, None, "", "007"]]) == [[at, 7, 1.5, None, None, "007"]]
    assert read([[datetime(1800, 1, 1), float("nan")]]) == [["1800-01-01 00:00:00", "nan"]]  # noqa: DTZ001


def test_titles_are_ones_that_a_sheet_may_have() -> None:
    made = sheets.whole(
        [Sheet(each, ["x"], []) for each in ("a/b:c[d]*?", "A B C D", "", "'x'", "y" * 40, "Y" * 40)], font="Tinos"
    )
    names = load_workbook(io.BytesIO(made)).sheetnames
    assert names == ["a b c d", "A B C D (2)", "1", "x", "y" * 31, "Y" * 27 + " (2)"]


def test_a_register_is_printed_across_with_its_head_on_each_page() -> None:
    some = [Sheet("a", ["x"], []), Sheet("Sổ 'tiếp' & <ghi>", ["x"], [["1"]], register=True)]
    plain, register = load_workbook(io.BytesIO(sheets.whole(some, font="Tinos"))).worksheets
    assert (plain.print_title_rows, register.print_title_rows) == (None, "$1:$1")
    assert register.page_setup.orientation == "landscape"
    assert (register["A1"].alignment.wrap_text, plain["A1"].alignment.wrap_text) == (True, None)
    assert register["A1"].font.bold


def test_more_rows_than_a_sheet_holds_go_on_in_a_further_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    book = load_workbook(io.BytesIO(sheets.whole([Sheet("a", ["n"], ([n] for n in range(7)))], font="Tinos")))
    assert book.sheetnames == ["a", "a (2)", "a (3)"]
    assert [[row[0] for row in each.iter_rows(min_row=2, values_only=True)] for each in book.worksheets] == [
        [0, 1, 2], [3, 4, 5], [6],
    ]  # fmt: skip


def test_a_long_list_leaves_while_it_is_read() -> None:
    read_so_far = 0

    def rows() -> list[Value]:
        nonlocal read_so_far
        read_so_far += 1
        return [f"{read_so_far * 7919:x}" * 40]

    made = sheets.stream([Sheet("a", ["n"], (rows() for _ in range(20_000)))], font="Tinos")
    assert next(made)
    assert read_so_far < 15_000
