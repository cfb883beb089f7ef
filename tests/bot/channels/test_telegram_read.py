"""What Telegram updates mean: a table of payloads and events, and the reading of a second client."""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import telegram

from core.errors import UnreadableError
from core.message import Incoming, Json, Kind, incoming_from_json, to_json
from core.text import normal
from tests.parts import shared
from tests.servers.clock import VirtualClock

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel

UPDATES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "payloads" / "telegram" / "updates.json").read_text("utf-8")
)
DEFAULTS = {each.name: each.default for each in fields(Incoming)}


@pytest.fixture(scope="module")
def channel() -> "TelegramChannel":
    from bot.channels.telegram import TelegramChannel  # noqa: PLC0415  # aiogram takes seconds to load

    return TelegramChannel(
        "4242:TEST-token", "http://127.0.0.1:9", words=shared().words, clock=VirtualClock(),
        open_file=Path, username="LinhSonBot",
    )  # fmt: skip


def shown(incoming: Incoming, names: dict[str, Json]) -> dict[str, Json]:
    """What the table says of an event: its fields, and of its address the chat and the topic."""
    read = to_json(incoming)
    whole = {**read, "chat": incoming.address.chat, "thread": incoming.address.thread}
    return {name: whole[name] if name in whole else _plain(DEFAULTS[name]) for name in names}


def _plain(value: Any) -> Json:
    return [] if value == () else value


@pytest.mark.parametrize("row", UPDATES, ids=[each["name"] for each in UPDATES])
def test_an_update_reads_as_what_it_is(channel: "TelegramChannel", row: dict[str, Any]) -> None:
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


# Kinds that only one of the two libraries knows, and types that will change, concern only the libraries.
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBUserWarning", "ignore:Deprecated since version")
def test_a_second_client_reads_the_same_ids_and_words(channel: "TelegramChannel") -> None:
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


def test_every_update_of_the_table_has_an_id_of_its_own(channel: "TelegramChannel") -> None:
    ids = [channel.peek(each["update"]).external_id for each in UPDATES]
    assert len(set(ids)) == len(ids)


JUNK: tuple[Json, ...] = (5, "x", [], {"type": 7, "nothing": None}, [{"text": {}}])
# Fields of a message that we do not read: if their shape changes, no message of a resident may be lost.
UNREAD = (
    "entities", "caption_entities", "reply_markup", "link_preview_options", "via_bot", "effect_id", "external_reply",
    "reply_to_story", "has_protected_content", "sender_boost_count", "author_signature", "sender_business_bot",
    "business_connection_id", "quote", "reply_to_message", "hologram", "paid_star_count", "suggested_post_info",
)  # fmt: skip


def without_context(incoming: Incoming) -> Incoming:
    return replace(incoming, quoted=None, picked="", forwarded=False, addressed=True)


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_a_field_that_nobody_reads_never_puts_a_message_aside(channel: "TelegramChannel", junk: Json) -> None:
    read = [each for each in UPDATES if isinstance(each["reads"], dict) and "message" in each["update"]]
    for row in read:
        plain = dict(row["update"]["message"])
        if "migrate_from_chat_id" in plain or "migrate_to_chat_id" in plain:
            continue
        spoiled = {**plain, **dict.fromkeys(UNREAD, junk)}
        (before,) = channel.read({**row["update"], "message": plain})
        (after,) = channel.read({**row["update"], "message": spoiled})
        assert without_context(after) == without_context(before), row["name"]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_a_forwarded_message_whose_origin_or_paid_media_nobody_can_read_keeps_its_words(
    channel: "TelegramChannel", junk: Json
) -> None:
    row = next(each for each in UPDATES if each["name"] == "forwarded from a person")
    message = {**row["update"]["message"], "forward_origin": junk, "paid_media": junk, "dice": junk, "story": junk}
    (read,) = channel.read({**row["update"], "message": message})
    assert (read.text, read.forwarded) == ("Cống tắc ở TDP 3", True)


def test_what_is_told_beside_a_file_may_be_nonsense(channel: "TelegramChannel") -> None:
    row = next(each for each in UPDATES if each["name"] == "file with a hostile name")
    message = json.loads(json.dumps(row["update"]["message"]))
    message["document"] |= {"file_size": "much", "mime_type": 7, "file_name": [], "thumbnail": "x"}
    message["from"] |= {"language_code": 3, "last_name": {}}
    message["chat"] |= {"title": 4, "first_name": []}
    (read,) = channel.read({**row["update"], "message": message})
    (media,) = read.media
    assert (media.ref, media.size, media.name) == (message["document"]["file_id"], 0, "")
