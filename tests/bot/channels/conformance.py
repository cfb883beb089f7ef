"""Checks that hold for every channel. A channel's test module gives the channel, a payload and a chat."""

import pytest

from broadcasts.text.corrections import EDITING
from core.channel import Channel
from core.errors import UnreadableError
from core.message import Address, Json, Outgoing, incoming_from_json, to_json


def reads_stably(channel: Channel, raw: dict[str, Json]) -> None:
    """A payload gives the same events twice, belongs to its channel, and survives JSON."""
    first = channel.read(raw)
    assert first == channel.read(raw)
    for each in first:
        assert (each.address.channel, each.address.bot) == (channel.name, channel.bot)
        assert each.external_id == channel.peek(raw).external_id
        assert incoming_from_json(to_json(each)) == each


def refuses_what_has_no_id(channel: Channel) -> None:
    """A payload without a usable id is unreadable."""
    broken: tuple[dict[str, Json], ...] = ({}, {"update_id": None, "id": None}, {"update_id": [], "id": []})
    for raw in broken:
        with pytest.raises(UnreadableError):
            channel.peek(raw)


async def sends_plain_text(channel: Channel, address: Address) -> None:
    """A text full of markup is accepted and gets an id."""
    assert (await channel.send(address, Outgoing("* _ [ ] < > & 🙂"))).message_ids


async def changes_what_it_said_if_it_says_so(channel: Channel, address: Address) -> None:
    """A channel with edits accepts an edit and a deletion, and repeating them changes nothing more."""
    assert channel.shows.edits == (channel.name in EDITING)
    if not channel.shows.edits:
        return
    (said,) = (await channel.send(address, Outgoing("sai"))).message_ids
    for _ in range(2):
        assert await channel.send(address, Outgoing("đúng", edits=said))
    for _ in range(2):
        assert await channel.send(address, Outgoing("đã thu hồi", deletes=(said,)))
