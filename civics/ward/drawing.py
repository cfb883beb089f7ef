"""A map of the ward drawn from its units' boundaries, for pages that ask no other host for tiles. Pure geometry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

from civics.ward.boundaries import Boundary, box
from core.message import Point

WIDE = 600  # units of the drawing
_LEAST = 0.004  # degrees: a ward with one point gets a map of this size around it
_EDGE = 0.05  # of the size, on each side


@dataclass(frozen=True, slots=True)
class Shape:
    """One unit. `path` is the `d` of an SVG path."""

    unit_id: int
    path: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One point. `key` says which."""

    key: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Map:
    """A drawing of `WIDE` by `high` units."""

    high: int
    shapes: tuple[Shape, ...]
    dots: tuple[Dot, ...]


def draw(boundaries: Mapping[int, Boundary], points: Sequence[tuple[str, Point]]) -> Map | None:
    """The map with north above; None when there is nothing to draw. Points outside the boundaries are left out."""
    boxes = [box(each) for each in boundaries.values()]
    if boxes:
        south, west = min(each[0] for each in boxes), min(each[2] for each in boxes)
        north, east = max(each[1] for each in boxes), max(each[3] for each in boxes)
    elif points:
        south, north = _span(each.lat for _, each in points)
        west, east = _span(each.lon for _, each in points)
    else:
        return None
    edge = max(north - south, east - west, _LEAST) * _EDGE
    south, north, west, east = south - edge, north + edge, west - edge, east + edge
    narrow = cos(radians((south + north) / 2))  # a degree of longitude is shorter than one of latitude
    scale = WIDE / ((east - west) * narrow)

    def at(lat: float, lon: float) -> tuple[float, float]:
        return round((lon - west) * narrow * scale, 1), round((north - lat) * scale, 1)

    shapes = tuple(
        Shape(number, " ".join(_path([at(lat, lon) for lon, lat in ring]) for ring in each.rings))
        for number, each in boundaries.items()
    )
    inside = [(key, each) for key, each in points if south <= each.lat <= north and west <= each.lon <= east]
    return Map(round((north - south) * scale), shapes, tuple(Dot(key, *at(each.lat, each.lon)) for key, each in inside))


def _span(values: Iterable[float]) -> tuple[float, float]:
    found = list(values)
    middle, half = (min(found) + max(found)) / 2, max(max(found) - min(found), _LEAST) / 2
    return middle - half, middle + half


def _path(ring: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in ring) + "Z"
