"""Whether two reports may be about the same thing: near in place, of one topic, with words in common.

It prefers silence to a wrong guess: a wrong offer costs the person a press and their trust.
"""

from dataclasses import dataclass
from math import cos, hypot, radians

from core.message import Point
from core.text import folded_words, gist

NEAR = 150.0  # metres between two pins
_DEGREE = 111_320.0  # metres of a degree of latitude
_SHARED_NEAR, _SHARED_PLACE, _SHARED_UNIT = 0.25, 0.25, 0.5  # the share of the shorter text's words in both texts
_LONGEST = 1_000  # characters that are compared
_SHORT = 2  # letters: shorter words are ignored


@dataclass(frozen=True, slots=True)
class Told:
    """The parts of a report that are compared. `topic` is a `Topic` value, empty when none was recognised."""

    topic: str
    text: str
    place: str = ""
    unit_id: int | None = None
    point: Point | None = None


def alike(one: Told, other: Told) -> bool:
    """Whether they may be about the same thing."""
    if not one.topic or one.topic != other.topic:
        return False
    shared = _shared(one.text, other.text)
    if one.point is not None and other.point is not None:
        return metres(one.point, other.point) <= NEAR and shared >= _SHARED_NEAR
    if one.unit_id is not None and other.unit_id is not None and one.unit_id != other.unit_id:
        return False
    here, there = folded_words(one.place[:200]), folded_words(other.place[:200])
    if here and there:
        return here == there and shared >= _SHARED_PLACE
    return one.unit_id is not None and one.unit_id == other.unit_id and shared >= _SHARED_UNIT


def metres(one: Point, other: Point) -> float:
    """The distance of two places that are near to each other."""
    east = (one.lon - other.lon) * cos(radians((one.lat + other.lat) / 2))
    return _DEGREE * hypot(one.lat - other.lat, east)


def _shared(one: str, other: str) -> float:
    """The share of the shorter text's words that the other text has too."""
    words = [{each for each in folded_words(gist(text, _LONGEST)) if len(each) >= _SHORT} for text in (one, other)]
    least = min(map(len, words))
    return len(words[0] & words[1]) / least if least else 0.0
