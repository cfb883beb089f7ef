"""How many whole ballots of a closed consultation are equal: a hint for a person to look, never a filter.

It is computed during the close, from the anonymous ballots, before they are deleted. Only figures are stored.
"""

from collections import Counter
from collections.abc import Sequence

from civics.polls.counting import FEWEST_SHOWN
from civics.polls.rules import BallotClass
from core.message import Json
from core.text import fold


class Alike:
    """Takes whole ballots one by one and counts equal ones in memory."""

    def __init__(self) -> None:
        self._choices: dict[BallotClass, Counter[str]] = {each: Counter() for each in BallotClass}
        self._words: dict[BallotClass, Counter[tuple[str, ...]]] = {each: Counter() for each in BallotClass}

    def add(self, of: BallotClass, choices: str, words: Sequence[str]) -> None:
        """Add one ballot: the signs of its choices, and the words to each article, empty where there are none."""
        self._choices[of][choices] += 1
        if words and any(folded := [fold(each) if each else "" for each in words]):
            self._words[of][choices, *folded] += 1

    def figures(self) -> dict[str, Json]:
        """By class: `choices`, the largest number of ballots with the same choices; `words`, with the same words too.

        Figures below FEWEST_SHOWN are given as 0, because they could identify a person.
        """
        return {
            of.value: {"choices": _largest(self._choices[of]), "words": _largest(self._words[of])} for of in BallotClass
        }


def _largest(found: Counter[str] | Counter[tuple[str, ...]]) -> int:
    most = max(found.values(), default=0)
    return most if most >= FEWEST_SHOWN else 0
