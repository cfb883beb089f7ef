"""To which team or person a new case goes: the ward's own rules by topic and group or hamlet."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the ward. Empty topic, no unit: any. It names a team, a person, or both."""

    id: int
    topic: str
    unit_id: int | None
    team_id: int | None
    officer_id: int | None


def fitting(rules: Iterable[Rule], *, topic: str, unit_id: int | None) -> Rule | None:
    """The rule for a case: of those that fit, the one that says most.

    A topic says more than a unit, since a team knows its subject. Of two that say the same, the newer one holds.
    """
    found = [each for each in rules if each.topic in {"", topic} and each.unit_id in {None, unit_id}]
    return max(found, key=lambda each: (bool(each.topic), each.unit_id is not None, each.id), default=None)
