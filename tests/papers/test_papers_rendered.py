"""Papers as LibreOffice prints them, against Phụ lục I of NĐ 30/2020/NĐ-CP. Skipped where it is not installed."""

import ctypes
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from papers.parts import official
from tests.papers import office
from tests.papers.every_paper import every
from tests.parts import catalogue

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
MM = 72 / 25.4
PAGES = {"summary": 12, "summary_25": 13, "online": 4}  # at most; all others have three at most
pytestmark = office.needed

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points


def printed(papers: Mapping[str, bytes], folder: Path) -> Iterator[tuple[str, pypdfium2.PdfDocument]]:
    """Each paper as .pdf."""
    for name, content in papers.items():
        (folder / f"{name}.docx").write_bytes(content)
    office.convert([folder / f"{name}.docx" for name in papers], "pdf", folder)
    for name in papers:
        yield name, pypdfium2.PdfDocument(folder / f"{name}.pdf")


def words(page: pypdfium2.PdfPage) -> str:
    """The text of a page with single spaces."""
    return " ".join(page.get_textpage().get_text_bounded().split())


def of(page: pypdfium2.PdfPage, text: str) -> Box:
    """Where a text stands."""
    read = page.get_textpage()
    found = read.search(text).get_next()
    assert found is not None, text
    boxes = [read.get_charbox(at) for at in range(found[0], found[0] + found[1])]
    return (*(min(box[at] for box in boxes) for at in (0, 1)), *(max(box[at] for box in boxes) for at in (2, 3)))


def lines(page: pypdfium2.PdfPage) -> list[Box]:
    """The drawn lines across."""
    boxes = [each.get_bounds() for each in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,))]
    return [(left, low, right, high) for left, low, right, high in boxes if high - low < 3 < right - left]


def below(found: Iterable[Box], words_at: Box) -> Box:
    """The line that stands next below some words."""
    near = [each for each in found if each[3] <= words_at[1] + 2 and each[0] < words_at[2] and each[2] > words_at[0]]
    return max(near, key=lambda each: each[3])


def letters(page: pypdfium2.PdfPage, text: str) -> tuple[str, float]:
    """The font of a text, and its size in points."""
    read = page.get_textpage()
    found = read.search(text).get_next()
    assert found is not None, text
    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    raw.FPDFText_GetFontInfo(read.raw, found[0], name, 200, flags)
    return name.value.decode(), round(raw.FPDFText_GetFontSize(read.raw, found[0]), 1)


def check(name: str, paper: pypdfium2.PdfDocument, *, remarks: bool = True) -> None:
    """What holds for each paper."""
    assert 1 <= len(paper) <= PAGES.get(name, 3), name
    first, last = paper[0], paper[len(paper) - 1]
    for page in paper:
        wide, high = page.get_size()
        assert (round(wide / MM), round(high / MM)) == (210, 297)
        assert ("do máy lập" in words(page)) == remarks, name
        if remarks:
            assert of(page, "do máy lập")[3] < 20 * MM
        for box in lines(page):  # tables keep to their page
            assert box[0] >= 29 * MM, name
            assert box[2] <= 191 * MM, name
    for text, sizes in ((STATE, (12, 13)), (MOTTO, (13, 14)), ("Nơi nhận:", (12,))):  # Phụ lục I, mục V
        for page in paper:
            if text in words(page):
                font, size = letters(page, text)
                assert size in sizes, (name, text)
                assert "Bold" in font, (name, text)
                assert "Serif" in font or "Times" in font, (name, font)  # LibreOffice's own when there is no Times
    motto = of(first, MOTTO)
    under = below(lines(first), motto)
    assert motto[1] - under[3] < 12, name
    # the machine's font may be wider than Times New Roman, for which the line is measured
    assert 0.8 <= (under[2] - under[0]) / (motto[2] - motto[0]) <= 1.05, name
    assert abs((under[2] + under[0]) - (motto[2] + motto[0])) < 6, name
    for at in range(1, len(paper)):
        assert words(paper[at]).startswith(str(at + 1)), name  # page numbers from the second page on
    assert not words(first).startswith("1 "), name
    assert len(words(last)) > 150, name
    signs = next(at for at in range(len(paper)) if "(Ký, " in words(paper[at]))
    before = words(paper[signs]).partition("Nơi nhận:")[0] if "Nơi nhận:" in words(paper[signs]) else words(last)
    assert len(before.split()) > 3, name  # the block has text above it


def test_a_sample_is_printed_with_its_lines_and_its_signatures_below_the_text(tmp_path: Path) -> None:
    papers = every(official(partial(catalogue().say, "vi"), remarks=False))
    ((name, paper),) = printed({"suspend": papers["suspend"]}, tmp_path)
    check(name, paper, remarks=False)
    subject = of(paper[0], "Tạm ngừng thực hiện hương ước")
    under = below(lines(paper[0]), subject)
    assert under[2] - under[0] > 40


@pytest.mark.deep
def test_every_paper_is_printed_as_the_decree_says(tmp_path: Path) -> None:
    papers = every(partial(catalogue().say, "vi"))
    for name, paper in printed(papers, tmp_path):
        check(name, paper)
        text = "".join(words(page) for page in paper)
        assert STATE in text, name
        of_a_meeting = name.startswith(("count_", "minutes_"))  # which bear the day of the meeting
        assert ("ngày 20 tháng 11 năm 2026" if of_a_meeting else "ngày 05 tháng 02 năm 2026") in text, name
