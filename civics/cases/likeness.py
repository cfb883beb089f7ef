"""Whether two reports may be about the same thing: near in place, of one topic, with words in common.

It prefers silence to a wrong guess: a wrong offer costs the person a press and their trust.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, hypot, radians

from core.message import Point
from core.text import folded_words, gist

NEAR = 150.0  # metres between two pins
_DEGREE = 111_320.0  # metres of a degree of latitude
_SHARED_NEAR, _SHARED_PLACE, _SHARED_UNIT = 0.25, 0.25, 0.5  # the share of the shorter text's words in both texts
_LONGEST = 1_000  # characters that are compared
_PLACE = 200  # … of a place
_SHORT = 2  # letters: shorter words are ignored


@dataclass(frozen=True, slots=True)
class Told:
    """The parts of a report that are compared. `topic` is a `Topic` value, empty when none was recognised."""

    topic: str
    text: str
    place: str = ""
    unit_id: int | None = None
    point: Point | None = None


def like(one: Told) -> Callable[[Told], bool]:
    """A test that tells whether another report may be about the same thing as this one.

    It is given many reports, so it compares what costs least first, and reads this report only once.
    """
    words, here = _words(one.text), folded_words(one.place[:_PLACE])

    def is_like(other: Told) -> bool:
        if not one.topic or one.topic != other.topic:
            return False
        if one.point is not None and other.point is not None:
            return metres(one.point, other.point) <= NEAR and _shared(words, other.text) >= _SHARED_NEAR
        if one.unit_id is not None and other.unit_id is not None and one.unit_id != other.unit_id:
            return False
        there = folded_words(other.place[:_PLACE])
        if here and there:
            return here == there and _shared(words, other.text) >= _SHARED_PLACE
        is_here = one.unit_id is not None and one.unit_id == other.unit_id
        return is_here and _shared(words, other.text) >= _SHARED_UNIT

    return is_like


def alike(one: Told, other: Told) -> bool:
    """Whether they may be about the same thing."""
    return like(one)(other)


def metres(one: Point, other: Point) -> float:
    """The distance of two places that are near to each other."""
    east = (one.lon - other.lon) * cos(radians((one.lat + other.lat) / 2))
    return _DEGREE * hypot(one.lat - other.lat, east)


def _words(text: str) -> frozenset[str]:
    return frozenset(each for each in folded_words(gist(text, _LONGEST)) if len(each) >= _SHORT)


def _shared(words: frozenset[str], other: str) -> float:
    """The share of the shorter text's words that the other text has too."""
    theirs = _words(other)
    least = min(len(words), len(theirs))
    return len(words & theirs) / least if least else 0.0
