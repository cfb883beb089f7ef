"""The probability of each of several answers, by the weights of what a message holds."""

import json
import math
from collections.abc import Mapping, Sequence
from importlib.resources import files


def chances(held: Mapping[str, float], weights: Mapping[str, Sequence[float]], answers: int) -> list[float]:
    """The probability of each answer. Unknown features count nothing."""
    sums = [0.0] * answers
    for name, size in held.items():
        if size and name in weights:
            sums = [total + size * weight for total, weight in zip(sums, weights[name], strict=True)]
    most = max(sums)
    powers = [math.exp(each - most) for each in sums]
    whole = sum(powers)
    return [each / whole for each in powers]


def read(name: str) -> Mapping[str, Sequence[float]]:
    """The weights of a file of `sayings`: for each feature, one weight per answer."""
    found: dict[str, list[float]] = json.loads(
        files("civics.hearing").joinpath(f"sayings/{name}.json").read_text("utf-8")
    )
    return found
