"""Danger in what people say: to life now, or too urgent for the queue, with the numbers to call.

A missed one is worse than a false one, yet a burnt fridge is no fire: what only looks like danger (a manhole is a
`hố ga`, a pavement is `cướp` by stalls) is taken out before looking; news, films, dreams, conditions and advice are no
alarm; a
thing that is over or happens with each rain is none, unless something says that it is now.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from civics.cases.emergencies import Emergency, numbers
from civics.hearing import book
from civics.hearing.reading import LONGEST, Word
from civics.hearing.signs import lines_of, squeezed
from civics.hearing.spelling import spell
from core.text import gist

LIFE, SOON = "life", "soon"
_PREFIX = "life."
# What may be told of as over, or as a habit of the rain; blows and leaks get their numbers whenever they were.
_PASSING = frozenset({Emergency.FIRE, Emergency.FLOOD, Emergency.MEDICAL})
_TAKEN_OUT = Word(spell("·"))
_PLAIN_WORDS = 4  # a phrase of so many words is what it says, whatever a part of it looks like
_STORIES = ("news", "conditional", "joke")


@dataclass(frozen=True, slots=True)
class Urgency:
    """How urgent: `life`, `soon` or nothing; the kinds of danger to life, and the numbers to call."""

    level: str = ""
    kinds: frozenset[Emergency] = frozenset()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers to call."""
        return numbers(self.kinds)


def spot(text: str) -> frozenset[Emergency]:
    """The dangers to life that a text speaks of, in Vietnamese however spelt, English, Chinese or Korean."""
    return urgency(text).kinds


def urgency(text: str) -> Urgency:
    """The worst that any reading of the text gives."""
    text = gist(text, LONGEST)
    kinds, soon = _by_letters(text)
    for line in lines_of(text):
        found, urgent = _by_words(line)
        kinds |= found
        soon |= urgent
    return Urgency(LIFE if kinds else SOON if soon else "", kinds)


def _by_words(line: Sequence[Word]) -> tuple[frozenset[Emergency], bool]:
    frames = book.sayings().labels(line)
    whole = book.danger().find(line)
    plain = book.danger().labels(_without_lookalikes(line)) | {
        each.label for each in whole if each.words >= _PLAIN_WORDS
    }
    kinds = _kinds(plain, frames)
    soon = "soon" in frames or any(each.label == SOON for each in whole)
    asks = "question.strong" in frames and "trouble" not in frames
    return kinds, soon and not asks and frames.isdisjoint(_STORIES) and "paper" not in frames


def _kinds(labels: set[str], frames: set[str]) -> frozenset[Emergency]:
    kinds = frozenset(Emergency(each.removeprefix(_PREFIX)) for each in labels if each.startswith(_PREFIX))
    now = "now" in frames
    if not frames.isdisjoint(_STORIES) or ("question.strong" in frames and not now):
        return frozenset()
    past = not frames.isdisjoint({"over", "habit", "paper"})
    return kinds - _PASSING if past and not now else kinds


def _without_lookalikes(line: Sequence[Word]) -> list[Word]:
    """The line with what the gates name taken out."""
    left = list(line)
    for each in book.gates().find(line):
        for at in each.own:
            left[at] = _TAKEN_OUT
    return left


def _by_letters(text: str) -> tuple[frozenset[Emergency], bool]:
    """Chinese and Korean."""
    squeezed_text = squeezed(text)
    pieces = book.sayings().pieces
    for each in pieces["harmless"]:
        squeezed_text = squeezed_text.replace(each, "·")
    labels = set(book.sayings().pieces_in(squeezed_text))
    return _kinds(labels, labels), SOON in labels and labels.isdisjoint(_STORIES)
