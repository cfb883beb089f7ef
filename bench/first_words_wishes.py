"""Fit the weights of `civics.hearing.judging` anew: `python -m bench.first_words_wishes FILE …` prints the JSON.

Logistic regression by descent, sentence by sentence, over the sentences of the files, each with its marks and without.
Never give it what is kept apart. Sentences of danger, of rights and of codes are left out, as the judging leaves them.
"""

import json
import math
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from civics.cases.codes import parse_code
from civics.hearing.hear import ruled
from civics.hearing.judging import JUDGED, features
from core.text import fold

_ROUNDS, _STEP, _SLOWER, _PULL = 20, 0.15, 0.15, 0.005
_TIMES = 4  # a feature of fewer sentences proves nothing
_LEAST = 0.02  # of a weight that is kept
_Case = tuple[dict[str, float], frozenset[str]]


def cases(paths: Sequence[Path]) -> Iterator[_Case]:
    """The features of each sentence, and the wishes that are right."""
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            wanted = frozenset(row["wish"] if isinstance(row["wish"], list) else [row["wish"]]) & {*map(str, JUDGED)}
            texts = (row["text"], fold(row["text"])) if row.get("lang", "vi") == "vi" else (row["text"],)
            for text in dict.fromkeys(texts) if wanted else ():
                lang, heard, found = ruled(text, life=False, code=bool(parse_code(text)))
                held = features(heard, found, lang=lang)
                yield {name: size for name, size in held.items() if size}, wanted


def fit(known: Sequence[_Case]) -> dict[str, list[float]]:
    """The weights of each feature, in the order of `JUDGED`."""
    times = Counter(name for held, _ in known for name in held)
    kept = [({name: size for name, size in held.items() if times[name] >= _TIMES}, right) for held, right in known]
    weights = {name: [0.0] * len(JUDGED) for name, seen in times.items() if seen >= _TIMES}
    order = random.Random(26)  # noqa: S311  # the same order each time, no secret
    for turn in range(_ROUNDS):
        order.shuffle(kept)
        for held, right in kept:
            _learn(weights, held, right, step=_STEP / (1 + _SLOWER * turn))
    return weights


def _learn(weights: dict[str, list[float]], held: dict[str, float], right: frozenset[str], *, step: float) -> None:
    sums = [sum(weights[name][at] * size for name, size in held.items()) for at in range(len(JUDGED))]
    powers = [math.exp(each - max(sums)) for each in sums]
    all_powers, good = sum(powers), sum(power for power, wish in zip(powers, JUDGED, strict=True) if wish in right)
    for at, wish in enumerate(JUDGED):
        miss = powers[at] / all_powers - (powers[at] / good if wish in right else 0.0)
        for name, size in held.items():
            weights[name][at] -= step * (miss * size + _PULL * weights[name][at] * abs(miss))


def main() -> None:
    """Print the weights that matter, one feature on each line."""
    found = fit(list(cases([Path(each) for each in sys.argv[1:]])))
    kept = {name: [round(each, 2) for each in line] for name, line in found.items() if max(map(abs, line)) >= _LEAST}
    lines = ",\n".join(f"{json.dumps(name, ensure_ascii=False)}: {kept[name]}" for name in sorted(kept))
    sys.stdout.write(f"{{\n{lines}\n}}\n")


if __name__ == "__main__":
    main()
