"""Whether two reports may be about the same thing: near in place, of one topic, with words in common.

It prefers silence to a wrong guess: a wrong offer costs the person a press and their trust.
"""

from collections.abc import Callable, Sequence
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


def fitting(one: Told) -> Callable[[Told], float | None]:
    """Which share of their words another report must have in common with this one. None: it is about something else.

    Topic and place alone decide, so the other's text may be missing. It is given many reports, so it compares what
    costs least first, and reads this report only once.
    """
    here = folded_words(one.place[:_PLACE])
    numbers = tuple(each for each in here if each.isascii() and each.isdigit())  # folding changes none
    return lambda other: _share(one, other, here, numbers)


def _share(one: Told, other: Told, here: Sequence[str], numbers: Sequence[str]) -> float | None:
    if not one.topic or one.topic != other.topic:
        return None
    if one.point is not None and other.point is not None:
        return _SHARED_NEAR if metres(one.point, other.point) <= NEAR else None
    both = one.unit_id is not None and other.unit_id is not None
    if both and one.unit_id != other.unit_id:
        return None
    there = _is_there(here, numbers, other.place[:_PLACE])
    if there is None:
        return _SHARED_UNIT if both else None
    return _SHARED_PLACE if there else None


def _is_there(here: Sequence[str], numbers: Sequence[str], place: str) -> bool | None:
    """Whether another place is the same; None where one of them has no words. `numbers`: those among the words."""
    if not here:
        return None
    if any(each not in place for each in numbers) and any(map(str.isalnum, place)):
        return False  # another house: most places are told apart so, without folding them
    there = folded_words(place)
    return here == there if there else None


def like(one: Told) -> Callable[[Told], bool]:
    """A test that tells whether another report may be about the same thing as this one."""
    words, fits = _words(one.text), fitting(one)

    def is_like(other: Told) -> bool:
        least = fits(other)
        return least is not None and _shared(words, other.text) >= least

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
