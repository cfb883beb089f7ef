"""What happens in a life (a birth, a death, a move), and the procedures to do then, in order."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from civics.answers.signs import plain_words, sayings
from civics.hearing.spelling import Spelt


def to_do_in(words: Sequence[Spelt]) -> tuple[str, ...]:
    """The steps of the event in life that a message names and nothing else, in order."""
    return _events().get(frozenset(each.bare for each in words if each.bare not in _ASIDE), ())


@lru_cache(maxsize=1)
def _events() -> Mapping[frozenset[str], tuple[str, ...]]:
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for codes, phrase in sayings("events"):
        found[frozenset(each.bare for each in plain_words(phrase) if each.bare not in _ASIDE)] = tuple(codes.split())
    return found


_ASIDE = frozenset(
    {"a", "em", "toi", "thi", "la", "oi", "va", "vua", "moi", "can", "phai", "nhung", "gi", "lam", "thu", "tuc"}
)
