"""A pin inside a boundary gives the group of a report and of an emergency; words and the person come first."""

import json

import pytest

from civics.ward.boundaries import BoundaryError
from core.message import Point
from storage.ward import boundaries, ward
from tests.handlers.street import Street

INSIDE = (21.6, 105.8)


def square(south: float, west: float) -> list[list[list[float]]]:
    at = [[west, south], [west + 0.02, south], [west + 0.02, south + 0.02], [west, south + 0.02]]
    return [[*at, at[0]]]


def mapped(street: Street, **units: tuple[float, float]) -> None:
    """Units with squares as their boundaries."""
    for name in units:
        number = name.removeprefix("tdp")
        street.store.run(ward.add_unit, f"tdp-{number}", kind="to_dan_pho", name=f"Tổ dân phố {number}")
    features = [
        {"properties": {"code": f"tdp-{name.removeprefix('tdp')}"},
         "geometry": {"type": "Polygon", "coordinates": square(*at)}}
        for name, at in units.items()
    ]  # fmt: skip
    street.store.run(boundaries.load, json.dumps({"type": "FeatureCollection", "features": features}).encode())


@pytest.mark.parametrize("channel", ["web", "telegram", "zalo"])
def test_a_pin_gives_the_group_of_a_report(street: Street, channel: str) -> None:
    mapped(street, tdp5=(21.59, 105.79), tdp6=(21.7, 105.9))
    lan = street.person(channel=channel).greeted()
    lan.say("Đèn đường hỏng, tối lắm")
    lan.pin(*INSIDE)
    assert "Tổ dân phố 5" in lan.sees()
    lan.press("Gửi đi")
    (case,) = street.rows("cases")
    assert case["unit_id"] == 1


def test_words_come_before_the_pin(street: Street) -> None:
    mapped(street, tdp5=(21.59, 105.79), tdp6=(21.7, 105.9))
    lan = street.person().greeted()
    lan.say("Đèn đường tổ 6 hỏng, tối lắm")
    lan.pin(*INSIDE)
    lan.press("Gửi đi")
    assert street.rows("cases")[0]["unit_id"] == 2


def test_a_pin_in_two_units_or_in_none_makes_up_no_group(street: Street) -> None:
    mapped(street, tdp5=(21.59, 105.79), tdp6=(21.595, 105.795))
    for at in (INSIDE, (21.0, 105.0)):
        lan = street.person(f"Lan {at}").greeted()
        lan.say("Đèn đường hỏng, tối lắm")
        lan.pin(*at)
        lan.press("Gửi đi")
    assert [row["unit_id"] for row in street.rows("cases")] == [None, None]


def test_an_emergency_takes_the_group_of_its_pin(street: Street) -> None:
    mapped(street, tdp5=(21.59, 105.79))
    lan = street.person(channel="telegram")
    lan.say("cháy nhà rồi cứu với", point=Point(*INSIDE))
    assert street.rows("cases")[0]["unit_id"] == 1


def test_a_bad_map_changes_nothing(street: Street) -> None:
    mapped(street, tdp5=(21.59, 105.79))
    with pytest.raises(BoundaryError):
        street.store.run(boundaries.load, b'{"type": "FeatureCollection", "features": [{}]}')
    assert len(street.rows("unit_boundaries")) == 1
