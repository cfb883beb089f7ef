"""Reads the text of a .pdf with pypdfium2. A PDF has lines but no paragraphs, so lines of one paragraph are joined."""

import re
from collections.abc import Iterator, Sequence

import pypdfium2

from civics.polls.draft import Paragraph, Part, RefusedDraftError, Source, is_page_number
from papers.reading.seen import Seen

MOST_PAGES = 500
_MARK = re.compile(
    r"^(?:[đð]iều\s+\d|(?:chương|phần|mục)\s+[ivxlcdm\d]|\d{1,3}(?:\.\d+)*[.)]\s|[a-zđ]{1,2}[.)]\s|[-–—+•*]\s|"
    r"(?:căn cứ|theo đề nghị|nơi nhận|tm\.|kt\.)|\||§iÒu\s|ñieàu\s)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.;:!?…]['\"”»)]*$")
_FULL = 0.75  # the share of the longest line; a shorter line ends its paragraph


def read(content: bytes) -> Source:
    """The draft in a .pdf. Raises RefusedDraftError: locked, too_big, scan, broken."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise RefusedDraftError("locked" if "assword" in str(error) else "broken") from error
    if len(document) > MOST_PAGES:
        raise RefusedDraftError("too_big")
    seen, found = Seen(), list[Paragraph]()
    read_pages = list(pages(document))
    longest = max((len(line) for lines in read_pages for line in lines), default=0)
    last = ""
    for lines in read_pages:
        last = _read(lines, found, last, longest=longest)
    unread = [str(number) for number, lines in enumerate(read_pages, start=1) if not any(map(str.strip, lines))]
    if not any(each.text.strip() and each.part is Part.BODY for each in found):
        raise RefusedDraftError("scan")
    seen.count("pdf")
    seen.words("pages_unread", ", ".join(unread))
    return Source(tuple(found), seen.notes())


def pages(document: pypdfium2.PdfDocument) -> Iterator[list[str]]:
    """The lines of each page. Raises RefusedDraftError: broken."""
    for at in range(len(document)):
        try:
            page = document[at]
            text = page.get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError as error:
            raise RefusedDraftError("broken") from error
        yield [_clean(each) for each in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


def _clean(line: str) -> str:
    return line.replace("\ufffe", "-").replace("\u0002", "-").rstrip()  # pdfium's marks for a hyphen at a line end


def _read(lines: Sequence[str], found: list[Paragraph], last: str, *, longest: int) -> str:
    """Add the paragraphs of one page. `last`: the line before it, which may continue; returns the page's last line."""
    for line in lines:
        if is_page_number(line):
            continue
        if not line.strip():
            last = last if line is lines[-1] else ""
        elif found and last and _goes_on(last, line, longest):
            found[-1] = Paragraph(f"{found[-1].text.rstrip()} {line.strip()}")
            last = line
        else:
            found.append(Paragraph(line))
            last = line
    return last


def _goes_on(last: str, line: str, longest: int) -> bool:
    """Whether a line continues the paragraph of the line before it."""
    start = line.lstrip()
    if _MARK.match(start):
        return False
    if start[:1].islower() and not _ENDS.search(last):
        return True
    return len(last) >= _FULL * longest and not _ENDS.search(last)
