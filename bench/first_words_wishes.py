"""Fit the weights of `civics.hearing.judging` or of `civics.hearing.near` anew.

`python -m bench.first_words_wishes wishes FILE …` or `rights FILE …` prints the JSON. The sentences come with their
marks and without. Never give it what is kept apart.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.fitting import Case, How, fit, written
from civics.cases.codes import parse_code
from civics.hearing import judging, near
from civics.hearing.hear import ruled
from civics.hearing.rights import Right
from core.text import fold

_WISHES, _RIGHTS = How(step=0.15, pull=0.005, times=4), How(step=0.3, pull=0.005, times=3)


def _rows(paths: Sequence[Path]) -> Iterator[tuple[dict[str, Any], str]]:
    """Each sentence with its labels, as it is and without its marks."""
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            texts = (row["text"], fold(row["text"])) if row.get("lang", "vi") == "vi" else (row["text"],)
            yield from ((row, text) for text in dict.fromkeys(texts))


def _answers(row: dict[str, Any], field: str) -> frozenset[str]:
    return frozenset(row[field] if isinstance(row[field], list) else [row[field]])


def wishes(paths: Sequence[Path]) -> Iterator[Case]:
    """The features of each sentence, and the wishes that are right; danger, rights and codes are not judged."""
    for row, text in _rows(paths):
        wanted = _answers(row, "wish") & frozenset(map(str, judging.JUDGED))
        if wanted:
            lang, heard, found = ruled(text, life=False, code=bool(parse_code(text)))
            held = judging.features(heard, found, lang=lang)
            yield {name: size for name, size in held.items() if size}, wanted


def rights(paths: Sequence[Path]) -> Iterator[Case]:
    """The words of each sentence, and the rights that it asks for; the empty one where it asks for none."""
    for row, text in _rows(paths):
        if "right" in row:
            yield near.features(ruled(text, life=False, code=False)[1]), _answers(row, "right")


def main() -> None:
    """Print the weights."""
    paths = [Path(each) for each in sys.argv[2:]]
    if sys.argv[1] == "wishes":
        sys.stdout.write(written(fit(list(wishes(paths)), [str(each) for each in judging.JUDGED], _WISHES)))
    else:
        sys.stdout.write(written(fit(list(rights(paths)), ["", *(str(each) for each in Right)], _RIGHTS)))


if __name__ == "__main__":
    main()
