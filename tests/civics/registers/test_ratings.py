"""The rating of units and heads: weights are 100, what was not to be done takes no part, grades go down."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.days.calendar import SHIPPED
from civics.registers import ratings
from civics.registers.ratings import INDICATORS, Share
from civics.registers.values import RegisterWhy, Value

RULE: dict[str, Value] = {
    "begins_on": "2025-12-15", "ends_on": "2026-12-14", "w_disclosure": 40, "w_petition": 40, "w_online": 20,
    "from_excellent": 90, "from_good": 70, "from_done": 50,
}  # fmt: skip


def test_points_are_the_weighed_shares_of_what_was_to_be_done() -> None:
    shares = [Share("disclosure", 3, 4), Share("petition", 9, 10), Share("online", 0, 0)]
    found = ratings.rated(RULE, shares)
    assert [each.points for each in found.lines] == [37.5, 45.0, None]  # of 80, not of 100
    assert found.points == 82.5
    assert ratings.grade(RULE, 82.5) == "good"
    assert [ratings.grade(RULE, each) for each in (90, 89.9, 50, 49.9)] == ["excellent", "good", "done", "undone"]
    assert ratings.rated(RULE, [Share("disclosure", 0, 0)]).points is None


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=8, max_size=8))
def test_points_are_never_outside_of_0_and_100(counts: list[tuple[int, int]]) -> None:
    shares = [Share(name, min(met, of), of) for name, (met, of) in zip(INDICATORS, counts, strict=True)]
    found = ratings.rated(RULE, shares)
    assert found.points is None or 0 <= found.points <= 100


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"w_online": 21}, RegisterWhy.WEIGHTS), ({"from_good": 90}, RegisterWhy.GRADES),
        ({"ends_on": "2025-12-01"}, RegisterWhy.ORDER), ({}, None),
    ],
)  # fmt: skip
def test_a_rule_is_decided_only_when_it_can_be_counted(changed: dict[str, Value], why: RegisterWhy | None) -> None:
    found = ratings.rule_problems({**RULE, **changed}, "decided", date(2026, 11, 24), SHIPPED)
    assert [each.why for each in found] == ([why] if why else [])
    if why is not RegisterWhy.ORDER:
        assert not ratings.rule_problems({**RULE, **changed}, "draft", date(2026, 11, 24), SHIPPED)


def test_a_group_has_its_group_and_a_head_a_name() -> None:
    for sort, missing in (("group", "unit"), ("head", "who")):
        (wrong,) = ratings.problems({"name": "A", "sort": sort}, "open", date(2026, 11, 24), SHIPPED)
        assert wrong.field == missing
    assert not ratings.problems({"name": "A", "sort": "office"}, "open", date(2026, 11, 24), SHIPPED)
