"""The khoản and điểm in the text of an article."""

import re
from dataclasses import dataclass, field

_CLAUSE = re.compile(r"^(\d{1,3})[.)]\s+(\S.*)$")
_POINT = re.compile(r"^([a-zđ]{1,2})[.)]\s+(\S.*)$")


@dataclass(frozen=True, slots=True)
class Point:
    """A điểm of a khoản: its letter as written, and its text."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A khoản: its number as written (empty for the words before the first khoản), its text and its điểm."""

    label: str
    text: str
    points: tuple[Point, ...] = ()


@dataclass(slots=True)
class _Growing:
    """A khoản while it is read. Its lines are joined only once at the end, which keeps long ones cheap."""

    label: str
    lines: list[str]
    points: list[tuple[str, list[str]]] = field(default_factory=list)
    grown: bool = False

    def goes_on(self, line: str) -> None:
        """Add a line that does not begin a new khoản or điểm."""
        if self.points:
            self.points[-1][1].append(line)
            return
        self.grown = True
        if line.strip():
            self.lines.append(line.rstrip())
        else:
            self.lines[-1] = self.lines[-1].rstrip()

    def whole(self) -> Clause:
        """The finished khoản."""
        text = "\n".join(self.lines)
        points = tuple(Point(label, "\n".join(lines)) for label, lines in self.points)
        return Clause(self.label, text.strip() if self.grown else text, points)


def clauses(text: str) -> tuple[Clause, ...]:
    """The khoản and điểm of an article's text. A line without a mark continues the line before it."""
    found: list[_Growing] = []
    for line in text.split("\n") if text else ():
        clause, point = _CLAUSE.match(line), _POINT.match(line)
        if clause:
            found.append(_Growing(clause[1], [clause[2]]))
        elif point:
            found = found or [_Growing("", [""])]
            found[-1].points.append((point[1], [point[2]]))
        elif not found:
            found.append(_Growing("", [line]))
        else:
            found[-1].goes_on(line)
    return tuple(each.whole() for each in found)
