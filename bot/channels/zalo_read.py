"""Events of an Official Account. Zalo sends every value as a string; ids stay strings (they are above 2^53).

Names and shapes: developers.zalo.me, webhooks of the Official Account. Fields with uncertain names are read in all
spellings.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.channels.zalo_signature import TEST_ID
from core.channel import Peek
from core.errors import UnreadableError
from core.message import Address, Incoming, Json, Kind, Media, MediaKind, Point, Quoted
from core.text import normal

CHANNEL = "zalo"
GROUP = "g:"  # before a group's id, so that it differs from a person's id
MARK = "#="  # before the value of a button: it comes back as if it were typed
# the command for a request to erase data, and its argument when Zalo has confirmed it
ERASE, CONFIRMED = "xoadulieu", "withdrawn"

_SAID = re.compile(r"user_send_(group_)?(text|image|gif|link|audio|video|sticker|file|location|business_card)")
_KINDS = {
    "image": MediaKind.PHOTO, "gif": MediaKind.PHOTO, "audio": MediaKind.VOICE, "video": MediaKind.VIDEO,
    "file": MediaKind.DOCUMENT,
}  # fmt: skip
_STAFF = re.compile(r"oa_send_(text|image|gif|file|sticker|list|link)")
# A group begins, or continues after we joined it. The bot introduces itself once, at the first of these. All spellings.
_GROUP_BEGINS = frozenset({
    "create_group", "user_join_group", "accept_request_join_group", "react_request_join_group",
    "react_request_join_group_accept",
})  # fmt: skip
_GROUP_ENDS = frozenset({"delete_group", "disperse_group"})
_FORM = {"name": "name", "phone": "phone"}
_ADDRESS = ("user_address", "user_ward", "user_city", "address", "ward", "district", "city")
SUBMITTED = "submitinfo"  # the command for a filled form
_PRESS = re.compile(r"#=(.{1,64})", re.DOTALL)
_OLD_PRESS = re.compile(r"#([0-9A-Za-z_-]+[.+-][^\s]{0,60})")  # chats still have buttons of earlier releases
_MENU = re.compile(r"#([A-Za-z][A-Za-z_]{1,30})")  # the text that an entry of the account's own menu types
_MENTION = re.compile(r"\[@\d+\]\s*")


def _str(raw: object, name: str) -> str:
    value = raw.get(name) if isinstance(raw, dict) else None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def _object(raw: Mapping[str, Json], name: str) -> dict[str, Json]:
    value = raw.get(name)
    return value if isinstance(value, dict) else {}


def _who(raw: Mapping[str, Json]) -> str:
    """The person of an event, in whichever field. Copies of the account's own messages name the recipient."""
    event = _str(raw, "event_name")
    if event.startswith("oa_") or event in {"user_received_message", "user_seen_message"}:
        return _str(_object(raw, "recipient"), "id")
    named = _str(_object(raw, "sender"), "id") or _str(_object(raw, "follower"), "id")
    return named or _str(raw, "user_id")


def _group(raw: Mapping[str, Json]) -> str:
    event = _str(raw, "event_name")
    named = _str(raw, "group_id")
    if named or "_group_" not in event or "send_group" not in event:
        return named
    return _str(_object(raw, "recipient"), "id")


def peek(raw: Mapping[str, Json]) -> Peek:
    """The ids of an event: the message's id, else name, time and person. Raises UnreadableError when it has neither."""
    event, stamp = _str(raw, "event_name"), _str(raw, "timestamp")
    message_id = _str(_object(raw, "message"), "msg_id")
    person, group = _who(raw), _group(raw)
    if not event or not (message_id or stamp):
        raise UnreadableError("an event without name, message or time")
    sent_at = _when(stamp) if message_id != TEST_ID else None  # the console's test has an invented time
    own = f"{event}:{message_id}" if message_id else f"{event}:{stamp}:{person or group}"
    return Peek(own[:128], f"{GROUP}{group}"[:64] if group else person[:64], sent_at)


def read(raw: Mapping[str, Json], *, oa_id: str) -> tuple[Incoming, ...]:
    """The event for us, or none: copies of our messages, receipts and unknown kinds are left out.

    Raises UnreadableError.
    """
    event = _str(raw, "event_name")
    found = peek(raw)
    person = _who(raw)
    base = Incoming(
        Address(CHANNEL, oa_id, found.chat), found.external_id, Kind.OTHER, _time(raw), person=person,
        private=not found.chat.startswith(GROUP),
    )  # fmt: skip
    if match := _SAID.fullmatch(event):
        return _said(raw, base, what=match[2], oa_id=oa_id)
    if match := _STAFF.fullmatch(event):
        return _by_staff(raw, base, what=match[1])
    if event == "permission_revoked":
        return (replace(base, kind=Kind.REVOKED, person=""),)
    if person and (done := _by_person(raw, base, event)):
        return (done,)
    if event in _GROUP_BEGINS | _GROUP_ENDS and found.chat.startswith(GROUP):
        return (replace(base, kind=Kind.ADDED if event in _GROUP_BEGINS else Kind.REMOVED, person=""),)
    return ()


