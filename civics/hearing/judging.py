"""Which wish is more likely, weighed from all that a message holds: a second look at the result of the rules.

The rules of `civics.hearing.wishes` take one sign after the other. Here every sign, the length, the first and the last
words and the rules' own answer have a weight for each wish (`sayings/wish_weights.json`). The weights were fitted to
the sentences of `tests/first_words/` by logistic regression (`bench/first_words_wishes.py`), never to the held-out
ones. Danger, rights and codes are not judged here. The rules are overruled only where another wish is clearly more
likely.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from civics.hearing.chances import chances, read
from civics.hearing.signs import Signs
from civics.hearing.wishes import Wish, by_name

JUDGED = (Wish.REPORT, Wish.QUESTION, Wish.STATUS, Wish.THANKS, Wish.GREETING, Wish.OTHER)
RULED = 0.4  # the weight of the rules' answer beside the signs; the rules know the sentences that they were written for
_CLEARLY = 0.3  # of a probability
_LEFT_OUT = ("lang.", "topic.")
_RIGHT, _NO_RIGHT = "right.", frozenset({"right.not", "right.near"})
_EDGE = 0.7


def likelier(heard: Signs, ruled: Wish, *, lang: str) -> Wish:
    """The wish that the rules found, or another one that is clearly more likely."""
    if ruled not in JUDGED or by_name(heard) is ruled:
        return ruled
    if ruled is Wish.REPORT and heard.has("thanks") and heard.has("but"):
        return ruled  # thanks for one thing, and word of another that must not be lost
    found = dict(zip(JUDGED, chances(features(heard, ruled, lang=lang), weights(), len(JUDGED)), strict=True))
    best = max(JUDGED, key=lambda each: found[each])
    return best if found[best] - found[ruled] > _CLEARLY else ruled


def features(heard: Signs, ruled: Wish, *, lang: str) -> dict[str, float]:
    """The features that are weighed, by name."""
    return (
        _of_labels(heard) | _of_length(heard) | _of_words(heard, lang) | {f"rule={ruled}": RULED, f"lang={lang}": 1.0}
    )


def _of_labels(heard: Signs) -> dict[str, float]:
    found = {"bias": 1.0}
    for label in heard.labels(""):
        if label.startswith(_LEFT_OUT):
            continue
        name = "right" if label.startswith(_RIGHT) and label not in _NO_RIGHT else label
        covered = heard.covered(label)
        found[name] = 1.0
        found |= {f"{name}.{size}": 1.0 for size in (2, 3, 5) if covered >= size}
    topics = len(heard.labels("topic."))
    return found | {"topics": min(topics, 3) / 3, "no_topic": float(not topics)}


def _of_length(heard: Signs) -> dict[str, float]:
    short = {f"<={size}": float(heard.words <= size) for size in (2, 4, 8)}
    return short | {f">{size}": float(heard.words > size) for size in (12, 18, 26)} | {"?": float(heard.asks)}


def _of_words(heard: Signs, lang: str) -> dict[str, float]:
    """The words at both ends, where Vietnamese shows whether it asks, tells or greets."""
    words = [each.bare for each in heard.line if not each.is_mark]
    if not words or lang != "vi":
        return {}
    found = {f"first={words[0]}": _EDGE, f"last={words[-1]}": _EDGE}
    if len(words) > 1:
        found |= {f"first={' '.join(words[:2])}": _EDGE, f"last={' '.join(words[-2:])}": _EDGE}
    return found


@lru_cache(maxsize=1)
def weights() -> Mapping[str, Sequence[float]]:
    """For each feature, its weight for each of `JUDGED`."""
    return read("wish_weights")
