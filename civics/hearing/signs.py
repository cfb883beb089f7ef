"""The labels of a message, from the reading that the phrases know best."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from civics.hearing import book
from civics.hearing.graph import Found
from civics.hearing.language import is_foreign
from civics.hearing.reading import MARKS, Word, likeliest, readings
from core.text import normal

PLAIN_WORDS = 4  # a phrase of so many words means what it says, whatever a part of it looks like
# Labels whose words are usual words without their diacritics. "right.not" and "right.near" take nothing from anybody.
_DOUBTFUL = ("to_cao", "right.")
_USUAL = "usual"
_HARMLESS = frozenset({"to_cao.not", "to_cao.anon", "right.not", "right.near"})


@dataclass(frozen=True, slots=True)
class Signs:
    """The labels of a message. `line` is the reading in which they were found."""

    line: tuple[Word, ...]
    found: tuple[Found, ...]
    pieces: Counter[str] = field(default_factory=Counter)
    asks: bool = False  # whether it has a question mark
    words: int = field(init=False)  # how many words the message has
    _by_label: Mapping[str, Sequence[Found]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Sort the phrases by their labels, which are read many times."""
        by_label: dict[str, list[Found]] = {}
        for each in self.found:
            by_label.setdefault(each.label, []).append(each)
        object.__setattr__(self, "_by_label", by_label)
        object.__setattr__(self, "words", sum(1 for each in self.line if each.spelt.bare not in MARKS))

    def has(self, *labels: str) -> bool:
        """Whether any of the labels is there."""
        return any(label in self._by_label or label in self.pieces for label in labels)

    def weight(self, label: str, *, but: frozenset[str] = frozenset()) -> int:
        """The number of words of the longest phrase with that label; two for each Chinese or Korean piece.

        Phrases after a word of `but` do not count.
        """
        return max(max((each.words for each in self._counted(label, but)), default=0), 2 * self.pieces[label])

    def covered(self, label: str, *, but: frozenset[str] = frozenset()) -> int:
        """The number of words that the phrases with that label cover, each word once; two for each piece."""
        return len({at for each in self._counted(label, but) for at in each.own}) + 2 * self.pieces[label]

    def _counted(self, label: str, but: frozenset[str]) -> Sequence[Found]:
        found = self._by_label.get(label, ())
        return [each for each in found if self._before(each) not in but] if but else found

    def _before(self, found: Found) -> str:
        """The bare word before a phrase."""
        return next(
            (each.bare for each in reversed(self.line[max(0, found.start - 2) : found.start]) if not each.is_mark), ""
        )

    def begins(self, label: str) -> int:
        """Where the first phrase with that label begins. If there are only pieces, a position after all words."""
        return min((each.start for each in self._by_label.get(label, ())), default=len(self.line))

    def labels(self, prefix: str) -> set[str]:
        """The labels that begin so."""
        return {each for each in (*self._by_label, *self.pieces) if each.startswith(prefix)}


def squeezed(text: str) -> str:
    """The text without spaces and commas, for Chinese and Korean; empty if it has none of their letters."""
    if not is_foreign(text):
        return ""
    return "".join(c for c in normal(text).lower() if c.isalnum())


def said_in(lines: Sequence[Sequence[Word]]) -> tuple[tuple[Found, ...], ...]:
    """The phrases of each reading. No denunciation and no right is heard in usual words: `to 3`, `cay to cao`."""
    found = book.sayings().find_in_all(lines)
    doubtful = [line for line, phrases in zip(lines, found, strict=True) if any(map(_is_doubtful, phrases))]
    usual = iter(book.gates().find_in_all(doubtful))
    return tuple(
        _meant(line, phrases, next(usual)) if any(map(_is_doubtful, phrases)) else phrases
        for line, phrases in zip(lines, found, strict=True)
    )


def _meant(line: Sequence[Word], phrases: Sequence[Found], gates: Sequence[Found]) -> tuple[Found, ...]:
    """The phrases without those of a denunciation or a right that only look so. Long phrases mean what they say."""
    usual = {at for each in gates if each.label == _USUAL for at in each.own}
    return tuple(
        each
        for each in phrases
        if not (_is_doubtful(each) and (not usual.isdisjoint(each.own) or _names_group(line, each)))
    )


def _is_doubtful(found: Found) -> bool:
    return found.words < PLAIN_WORDS and found.label.startswith(_DOUBTFUL) and found.label not in _HARMLESS


def _names_group(line: Sequence[Word], found: Found) -> bool:
    at = found.start
    return found.label == "to_cao" and line[at].bare == "to" and at + 1 < len(line) and line[at + 1].bare.isdecimal()


def signs(lines: Sequence[tuple[Word, ...]], text: str, said: Sequence[tuple[Found, ...]] | None = None) -> Signs:
    """The signs of the reading whose words the phrases explain best; if equal, the first one."""
    pieces = Counter(book.sayings().pieces_in(squeezed(text)))
    asks = "?" in text or "？" in text
    best = Signs((), (), pieces, asks)
    most = -1
    for line, found in zip(lines, said_in(lines) if said is None else said, strict=False):
        known = {at for each in found if not each.label.startswith("lang.") for at in each.own}
        if len(known) > most:
            best, most = Signs(line, found, pieces, asks), len(known)
    return best


def lines_of(text: str) -> tuple[tuple[Word, ...], ...]:
    """The readings of a text (see `civics.hearing.reading`)."""
    return readings(text, book.spellings())


def line_of(text: str) -> tuple[Word, ...]:
    """The likeliest reading alone. A long text is read in one way only, because each further one costs as much."""
    return likeliest(text, book.spellings())
