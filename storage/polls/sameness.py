"""How many whole ballots of a closed consultation are equal: a hint for a person to look, never a filter.

It is computed during the close, from the anonymous ballots, before they are deleted. Only figures are stored.
"""

import json
from collections import Counter
from collections.abc import Mapping
from hashlib import sha256

from civics.polls.counting import FEWEST_SHOWN
from civics.polls.rules import BallotClass
from core.message import Json
from core.text import fold


class Alike:
    """Takes whole ballots one by one and keeps their digests in memory."""

    def __init__(self) -> None:
        self._choices: dict[BallotClass, Counter[bytes]] = {each: Counter() for each in BallotClass}
        self._words: dict[BallotClass, Counter[bytes]] = {each: Counter() for each in BallotClass}

    def add(self, of: BallotClass, ballot: Mapping[str, Json]) -> None:
        """Add one ballot: article's code -> choice, or a list of choice and words."""
        said = ballot.values()
        choices = [str(each[0]) if isinstance(each, list) else str(each) for each in said]
        self._choices[of][_digest(choices)] += 1
        words = [fold(str(each[1])) if isinstance(each, list) and len(each) > 1 else "" for each in said]
        if any(words):
            self._words[of][_digest([*choices, *words])] += 1

    def figures(self) -> dict[str, Json]:
        """By class: `choices`, the largest number of ballots with the same choices; `words`, with the same words too.

        Figures below FEWEST_SHOWN are given as 0, because they could identify a person.
        """
        return {
            of.value: {"choices": _largest(self._choices[of]), "words": _largest(self._words[of])} for of in BallotClass
        }


def _digest(parts: list[str]) -> bytes:
    return sha256(json.dumps(parts).encode()).digest()


def _largest(found: Counter[bytes]) -> int:
    most = max(found.values(), default=0)
    return most if most >= FEWEST_SHOWN else 0
