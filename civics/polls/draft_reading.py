"""Reads a source into a draft: it finds chương, Điều and signatures, and notes what is unusual or left out."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from civics.polls.draft import (
    LONGEST,
    SPACES,
    UNSEEN,
    Article,
    Chapter,
    Draft,
    Paragraph,
    Part,
    RefusedDraftError,
    Source,
    build,
)
from core.text import normal

_CHAPTER = re.compile(r"^(chương|phần|mục)\s+([ivxlcdm]+|\d+)\b\s*(?:[.:\u2013\u2014\-]\s*)?(.*)$", re.IGNORECASE)
_ARTICLE = re.compile(r"^[đðɖ]iều\s+(\d{1,4})\s?([a-zđ]?)(?:\s*[.:\u2013\u2014]\s*(.*)|\s*-\s+(.*)|)$", re.IGNORECASE)
# "Điều 5 Tên điều", without a sign between: a heading only if it is the next number and the rest reads like a title.
_LAWS = r"Bộ luật|Luật|Nghị|Hiến pháp|Pháp lệnh|Thông tư|Quyết định"
_BARE = re.compile(rf"^[đðɖ]iều\s+(\d{{1,4}})([a-zđ]?)\s+((?!{_LAWS})\w.*[^.;,:])$", re.IGNORECASE)
# A line with such an end continues in the next line, so a "Điều" at the beginning of that line is a reference.
_GOES_ON = re.compile(
    r"(?:,|(?<!\w)(?:tại|theo|của|và|với|hoặc|hay|ở|trong|trừ|từ|đến|tới|khoản\s+\d+|điểm\s+[a-zđ]))$", re.IGNORECASE
)
_CONTENTS = re.compile(r"^(?:[đðɖ]iều|chương|phần|mục)\s.*(?:\.{4}|\u2026{2})\s*\d{1,3}$", re.IGNORECASE)
_SIGNATURES = re.compile(r"^\s*(?:\(?ký[,\s]|đại diện hộ gia đình|xác nhận công nhận|nơi nhận)", re.IGNORECASE)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_TITLE = 120  # longest line, in characters, that may be a title
MOST_ARTICLES = 300  # a longer draft is a book: the page asks for a part of it


def roman(label: str) -> int | None:
    """The value of a chapter's number, "IV" or "4"; None for anything else."""
    if label.isdecimal():
        return int(label)
    total, last = 0, 0
    for letter in reversed(label.lower()):
        value = _ROMAN.get(letter)
        if value is None:
            return None
        total += value if value >= last else -value
        last = max(last, value)
    return total or None


def beginnings(source: str) -> frozenset[int]:
    """Which lines of a source are headings of articles."""
    lines = [(_line(Paragraph(each)), Part.BODY) for each in normal(source).split("\n")]
    return frozenset(_headings(lines))


def parse(source: Source | Iterable[Paragraph]) -> Draft:
    """The draft in a source. Raises RefusedDraftError: empty, scan (pictures only), too_big."""
    if not isinstance(source, Source):
        source = Source(tuple(source))
    all_of_it = source.paragraphs
    lines = _lines(all_of_it)
    heads = _headings(lines)
    if not heads:  # the draft may be laid out as one table, for example beside the old text
        spread = _lines(_cells(all_of_it))
        heads = _headings(spread)
        lines = spread if heads else lines
    if not lines:
        raise RefusedDraftError("scan" if all_of_it else "empty")
    if sum(len(text) for text, _ in lines) > LONGEST:
        raise RefusedDraftError("too_big")
    draft = _articles(lines, heads) if heads else _pieces(lines)
    if len(draft.articles) > MOST_ARTICLES:
        raise RefusedDraftError("too_big")
    converted = tuple((each.was, each.text) for each in all_of_it if each.was and each.text.strip())
    return replace(draft, notes=(*draft.notes, *source.notes), converted=converted)


def _lines(paragraphs: Iterable[Paragraph]) -> list[tuple[str, Part]]:
    """The lines with words, without margins and tables of contents."""
    found = ((_line(each), each.part) for each in paragraphs if each.part is not Part.MARGIN)
    return [(text, part) for text, part in found if text and not _CONTENTS.match(text)]


def _headings(lines: Sequence[tuple[str, Part]]) -> dict[int, tuple[str, str]]:
    """The lines that begin an article, by their place: label and title."""
    found: dict[int, tuple[str, str]] = {}
    before, last = "", 0
    for at, (text, part) in enumerate(lines):
        if part is Part.BODY and not _GOES_ON.search(before):
            if article := _ARTICLE.match(text):
                found[at] = (article[1] + article[2].lower(), (article[3] or article[4] or "").strip())
                last = int(article[1])
            elif (
                (bare := _BARE.match(text))
                and len(text) <= _TITLE
                and int(bare[1]) == last + 1
                and bare[3][0].isupper()
            ):
                found[at] = (bare[1] + bare[2].lower(), bare[3].strip())
                last += 1
        before = text or before
    return found


