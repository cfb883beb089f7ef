"""The boundaries of groups and hamlets, read from GeoJSON (RFC 7946), and the search for the one around a point.

The boundaries are not exact: they help to guess the group of a pin, and the person may choose another.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import TypeAlias

from civics.ward.units import Place
from core.errors import DanBanError
from core.message import Json, Point
from core.text import fold

Ring: TypeAlias = tuple[tuple[float, float], ...]  # (longitude, latitude), the order of GeoJSON
MOST_BYTES = 4_000_000
_MOST_POINTS = 100_000
_LEAST = 4  # the fewest points of a ring: a closed triangle (RFC 7946, 3.1.6)
_WEST, _EAST, _SOUTH, _NORTH = 102.0, 110.5, 8.0, 24.0  # around the mainland of Viet Nam


class BoundaryError(DanBanError):
    """The file cannot be used at all. The sentence names the wrong part and says what is right."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """The rings of one unit, outer rings and holes in one list: a point inside two rings is in a hole, so outside."""

    rings: tuple[Ring, ...]

    def holds(self, point: Point) -> bool:
        """Whether the point lies inside. On an edge, it lies in one of two neighbours or in neither."""
        return sum(_crosses(ring, point) for ring in self.rings) % 2 == 1


def read(content: bytes, places: Iterable[Place]) -> dict[str, Boundary]:
    """The boundaries of a file by the code of their unit.

    Each feature is a Polygon or MultiPolygon in WGS 84, whose properties have the unit's `code` or `name`. Raises
    BoundaryError when any part cannot be used: half a map would put pins into the wrong group.
    """
    if len(content) > MOST_BYTES:
        raise BoundaryError(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Simplify the boundaries.")
    try:
        raw = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BoundaryError("The file is no JSON in UTF-8.") from error
    features = raw.get("features") if isinstance(raw, dict) and raw.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features:
        raise BoundaryError('The file must be a GeoJSON "FeatureCollection" with at least one feature.')
    known = {fold(name): each.code for each in places for name in (each.code, each.name)}
    found: dict[str, Boundary] = {}
    points = 0
    for number, feature in enumerate(features, 1):
        code = _code(feature, known, number)
        if code in found:
            raise BoundaryError(f"Feature {number}: {code} has a boundary already. Use one MultiPolygon.")
        found[code] = _boundary(feature, number)
        points += sum(map(len, found[code].rings))
        if points > _MOST_POINTS:
            raise BoundaryError(f"The file has more than {_MOST_POINTS} points. Simplify the boundaries.")
    return found


def to_json(boundary: Boundary) -> Json:
    """The stored form."""
    return [[[lon, lat] for lon, lat in ring] for ring in boundary.rings]


def from_json(raw: Json) -> Boundary:
    """The boundary that `to_json` wrote."""
    assert isinstance(raw, list)
    rings = [[(float(str(at[0])), float(str(at[1]))) for at in ring if isinstance(at, list)] for ring in raw
             if isinstance(ring, list)]  # fmt: skip
    return Boundary(tuple(map(tuple, rings)))


def box(boundary: Boundary) -> tuple[float, float, float, float]:
    """The bounding box: its southern, northern, western and eastern limits."""
    lons = [lon for ring in boundary.rings for lon, _ in ring]
    lats = [lat for ring in boundary.rings for _, lat in ring]
    return min(lats), max(lats), min(lons), max(lons)


def _crosses(ring: Ring, point: Point) -> int:
    """How many edges a line from the point to the east crosses."""
    count = 0
    for (lon1, lat1), (lon2, lat2) in pairwise(ring):
        if (lat1 > point.lat) != (lat2 > point.lat):
            at = lon1 + (point.lat - lat1) / (lat2 - lat1) * (lon2 - lon1)
            count += at > point.lon
    return count


def _code(feature: Json, known: Mapping[str, str], number: int) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    named = [properties.get(each) for each in ("code", "name")] if isinstance(properties, dict) else []
    for each in named:
        if isinstance(each, str) and (code := known.get(fold(each[:200]))):
            return code
    raise BoundaryError(f"Feature {number}: its properties name no unit of the ward; give `code`, for example tdp-5.")


def _boundary(feature: Json, number: int) -> Boundary:
    shape = feature.get("geometry") if isinstance(feature, dict) else None
    kind = shape.get("type") if isinstance(shape, dict) else None
    at = shape.get("coordinates") if isinstance(shape, dict) else None
    polygons = [at] if kind == "Polygon" else at if kind == "MultiPolygon" else None
    if not isinstance(polygons, list):
        raise BoundaryError(f"Feature {number}: its geometry must be a Polygon or a MultiPolygon.")
    rings = [_ring(ring, number) for polygon in polygons if isinstance(polygon, list) for ring in polygon]
    if not rings:
        raise BoundaryError(f"Feature {number}: it has no ring.")
    return Boundary(tuple(rings))


def _ring(raw: Json, number: int) -> Ring:
    if not isinstance(raw, list) or not _LEAST <= len(raw) <= _MOST_POINTS or raw[0] != raw[-1]:
        raise BoundaryError(f"Feature {number}: a ring must have at least {_LEAST} points and end where it begins.")
    return tuple(_point(each, number) for each in raw)


def _point(raw: Json, number: int) -> tuple[float, float]:
    pair = raw[:2] if isinstance(raw, list) else []
    numbers = [float(each) for each in pair if isinstance(each, int | float) and not isinstance(each, bool)]
    fits = len(numbers) == 2 and all(map(isfinite, numbers))
    if not fits or not (_WEST <= numbers[0] <= _EAST and _SOUTH <= numbers[1] <= _NORTH):
        raise BoundaryError(f"Feature {number}: {raw!r:.60} is no place in Viet Nam as [longitude, latitude] (WGS 84).")
    return numbers[0], numbers[1]
