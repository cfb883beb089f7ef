"""A draft that people answer article by article: its chương, Điều, khoản and điểm. Edits never change an id.

The official sees the recognised structure beside the source and corrects it with `draft_edits`. Nothing here reads
files.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

from civics.polls.clauses import Clause, clauses
from core import legacy_text
from core.text import normal

SPACES = re.compile(r"[^\S\n]+")
UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")  # soft hyphens, characters without width
_PAGE = re.compile(
    r"^(?:(?:trang|page)\s+\d+(?:\s*(?:/|of|trên)\s*\d+)?|[-\u2013\u2014]\s*\d{1,3}\s*[-\u2013\u2014])$", re.IGNORECASE
)
# The words in the two columns above and below an official paper (NĐ 30/2020/NĐ-CP, Phụ lục I): state and motto,
# receivers, signature.
_LETTERHEAD = re.compile(
    r"^(?:cộng h(?:òa|oà) xã hội chủ nghĩa|độc lập\s*[-\u2013\u2014]\s*tự do|đảng cộng sản việt nam$|nơi nhận\s*:|"
    r"(?:tm|kt|tl|tuq|q)\s*\.\s)",
    re.IGNORECASE,
)
LONGEST = 400_000  # characters of a draft


class Part(StrEnum):
    """The place of a paragraph in its file. Headers and footers are left out of the draft."""

    BODY = "body"
    TABLE = "table"  # the cells of a row, joined with " | "
    LETTERHEAD = "letterhead"  # a table that holds the state's name and motto, or the receivers and the signature
    MARGIN = "margin"  # a header, a footer, a page number


class RefusedDraftError(Exception):
    """A draft is not accepted. `reason` is the tail of a word key: empty, scan or too_big."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a source, in its order. `auto` is the number that Word computed, such as "Điều 3." or "a)".

    `was`: the original letters, if an old font or encoding was converted to Unicode; else empty.
    """

    text: str
    part: Part = Part.BODY
    auto: str = ""
    was: str = ""

    @property
    def line(self) -> str:
        """The number and the text, as people see them."""
        return f"{self.auto} {self.text}" if self.auto else self.text


@dataclass(frozen=True, slots=True)
class Source:
    """The content of a file or a pasted text. `notes`: what its reader left out, converted or could not read.

    A note is the tail of a word key (`polls.note.*`) with the words or the number that it concerns.
    """

    paragraphs: tuple[Paragraph, ...]
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One unit that people answer. `id` never changes and is never used again; `label` is "7" or "7a" as written."""

    id: str
    label: str
    title: str
    text: str  # all below the heading, one line per paragraph
    chapter: str = ""  # the id of its Chapter
    clauses: tuple[Clause, ...] = ()
    plain: str = ""  # one line in plain words, written by the official
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chương, phần or mục: its id, its number as written ("II", "2"), its title and its kind."""

    id: str
    label: str
    title: str
    word: str = "Chương"  # a mục also names its chương: "Chương II, Mục"

    @property
    def name(self) -> str:
        """`Chương II`"""
        return f"{self.word} {self.label}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A parsed draft. `next_id` is the number of the next article that a split adds, so no id is used twice.

    `by_paragraph`: no Điều was found, so each paragraph is an article. `notes` are tails of word keys with the label
    that they concern, such as ("gap", "5") for a missing Điều 5, ("twice", "7") and ("tables", ""); then those of the
    source. `converted`: each line in an old font or encoding, in its original letters and in Unicode.
    """

    preamble: str
    chapters: tuple[Chapter, ...]
    articles: tuple[Article, ...]
    tail: str = ""  # signatures and the lines after them
    by_paragraph: bool = False
    notes: tuple[tuple[str, str], ...] = ()
    next_id: int = 1
    converted: tuple[tuple[str, str], ...] = ()

    def article(self, article_id: str) -> Article:
        """The article with that id. Raises KeyError."""
        for each in self.articles:
            if each.id == article_id:
                return each
        raise KeyError(article_id)

    @property
    def asked(self) -> tuple[Article, ...]:
        """The articles that people are asked about, in order."""
        return tuple(each for each in self.articles if each.asked)


def is_page_number(line: str) -> bool:
    """Whether a line is only a page number."""
    return bool(_PAGE.match(line.strip())) or line.strip().isdecimal()


def is_letterhead(line: str) -> bool:
    """Whether a line belongs to the columns above or below an official paper and not to its articles."""
    return _LETTERHEAD.match(line.strip()) is not None


def plain_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a pasted text or a .txt: one per line, none for a text without words.

    Page numbers are MARGIN. The letters of an old font stay as they are: see `by_letters`.
    """
    if not normalised(text):
        return ()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(Paragraph(line, Part.MARGIN if _PAGE.match(line.strip()) else Part.BODY) for line in lines)


def by_letters(source: Source) -> Source:
    """The source with lines in TCVN3, VNI or Windows-1258 converted to Unicode, as recognised by their letters.

    Lines that were already converted by their font do not change.
    """
    lines = [each.text for each in source.paragraphs if not each.was]
    legacy = legacy_text.of_lines(lines)
    if legacy is None:
        return source
    read = iter(legacy_text.by_letters(lines, legacy))
    found = tuple(each if each.was else _read_as(each, next(read)) for each in source.paragraphs)
    times = sum(bool(each.was) for each in found) - sum(bool(each.was) for each in source.paragraphs)
    return Source(found, (*source.notes, (legacy.value, str(times))))


def _read_as(paragraph: Paragraph, text: str) -> Paragraph:
    return paragraph if text == paragraph.text else replace(paragraph, text=text, was=paragraph.text)


def normalised(text: str) -> str:
    """The text from which the fingerprint is made: NFC, single spaces in each line, no empty lines."""
    lines = (SPACES.sub(" ", line).strip() for line in UNSEEN.sub("", normal(text)).split("\n"))
    return "\n".join(line for line in lines if line)


def fingerprint(text: str) -> str:
    """The SHA-256 of the normalised text, in hex. The same words give the same value, from any kind of file."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()


def draft_text(draft: Draft) -> str:
    """All words of a draft as it is now, for its fingerprint and for reading."""
    lines = [draft.preamble]
    at = {each.id: place for place, each in enumerate(draft.chapters)}
    told = 0
    for each in draft.articles:
        for chapter in draft.chapters[told : at.get(each.chapter, -1) + 1]:  # chapters without an article too
            lines.append(f"{chapter.name}\n{chapter.title}")
            told += 1
        own = each.label or not each.text.startswith(each.title.removesuffix("…"))  # else the text repeats the title
        lines += [heading(each) if own else "", each.text]
    return "\n".join(chain((line for line in lines if line), [draft.tail] if draft.tail else []))


def heading(article: Article) -> str:
    """`Điều 7a. Việc tang`; only the title when the article has no number."""
    if not article.label:
        return article.title
    return (
        f"Điều {article.label}. {article.title}".rstrip(". ")
        if not article.title
        else f"Điều {article.label}. {article.title}"
    )


def build(article_id: str, label: str, *, title: str, text: str, chapter: str = "") -> Article:
    """An article with the khoản and điểm in its text."""
    return Article(article_id, label, title, text, chapter, clauses(text))
