"""Danger in what people say: danger to life now, or too urgent for the queue, with the numbers to call.

A missed danger is worse than a false alarm, yet a burnt fridge is no fire. What only looks like danger (a manhole is a
`hố ga`, a pavement is `cướp` by stalls) is taken out before the search. News, films, dreams, conditions and advice are
no alarm. What speaks for and against an alarm is weighed (`civics.hearing.weighing`).
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from civics.cases.emergencies import Emergency, numbers
from civics.hearing import book
from civics.hearing.graph import Found
from civics.hearing.reading import END, Word
from civics.hearing.shouts import read_part
from civics.hearing.signs import PLAIN_WORDS, line_of, lines_of, squeezed
from civics.hearing.weighing import DESPAIR, Evidence, weighs

LIFE, SOON = "life", "soon"
STORY = 1_000  # letters; of a longer text less is read
_PREFIX, _HOME = "life.", "home"
# What may be told of in Chinese or Korean as over, or as a habit of the rain.
_PASSING = frozenset({Emergency.FIRE, Emergency.FLOOD, Emergency.MEDICAL})
_STORY = 60  # words and edges of a message whose sentences are weighed one by one
_MOST_WEIGHED = 180  # words and edges: among so many sentences that name a danger, one is true, or none is
_PIECE, _OVERLAP = 120, 20  # words and edges that are weighed together in a sentence without an end
_STEP = _PIECE - _OVERLAP
_STORIES = ("news", "conditional", "joke")
# How many words after a word of fear, comparison or denial a danger still belongs to it.
_SHADOWS = {"fear": 12, "unreal": 8, "denied": 1}
# What people fear of a person is real. What they fear of the weather, a wire or a road has not happened.
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
    """The dangers to life in a text: in Vietnamese, however it is spelt, English, Chinese or Korean."""
    return urgency(text).kinds


def urgency(text: str) -> Urgency:
    """The worst result of all readings of the text. A story is read in the likeliest way only."""
    text = read_part(text)
    return urgency_of(text, lines_of(text) if len(text) <= STORY else (line_of(text),))


def urgency_of(text: str, lines: Sequence[Sequence[Word]], said: Sequence[Sequence[Found]] = ()) -> Urgency:
    """The same, if the caller has the readings of at most `LONGEST` letters, and perhaps the phrases in each."""
    kinds, soon = _by_letters(text)
    parts = _weighed(lines)
    for part, held in zip(parts, _evidence(parts, _said(parts, lines, said)), strict=True):
        found, urgent = _by_words(part, held)
        kinds |= found
        soon |= urgent
    return Urgency(LIFE if kinds else SOON if soon else "", kinds)


@dataclass(frozen=True, slots=True)
class _Part:
    """A message, or a sentence of a long one, with its phrases of danger and urgency."""

    line: Sequence[Word]
    held: Sequence[Found]

    @property
    def longest(self) -> int:
        """The number of words of the longest phrase of danger."""
        return max(each.words * _is_danger(each) for each in self.held)


def _weighed(lines: Sequence[Sequence[Word]]) -> list[_Part]:
    """What has to be weighed: the message, or of a long story its sentences that name a danger, each once.

    A cry at the end of a story is a cry. Of very many such sentences those with the longest phrases are weighed.
    """
    each_once: dict[str, Sequence[Word]] = {}
    for line in lines:
        for each in [line] if len(line) <= _STORY else _sentences(line):
            each_once.setdefault(" ".join([f"{word.spelt.letters}.{word.spelt.tone}" for word in each]), each)
    parts = [*each_once.values()]
    return _strongest([_Part(*each) for each in zip(parts, book.danger().find_in_all(parts), strict=True) if each[1]])


def _strongest(found: list[_Part]) -> list[_Part]:
    """The parts with the longest phrases of danger, as many as have `_MOST_WEIGHED` words together."""
    if sum(len(part.line) for part in found) <= _MOST_WEIGHED:
        return found
    ranked = sorted(found, key=lambda each: -each.longest)
    ends = accumulate(len(part.line) for part in ranked)
    return [each for each, end in zip(ranked, ends, strict=True) if end <= _MOST_WEIGHED or each is ranked[0]]


def _sentences(line: Sequence[Word]) -> list[Sequence[Word]]:
    """The sentences. A very long one comes in pieces that overlap, so that each phrase is whole in one of them."""
    found: list[Sequence[Word]] = []
    begun = 0
    for end in [*(at + 1 for at, word in enumerate(line) if word.spelt.bare == END), len(line)]:
        pieces = range(begun, max(begun + 1, end - _OVERLAP), _STEP)
        found.extend(line[first : min(first + _PIECE, end)] for first in pieces if first < end)
        begun = end
    return found


def evidence(line: Sequence[Word]) -> Evidence:
    """What speaks for and against danger in one reading."""
    return _evidence([_Part(line, book.danger().find(line))], [book.sayings().find(line)])[0]


def _said(
    parts: Sequence[_Part], lines: Sequence[Sequence[Word]], said: Sequence[Sequence[Found]]
) -> list[Sequence[Found]]:
    """All phrases of each part; those of a whole line may be known."""
    known = {id(line): found for line, found in zip(lines, said, strict=False)}
    others = [part.line for part in parts if id(part.line) not in known]
    known |= {id(line): found for line, found in zip(others, book.sayings().find_in_all(others), strict=True)}
    return [known[id(part.line)] for part in parts]


def _evidence(parts: Sequence[_Part], said: Sequence[Sequence[Found]]) -> list[Evidence]:
    found = []
    for part, gated, phrases in zip(parts, _lookalikes(parts), said, strict=True):
        held = book.danger().find_without(part.line, part.held, gated) if gated else part.held
        whole = [each for each in part.held if each.words >= PLAIN_WORDS]
        dangers = [each for each in (*held, *whole) if _is_danger(each)]
        shadows = _shadows(part.line, phrases)
        plain = [each for each in dangers if not _shadowed(each, shadows)]
        found.append(Evidence(part.line, phrases, dangers, plain, gated=bool(gated)))
    return found


def _is_danger(found: Found) -> bool:
    return found.label.startswith(_PREFIX) or found.label == DESPAIR


def _by_words(part: _Part, held: Evidence) -> tuple[frozenset[Emergency], bool]:
    frames = {each.label for each in held.said}
    told = not frames.isdisjoint(_STORIES) and "fact" not in frames
    kinds = _of_words(held) if held.dangers and not told and weighs(held) else frozenset()
    if Emergency.VIOLENCE in kinds and any(each.label == _HOME for each in part.held):
        kinds |= {Emergency.HOME}
    asks = "question.strong" in frames and "trouble" not in frames
    soon = any(each.label == SOON for each in part.held)
    return kinds, soon and not asks and frames.isdisjoint(_STORIES) and "paper" not in frames


def _of_words(held: Evidence) -> frozenset[Emergency]:
    labels = {each.label for each in held.plain or held.dangers}
    kinds = {Emergency(each.removeprefix(_PREFIX)) for each in labels if each.startswith(_PREFIX)}
    return frozenset(kinds or {Emergency.SELF})


def _shadows(line: Sequence[Word], said: Sequence[Found]) -> list[tuple[str, int, int]]:
    """What is feared, compared or denied: from where to where in the line, up to a fact or the sentence's end."""
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
    """Whether a danger is named only after a word that cancels it."""
    feared = danger.label.removeprefix(_PREFIX) in _FEARED
    first = danger.own[0] if danger.own else danger.start
    return any(start < first < end and (label != "fear" or feared) for label, start, end in shadows)


