"""What calls of Open311 say, as pure functions: fields in every shape, moments, what is written."""

import json
from xml.etree import ElementTree as ET

import pytest

from civics.open311 import JSON, MOST_PAGE, XML, CallError, Fields, Out, body, moment, remark_of, report_of

LAMP = {"service_code": "dien-nuoc", "description": "Đèn hỏng", "lat": "21.620300", "long": "105.843200"}


def fields(*more: tuple[str, str], **changed: str) -> Fields:
    return Fields((*{**LAMP, **changed}.items(), *more))


def faults(given: Fields) -> list[tuple[int, str]]:
    with pytest.raises(CallError) as caught:
        report_of(given)
    return [(each.status, each.key) for each in caught.value.faults]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"service_code": "x"}, [(404, "service")]),
        ({"service_code": ""}, [(400, "no_service")]),
        ({"service_code": "x", "description": " "}, [(404, "service"), (400, "no_text")]),
        ({"description": "a" * 4001}, [(400, "long")]),
        ({"long": ""}, [(400, "half_point")]),
        ({"lat": "21,62"}, [(400, "number")]),
        ({"lat": "91"}, [(400, "number")]),
        ({"lat": "", "long": ""}, [(400, "no_place")]),
        ({"lat": "", "long": "", "address_id": "7"}, [(400, "address_id")]),
    ],
)
def test_each_fault_of_a_report_is_told(changed: dict[str, str], told: list[tuple[int, str]]) -> None:
    assert faults(fields(**changed)) == told


def test_a_report_is_read_as_clients_send_it() -> None:
    long = "a\r\n" * 2000
    assert len(report_of(fields(description=long)).text) == len("a\n" * 2000) - 1, "4,000 signs, once CRLF is one"
    apart = "Đe\u0300n ho\u0309ng"
    assert report_of(fields(description=apart)).text == "Đèn hỏng"
    named = report_of(fields(first_name="Nguyễn", last_name="Thị Lan"))
    assert (named.name, report_of(fields(first_name="Lan", last_name="-")).name) == ("Nguyễn Thị Lan", "Lan")
    placed = report_of(fields(lat="", long="", address_string="Ngõ 12"))
    assert (placed.point, placed.address) == (None, "Ngõ 12")
    stated = fields(("attribute[mau]", "đỏ"), ("attribute[mau]", "vàng"), account_id="A7", device_id="D8")
    assert report_of(stated).rest == (("mau", "đỏ; vàng"), ("account_id", "A7"), ("device_id", "D8"))
    pictures = report_of(
        fields(("media_url", "http://a/1"), ("media_url[]", "http://a/2"), ("media_url", "http://a/1"))
    )
    assert pictures.media == ("http://a/1", "http://a/2")


def test_a_remark_keeps_who_said_it_and_the_pictures() -> None:
    told = remark_of(fields(("media_url", "http://a/1"), first_name="Lan", last_name="-", status="in progress"))
    assert (told.who, told.media, told.status) == ("Lan", ("http://a/1",), "IN_PROGRESS")
    with pytest.raises(CallError):
        remark_of(fields(description="a" * 4001))


def test_lists_come_with_commas_and_repeated() -> None:
    given = Fields((("status", "open, closed"), ("status", "open"), ("status", ""), ("service_request_id", "a,b,,a")))
    assert given.listed("status") == ["open", "closed"]
    assert given.listed("service_request_id") == ["a", "b"]


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31T23:59:59+07:00", "29/11/2026", "2026-02-30", "-"])
def test_a_moment_out_of_reach_is_a_wrong_date(text: str) -> None:
    with pytest.raises(CallError) as caught:
        moment(text)
    assert [each.key for each in caught.value.faults] == ["date"]


def test_any_text_stands_in_both_formats_and_nothing_is_an_empty_list() -> None:
    odd = 'Ổ gà & <hố> "sâu" \x0b\x0c]]>'
    row: dict[str, Out] = {"service_name": odd, "metadata": True, "group": None, "lat": 21.62}
    tree = ET.fromstring(body(XML, "services", "service", [row]))
    assert [(each.tag, each.text) for each in tree[0]] == [
        ("service_name", 'Ổ gà & <hố> "sâu" \n\n]]>'), ("metadata", "true"), ("group", None), ("lat", "21.62"),
    ]  # fmt: skip
    assert json.loads(body(JSON, "services", "service", [row])) == [row]
    assert body(XML, "services", "service", []).endswith("<services/>")
    assert body(JSON, "services", "service", []) == "[]"
    assert MOST_PAGE >= 1000, "clients take a shorter page for the last"
