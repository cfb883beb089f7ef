"""The ward's units are found in what people type. If two fit, both are returned."""

import pytest

from civics.ward.units import Place, linh_son, match

PLACES = linh_son()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("to 5", "tdp-5"),
        ("Tổ 05 nhé", "tdp-5"),
        ("tdp so 5", "tdp-5"),
        ("TDP5", "tdp-5"),
        ("5", "tdp-5"),
        ("em ở tổ dân phố số 12 ạ", "tdp-12"),
        ("xom ngoc lam", "xom-ngoc-lam"),
        ("rác đầu xóm Ngọc Lâm không ai dọn", "xom-ngoc-lam"),
        ("KHANH HOA", "xom-khanh-hoa"),
    ],
)
def test_a_unit_is_found_however_it_is_typed(text: str, code: str) -> None:
    assert [place.code for place in match(text, PLACES)] == [code]


@pytest.mark.parametrize("text", ["", "ở gần chợ", "tổ 125", "99", "nhà số 7"])
def test_what_names_no_unit_finds_none(text: str) -> None:
    assert match(text, PLACES) == ()


def test_two_candidates_come_back_both() -> None:
    twins = (Place("a", "xom", "Xóm Đông"), Place("b", "xom", "Xóm Tây", ("Xóm Đông",)))
    assert match("xom dong", twins) == twins


def test_every_unit_has_its_own_code_and_is_found_by_its_name() -> None:
    assert len({place.code for place in PLACES}) == len(PLACES)
    assert {place.kind for place in PLACES} == {"xom", "to_dan_pho"}
    assert all(match(place.name, PLACES) == (place,) for place in PLACES)