def _kinds(labels: set[str]) -> frozenset[Emergency]:
    """What pieces of Chinese or Korean say."""
    kinds = frozenset(Emergency(each.removeprefix(_PREFIX)) for each in labels if each.startswith(_PREFIX))
    if Emergency.VIOLENCE in kinds and _HOME in labels:
        kinds |= {Emergency.HOME}
    now = "now" in labels
    if not labels.isdisjoint(_STORIES) or ("question.strong" in labels and not now):
        return frozenset()
    past = not labels.isdisjoint({"over", "habit", "paper"})
    return kinds - _PASSING if past and not now else kinds


def _lookalikes(parts: Sequence[_Part]) -> list[set[int]]:
    """For each part, where its words only look like the danger that it names."""
    doubtful = [part.line if any(map(_is_danger, part.held)) else () for part in parts]
    return [
        {at for each in named if each.label != "usual" for at in each.own}
        for named in book.gates().find_in_all(doubtful)
    ]


def _by_letters(text: str) -> tuple[frozenset[Emergency], bool]:
    """Chinese and Korean."""
    squeezed_text = squeezed(text)
    if not squeezed_text:
        return frozenset(), False
    pieces = book.sayings().pieces
    for each in pieces["harmless"]:
        squeezed_text = squeezed_text.replace(each, "·")
    labels = set(book.sayings().pieces_in(squeezed_text))
    return _kinds(labels), SOON in labels and labels.isdisjoint(_STORIES)
