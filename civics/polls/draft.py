"""A draft that people answer article by article: paragraphs in, chương, Điều, khoản and điểm out, ids kept by edits.

The official sees what was recognised beside the source and mends it with `draft_edits`. Nothing here reads files.
"""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from civics.polls.clauses import Clause, clauses
from core.text import normal

SPACES = re.compile(r"[^\S\n]+")
UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")  # soft hyphens, marks of no width
_PAGE = re.compile(r"^(?:trang\s+\d+(?:\s*/\s*\d+)?|[-\u2013\u2014]\s*\d{1,3}\s*[-\u2013\u2014])$", re.IGNORECASE)
LONGEST = 400_000  # characters of a draft


class Part(StrEnum):
    """Where in its file a paragraph stood. Headers and footers are left out of the draft."""

    BODY = "body"
    TABLE = "table"  # the cells of a row, joined with " | "
    MARGIN = "margin"  # a header, a footer, a page number


class RefusedDraftError(Exception):
    """A draft cannot be taken. `reason` is the tail of a word key: empty, scan or too_big."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of a source, in its order. `auto` is the number that Word drew, such as "Điều 3." or "a)"."""

    text: str
    part: Part = Part.BODY
    auto: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """What is answered as one. `id` never changes nor comes back; `label` is "7" or "7a" as written."""

    id: str
    label: str
    title: str
    text: str  # all below the heading, lines apart
    chapter: str = ""  # the id of its Chapter
    clauses: tuple[Clause, ...] = ()
    plain: str = ""  # the line in plain words, written by the official
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chương, phần or mục: its id, its number as written ("II", "2"), its title, and what it is called."""

    id: str
    label: str
    title: str
    word: str = "Chương"  # of a mục with that of its chương before it: "Chương II, Mục"

    @property
    def name(self) -> str:
        """`Chương II`"""
        return f"{self.word} {self.label}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A parsed draft. `next_id` numbers what a split adds, so that ids are never used twice.

    `by_paragraph`: no Điều was found and each paragraph is an article of its own. `notes` are tails of word keys with
    the label they speak of, such as ("gap", "5") for a missing Điều 5, ("twice", "7") and ("tables", "").
    """

    preamble: str
    chapters: tuple[Chapter, ...]
    articles: tuple[Article, ...]
    tail: str = ""  # signatures and what follows
    by_paragraph: bool = False
    notes: tuple[tuple[str, str], ...] = ()
    next_id: int = 1

    def article(self, article_id: str) -> Article:
        """The article of that id. Raises KeyError."""
        for each in self.articles:
            if each.id == article_id:
                return each
        raise KeyError(article_id)

    @property
    def asked(self) -> tuple[Article, ...]:
        """The articles that people are asked about, in order."""
        return tuple(each for each in self.articles if each.asked)


def plain_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The paragraphs of a pasted text or a .txt: one a line, none of a text without words. Page numbers are margin."""
    if not normalised(text):
        return ()
    lines = normal(text).split("\n")
    return tuple(Paragraph(line, Part.MARGIN if _PAGE.match(line.strip()) else Part.BODY) for line in lines)


def normalised(text: str) -> str:
    """The text as it is fingerprinted: NFC, each line's white space single, empty lines left out."""
    lines = (SPACES.sub(" ", line).strip() for line in UNSEEN.sub("", normal(text)).split("\n"))
    return "\n".join(line for line in lines if line)


def fingerprint(text: str) -> str:
    """The SHA-256 of the normalised text, in hex: the same for the same words, whatever the file they came in."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()


def draft_text(draft: Draft) -> str:
    """The whole words of a draft as it now stands, for its fingerprint and for reading."""
    lines = [draft.preamble]
    at = {each.id: place for place, each in enumerate(draft.chapters)}
    told = 0
    for each in draft.articles:
        for chapter in draft.chapters[told : at.get(each.chapter, -1) + 1]:  # one without an article of its own, too
            lines.append(f"{chapter.name}\n{chapter.title}")
            told += 1
        own = each.label or not each.text.startswith(each.title.removesuffix("…"))  # else the text says it again
        lines += [heading(each) if own else "", each.text]
    return "\n".join(chain((line for line in lines if line), [draft.tail] if draft.tail else []))


def heading(article: Article) -> str:
    """`Điều 7a. Việc tang`; the title alone when the article has no number."""
    if not article.label:
        return article.title
    return (
        f"Điều {article.label}. {article.title}".rstrip(". ")
        if not article.title
        else f"Điều {article.label}. {article.title}"
    )


def build(article_id: str, label: str, *, title: str, text: str, chapter: str = "") -> Article:
    """An article with the khoản and điểm that its text holds."""
    return Article(article_id, label, title, text, chapter, clauses(text))
