"""The drawn map: north is above, east is right, points outside are left out."""

from math import dist

from civics.ward.boundaries import Boundary
from civics.ward.drawing import WIDE, Dot, apart, draw
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


def test_points_at_one_place_are_drawn_apart_and_the_rest_of_many_is_counted() -> None:
    assert apart([Dot("a", 1, 1), Dot("b", 50, 50)], radius=5) == (Dot("a", 1, 1), Dot("b", 50, 50))
    found = apart([Dot(str(n), 100 + n / 100, 100) for n in range(40)], radius=5)
    assert len(found) + found[0].more == 40
    assert min(dist((a.x, a.y), (b.x, b.y)) for a in found for b in found if a is not b) >= 5
    assert max(dist((each.x, each.y), (100, 100)) for each in found) < 50
