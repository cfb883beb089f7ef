"""Danger in what people say: to life now, or too urgent for the queue, with the numbers to call.

A missed one is worse than a false one, yet a burnt fridge is no fire: what only looks like danger (a manhole is a
`hố ga`, a pavement is `cướp` by stalls) is taken out before looking; news, films, dreams, conditions and advice are no
alarm; what a message holds for and against an alarm is weighed (`civics.hearing.weighing`).
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from civics.cases.emergencies import Emergency, numbers
from civics.hearing import book
from civics.hearing.book import Found
from civics.hearing.reading import END, LONGEST, Word
from civics.hearing.signs import lines_of, squeezed
from civics.hearing.spelling import spell
from civics.hearing.weighing import DESPAIR, Evidence, weighs
from core.text import gist

LIFE, SOON = "life", "soon"
_PREFIX = "life."
# What may be told of in Chinese or Korean as over, or as a habit of the rain.
_PASSING = frozenset({Emergency.FIRE, Emergency.FLOOD, Emergency.MEDICAL})
_TAKEN_OUT = Word(spell("·"))
_PLAIN_WORDS = 4  # a phrase of so many words is what it says, whatever a part of it looks like
_STORY = 60  # words and edges of a message whose sentences are weighed one by one
_STORIES = ("news", "conditional", "joke")
# How many words after a word of fear, of likeness or of denial a danger is still meant by it.
_SHADOWS = {"fear": 12, "unreal": 8, "denied": 1}
# What people fear of somebody is real; what they fear of the weather, of a wire or of a road has not happened.
_FEARED = frozenset({Emergency.FIRE, Emergency.FLOOD, Emergency.MEDICAL, Emergency.GAS})


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
        for part in _parts(line):
            found, urgent = _by_words(part)
            kinds |= found
            soon |= urgent
    return Urgency(LIFE if kinds else SOON if soon else "", kinds)


def _parts(line: Sequence[Word]) -> list[Sequence[Word]]:
    """The message, and when it is a long story each of its sentences: a cry at its end is a cry."""
    if len(line) <= _STORY:
        return [line]
    parts: list[list[Word]] = [[]]
    for word in line:
        parts[-1].append(word)
        if word.bare == END:
            parts.append([])
    return [each for each in parts if each]


def evidence(line: Sequence[Word]) -> Evidence:
    """What one reading holds that speaks for danger or against it."""
    said = book.sayings().find(line)
    left = _without_lookalikes(line)
    whole = [each for each in book.danger().find(line) if each.words >= _PLAIN_WORDS]
    dangers = [each for each in (*book.danger().find(left), *whole) if _is_danger(each)]
    shadows = _shadows(line, said)
    plain = [each for each in dangers if not _shadowed(each, shadows)]
    return Evidence(line, said, dangers, plain, gated=any(each is _TAKEN_OUT for each in left))


def _is_danger(found: Found) -> bool:
    return found.label.startswith(_PREFIX) or found.label == DESPAIR


def _by_words(line: Sequence[Word]) -> tuple[frozenset[Emergency], bool]:
    held = evidence(line)
    frames = {each.label for each in held.said}
    told = not frames.isdisjoint(_STORIES) and "fact" not in frames
    kinds = _of_words(held) if held.dangers and not told and weighs(held) else frozenset()
    soon = "soon" in frames or any(each.label == SOON for each in book.danger().find(line))
    asks = "question.strong" in frames and "trouble" not in frames
    return kinds, soon and not asks and frames.isdisjoint(_STORIES) and "paper" not in frames


def _of_words(held: Evidence) -> frozenset[Emergency]:
    labels = {each.label for each in held.plain or held.dangers}
    kinds = {Emergency(each.removeprefix(_PREFIX)) for each in labels if each.startswith(_PREFIX)}
    return frozenset(kinds or {Emergency.SELF})


def _shadows(line: Sequence[Word], said: Sequence[Found]) -> list[tuple[str, int, int]]:
    """What is feared, likened or denied: from where to where in the line, up to a fact or the sentence's end."""
    ends = {at for at, word in enumerate(line) if word.bare == END}
    stops = sorted(ends | {each.start for each in said if each.label == "fact"})
    found = []
    for each in said:
        if reach := _SHADOWS.get(each.label):
            after = bisect_left(stops, each.end)
            end = stops[after] if after < len(stops) else len(line)
            found.append((each.label, each.start, min(end, each.end + reach)))
    return found


def _shadowed(danger: Found, shadows: Sequence[tuple[str, int, int]]) -> bool:
    """Whether a danger is named only after a word that makes it none."""
    feared = danger.label.removeprefix(_PREFIX) in _FEARED
    first = danger.own[0] if danger.own else danger.start
    return any(start < first < end and (label != "fear" or feared) for label, start, end in shadows)


def _kinds(labels: set[str]) -> frozenset[Emergency]:
    """What pieces of Chinese or Korean say."""
    kinds = frozenset(Emergency(each.removeprefix(_PREFIX)) for each in labels if each.startswith(_PREFIX))
    now = "now" in labels
    if not labels.isdisjoint(_STORIES) or ("question.strong" in labels and not now):
        return frozenset()
    past = not labels.isdisjoint({"over", "habit", "paper"})
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
    return _kinds(labels), SOON in labels and labels.isdisjoint(_STORIES)