def _cells(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The same paragraphs, with each line of each table cell as a paragraph of its own."""
    for each in paragraphs:
        if each.part is Part.TABLE:
            yield from (Paragraph(line) for cell in each.text.split(" | ") for line in cell.split("\n"))
        else:
            yield each


def _line(paragraph: Paragraph) -> str:
    whole = UNSEEN.sub("", normal(paragraph.line)).replace("\n", " ")
    return SPACES.sub(" ", whole).strip()


@dataclass(slots=True)
class _Reading:
    """What was read so far. The current article is the last of `bodies`."""

    before: list[str]
    chapters: list[Chapter]
    heads: list[tuple[str, str, str]]  # label, title, chapter id
    bodies: list[list[str]]
    untitled: bool = False  # the next line is the heading's title


def _articles(lines: list[tuple[str, Part]], heads: Mapping[int, tuple[str, str]]) -> Draft:
    reading = _Reading([], [], [], [])
    tail: list[str] = []
    first, last, dropped = min(heads), max(heads), 0
    for at, (text, part) in enumerate(lines):
        if tail or (at > last and (part is Part.LETTERHEAD or _SIGNATURES.match(text))):
            tail.append(text)
        elif part is Part.LETTERHEAD and at > first:
            dropped += 1  # of a paper before the draft, such as the decision to which the draft is attached
        else:
            _read(reading, text, part=part, head=heads.get(at))
    built = tuple(
        build(f"a{n}", label, title=title, text="\n".join(body), chapter=chapter)
        for n, ((label, title, chapter), body) in enumerate(zip(reading.heads, reading.bodies, strict=True), start=1)
    )
    notes = _notes(built) + ((("tables", ""),) if any(part is Part.TABLE for _, part in lines) else ())
    notes += (("letterhead", str(dropped)),) if dropped else ()
    before, after = "\n".join(reading.before), "\n".join(tail)
    return Draft(before, tuple(reading.chapters), built, after, notes=notes, next_id=len(built) + 1)


def _read(reading: _Reading, text: str, *, part: Part, head: tuple[str, str] | None) -> None:
    chapter = _CHAPTER.match(text) if part is Part.BODY else None
    if head:
        reading.heads.append((*head, reading.chapters[-1].id if reading.chapters else ""))
        reading.bodies.append([])
        reading.untitled = False
    elif chapter and roman(chapter[2]) is not None and len(text) < 200:
        reading.chapters.append(
            Chapter(f"c{len(reading.chapters) + 1}", chapter[2].upper(), chapter[3].strip(), _word(reading, chapter[1]))
        )
        reading.untitled = not chapter[3].strip()
    elif reading.untitled and part is Part.BODY:
        reading.chapters[-1] = replace(reading.chapters[-1], title=text)
        reading.untitled = False
    elif reading.bodies:
        reading.bodies[-1].append(text)
    else:
        reading.before.append(text)


def _word(reading: _Reading, word: str) -> str:
    """The kind of a chapter; a mục is named together with its chương."""
    called = word.capitalize()
    within = next((each for each in reversed(reading.chapters) if not each.word.endswith("Mục")), None)
    return f"{within.name}, Mục" if called == "Mục" and within is not None else called


def _pieces(lines: list[tuple[str, Part]]) -> Draft:
    """Each paragraph as an article. A letterhead is left out, unless there is nothing else."""
    asked = [text for text, part in lines if part is not Part.LETTERHEAD]
    begins = next(at for at, (_, part) in enumerate(lines) if part is not Part.LETTERHEAD) if asked else len(lines)
    before = "\n".join(text for text, _ in lines[:begins]) if asked else ""
    after = "\n".join(text for text, part in lines[begins:] if part is Part.LETTERHEAD)
    asked = asked or [text for text, _ in lines]
    built = tuple(build(f"a{n}", "", title=_opening(text), text=text) for n, text in enumerate(asked, start=1))
    return Draft(before, (), built, after, by_paragraph=True, next_id=len(built) + 1)


def _opening(text: str) -> str:
    return text if len(text) <= 80 else text[:80].rsplit(" ", 1)[0] + "…"


def _notes(articles: tuple[Article, ...]) -> tuple[tuple[str, str], ...]:
    labels = [each.label for each in articles]
    notes = [("twice", label) for label, times in Counter(labels).items() if times > 1]
    numbers = {int(label.rstrip("abcdefghijklmnopqrstuvwxyzđ")) for label in labels}
    missing = sorted(set(range(1, max(numbers) + 1)) - numbers)
    return (*notes, *(("gap", str(n)) for n in missing[:20]))
