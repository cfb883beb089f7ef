"""The parts of a Telegram message in plain JSON. Only the fields that we read are checked, so no other can break it.

Names and shapes: Bot API 10.x. `said` and `number` are strict, because their values must not be lost; the others are
lenient.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from core.errors import UnreadableError
from core.message import Json, Media, MediaKind, Point
from core.text import normal

Raw = Mapping[str, Json]
_NOBODY = frozenset({1087968824, 136817688, 777000})  # GroupAnonymousBot, Channel Bot, Telegram itself
# The fields of messages from people. We check whether one is present, and read only some of them.
_CONTENT = frozenset(
    "text caption photo video animation document audio voice video_note sticker location venue contact dice game poll "  # noqa: SIM905
    "story checklist paid_media live_photo rich_message invoice gift unique_gift giveaway".split()
)
# The fields of Telegram's own messages in a chat.
_SERVICE = frozenset(
    "new_chat_members left_chat_member chat_owner_left chat_owner_changed new_chat_title new_chat_photo "  # noqa: SIM905
    "delete_chat_photo group_chat_created supergroup_chat_created channel_chat_created pinned_message "
    "message_auto_delete_timer_changed successful_payment refunded_payment users_shared user_shared chat_shared "
    "gift_upgrade_sent connected_website write_access_allowed passport_data proximity_alert_triggered boost_added "
    "chat_background_set checklist_tasks_done checklist_tasks_added direct_message_price_changed forum_topic_created "
    "forum_topic_edited forum_topic_closed forum_topic_reopened general_forum_topic_hidden web_app_data "
    "general_forum_topic_unhidden giveaway_created giveaway_winners giveaway_completed managed_bot_created "
    "paid_message_price_changed poll_option_added poll_option_deleted suggested_post_approved suggested_post_paid "
    "suggested_post_approval_failed suggested_post_declined suggested_post_refunded video_chat_scheduled "
    "video_chat_started video_chat_ended video_chat_participants_invited community_chat_added community_chat_removed "
    "community_chat_joined".split()
)
_FILES = (
    ("animation", MediaKind.VIDEO, "video/mp4"),  # a GIF comes as `document` too
    ("video", MediaKind.VIDEO, "video/mp4"),
    ("voice", MediaKind.VOICE, "audio/ogg"),
    ("audio", MediaKind.AUDIO, "audio/mpeg"),
    ("video_note", MediaKind.VIDEO, "video/mp4"),
    ("document", MediaKind.DOCUMENT, ""),
)


def has(raw: Raw, name: str) -> bool:
    """Whether the field is there."""
    return raw.get(name) is not None


def part(raw: Raw, name: str) -> dict[str, Json]:
    """An object; empty when there is none."""
    value = raw.get(name)
    return value if isinstance(value, dict) else {}


def word(raw: Raw, name: str) -> str:
    """A string; empty when there is none."""
    value = raw.get(name)
    return value if isinstance(value, str) else ""


def count(raw: Raw, name: str) -> int:
    """A number; 0 when there is none."""
    value = raw.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def number(raw: Raw, name: str) -> int:
    """An id. Raises UnreadableError when there is none."""
    value = raw.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnreadableError(f"no {name}")
    return value


def said(raw: Raw, name: str) -> str:
    """A text; empty when there is none. Raises UnreadableError when it is no string, because it would be lost."""
    value = raw.get(name)
    if value is not None and not isinstance(value, str):
        raise UnreadableError(f"{name} is no text")
    return value or ""


def moment(raw: Raw, name: str) -> datetime:
    """A time. Raises UnreadableError."""
    try:
        return datetime.fromtimestamp(number(raw, name), UTC)
    except (ValueError, OverflowError, OSError):
        raise UnreadableError(f"no time in {name}") from None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who writes. Another bot counts as nobody: it cannot consent, and two bots could answer each other for ever."""

    person: str
    name: str
    anonymous: bool
    bot: bool = False  # another bot, which is never answered


def speaker_of(message: Raw, *, us: str) -> Speaker:
    """The author of a message."""
    behind, user = message.get("sender_chat"), part(message, "from")
    known = count(user, "id")
    if behind is not None or not known or known in _NOBODY:
        title = word(behind, "title") if isinstance(behind, dict) else ""
        return Speaker("", normal(title), anonymous=True)
    if user.get("is_bot") is True and str(known) != us:
        return Speaker("", name_of(user), anonymous=True, bot=True)
    return Speaker(str(known), name_of(user), anonymous=False)


def is_nobody(user: Raw) -> bool:
    """Whether it is one of Telegram's own accounts (an anonymous admin, a channel), which name no person."""
    return count(user, "id") in _NOBODY


def name_of(user: Raw) -> str:
    """The name of a person."""
    return normal(" ".join(each for each in (word(user, "first_name"), word(user, "last_name")) if each))


def says_something(message: Raw, *, private: bool) -> bool:
    """Whether a person says something with it. In private chats also unknown kinds count, which get a polite answer."""
    if any(has(message, name) for name in _CONTENT.intersection(message)):
        return True
    return private and not any(has(message, name) for name in _SERVICE.intersection(message))


def words_of(message: Raw) -> str:
    """Text or caption; without them, the words of a venue, a contact or a poll. Raises UnreadableError."""
    found = said(message, "text") or said(message, "caption")
    if not found and (venue := part(message, "venue")):
        found = ", ".join(each for each in (word(venue, "title"), word(venue, "address")) if each)
    if not found and (contact := part(message, "contact")):
        found = f"{name_of(contact)}: {word(contact, 'phone_number')}"
    if not found and (poll := part(message, "poll")):
        found = word(poll, "question")
    return normal(found)


def point_of(message: Raw) -> Point | None:
    """A place, from a location or a venue. Raises UnreadableError when the coordinates are impossible."""
    found = part(part(message, "venue"), "location") or part(message, "location")
    if not found:
        return None
    lat, lon = found.get("latitude"), found.get("longitude")
    if not isinstance(lat, int | float) or not isinstance(lon, int | float):
        raise UnreadableError("a place without degrees")
    return Point(float(lat), float(lon))


def media_of(message: Raw) -> tuple[Media, ...]:
    """The file of a message; of a photo, its largest size. `ref` is the file id. Stickers are left out.

    Raises UnreadableError for a file that cannot be fetched.
    """
    if photo := message.get("photo"):
        sizes = [each for each in photo if isinstance(each, dict)] if isinstance(photo, list) else []
        best = max(sizes, key=lambda size: count(size, "width") * count(size, "height"), default={})
        return (Media(MediaKind.PHOTO, _file_id(best), mime="image/jpeg", size=count(best, "file_size")),)
    for name, kind, usual in _FILES:
        if has(message, name):
            file = part(message, name)
            return (
                Media(
                    kind, _file_id(file), name=normal(word(file, "file_name")), mime=word(file, "mime_type") or usual,
                    size=count(file, "file_size"), seconds=count(file, "duration"),
                ),
            )  # fmt: skip
    return ()


def _file_id(file: Raw) -> str:
    found = word(file, "file_id")
    if not found:
        raise UnreadableError("a file without an id")
    return found


def picked_of(message: Raw) -> str:
    """The words of another message that a person selected to answer, or that come from another chat."""
    quote = part(message, "quote")
    chosen = quote.get("is_manual") is True or has(message, "external_reply")
    return normal(word(quote, "text")) if chosen else ""
