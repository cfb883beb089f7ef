"""What events of an Official Account mean: a table of payloads, each with the expected event."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.channels import zalo_read
from core.errors import UnreadableError
from core.message import Json, incoming_from_json, to_json

OA = "2000000000000000002"
EVENTS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "payloads" / "zalo" / "events.json").read_text("utf-8")
)


@pytest.mark.parametrize("event", EVENTS, ids=[each["name"] for each in EVENTS])
def test_an_event_reads_as_what_it_is(event: dict[str, Any]) -> None:
    found = zalo_read.read(event["body"], oa_id=OA)
    if event["reads"] is None:
        assert found == ()
        return
    (incoming,) = found
    read = to_json(incoming)
    assert {name: read.get(name, "" if value == "" else None) for name, value in event["reads"].items()} == event[
        "reads"
    ]
    assert incoming_from_json(read) == incoming
    assert incoming.external_id == zalo_read.peek(event["body"]).external_id
    assert incoming.address.chat == zalo_read.peek(event["body"]).chat


def test_every_event_of_the_table_has_an_id_of_its_own() -> None:
    ids = [zalo_read.peek(each["body"]).external_id for each in EVENTS]
    assert len(set(ids)) == len(ids)


def test_a_redelivery_has_the_same_id_and_two_follows_have_two() -> None:
    body: dict[str, Json] = {"event_name": "follow", "timestamp": "1795400000001", "follower": {"id": "3"}}
    assert zalo_read.peek(body) == zalo_read.peek(dict(body))
    assert zalo_read.peek(body) != zalo_read.peek({**body, "timestamp": "1795400000002"})


@pytest.mark.parametrize(
    "raw",
    [
        {}, {"event_name": "follow"}, {"timestamp": "1795400000001"}, {"event_name": None, "timestamp": "1"},
        {"event_name": "user_send_text", "message": []},
    ],
)  # fmt: skip
def test_an_event_without_name_or_id_is_unreadable(raw: dict[str, Json]) -> None:
    with pytest.raises(UnreadableError):
        zalo_read.peek(raw)


@pytest.mark.parametrize("stamp", ["", "soon", "9" * 40, "-" + "9" * 20])
def test_an_event_without_a_time_is_unreadable(stamp: str) -> None:
    raw: dict[str, Json] = {
        "event_name": "user_send_text", "timestamp": stamp, "sender": {"id": "3"},
        "message": {"msg_id": "m", "text": "x"},
    }  # fmt: skip
    with pytest.raises(UnreadableError):
        zalo_read.read(raw, oa_id=OA)


def test_a_description_that_is_nested_without_end_is_read_as_words() -> None:
    link: dict[str, Json] = {"type": "link", "payload": {"description": "[" * 100_000, "url": "https://example.org/a"}}
    raw: dict[str, Json] = {
        "event_name": "user_send_link", "timestamp": "1795400000001", "sender": {"id": "3"}, "recipient": {"id": OA},
        "message": {"msg_id": "m1", "text": "xem", "attachments": [link]},
    }  # fmt: skip
    (incoming,) = zalo_read.read(raw, oa_id=OA)
    assert incoming.text.startswith("xem\n[[[")
    assert incoming.text.endswith("https://example.org/a")
