"""The squares of a web map (slippy map, Web Mercator) that lie under a drawing of the ward. Pure geometry.

Source: the numbering of tiles that OpenStreetMap and most servers of tiles use (z/x/y).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import asinh, atan, degrees, pi, radians, sinh, tan
from urllib.parse import urlsplit

_MOST, _FINEST = 16, 17  # squares of a drawing, and their finest level
_PARTS = ("{z}", "{x}", "{y}")


@dataclass(frozen=True, slots=True)
class Tile:
    """One square, and where it lies in the drawing."""

    z: int
    x: int
    y: int
    left: float
    top: float
    wide: float
    high: float

    def address(self, template: str) -> str:
        """Where the square is, by an address with {z}, {x} and {y}."""
        numbers = (self.z, self.x, self.y)
        for part, number in zip(_PARTS, numbers, strict=True):
            template = template.replace(part, str(number))
        return template


def host_of(template: str) -> str:
    """The origin of a server of tiles, such as https://tile.example; empty when this is no address of tiles."""
    try:
        found = urlsplit(template)
        found.port  # noqa: B018  # raises for an invalid one
    except ValueError:
        return ""
    plain = template.isascii() and template.isprintable() and not any(each in template for each in " ;,'\"\\<>")
    right = found.scheme == "https" and found.hostname and "@" not in found.netloc
    return f"https://{found.netloc}" if plain and right and all(each in found.path for each in _PARTS) else ""


def under(
    south: float, north: float, west: float, east: float, *, at: Callable[[float, float], tuple[float, float]]
) -> tuple[Tile, ...]:
    """The squares under this part of the earth, as fine as at most 16 of them allow. `at`: a place in the drawing."""
    for z in range(_FINEST, -1, -1):
        columns = range(int(_column(west, z)), int(_column(east, z)) + 1)
        rows = range(int(_row(north, z)), int(_row(south, z)) + 1)
        if len(columns) * len(rows) <= _MOST:
            return tuple(_tiles(z, columns, rows, at))
    return ()


def _tiles(z: int, columns: range, rows: range, at: Callable[[float, float], tuple[float, float]]) -> Iterator[Tile]:
    for y in rows:
        for x in columns:
            (left, top), (right, bottom) = at(_lat(y, z), _lon(x, z)), at(_lat(y + 1, z), _lon(x + 1, z))
            yield Tile(z, x, y, left, top, round(right - left, 1), round(bottom - top, 1))


def _column(lon: float, z: int) -> float:
    return (lon + 180) / 360 * (1 << z)


def _row(lat: float, z: int) -> float:
    return (1 - asinh(tan(radians(lat))) / pi) / 2 * (1 << z)


def _lon(column: int, z: int) -> float:
    return column / (1 << z) * 360 - 180


def _lat(row: int, z: int) -> float:
    return degrees(atan(sinh(pi * (1 - 2 * row / (1 << z)))))
