"""The probability of each of several answers, by the weights of what a message holds."""

import json
import math
from collections.abc import Mapping, Sequence
from importlib.resources import files


def chances(held: Mapping[str, float], weights: Mapping[str, Sequence[float]], answers: int) -> list[float]:
    """The probability of each answer. Unknown features count nothing."""
    by_size: dict[float, list[Sequence[float]]] = {}  # a message holds two or three sizes, so few are multiplied
    for name, size in held.items():
        if size and (known := weights.get(name)) is not None:
            by_size.setdefault(size, []).append(known)
    sums = [0.0] * answers
    for size, each in by_size.items():
        sums = [total + size * sum(column) for total, column in zip(sums, zip(*each, strict=True), strict=True)]
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
