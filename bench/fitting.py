"""Logistic regression over named features, sentence by sentence, for several answers of which some are right."""

import json
import math
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_ROUNDS, _SLOWER = 18, 0.18
_LEAST = 0.05  # of a weight that is kept

Case = tuple[dict[str, float], frozenset[str]]


@dataclass(frozen=True, slots=True)
class How:
    """How to fit: the step of the first round, the pull that keeps weights small, sentences that a feature needs."""

    step: float
    pull: float
    times: int


def fit(known: Sequence[Case], answers: Sequence[str], how: How) -> dict[str, list[float]]:
    """The weights of each feature, in the order of the answers."""
    times = Counter(name for held, _ in known for name in held)
    kept = [({name: size for name, size in held.items() if times[name] >= how.times}, right) for held, right in known]
    weights = {name: [0.0] * len(answers) for name, seen in times.items() if seen >= how.times}
    order = random.Random(26)  # noqa: S311  # the same order each time, no secret
    for turn in range(_ROUNDS):
        order.shuffle(kept)
        step = how.step / (1 + _SLOWER * turn)
        for held, right in kept:
            _learn(weights, held, [each in right for each in answers], step=step, pull=how.pull)
    return weights


def _learn(
    weights: dict[str, list[float]], held: dict[str, float], right: Sequence[bool], *, step: float, pull: float
) -> None:
    sums = [sum(weights[name][at] * size for name, size in held.items()) for at in range(len(right))]
    powers = [math.exp(each - max(sums)) for each in sums]
    everything = sum(powers)
    good = sum(power for power, is_right in zip(powers, right, strict=True) if is_right)
    for at, is_right in enumerate(right):
        miss = powers[at] / everything - (powers[at] / good if is_right else 0.0)
        for name, size in held.items():
            weights[name][at] -= step * (miss * size + pull * weights[name][at] * abs(miss))


def written(found: dict[str, list[float]]) -> str:
    """The weights that matter as JSON, one feature on each line."""
    kept = {name: [round(each, 2) for each in line] for name, line in found.items() if max(map(abs, line)) >= _LEAST}
    lines = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(kept[name], separators=(',', ':'))}"
        for name in sorted(kept)
    )
    return f"{{\n{lines}\n}}\n"
