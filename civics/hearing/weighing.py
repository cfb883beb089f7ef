"""What speaks for an alarm and what against it, weighed together.

One phrase of danger proves little: `đánh nhau hôm tết` is over, `ngạt thở vì mùi` is anger. Each sign in a message has
a weight (`sayings/weights.toml`). If the sum is above zero, it is an alarm. The weights were fitted to the sentences of
`tests/first_words/` by logistic regression, with and without diacritics, and never to the held-out ones.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from civics.hearing.graph import Found
from civics.hearing.reading import Word

_PREFIX = "life."
DESPAIR = "self.soft"  # `không sống nổi`: people say it of noise as well as of themselves
_COUNTED = ("since", "asks_ward", "over")  # for these, their number counts
_MOST = 3
_TIGHT = 1  # words that may be between those of a phrase that means what it says


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one reading holds: its words, all signs, the dangers, and those dangers that nothing denies."""

    line: Sequence[Word]
    said: Sequence[Found]
    dangers: Sequence[Found]
    plain: Sequence[Found]
    gated: bool  # whether something that only looks like danger was taken out


_RESCUE = "cuu"  # "cứu", without its mark


def weighs(evidence: Evidence) -> bool:
    """Whether what speaks for an alarm weighs more than what speaks against it. A cry for help beside a danger does."""
    if _cries(evidence):
        return True
    known = weights()
    return known["bias"] + sum(known.get(name, 0.0) * value for name, value in signs_of(evidence).items()) > 0


@lru_cache(maxsize=1)
def weights() -> Mapping[str, float]:
    """The weight of each sign."""
    found = tomllib.loads(files("civics.hearing").joinpath("sayings/weights.toml").read_text("utf-8"))
    return {name: float(value) for name, value in found["weights"].items()}


def signs_of(evidence: Evidence) -> dict[str, float]:
    """The signs of a reading by the names of the weights, each between 0 and about 2."""
    return _of_phrases(evidence) | _of_frames(evidence) | _of_length(evidence)


def _of_phrases(evidence: Evidence) -> dict[str, float]:
    plain = evidence.plain
    longest = max((each.words for each in plain), default=0)
    tight = max((each.words for each in plain if _is_tight(each)), default=0)
    own = {at for each in plain for at in each.own}
    words = sum(1 for each in evidence.line if not each.is_mark)
    found = {f"life.{size}_words": float(longest >= size) for size in (2, 3, 4)}
    found |= {f"life.{size}_words_together": float(tight >= size) for size in (2, 3)}
    found |= {each.label: 1.0 for each in plain}
    found["life.plain"] = float(bool(plain))
    found["life.only_despair"] = float(all(each.label == DESPAIR for each in plain))
    found["life.words"] = min(6, len(own)) / 3
    found["life.share"] = min(1.0, len(own) / max(1, words))
    found["life.gated"] = float(evidence.gated)
    return found


def _cries(evidence: Evidence) -> bool:
    """Whether somebody cries for help and names the danger in words that stand together, whatever they tell before."""
    line = evidence.line
    cried = any(each.label == "cry" and any(line[at].bare == _RESCUE for at in each.own) for each in evidence.said)
    return cried and not evidence.gated and any(_is_tight(each) for each in evidence.plain)


def _is_tight(found: Found) -> bool:
    return len(found.own) >= 2 and found.own[-1] - found.own[0] - len(found.own) + 1 <= _TIGHT


def _of_frames(evidence: Evidence) -> dict[str, float]:
    labels = {each.label for each in evidence.said}
    found = {label: 1.0 for label in labels if not label.startswith(("topic.", "lang."))}
    for label in _COUNTED:
        times = sum(1 for each in evidence.said if each.label == label)
        found[f"{label}.times"] = min(_MOST, times) / _MOST
    topics = sum(1 for label in labels if label.startswith("topic."))
    found["topics"] = min(_MOST, topics) / _MOST
    return found


def _of_length(evidence: Evidence) -> dict[str, float]:
    words = sum(1 for each in evidence.line if not each.is_mark)
    trouble = len({at for each in evidence.said if each.label == "trouble" for at in each.own})
    return {
        "at_most_5_words": float(words <= 5),
        "at_most_9_words": float(words <= 9),
        "over_14_words": float(words > 14),
        "over_20_words": float(words > 20),
        "trouble.2_words": float(trouble >= 2),
        "trouble.5_words": float(trouble >= 5),
    }
