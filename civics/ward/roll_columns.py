"""Finds the row or rows that name the columns of a list of households."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from civics.ward.roll import CODE, NAME, PHONE, UNIT
from core.text import fold

SURNAME = "surname"  # the column for one part of the name, in lists that split names
MOST_ABOVE = 30  # rows: a title, the name of the ward, an empty line
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        UNIT: (
            "to dan pho", "to dan pho xom", "tdp", "tdp xom", "to", "to xom", "xom", "thon", "ten to", "khu dan cu",
            "dia ban", "don vi", "to dan pho so", "ten to dan pho", "to so", "thuoc to", "xom to", "xom tdp", "to tdp",
            "unit",
        ),
        CODE: (
            "ma ho", "ma so ho", "ma ho gia dinh", "ma ho dan", "so ho", "so so ho", "ma so", "ma", "household code",
            "code",
        ),
        NAME: (
            "nguoi dai dien", "nguoi dai dien ho", "dai dien", "dai dien ho", "ho ten nguoi dai dien",
            "ho va ten nguoi dai dien", "chu ho", "ten chu ho", "ho ten chu ho", "ho va ten chu ho", "ho va ten",
            "ho ten", "ten", "ho va ten chu ho nguoi dai dien", "chu ho nguoi dai dien", "representative",
        ),
        PHONE: (
            "dien thoai", "so dien thoai", "so dien thoai lien he", "dien thoai lien he", "sdt", "so dt", "sdt lien he",
            "dt", "di dong", "dien thoai di dong", "so di dong", "lien he", "phone",
        ),
        SURNAME: ("ho dem", "ho va dem", "ho va ten dem", "ho ten dem", "ho lot", "ho va chu lot"),
    }
)  # fmt: skip
_NOT_SAID = re.compile(r"\(.*|[/,.:*\-–_]")


@dataclass(frozen=True, slots=True)
class Head:
    """Where the columns are. `rows`: how many rows the head has; `at`: the position of its first."""

    at: int
    rows: int
    columns: Mapping[str, int]


def find(rows: Sequence[tuple[int, Sequence[str]]], spans: Mapping[int, int]) -> Head | None:
    """The head of a sheet, or None. `spans`: for a row, the last row of the merged cells that begin there.

    A head that also names the unit is preferred to one with only household and representative; among such heads, the
    one with the most columns.
    """
    found = [each for at in range(min(len(rows), MOST_ABOVE)) for each in _heads(rows, at, spans)]
    heads = [each for each in found if {CODE, NAME} <= each.columns.keys()]
    return max(heads, key=lambda each: (UNIT in each.columns, len(each.columns)), default=None)


def _heads(rows: Sequence[tuple[int, Sequence[str]]], at: int, spans: Mapping[int, int]) -> list[Head]:
    number, cells = rows[at]
    last = spans.get(number, number)
    deep = sum(number <= each <= last for each, _ in rows[at : at + 4])
    heads = [] if deep > 1 else [Head(at, 1, columns([cells]))]
    below = max(deep, 2)
    if at + below <= len(rows) and columns([cells]):  # a title is not part of the head
        heads.append(Head(at, below, columns([each for _, each in rows[at : at + below]])))
    return heads


def columns(head: Sequence[Sequence[str]]) -> dict[str, int]:
    """The position of each column that the rows of a head name, one below the other."""
    width = max((len(each) for each in head), default=0)
    said = [[_plain(row[at]) if at < len(row) else "" for row in head] for at in range(width)]
    names = [{*each, " ".join(dict.fromkeys(filter(None, each)))} for each in said]
    found: dict[str, int] = {}
    for column, known in NAMES.items():
        place = next((at for name in known for at, cell in enumerate(names) if name in cell), None)
        if place is not None:
            found[column] = place
    if SURNAME in found and (found.get(NAME) == found[SURNAME] or "ten" not in names[found.get(NAME, 0)]):
        del found[SURNAME]
    return found


def _plain(cell: str) -> str:
    return " ".join(_NOT_SAID.sub(" ", fold(cell)).split())
