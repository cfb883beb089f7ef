"""Boundaries are read from GeoJSON, whole or not at all; a point is inside, outside, or in a hole."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.ward.boundaries import MOST_BYTES, Boundary, BoundaryError, box, from_json, read, to_json
from civics.ward.units import Place
from core.message import Json, Point

PLACES = [Place("tdp-5", "to_dan_pho", "Tổ dân phố 5"), Place("xom-nui-hot", "xom", "Xóm Núi Hột")]
SQUARE: list[Json] = [[105.0, 21.0], [106.0, 21.0], [106.0, 22.0], [105.0, 22.0], [105.0, 21.0]]
HOLE: list[Json] = [[105.4, 21.4], [105.6, 21.4], [105.6, 21.6], [105.4, 21.6], [105.4, 21.4]]


def feature(coordinates: Json, *, kind: str = "Polygon", **properties: Json) -> Json:
    return {
        "type": "Feature", "properties": properties or {"code": "tdp-5"},
        "geometry": {"type": kind, "coordinates": coordinates},
    }  # fmt: skip


def file(*features: Json) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def test_a_point_is_inside_outside_or_in_a_hole() -> None:
    (boundary,) = read(file(feature([SQUARE, HOLE])), PLACES).values()
    assert boundary.holds(Point(21.2, 105.2))
    assert not boundary.holds(Point(21.5, 105.5))
    assert not boundary.holds(Point(22.5, 105.5))
    assert not boundary.holds(Point(21.5, 106.5))
    assert not boundary.holds(Point(21.5, 104.5))


def test_a_unit_is_named_by_its_code_or_its_name_and_may_have_islands() -> None:
    far: Json = [[107.0, 21.0], [107.5, 21.0], [107.5, 21.5], [107.0, 21.0]]
    found = read(file(feature([[SQUARE], [far]], kind="MultiPolygon", name="xom nui hot"), feature([SQUARE])), PLACES)
    assert set(found) == {"tdp-5", "xom-nui-hot"}
    assert found["xom-nui-hot"].holds(Point(21.1, 107.4))
    assert from_json(json.loads(json.dumps(to_json(found["tdp-5"])))) == found["tdp-5"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe", "no JSON"), (b"[" * 100_000, "no JSON"), (b"[]", "FeatureCollection"), (file(), "at least one"),
        (file(feature([SQUARE], code="tdp-99")), "name no unit"), (file({}), "name no unit"), (file(7), "name no unit"),
        (file(feature([SQUARE]), feature([SQUARE])), "already"), (file(feature(SQUARE, kind="LineString")), "Polygon"),
        (file(feature([])), "no ring"), (file(feature([SQUARE[:3]])), "at least 4"),
        (file(feature([[*SQUARE[:4], [105.5, 21.5]]])), "end where it begins"),
        (file(feature([[[21.0, 105.0]] * 4])), "longitude, latitude"), (file(feature([[["a", 1]] * 4])), "no place"),
        (file(feature([[[True, 21]] * 4])), "no place"), (b" " * (MOST_BYTES + 1), "larger than"),
        (file(feature([SQUARE])).replace(b"105.0", b"NaN"), "no place"),
        (file(feature([SQUARE])).replace(b"106.0", b"Infinity"), "no place"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_whole_with_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(BoundaryError, match=why):
        read(content, PLACES)


@given(st.floats(20, 23), st.floats(104, 107))
def test_a_square_agrees_with_its_box(lat: float, lon: float) -> None:
    boundary = Boundary((tuple((float(each[0]), float(each[1])) for each in SQUARE),))  # type: ignore[index,arg-type]  # a list of pairs
    south, north, west, east = box(boundary)
    if {lat, lon}.isdisjoint({south, north, west, east}):
        assert boundary.holds(Point(lat, lon)) == (south < lat < north and west < lon < east)
