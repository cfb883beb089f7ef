"""Articles of documents that the ward keeps: each Điều is a record, quoted word for word with its version."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from civics.answers.records import MOST_TEXT, Record
from civics.hearing.spelling import Spelt
from civics.polls.clauses import clauses
from civics.polls.draft import Draft, draft_text, fingerprint
from core.text import fold, folded_words

FAMILY = "van_ban"
_SLUG = 30  # letters of a document's name in a key
_NUMBERED = re.compile(r"(?im)^\W*số\s*:?\s*(\d{1,5}/[\w/–-]{2,40})")
_KINDS = ("BỘ LUẬT", "LUẬT", "NGHỊ QUYẾT", "NGHỊ ĐỊNH", "THÔNG TƯ", "QUYẾT ĐỊNH", "QUY CHẾ", "QUY ƯỚC", "HƯƠNG ƯỚC")
_DATED = re.compile(r"(?i)ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})")
_LONGEST = 30  # words of a message that asks for an article
_ARTICLE = re.compile(r"\bdieu (?:so |thu )?(\d{1,3}) ?([a-d]\b)?")
_CLAUSE = re.compile(r"\bkhoan (?:so |thu )?(\d{1,3})\b")
_ASKS = re.compile(
    r"\b(?:noi|quy dinh|ghi|viet|la|co|gom|bao gom|neu) (?:(?:ve|cai|dieu|nhung|nhu|the) ?){0,2}(?:gi|nao|sao)\b|"
    r"\bnoi dung\b|\bra sao\b|\b(?:doc|xem|trich|trich dan|cho biet)\b"
)
_LAW = re.compile(r"\b(?:luat|nghi quyet|nghi dinh|quy uoc|huong uoc|quy che|thong tu|quyet dinh|van ban)\b")
_SHORT = 5  # words of a message that names an article and hardly anything else
_COMMON = frozenset({"ve", "cua", "va", "o", "so", "cho", "phuong", "nam", "ngay"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """An article that somebody asks for, such as "21" or "7a", and a khoản of it; empty: the whole article."""

    article: str
    clause: str
    words: frozenset[str]  # the bare words of the question, among which a document may be named


def articles_of(draft: Draft, document: str, *, today: date) -> tuple[Record, ...]:
    """The articles of a document as records. Its version is the day that it bears and the beginning of its SHA-256.

    Empty for a text without any Điều. `document`: its name; when it is empty, the name in its head is taken.
    """
    if draft.by_paragraph:
        return ()
    name = document or named(draft.preamble)
    dated = _DATED.search(draft.preamble)
    day = f" ngày {int(dated[1])}/{int(dated[2])}/{dated[3]}" if dated else ""
    source = f"{name}, bản{day} (dấu {fingerprint(draft_text(draft))[:8]})"
    found = {each.label: each for each in draft.articles if each.label and len(each.text) <= MOST_TEXT}
    return tuple(
        Record(
            f"x-{slug(name)}-d{label}", f"Điều {label}. {each.title}".strip(". ")[:300], family=FAMILY,
            source=source, seen=today, text=each.text or each.title, document=name, article=label,
        )
        for label, each in found.items()
    )  # fmt: skip


def named(preamble: str) -> str:
    """The name of a document by its head: `Nghị quyết 36/NQ-HĐND`; empty when it has no number."""
    number = _NUMBERED.search(preamble)
    lines = [line.strip().strip("*").strip() for line in preamble.splitlines()]
    kind = next((each for line in lines for each in _KINDS if line.upper() == each), "")
    return f"{kind.capitalize()} {number[1]}".strip() if number else ""


def slug(name: str) -> str:
    """A document's name as a part of a key."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name))[:_SLUG].strip("-") or "van-ban"


def wanted(words: Sequence[Spelt], *, about: Record | None = None) -> Wanted | None:
    """The article for which a message asks; None when it asks for none. `about`: the article of the turn before."""
    if not 0 < len(words) <= _LONGEST:
        return None
    text = " ".join(each.bare for each in words)
    article, clause = _ARTICLE.search(text), _CLAUSE.search(text)
    if article is None and clause is not None and about is not None:
        return Wanted(fold(about.article), clause[1], _told(about.document))
    if article is None or not (len(words) <= _SHORT or _ASKS.search(text) or _LAW.search(text)):
        return None
    left = text[: article.start()] + text[article.end() :]
    return Wanted(article[1].lstrip("0") + (article[2] or ""), clause[1] if clause else "", frozenset(left.split()))


def find(asked: Wanted, laws: Mapping[str, Record]) -> tuple[str, ...]:
    """The keys of the articles with that number, of the document that is named or else of all, by document."""
    held = [each for each in laws.values() if fold(each.article) == asked.article]
    scores = {each.key: len(_told(each.document) & asked.words) for each in held}
    best = max(scores.values(), default=0)
    return tuple(each.key for each in held if scores[each.key] == best)


def quoted(found: Record, clause: str) -> str:
    """The words of an article, or of one khoản of it if it has it."""
    parts = [each for each in clauses(found.text) if each.label == clause] if clause else []
    if not parts:
        return found.text
    points = [f"{each.label}) {each.text}" for each in parts[0].points]
    return "\n".join([f"{parts[0].label}. {parts[0].text}", *points])


def by_document(laws: Iterable[Record]) -> dict[str, list[Record]]:
    """The articles of each document, in the order of their numbers."""
    found: dict[str, list[Record]] = {}
    for each in laws:
        found.setdefault(each.document, []).append(each)
    return {name: sorted(each, key=lambda law: _place(law.article)) for name, each in sorted(found.items())}


def _place(article: str) -> tuple[int, str]:
    digits = re.match(r"\d+", article)
    return (int(digits[0]) if digits else 0), article


def _told(document: str) -> frozenset[str]:
    return frozenset(folded_words(document)) - _COMMON
