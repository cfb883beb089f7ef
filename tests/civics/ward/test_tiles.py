"""Squares of another server's map under the drawing: which they are, where they lie, and which addresses are taken."""

import pytest

from civics.ward import drawing
from civics.ward.tiles import host_of
from core.message import Point

AROUND = [("a", Point(21.60, 105.80)), ("b", Point(21.64, 105.86))]


def test_the_squares_cover_the_drawing_and_meet() -> None:
    found = drawing.draw({}, AROUND)
    assert found is not None
    assert 1 <= len(found.tiles) <= 16
    assert min(each.left for each in found.tiles) <= 0
    assert min(each.top for each in found.tiles) <= 0
    assert max(each.left + each.wide for each in found.tiles) >= drawing.WIDE
    assert max(each.top + each.high for each in found.tiles) >= found.high
    first = found.tiles[0]
    beside = next(each for each in found.tiles if (each.x, each.y) == (first.x + 1, first.y))
    assert abs(first.left + first.wide - beside.left) <= 0.2
    # At level 10 the place is at 812.94 to 813.11 and 448.92 to 449.04, by the formula of the OpenStreetMap wiki.
    coarse = {(each.x >> each.z - 10, each.y >> each.z - 10) for each in found.tiles}
    assert coarse == {(812, 448), (812, 449), (813, 448), (813, 449)}
    assert first.address("https://t.example/{z}/{x}/{y}.png") == f"https://t.example/{first.z}/{first.x}/{first.y}.png"


@pytest.mark.parametrize(
    ("template", "host"),
    [
        ("https://t.example/{z}/{x}/{y}.png", "https://t.example"),
        ("https://t.example:8443/{z}/{y}/{x}?k=1", "https://t.example:8443"),
        ("http://t.example/{z}/{x}/{y}.png", ""),
        ("https://t.example/{z}/{x}.png", ""),
        ("https://t.example; script-src *//{z}/{x}/{y}", ""),
        ("https://{z}.t.example/{x}/{y}", ""),
        ("https://u@t.example/{z}/{x}/{y}", ""),
        ("https://[/{z}/{x}/{y}", ""),
        ("", ""),
    ],
)
def test_only_an_address_of_tiles_opens_the_policy_for_its_host(template: str, host: str) -> None:
    assert host_of(template) == host
