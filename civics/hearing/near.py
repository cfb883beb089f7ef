"""Which right the words may ask for although they hold none of its phrases.

Then the person is asked, and nothing is done. The words and pairs of words of a message have weights for each right
(`sayings/right_weights.json`). They were fitted to the sentences of `tests/first_words/` by logistic regression, never
to the held-out ones (`bench/first_words_wishes.py`).
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from civics.hearing.chances import chances, read
from civics.hearing.rights import Right
from civics.hearing.signs import Signs

_ENOUGH = 0.5  # of the probability that it is a right at all
_MOST_WORDS = 25  # a longer message tells a story; a right in it is said in its own phrase
_WORD = 0.6
_LOOKALIKES = frozenset({"gấp"})  # urgent; without its marks it looks like "gặp", to meet somebody
_LENGTHS = (4, 8, 14, _MOST_WORDS)


def near(heard: Signs) -> tuple[Right, ...]:
    """The two most likely rights; none when it is more likely that no right is meant."""
    if not 0 < heard.words <= _MOST_WORDS:
        return ()
    none, *others = chances(features(heard), weights(), 1 + len(Right))
    if 1 - none < _ENOUGH:
        return ()
    ranked = sorted(zip(others, Right, strict=True), key=lambda each: -each[0])
    return tuple(each for _, each in ranked[:2])


def features(heard: Signs) -> dict[str, float]:
    """The features that are weighed, by name."""
    said = [each for each in heard.line if not each.is_mark and each.spelt.raw not in _LOOKALIKES]
    words = [each.bare for each in said][:_MOST_WORDS]
    size = next((each for each in _LENGTHS if heard.words <= each), "more")
    found = {"bias": 1.0, f"<={size}": 1.0}
    return found | dict.fromkeys((*words, *(f"{one} {other}" for one, other in pairwise(words))), _WORD)


@lru_cache(maxsize=1)
def weights() -> Mapping[str, Sequence[float]]:
    """For each feature, its weight for no right, and for each of `Right`."""
    return read("right_weights")