def _by_person(raw: Mapping[str, Json], base: Incoming, event: str) -> Incoming | None:
    """What a person does beside writing.

    Somebody who no longer follows ("unfollow") can still write: only the platform's refusal closes a chat.
    """
    match event:
        case "user_submit_info":
            return replace(base, kind=Kind.MESSAGE, command=SUBMITTED, argument=_form(raw))
        case "follow":
            return replace(base, kind=Kind.ADDED)
        case "user_click_chatnow":
            return replace(base, kind=Kind.MESSAGE, command="start")
        case "user_withdraw":
            return replace(base, kind=Kind.MESSAGE, command=ERASE, argument=CONFIRMED)
        case _:
            return None


def _by_staff(raw: Mapping[str, Json], base: Incoming, *, what: str) -> tuple[Incoming, ...]:
    """Messages that staff wrote with the account's own tool, which have `admin_id`.

    All others are copies of our messages.
    """
    message = _object(raw, "message")
    if not _str(_object(raw, "sender"), "admin_id") or not base.person:
        return ()
    quoted = _str(message, "quote_msg_id")
    base = replace(
        base, kind=Kind.STAFF, message_id=_str(message, "msg_id"), text=normal(_str(message, "text")),
        quoted=Quoted(quoted) if quoted else None,
    )  # fmt: skip
    return (_with_attachments(base, what, _attachments(raw, message)),)


def _form(raw: Mapping[str, Json]) -> str:
    """The useful fields of a filled form, as JSON: name, telephone, address. Birthday and gender are not read."""
    info = _object(raw, "info") or raw
    where = {**info, **_object(info, "full_address")}
    parts = dict.fromkeys(text for name in _ADDRESS if (text := _str(where, name)))
    found = {ours: _str(info, theirs) for ours, theirs in _FORM.items()}
    return json.dumps({**found, "address": ", ".join(parts)}, ensure_ascii=False)


def _time(raw: Mapping[str, Json]) -> datetime:
    found = _when(_str(raw, "timestamp"))
    if found is None:
        raise UnreadableError("an event without a time")
    return found


def _when(stamp: str) -> datetime | None:
    """The time of a stamp in milliseconds, or in seconds if it has ten digits. None when it is not a time."""
    try:
        return datetime.fromtimestamp(int(stamp) / (1 if len(stamp) == 10 else 1000), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _said(raw: Mapping[str, Json], base: Incoming, *, what: str, oa_id: str) -> tuple[Incoming, ...]:
    message = _object(raw, "message")
    message_id = _str(message, "msg_id")
    if not base.person or message_id == TEST_ID:
        return ()
    text = normal(_str(message, "text"))
    attachments = _attachments(raw, message)
    addressed = base.private or f"[@{oa_id}]" in text or text.startswith("/")
    text = _MENTION.sub("", text).strip() if not base.private else text
    quoted = _str(message, "quote_msg_id")
    base = replace(
        base, kind=Kind.MESSAGE, message_id=message_id, text=text, addressed=addressed,
        quoted=Quoted(quoted) if quoted else None,
    )  # fmt: skip
    if match := _PRESS.fullmatch(text) or _OLD_PRESS.fullmatch(text):
        return (replace(base, kind=Kind.PRESS, text="", press=match[1]),)
    if match := _MENU.fullmatch(text):
        base = replace(base, text="", command=match[1].replace("_", "").lower())
    elif text.startswith("/") and (word := text[1:].partition(" "))[0].isalnum() and word[0].isascii():
        base = replace(base, text="", command=word[0].lower(), argument=word[2].strip())
    where = _object(message, "location")
    return (_with_attachments(base, what, attachments, beside=_object(where, "coordinates") or where),)


def _attachments(raw: Mapping[str, Json], message: Mapping[str, Json]) -> list[dict[str, Json]]:
    listed = message.get("attachments") or raw.get("attachments")
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _with_attachments(
    base: Incoming, what: str, attachments: list[dict[str, Json]], *, beside: Mapping[str, Json] | None = None
) -> Incoming:
    """`beside`: coordinates in the message itself, as one guide shows them."""
    media: list[Media] = []
    lines = [base.text] if base.text else []
    point = _point(beside) if beside else None
    for each in attachments:
        sort, payload = _str(each, "type"), _object(each, "payload")
        if sort == "location" or what == "location":
            point = _point(_object(payload, "coordinates")) or point
        elif sort in _KINDS and (url := _str(payload, "url")):
            size = _str(payload, "size")
            media.append(
                Media(_KINDS[sort], url, name=_str(payload, "name"), size=int(size[:18]) if size.isdecimal() else 0)
            )
        elif sort == "link":
            lines += [each for each in _link(payload) if each not in lines]
    return replace(base, text=normal("\n".join(lines)), media=tuple(media), point=point)


def _point(coordinates: Mapping[str, Json]) -> Point | None:
    try:
        lat, lon = float(_str(coordinates, "latitude")), float(_str(coordinates, "longitude"))
    except ValueError:
        return None
    return Point(lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _link(payload: Mapping[str, Json]) -> list[str]:
    """A shared address as text; for a business card, whose description is JSON in a string, the telephone number."""
    description = _str(payload, "description")
    try:
        card = json.loads(description)
    except (ValueError, RecursionError):
        card = None
    if isinstance(card, dict):
        return [phone] if (phone := _str(card, "phone")) else []
    return [each for each in (description, _str(payload, "url")) if each]
