"""The drawn map: north is above, east is right, points outside are left out."""

from civics.ward.boundaries import Boundary
from civics.ward.drawing import WIDE, draw
from core.message import Point

SQUARE = Boundary((((105.84, 21.61), (105.85, 21.61), (105.85, 21.62), (105.84, 21.62), (105.84, 21.61)),))


def test_a_map_has_north_above_and_leaves_out_what_lies_outside() -> None:
    found = draw({7: SQUARE}, [("nw", Point(21.62, 105.84)), ("se", Point(21.61, 105.85)), ("far", Point(10.0, 106.0))])
    assert found is not None
    first, second = found.dots
    assert (first.key, second.key) == ("nw", "se")
    assert first.x < second.x
    assert first.y < second.y
    assert all(0 <= each.x <= WIDE and 0 <= each.y <= found.high for each in found.dots)
    assert found.shapes[0].unit_id == 7
    assert found.shapes[0].path.startswith("M")
    assert found.shapes[0].path.endswith("Z")
    assert found.high > WIDE, "a degree of longitude is shorter than one of latitude"


def test_without_boundaries_the_points_make_the_map() -> None:
    assert draw({}, []) is None
    one = draw({}, [("a", Point(21.61, 105.84))])
    assert one is not None
    assert abs(one.dots[0].x - WIDE / 2) < 1
    assert abs(one.dots[0].y - one.high / 2) < 1
