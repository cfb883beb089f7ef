"""The rating of a unit or head for a year: shares of what was done as the law wants, weighed by the ward's decision.

Luật 10/2022/QH15 Điều 8 khoản 3; NQ 36/NQ-HĐND mục 2.3 g. People score and grade; this only counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from civics.days.calendar import Days
from civics.registers.reports import Row
from civics.registers.values import RegisterWhy, Values, Wrong, day_of

INDICATORS = (
    "disclosure", "consultation", "petition", "reception", "dialogue", "satisfaction", "online", "proposal",
)  # fmt: skip
GRADES = ("excellent", "good", "done")  # the last grade, "undone", has no least points
WHOLE = 100
_PLACES = 10  # points are told to a tenth


@dataclass(frozen=True, slots=True)
class Share:
    """Of so many things, so many were done as the law wants. `rows`: all of them; `met`: ids of those that were."""

    name: str
    met: int
    of: int
    rows: tuple[Row, ...] = ()
    failed: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One share with its weight and its points; no points where there was nothing to do."""

    share: Share
    weight: int
    points: float | None


@dataclass(frozen=True, slots=True)
class Rated:
    """The points of a unit or head, out of 100. None where nothing at all was to be done.

    What was not to be done takes no part: the other weights count as if they were the whole.
    """

    lines: tuple[Line, ...]
    points: float | None


def rated(rule: Values, shares: Sequence[Share]) -> Rated:
    """Weigh the shares by a rule."""
    weights = weights_of(rule)
    whole = sum(weights[each.name] for each in shares if each.of)

    def points(each: Share) -> Fraction | None:
        return Fraction(weights[each.name] * WHOLE * each.met, whole * each.of) if each.of and whole else None

    each_has = [(each, points(each)) for each in shares]
    found = [got for _, got in each_has if got is not None]
    lines = tuple(Line(each, weights[each.name], _told(got)) for each, got in each_has)
    return Rated(lines, _told(sum(found, Fraction())) if whole else None)


def weights_of(rule: Values) -> Mapping[str, int]:
    """The weight of each indicator; 0 for one that the ward does not count."""
    return {name: _number(rule, f"w_{name}") for name in INDICATORS}


def grade(rule: Values, points: float) -> str:
    """The grade that the ward's decision gives for so many points. A person may decide another, with a reason."""
    return next((name for name in GRADES if points >= _number(rule, f"from_{name}")), "undone")


def rule_problems(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """What forbids a rule: weights that are not 100 together, grades out of order, a last day before the first."""
    del today, days
    found = []
    begins, ends = day_of(said.get("begins_on")), day_of(said.get("ends_on"))
    if begins and ends and ends < begins:
        found.append(Wrong("ends_on", RegisterWhy.ORDER))
    if state == "draft":
        return found
    if sum(weights_of(said).values()) != WHOLE:
        found.append(Wrong("w_disclosure", RegisterWhy.WEIGHTS))
    least = [_number(said, f"from_{name}") for name in GRADES]
    if not least[0] > least[1] > least[2] > 0:
        found.append(Wrong("from_excellent", RegisterWhy.GRADES))
    return found


def problems(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """What forbids a rating: a group without its group, a head without a name."""
    del state, today, days
    needs = {"group": "unit", "head": "who"}.get(str(said.get("sort")), "name")
    return [] if said.get(needs) else [Wrong(needs, RegisterWhy.REQUIRED)]


def _told(points: Fraction | None) -> float | None:
    return None if points is None else float(Fraction(round(points * _PLACES), _PLACES))


def _number(said: Values, name: str) -> int:
    found = said.get(name)
    return found if isinstance(found, int) else 0
