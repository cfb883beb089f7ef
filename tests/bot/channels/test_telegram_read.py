"""What updates of Telegram say: a table of payloads beside what is read from them, and a second client's reading."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import telegram

from bot.channels.telegram import TelegramChannel
from core.errors import UnreadableError
from core.message import Incoming, Json, Kind, incoming_from_json, to_json
from core.text import normal
from tests.parts import shared
from tests.servers.clock import VirtualClock

UPDATES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "payloads" / "telegram" / "updates.json").read_text("utf-8")
)
DEFAULTS = {each.name: each.default for each in fields(Incoming)}


@pytest.fixture(scope="module")
def channel() -> TelegramChannel:
    return TelegramChannel(
        "4242:TEST-token", "http://127.0.0.1:9", words=shared().words, clock=VirtualClock(),
        open_file=Path, username="LinhSonBot",
    )  # fmt: skip


def shown(incoming: Incoming, names: dict[str, Json]) -> dict[str, Json]:
    """What the table tells of an event: its fields, and of its address the chat and the topic."""
    read = to_json(incoming)
    whole = {**read, "chat": incoming.address.chat, "thread": incoming.address.thread}
    return {name: whole[name] if name in whole else _plain(DEFAULTS[name]) for name in names}


def _plain(value: Any) -> Json:
    return [] if value == () else value


@pytest.mark.parametrize("row", UPDATES, ids=[each["name"] for each in UPDATES])
def test_an_update_reads_as_what_it_is(channel: TelegramChannel, row: dict[str, Any]) -> None:
    update, reads = row["update"], row["reads"]
    if reads == "unreadable":
        with pytest.raises(UnreadableError):
            channel.read(update)
        return
    found = channel.read(update)
    if reads is None:
        assert found == ()
        return
    (incoming,) = found
    assert shown(incoming, reads) == reads
    assert incoming_from_json(to_json(incoming)) == incoming
    peek = channel.peek(update)
    assert (incoming.external_id, incoming.address.chat) == (peek.external_id, peek.chat)


# Kinds that only one of the two libraries knows, and types whose change is to come, are the libraries' own business.
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBUserWarning", "ignore:Deprecated since version")
def test_a_second_client_reads_the_same_ids_and_words(channel: TelegramChannel) -> None:
    for row in UPDATES:
        if row["reads"] in (None, "unreadable"):
            continue
        update = telegram.Update.de_json(row["update"], None)
        (incoming,) = channel.read(row["update"])
        assert str(update.update_id) == incoming.external_id, row["name"]
        assert update.effective_chat is not None
        assert str(update.effective_chat.id) in {incoming.address.chat, incoming.moved_to}, row["name"]
        assert (update.effective_chat.type == "private") == incoming.private
        if not incoming.anonymous and incoming.kind is not Kind.MIGRATED:
            assert update.effective_user is not None
            assert (str(update.effective_user.id), normal(update.effective_user.full_name)) == (
                incoming.person, incoming.person_name,
            ), row["name"]  # fmt: skip
        message = update.effective_message
        if message is None:
            continue
        assert str(message.message_id) == incoming.message_id, row["name"]
        if isinstance(message, telegram.Message) and incoming.kind in {Kind.MESSAGE, Kind.EDIT}:
            said = message.text or message.caption
            if said and incoming.addressed and not incoming.command:
                assert incoming.text in normal(said), row["name"]
            assert (message.media_group_id or "") == incoming.album
            assert bool(message.reply_to_message and not message.reply_to_message.forum_topic_created) == bool(
                incoming.quoted
            ), row["name"]


def test_every_update_of_the_table_has_an_id_of_its_own(channel: TelegramChannel) -> None:
    ids = [channel.peek(each["update"]).external_id for each in UPDATES]
    assert len(set(ids)) == len(ids)
