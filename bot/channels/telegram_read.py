"""Telegram updates as events: each function looks at one kind. Facts are from the Bot API documentation, 10.x."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from aiogram.enums import ContentType
from aiogram.types import CallbackQuery, Chat, InaccessibleMessage, Message, Update, User
from pydantic import BaseModel, Field

from core.message import Address, Incoming, Json, Kind, Media, MediaKind, Point, Quoted
from core.text import normal

CHANNEL = "telegram"
_NOBODY = frozenset({1087968824, 136817688, 777000})  # GroupAnonymousBot, Channel Bot, Telegram itself
_GENERAL = 1  # the General topic of a forum: never sent back as a thread id
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
_AWAY = frozenset({"left", "kicked"})
_CONTENT = frozenset(
    {"text", "caption", "photo", "video", "animation", "document", "audio", "voice", "video_note", "sticker",
     "location", "venue", "contact", "dice", "game", "poll", "story", "checklist", "paid_media", "live_photo",
     "rich_message", "invoice", "gift", "unique_gift", "giveaway"}
)  # fmt: skip


class _Member(BaseModel):
    """The bot's standing in a chat, without the rights whose list changes with every version of the Bot API."""

    status: str
    is_member: bool = True

    @property
    def away(self) -> bool:
        """Whether the bot cannot write there."""
        return self.status in _AWAY or (self.status == "restricted" and not self.is_member)


