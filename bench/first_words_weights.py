"""Fit the weights of `civics.hearing.weighing` anew: `python -m bench.first_words_weights FILE …` prints the TOML.

Logistic regression by plain descent, over the sentences of the files, each with its marks and without. Never give it
what is kept apart. Only sentences that hold a phrase of danger count: without one there is no alarm.
"""

import json
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from civics.hearing import urgency
from civics.hearing.signs import lines_of
from civics.hearing.weighing import signs_of
from core.text import fold

_ROUNDS, _STEP, _PULL = 900, 0.8, 0.006  # the pull keeps each weight small
_MISSED = 1.5  # a danger that is not heard costs so much more than a false alarm
_FOREIGN = ("zh", "ko")  # heard by pieces, without weights
_Case = tuple[dict[str, float], bool]


def cases(paths: Sequence[Path]) -> Iterator[_Case]:
    """The signs of each sentence that speaks of danger, and whether it is one."""
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            judged = row.get("urgent", ["life", ""])  # a row without it is not judged, like one where both are right
            wanted = judged if isinstance(judged, list) else [judged]
            if row.get("lang") in _FOREIGN or ("life" in wanted and wanted != ["life"]):
                continue
            for text in dict.fromkeys((row["text"], fold(row["text"]))):
                held = urgency.evidence(next(iter(lines_of(text)), ()))
                if held.dangers:
                    yield signs_of(held), wanted == ["life"]


def fit(known: Sequence[_Case]) -> dict[str, float]:
    """The weight of each sign."""
    weights = dict.fromkeys(sorted({name for signs, _ in known for name in signs}), 0.0)
    bias = 0.0
    for _ in range(_ROUNDS):
        turn = {name: _PULL * value for name, value in weights.items()}
        bias_turn = 0.0
        for signs, danger in known:
            value = bias + sum(weights[name] * size for name, size in signs.items())
            miss = (1 / (1 + math.exp(-value)) - danger) * (_MISSED if danger else 1.0) / len(known)
            bias_turn += miss
            for name, size in signs.items():
                turn[name] += miss * size
        bias -= _STEP * bias_turn
        for name, size in turn.items():
            weights[name] -= _STEP * size
    return weights | {"bias": bias}


def main() -> None:
    """Print the weights that matter."""
    found = fit(list(cases([Path(each) for each in sys.argv[1:]])))
    sys.stdout.write("# Fitted by bench/first_words_weights.py; see civics/hearing/weighing.py.\n[weights]\n")
    for name, value in sorted(found.items()):
        if abs(value) >= 0.02 or name == "bias":
            sys.stdout.write(f'"{name}" = {value:.2f}\n')


if __name__ == "__main__":
    main()
