"""Fit the weights of `civics.answers.scope` anew: `python -m bench.answers_weights [FILE …] > scope.toml`.

Each shipped phrase is asked while it is left out of the index; a file of labelled questions may be added. Give it only
files that rules may be tuned on, never the questions that are kept apart.
"""

import json
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from civics.answers import scope
from civics.answers.index import ELSEWHERE, Index, index_of, reports, shipped
from civics.answers.signs import sayings, words_of
from civics.hearing.hear import hear
from civics.ward.units import linh_son

_PARTS = 12  # the phrases are left out in so many parts, one after the other
_STEPS, _RATE, _CALM = 3_000, 1.0, 0.002
_FILE_COUNTS = 3.0

_Row = tuple[dict[str, float], float, float]  # evidence, 1 for a question to the base, how much the row counts


def rows(files: Sequence[Path]) -> list[_Row]:
    """What the fit learns from."""
    phrases = list(shipped())
    texts = [*sayings("procedures"), *sayings("elsewhere"), *(("", text) for text in reports())]
    found: list[_Row] = []
    for part in range(_PARTS):
        left = index_of([each for at, each in enumerate(phrases) if at % _PARTS != part])
        found += [
            _row(left, texts[at][1], not phrases[at][0].startswith(ELSEWHERE), 1.0)
            for at in range(part, len(phrases), 2 * _PARTS)
        ]
    whole = index_of(phrases)
    return found + [
        _row(whole, " . ".join(each["turns"]), "pass" not in each["expect"], _FILE_COUNTS)
        for path in files for each in _lines(path)
    ]  # fmt: skip


def fit(found: Sequence[_Row]) -> dict[str, float]:
    """The weights by gradient descent, with a little calm so that none grows without need."""
    names = ["bias", *found[0][0]]
    weights = dict.fromkeys(names, 0.0)
    total = sum(counts for _, _, counts in found)
    for _ in range(_STEPS):
        slope = {name: _CALM * weights[name] for name in names}
        for evidence, is_ours, counts in found:
            said = weights["bias"] + sum(weights[name] * value for name, value in evidence.items())
            off = (1 / (1 + math.exp(-max(-30.0, min(30.0, said)))) - is_ours) * counts / total
            slope["bias"] += off
            for name, value in evidence.items():
                slope[name] += off * value
        weights = {name: weights[name] - _RATE * slope[name] for name in names}
    return weights


def _row(index: Index, text: str, ours: bool, counts: float) -> _Row:  # noqa: FBT001
    words = words_of(text)
    return scope.evidence(index, words, index.search(words), hear(text, linh_son())), float(ours), counts


def _lines(path: Path) -> Iterator[dict[str, dict[str, object]]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


if __name__ == "__main__":
    fitted = fit(rows([Path(each) for each in sys.argv[1:]]))
    head = "# Fitted by bench/answers_weights.py; see civics/answers/scope.py.\n[weights]\n"
    sys.stdout.write(head + "".join(f'"{name}" = {value:.3f}\n' for name, value in fitted.items()))
