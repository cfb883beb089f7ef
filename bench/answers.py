"""How well questions are answered: `python -m bench.answers QUESTIONS.jsonl [--base RECORDS.jsonl] [--missed]`.

A question is `{"id", "turns", "expect": {"answer": [code]} or {"clarify": [codes]} or {"pass": reason}, "field"}`.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from civics.answers.answering import Answered, Base, Kind, ask, base_of
from civics.answers.examples import examples
from civics.answers.records import record
from civics.ward.units import linh_son


@dataclass(slots=True)
class Figures:
    """Counts of one run; `missed` holds what was not as expected."""

    answerable: int = 0
    first: int = 0
    right: int = 0
    reached: int = 0
    wrong_sure: int = 0
    outside: int = 0
    caught: int = 0
    passed: int = 0
    reasons: int = 0
    generic: int = 0
    asked_back: int = 0
    fields: int = 0
    fields_right: int = 0
    missed: list[str] = field(default_factory=list)

    def rates(self) -> dict[str, float]:
        """The figures as parts of one."""
        return {
            "top-1": self.first / max(1, self.answerable),
            "right at once": self.right / max(1, self.answerable),
            "right at once, or asked back with it": self.reached / max(1, self.answerable),
            "wrong but sure": self.wrong_sure / max(1, self.answerable),
            "out of scope caught": self.caught / max(1, self.outside),
            "at precision": self.caught / max(1, self.passed),
            "with the right reason": self.reasons / max(1, self.outside),
            "families asked back": self.asked_back / max(1, self.generic),
            "fields": self.fields_right / max(1, self.fields),
        }


def measure(questions: Iterable[Mapping[str, Any]], base: Base) -> Figures:
    """The figures of the questions whose records are in the base; the others are left out."""
    found = Figures()
    for each in questions:
        expected = each["expect"]
        if "answer" in expected and not any(code in base.records for code in expected["answer"]):
            continue
        _count(found, each, ask(each["turns"], base, linh_son()))
    return found


def _count(found: Figures, each: Mapping[str, Any], got: Answered) -> None:
    expected = each["expect"]
    found.passed += got.kind is Kind.PASS
    if "pass" in expected:
        found.outside += 1
        found.caught += got.kind is Kind.PASS
        found.reasons += got.kind is Kind.PASS and got.reason == expected["pass"]
        good = got.kind is Kind.PASS
    elif "clarify" in expected:
        found.generic += 1
        good = got.kind is Kind.CLARIFY and len(set(got.codes) & set(expected["clarify"])) > 1
        found.asked_back += good
    else:
        good = _count_answer(found, expected["answer"], got)
    if "field" in each:
        found.fields += 1
        found.fields_right += (got.field or "") == each["field"]
    if not good:
        found.missed.append(f"{got.kind} {got.reason or ''} {got.codes or got.top[:3]} {each['turns']} {expected}")


def _count_answer(found: Figures, codes: Sequence[str], got: Answered) -> bool:
    right = got.kind is Kind.ANSWER and got.codes[0] in codes
    found.answerable += 1
    found.first += bool(got.top) and got.top[0] in codes
    found.right += right
    found.reached += right or (got.kind is Kind.CLARIFY and any(code in codes for code in got.codes))
    found.wrong_sure += got.kind is Kind.ANSWER and got.sure and not right
    return right


def main() -> None:
    """Print the figures, and what was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--base", type=Path)
    parser.add_argument("--missed", action="store_true")
    parsed = parser.parse_args()
    records = [record(each) for each in _lines(parsed.base)] if parsed.base else examples()
    base, questions = base_of(records), _lines(parsed.file)
    measure(questions[:3], base)  # reads and compiles the phrases once
    begun = time.perf_counter()
    found = measure(questions, base)
    spent = time.perf_counter() - begun
    turns = sum(len(each["turns"]) for each in questions)
    lines = [f"{name}: {value:.3f}" for name, value in found.rates().items()]
    lines.append(f"{found.answerable} answerable, {found.outside} outside, {found.generic} families")
    lines.append(f"{1000 * spent / max(1, turns):.1f} ms for each message")
    sys.stdout.write("\n".join([*lines, *(found.missed if parsed.missed else ())]) + "\n")


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main()
