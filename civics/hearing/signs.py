"""What a message holds: its labels, from the reading that the phrases know best."""

from collections import Counter
from dataclasses import dataclass, field

from civics.hearing import book
from civics.hearing.book import Found
from civics.hearing.reading import Word, readings
from core.text import normal

_FRAMES = ("lang.", "topic.")


@dataclass(frozen=True, slots=True)
class Signs:
    """The labels of a message; `line` is the reading they were found in."""

    line: tuple[Word, ...]
    found: tuple[Found, ...]
    pieces: Counter[str] = field(default_factory=Counter)

    def has(self, *labels: str) -> bool:
        """Whether any of the labels is there."""
        return any(label in self.pieces for label in labels) or any(each.label in labels for each in self.found)

    def weight(self, label: str, *, but: frozenset[str] = frozenset()) -> int:
        """The words of the longest phrase with that label; two for each Chinese or Korean piece.

        Phrases that stand after a word of `but` do not count.
        """
        longest = max(
            (each.words for each in self.found if each.label == label and self._before(each) not in but), default=0
        )
        return max(longest, 2 * self.pieces[label])

    def covered(self, label: str, *, but: frozenset[str] = frozenset()) -> int:
        """How many words the phrases with that label hold together, each word once; two for each piece."""
        counted = [each for each in self.found if each.label == label and self._before(each) not in but]
        return len({at for each in counted for at in each.own}) + 2 * self.pieces[label]

    def _before(self, found: Found) -> str:
        """The bare word before a phrase."""
        return next(
            (each.bare for each in reversed(self.line[max(0, found.start - 2) : found.start]) if not each.is_mark), ""
        )

    def begins(self, label: str) -> int:
        """Where the first phrase with that label begins; far behind for one of pieces only."""
        return min((each.start for each in self.found if each.label == label), default=len(self.line))

    def labels(self, prefix: str) -> set[str]:
        """The labels that begin so."""
        return {each.label for each in self.found if each.label.startswith(prefix)} | {
            label for label in self.pieces if label.startswith(prefix)
        }

    @property
    def words(self) -> int:
        """How many words the message has."""
        return sum(1 for each in self.line if not each.is_mark)


def squeezed(text: str) -> str:
    """The text without its spaces and commas, as Chinese and Korean are looked through."""
    return "".join(c for c in normal(text).lower() if c.isalnum())


def signs(lines: tuple[tuple[Word, ...], ...], text: str) -> Signs:
    """The signs of the reading whose words the phrases explain best; the first one of equals."""
    pieces = Counter(book.sayings().pieces_in(squeezed(text)))
    best = Signs((), (), pieces)
    most = -1
    for line in lines:
        found = tuple(book.sayings().find(line))
        known = {at for each in found if not each.label.startswith("lang.") for at in each.own}
        if len(known) > most:
            best, most = Signs(line, found, pieces), len(known)
    return best


def lines_of(text: str) -> tuple[tuple[Word, ...], ...]:
    """The readings of a text (see `civics.hearing.reading`)."""
    return readings(text, book.spellings())
