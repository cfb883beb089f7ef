"""The khoản and điểm of an article: what its text holds below the heading."""

import re
from dataclasses import dataclass

_CLAUSE = re.compile(r"^(\d{1,3})[.)]\s+(\S.*)$")
_POINT = re.compile(r"^([a-zđ]{1,2})[.)]\s+(\S.*)$")


@dataclass(frozen=True, slots=True)
class Point:
    """A điểm of a khoản: its letter as written, and its text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A khoản: its number as written (empty for words before the first), its text and its điểm."""

    label: str
    text: str
    points: tuple[Point, ...] = ()


def clauses(text: str) -> tuple[Clause, ...]:
    """The khoản and điểm of an article's text. A line without a mark goes on the one before it."""
    found: list[Clause] = []
    for line in text.split("\n") if text else ():
        clause, point = _CLAUSE.match(line), _POINT.match(line)
        if clause:
            found.append(Clause(clause[1], clause[2]))
        elif point:
            last = found.pop() if found else Clause("", "")
            found.append(Clause(last.label, last.text, (*last.points, Point(point[1], point[2]))))
        elif not found:
            found.append(Clause("", line))
        else:
            found.append(_longer(found.pop(), line))
    return tuple(found)


def _longer(clause: Clause, line: str) -> Clause:
    if not clause.points:
        return Clause(clause.label, f"{clause.text}\n{line}".strip())
    *rest, last = clause.points
    return Clause(clause.label, clause.text, (*rest, Point(last.label, f"{last.text}\n{line}")))
