"""How well the first words of residents are heard: `python -m bench.first_words FILE … [--confused]`.

A file holds one JSON object for each line, with the keys of `danban hear` (see `tests/first_words/README.md`). A list
means that each of its values is right; a key that is absent is not judged. Printed is each figure with how many of how
many. `--confused` adds which wishes, kinds and topics are taken for which, as totals, without a single sentence.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civics.hearing.hear import Heard, hear
from civics.ward.units import linh_son

_LIFE = "life"
_YEAR = 2026  # of the codes in the files


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence with its labels, and what was heard."""

    labels: dict[str, Any]
    heard: Heard

    def judged(self, field: str) -> bool:
        """Whether the sentence says what is right for this field."""
        return field in self.labels

    def wanted(self, field: str) -> list[Any]:
        """The right values."""
        found = self.labels.get(field, "")
        return found if isinstance(found, list) else [found]

    def right(self, field: str) -> bool:
        """Whether the field holds one of the right values."""
        return getattr(self.heard, field) in self.wanted(field)

    def needs(self, field: str) -> bool:
        """Whether something has to be heard: nothing is no right answer."""
        return self.judged(field) and not {"", False} & set(self.wanted(field))

    def refuses(self, field: str, value: object = "") -> bool:
        """Whether the value (anything, when empty) would be a false one."""
        if not self.judged(field):
            return False
        return value not in self.wanted(field) if value else not any(self.wanted(field))


@dataclass(frozen=True, slots=True)
class Figure:
    """So many of so many."""

    name: str
    good: int
    of: int

    @property
    def percent(self) -> float:
        """In percent; 0 when nothing counts."""
        return 100 * self.good / self.of if self.of else 0.0

    def __str__(self) -> str:
        """One line."""
        return f"{self.name:52} {self.good:4} / {self.of:4}  {self.percent:5.1f} %"


def rows(path: Path) -> list[Row]:
    """The sentences of a file, each heard."""
    labels = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [Row(each, hear(each["text"], linh_son(), prefix="LS", year=_YEAR)) for each in labels]


def _right_is_heard(row: Row) -> bool:
    return row.right("right") or bool(set(row.wanted("right")) & set(row.heard.unsure))


def _kind_is_heard(row: Row) -> bool:
    return row.right("kind") or bool(set(row.wanted("kind")) & set(row.heard.kinds))


# The name, which rows count, and which of these are counted as heard (or as false).
_Rule = tuple[str, Callable[[Row], bool], Callable[[Row], bool]]
_FIGURES: tuple[_Rule, ...] = (
    ("wish", lambda row: row.judged("wish"), lambda row: row.right("wish")),
    ("kind, or asked between two with it among them", lambda row: row.needs("kind"), _kind_is_heard),
    ("topic right", lambda row: row.needs("topic"), lambda row: row.right("topic")),
    (
        "topic wrong",
        lambda row: row.needs("topic"),
        lambda row: bool(row.heard.topic) and not row.right("topic"),
    ),
    ("danger to life", lambda row: row.wanted("urgent") == [_LIFE], lambda row: row.heard.urgent == _LIFE),
    ("danger to life, false", lambda row: row.refuses("urgent", _LIFE), lambda row: row.heard.urgent == _LIFE),
    ("urgent", lambda row: row.wanted("urgent") == ["soon"], lambda row: bool(row.heard.urgent)),
    (
        "a fitting number, where danger was heard",
        lambda row: row.needs("numbers") and row.heard.urgent == _LIFE,
        lambda row: bool(set(row.labels["numbers"]) & set(row.heard.numbers)),
    ),
    ("right, or asked between two with it among them", lambda row: row.needs("right"), _right_is_heard),
    ("right, false", lambda row: row.refuses("right"), lambda row: bool(row.heard.right)),
    ("sealed", lambda row: row.needs("sealed"), lambda row: row.heard.sealed),
    ("sealed, false", lambda row: row.wanted("sealed") == [False], lambda row: row.heard.sealed),
    ("unit", lambda row: row.needs("unit"), lambda row: row.right("unit")),
    ("unit, made up", lambda row: row.judged("unit"), lambda row: bool(row.heard.unit) and not row.right("unit")),
    ("code", lambda row: row.needs("code"), lambda row: row.right("code")),
    ("code, made up", lambda row: row.judged("code"), lambda row: bool(row.heard.code) and not row.right("code")),
    ("language", lambda row: row.judged("lang"), lambda row: row.right("lang")),
)


def figures(heard: Sequence[Row]) -> dict[str, Figure]:
    """Every figure, by name."""
    found = {}
    for name, counts, good in _FIGURES:
        counted = [each for each in heard if counts(each)]
        found[name] = Figure(name, sum(map(good, counted)), len(counted))
    return found


def confused(heard: Iterable[Row], field: str) -> Counter[str]:
    """What was taken for what, how often: `report for question`."""
    wrong = [each for each in heard if each.judged(field) and not each.right(field)]
    return Counter(f"{getattr(each.heard, field) or 'nothing'} for {each.wanted(field)[0]}" for each in wrong)


def main() -> None:
    """Print the figures of each file."""
    words = argparse.ArgumentParser(description="How well the first words of residents are heard.")
    words.add_argument("file", nargs="+", type=Path)
    words.add_argument("--confused", action="store_true", help="add what is taken for what, as totals")
    parsed = words.parse_args()
    for path in parsed.file:
        heard = rows(path)
        sys.stdout.write(f"{path.name}: {len(heard)} sentences\n")
        for each in figures(heard).values():
            if each.of:
                sys.stdout.write(f"  {each}\n")
        for field in ("wish", "kind", "topic", "right") if parsed.confused else ():
            pairs = ", ".join(f"{name} {times}" for name, times in confused(heard, field).most_common(12))
            sys.stdout.write(f"  {field} confused: {pairs}\n")


if __name__ == "__main__":
    main()