class Membership(BaseModel):
    """A `my_chat_member`. aiogram's own type wants every right of an admin and fails where a server lacks one."""

    chat: Chat
    from_user: User = Field(alias="from")
    date: datetime
    old_chat_member: _Member
    new_chat_member: _Member


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: the bot's own id and name decide what is addressed to it."""

    bot: str
    username: str
    clock: Callable[[], datetime]

    def events(self, update: Update) -> tuple[Incoming, ...]:
        """What the update says to us; nothing for kinds that we do not answer."""
        external_id = str(update.update_id)
        if update.message is not None:
            return self._message(update.message, external_id)
        if update.edited_message is not None:
            return self._edit(update.edited_message, external_id)
        if update.callback_query is not None:
            return self._press(update.callback_query, external_id)
        return ()

    def _message(self, message: Message, external_id: str) -> tuple[Incoming, ...]:
        moved = self._migration(message, external_id)
        if moved is not None:
            return (moved,)
        if message.chat.type == "channel" or message.is_automatic_forward:
            return ()  # the ward's own post, which Telegram brings into the group of its channel
        kind = Kind.MESSAGE if _content(message) else Kind.OTHER
        return (self._said(message, external_id, kind=kind, sent_at=message.date),)

    def _edit(self, message: Message, external_id: str) -> tuple[Incoming, ...]:
        if message.chat.type == "channel" or message.is_automatic_forward or message.location is not None:
            return ()  # a live location is edited every few seconds; where it began is enough
        sent_at = datetime.fromtimestamp(message.edit_date, UTC) if message.edit_date else message.date
        return (self._said(message, external_id, kind=Kind.EDIT, sent_at=sent_at),)

    def _migration(self, message: Message, external_id: str) -> Incoming | None:
        """Both chats announce a migration: the old one says where to, the new one says where from."""
        old, new = message.chat.id, message.migrate_to_chat_id
        if new is None:
            if message.migrate_from_chat_id is None:
                return None
            old, new = message.migrate_from_chat_id, message.chat.id
        return Incoming(
            Address(CHANNEL, self.bot, str(old)), external_id, Kind.MIGRATED, message.date,
            private=False, title=normal(message.chat.title or ""), message_id=str(message.message_id),
            moved_to=str(new),
        )  # fmt: skip

    def _said(self, message: Message, external_id: str, *, kind: Kind, sent_at: datetime) -> Incoming:
        private = message.chat.type == "private"
        quoted = self._quoted(message)
        whole = _words(message)
        command, argument, other = self._command(whole)
        mentioned, text = self._mention(whole)
        speaker = _speaker(message, us=self.bot)
        return Incoming(
            self._address(message), external_id, kind, sent_at,
            person=speaker.person, person_name=speaker.name, private=private,
            title=normal(message.chat.title or ""), message_id=str(message.message_id),
            text="" if command else text, command=command, argument=argument,
            media=media_of(message), album=message.media_group_id or "", point=_point(message), quoted=quoted,
            addressed=private or (not speaker.bot and not other and (bool(command) or mentioned or _ours(quoted))),
            anonymous=speaker.anonymous, language_hint=_language(message.from_user),
        )  # fmt: skip

    def _address(self, message: Message) -> Address:
        thread = message.message_thread_id if message.is_topic_message else None
        shown = "" if thread is None or thread == _GENERAL else str(thread)
        return Address(CHANNEL, self.bot, str(message.chat.id), shown)

    def _command(self, text: str) -> tuple[str, str, bool]:
        """The command, its argument, and whether it is meant for another bot."""
        found = _COMMAND.fullmatch(text)
        if found is None:
            return "", "", False
        if found[2] and self.username and found[2].lower() != self.username.lower():
            return "", "", True
        return found[1].lower(), (found[3] or "").strip(), False

    def _mention(self, text: str) -> tuple[bool, str]:
        """Whether the bot is named, and the text without its name at the front."""
        if not self.username:
            return False, text
        name = rf"@{re.escape(self.username)}(?!\w)"
        if re.search(rf"(?<!\w){name}", text, re.IGNORECASE) is None:
            return False, text
        return True, re.sub(rf"\A\s*{name}[\s,:]*", "", text, count=1, flags=re.IGNORECASE)

    def _quoted(self, message: Message) -> Quoted | None:
        found = message.reply_to_message
        if not isinstance(found, Message) or found.forum_topic_created is not None:
            return None  # in a topic, whatever quotes nothing "replies" to the topic's first line
        speaker = _speaker(found, us=self.bot)
        return Quoted(
            str(found.message_id), person=speaker.person, person_name=speaker.name, text=_words(found),
            media=media_of(found), from_bot=speaker.person == self.bot, anonymous=speaker.anonymous,
            album=found.media_group_id or "",
        )  # fmt: skip

    def _press(self, query: CallbackQuery, external_id: str) -> tuple[Incoming, ...]:
        under = query.message
        if under is None or not query.data:
            return ()  # under an inline result or a game: none of ours
        reachable = under if isinstance(under, Message) and not isinstance(under, InaccessibleMessage) else None
        chat: Chat = under.chat
        return (
            Incoming(
                self._address(reachable) if reachable else Address(CHANNEL, self.bot, str(chat.id)),
                external_id, Kind.PRESS, self.clock(),
                person=str(query.from_user.id), person_name=normal(query.from_user.full_name),
                private=chat.type == "private", title=normal(chat.title or ""), message_id=str(under.message_id),
                press=query.data, press_id=query.id, language_hint=_language(query.from_user),
            ),
        )  # fmt: skip

    def membership(self, change: Membership, external_id: str) -> tuple[Incoming, ...]:
        """What became of the bot in a chat; nothing for a channel."""
        if change.chat.type == "channel":
            return ()
        was, now = change.old_chat_member.away, change.new_chat_member.away
        kind = Kind.OTHER if was == now else Kind.REMOVED if now else Kind.ADDED
        nobody = change.from_user.id in _NOBODY
        return (
            Incoming(
                Address(CHANNEL, self.bot, str(change.chat.id)), external_id, kind, change.date,
                person="" if nobody else str(change.from_user.id), person_name=normal(change.from_user.full_name),
                private=change.chat.type == "private", title=normal(change.chat.title or ""),
                anonymous=nobody, language_hint=_language(change.from_user),
            ),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Speaker:
    person: str
    name: str
    anonymous: bool
    bot: bool = False  # another bot: never answered


def _speaker(message: Message, *, us: str) -> _Speaker:
    """Who speaks. Another bot is nobody: it can't consent, and two bots that answer each other never end."""
    user, behind = message.from_user, message.sender_chat
    if behind is not None or user is None or user.id in _NOBODY:
        return _Speaker("", normal((behind.title or "") if behind is not None else ""), anonymous=True)
    if user.is_bot and str(user.id) != us:
        return _Speaker("", normal(user.full_name), anonymous=True, bot=True)
    return _Speaker(str(user.id), normal(user.full_name), anonymous=False)


def _ours(quoted: Quoted | None) -> bool:
    return quoted is not None and quoted.from_bot


def _language(user: User | None) -> str:
    return (user.language_code or "") if user is not None else ""


def _content(message: Message) -> bool:
    """Whether a person says something with it; in private also with what nobody foresaw, which is answered politely."""
    if message.chat.type == "private" and message.content_type == ContentType.UNKNOWN:
        return True
    return any(getattr(message, name, None) is not None for name in _CONTENT)


def _words(message: Message) -> str:
    """Text or caption; a venue's, a contact's or a poll's words where there is neither."""
    said = message.text or message.caption or ""
    if not said and message.venue is not None:
        said = ", ".join(each for each in (message.venue.title, message.venue.address) if each)
    if not said and message.contact is not None:
        name = " ".join(each for each in (message.contact.first_name, message.contact.last_name) if each)
        said = f"{name}: {message.contact.phone_number}"
    if not said and message.poll is not None:
        said = message.poll.question
    return normal(said)


def _point(message: Message) -> Point | None:
    found = message.venue.location if message.venue is not None else message.location
    return Point(found.latitude, found.longitude) if found is not None else None


def media_of(message: Message) -> tuple[Media, ...]:
    """The file of a message; of a photo its largest size. `ref` is the file id. A sticker says nothing for a case."""
    if message.photo:
        best = max(message.photo, key=lambda size: size.width * size.height)
        return (Media(MediaKind.PHOTO, best.file_id, mime="image/jpeg", size=best.file_size or 0),)
    kinds = (
        (message.animation or message.video, MediaKind.VIDEO, "video/mp4"),  # a GIF comes as `document` too
        (message.voice, MediaKind.VOICE, "audio/ogg"),
        (message.audio, MediaKind.AUDIO, "audio/mpeg"),
        (message.video_note, MediaKind.VIDEO, "video/mp4"),
        (message.document, MediaKind.DOCUMENT, ""),
    )
    for file, kind, usual in kinds:
        if file is not None:
            return (
                Media(
                    kind, file.file_id, name=normal(getattr(file, "file_name", None) or ""),
                    mime=getattr(file, "mime_type", None) or usual, size=file.file_size or 0,
                    seconds=getattr(file, "duration", None) or 0,
                ),
            )  # fmt: skip
    return ()


def chat_of(raw: Mapping[str, Json]) -> str:
    """The chat that an update of whatever kind belongs to; of a migration the old one, whose rows are to move."""
    for body in raw.values():
        if not isinstance(body, dict):
            continue
        old = body.get("migrate_from_chat_id")
        if isinstance(old, int):
            return str(old)
        message = body.get("message")
        for holder in (body, message if isinstance(message, dict) else {}):
            chat = holder.get("chat")
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return str(chat["id"])
        for actor in ("from", "user"):
            person = body.get(actor)
            if isinstance(person, dict) and isinstance(person.get("id"), int):
                return str(person["id"])
    return ""
