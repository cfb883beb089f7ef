"""A map of the ward drawn from its units' boundaries, for pages that ask no other host for tiles. Pure geometry."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin, sqrt

from civics.ward import tiles
from civics.ward.boundaries import Boundary, box
from civics.ward.tiles import Tile
from core.message import Point

WIDE = 600  # units of the drawing
_LEAST = 0.004  # degrees: a ward with one point gets a map of this size around it
_SEEDS = 24  # dots at one place that are drawn apart
_GOLDEN = pi * (3 - sqrt(5))  # the angle from one seed of a sunflower to the next
_EDGE = 0.05  # of the size, on each side


@dataclass(frozen=True, slots=True)
class Shape:
    """One unit. `path` is the `d` of an SVG path."""

    unit_id: int
    path: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One point. `key` says which. `more`: how many others stand at the same place and are not drawn apart."""

    key: str
    x: float
    y: float
    more: int = 0


@dataclass(frozen=True, slots=True)
class Map:
    """A drawing of `WIDE` by `high` units. `tiles`: what lies under it, for wards that show a map of others there."""

    high: int
    shapes: tuple[Shape, ...]
    dots: tuple[Dot, ...]
    tiles: tuple[Tile, ...] = ()


def draw(boundaries: Mapping[int, Boundary], points: Sequence[tuple[str, Point]], *, radius: float = 9) -> Map | None:
    """The map with north above; None when there is nothing to draw. Points outside the boundaries are left out.

    Points of that `radius` at one place are drawn apart; see `apart`.
    """
    found = _around(boundaries.values(), [each for _, each in points])
    if found is None:
        return None
    south, north, west, east = found
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
    dots = apart([Dot(key, *at(each.lat, each.lon)) for key, each in inside], radius=radius)
    return Map(round((north - south) * scale), shapes, dots, tiles.under(south, north, west, east, at=at))


def apart(dots: Sequence[Dot], *, radius: float) -> tuple[Dot, ...]:
    """The dots, with those that would cover each other moved beside each other: each can be seen and pressed.

    Those of one place lie like the seeds of a sunflower around it, the first in the middle. Of more than `_SEEDS` the
    rest is only counted, on the middle one: they would lie too far from where they belong.
    """
    groups: dict[tuple[int, int], list[list[Dot]]] = {}
    for dot in dots:
        _place_of(dot, groups, radius).append(dot)
    found = []
    for group in (each for some in groups.values() for each in some):
        middle, more = group[0], max(0, len(group) - _SEEDS)
        for number, dot in enumerate(group[:_SEEDS]):
            away, turn = radius * 1.9 * sqrt(number), number * _GOLDEN
            x, y = middle.x + away * cos(turn), middle.y + away * sin(turn)
            found.append(Dot(dot.key, round(x, 1), round(y, 1), 0 if number else more))
    return tuple(found)


def _place_of(dot: Dot, groups: dict[tuple[int, int], list[list[Dot]]], radius: float) -> list[Dot]:
    """The group whose first dot is nearer than the radius; a new one where there is none."""
    across, down = int(dot.x // radius), int(dot.y // radius)
    for x in (across - 1, across, across + 1):
        for y in (down - 1, down, down + 1):
            for group in groups.get((x, y), ()):
                if (group[0].x - dot.x) ** 2 + (group[0].y - dot.y) ** 2 < radius**2:
                    return group
    made: list[Dot] = []
    groups.setdefault((across, down), []).append(made)
    return made


def _around(boundaries: Iterable[Boundary], points: Sequence[Point]) -> tuple[float, float, float, float] | None:
    """South, north, west and east of the boundaries, or of the points where there are none."""
    boxes = [box(each) for each in boundaries]
    if boxes:
        south, north, west, east = zip(*boxes, strict=True)
        return min(south), max(north), min(west), max(east)
    return (*_span(each.lat for each in points), *_span(each.lon for each in points)) if points else None


def _span(values: Iterable[float]) -> tuple[float, float]:
    found = list(values)
    middle, half = (min(found) + max(found)) / 2, max(max(found) - min(found), _LEAST) / 2
    return middle - half, middle + half


def _path(ring: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in ring) + "Z"
