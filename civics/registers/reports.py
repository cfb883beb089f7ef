"""The ward's periodic reports: their periods, and figures that keep the rows they count (Luật 10/2022 Điều 14.3, 23.1).

The cut-off of a period is a setting of the ward: 14/6 and 14/12 unless it sets another day (confidence: recalled).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

CUTOFF = "12-14"  # month and day on which a year ends; the first half ends six months earlier
FEWEST = 3  # denunciations: a smaller number is not told (law_2026 C5)


class Kind(StrEnum):
    """Which period a report covers."""

    HALF = "half"
    YEAR = "year"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a figure counts. `what`: case, register name, bulletin, poll; `title`: a code or an open title."""

    what: str
    id: int
    title: str
    day: str
    link: str


_ROW = tuple(Row.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its rows. `few`: the number is too small to be told, and no row opens. `before`: a year earlier.

    `amount`: a sum over the rows, such as people; None: the figure is the number of rows.
    """

    name: str
    rows: tuple[Row, ...]
    few: bool = False
    before: int | None = None
    amount: int | None = None

    @property
    def count(self) -> int:
        """The number that is told."""
        return len(self.rows) if self.amount is None else self.amount


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table. `name`: its word under the table's."""

    name: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table, such as B4."""

    name: str
    lines: tuple[Line, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of its figures."""
        return tuple(each.name for each in self.lines[0].figures) if self.lines else ()


def half_year(year: int, half: int, cutoff: str = CUTOFF) -> tuple[date, date]:
    """The first and last day of the first or second half of a report's year."""
    end = _end(year, cutoff)
    middle = _months_before(end)
    return (_after(_end(year - 1, cutoff)), middle) if half == 1 else (_after(middle), end)


def whole_year(year: int, cutoff: str = CUTOFF) -> tuple[date, date]:
    """The first and last day of a report's year."""
    return _after(_end(year - 1, cutoff)), _end(year, cutoff)


def year_before(begins: date, ends: date) -> tuple[date, date]:
    """The same period a year earlier."""
    return _back(begins), _back(ends)


def _end(year: int, cutoff: str) -> date:
    try:
        month, _, day = cutoff.partition("-")
        return date(year, int(month), int(day))
    except ValueError:
        return date(year, 12, 14)


def _months_before(end: date) -> date:
    month = end.month - 6
    return date(end.year if month > 0 else end.year - 1, month if month > 0 else month + 12, min(end.day, 28))


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def as_json(tables: Sequence[Table]) -> list[dict[str, Any]]:
    """The tables to be stored."""
    return [{"name": each.name, "lines": [_plain(line) for line in each.lines]} for each in tables]


def _plain(line: Line) -> dict[str, Any]:  # dataclasses.asdict copies each value: a third of a report's time
    figures = [
        {
            "name": each.name, "few": each.few, "before": each.before, "amount": each.amount,
            "rows": [{name: getattr(row, name) for name in _ROW} for row in each.rows],
        }
        for each in line.figures
    ]  # fmt: skip
    return {"name": line.name, "figures": figures}


def tables_of(raw: Sequence[Mapping[str, Any]]) -> tuple[Table, ...]:
    """Stored tables."""
    return tuple(Table(each["name"], tuple(_line(one) for one in each["lines"])) for each in raw)


def _line(raw: Mapping[str, Any]) -> Line:
    return Line(raw["name"], tuple(_figure(each) for each in raw["figures"]))


def _figure(raw: Mapping[str, Any]) -> Figure:
    return Figure(raw["name"], tuple(Row(**each) for each in raw["rows"]), raw["few"], raw["before"], raw.get("amount"))


def compared(now: Sequence[Table], before: Sequence[Table]) -> tuple[Table, ...]:
    """The tables with the counts of the same period a year earlier beside each figure."""
    known = {(table.name, line.name, each.name): each for table in before for line in table.lines for each in
             line.figures}  # fmt: skip

    def beside(table: Table, line: Line, figure: Figure) -> Figure:
        found = known.get((table.name, line.name, figure.name))
        hidden = found is None or found.few
        return replace(figure, before=None if hidden or found is None else found.count)

    return tuple(
        Table(table.name, tuple(Line(line.name, tuple(beside(table, line, each) for each in line.figures))
                                for line in table.lines))
        for table in now
    )  # fmt: skip
