"""Telegram updates as events. Each function reads one kind. Source: the Bot API documentation, 10.x."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.channels import telegram_parts as parts
from bot.channels.telegram_parts import Raw
from core.errors import UnreadableError
from core.message import Address, Incoming, Json, Kind, Quoted
from core.text import normal

CHANNEL = "telegram"
_GENERAL = 1  # the General topic of a forum; it is never used as a thread id for sending
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)
_AWAY = frozenset({"left", "kicked"})


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader. The bot's own id and name decide which messages are addressed to it."""

    bot: str
    username: str
    clock: Callable[[], datetime]

    def events(self, raw: Raw, external_id: str) -> tuple[Incoming, ...]:
        """The events in the update; none for kinds that we do not answer. Raises UnreadableError."""
        kinds = {
            "message": self._message, "edited_message": self._edit, "callback_query": self._press,
            "my_chat_member": self._membership,
        }  # fmt: skip
        for name, read in kinds.items():
            body = raw.get(name)
            if isinstance(body, dict):
                return read(body, external_id)
            if body is not None:
                raise UnreadableError(f"{name} is no object")
        return ()

    def _message(self, message: Raw, external_id: str) -> tuple[Incoming, ...]:
        moved = self._migration(message, external_id)
        if moved is not None:
            return (moved,)
        chat = parts.part(message, "chat")
        if parts.word(chat, "type") == "channel" or message.get("is_automatic_forward") is True:
            return ()  # a post of the ward's own channel, which Telegram copies into the channel's group
        private = parts.word(chat, "type") == "private"
        kind = Kind.MESSAGE if parts.says_something(message, private=private) else Kind.OTHER
        return (self._said(message, external_id, kind=kind, sent_at=parts.moment(message, "date")),)

    def _edit(self, message: Raw, external_id: str) -> tuple[Incoming, ...]:
        channel = parts.word(parts.part(message, "chat"), "type") == "channel"
        if channel or message.get("is_automatic_forward") is True or parts.has(message, "location"):
            return ()  # a live location is edited every few seconds; its beginning is enough
        sent_at = parts.moment(message, "edit_date" if parts.count(message, "edit_date") else "date")
        return (self._said(message, external_id, kind=Kind.EDIT, sent_at=sent_at),)

    def _migration(self, message: Raw, external_id: str) -> Incoming | None:
        """Both chats announce a migration: the old chat names the new one, the new chat names the old one."""
        chat = parts.part(message, "chat")
        if parts.has(message, "migrate_to_chat_id"):
            old, new = parts.number(chat, "id"), parts.number(message, "migrate_to_chat_id")
        elif parts.has(message, "migrate_from_chat_id"):
            old, new = parts.number(message, "migrate_from_chat_id"), parts.number(chat, "id")
        else:
            return None
        return Incoming(
            Address(CHANNEL, self.bot, str(old)), external_id, Kind.MIGRATED, parts.moment(message, "date"),
            private=False, title=normal(parts.word(chat, "title")),
            message_id=str(parts.number(message, "message_id")), moved_to=str(new),
        )  # fmt: skip

    def _said(self, message: Raw, external_id: str, *, kind: Kind, sent_at: datetime) -> Incoming:
        chat = parts.part(message, "chat")
        private = parts.word(chat, "type") == "private"
        quoted = self._quoted(message)
        whole = parts.words_of(message)
        command, argument, other = self._command(whole)
        mentioned, text = self._mention(whole)
        speaker = parts.speaker_of(message, us=self.bot)
        return Incoming(
            self._address(message), external_id, kind, sent_at,
            person=speaker.person, person_name=speaker.name, private=private,
            title=normal(parts.word(chat, "title")), message_id=str(parts.number(message, "message_id")),
            text="" if command else text, command=command, argument=argument,
            media=parts.media_of(message), album=parts.word(message, "media_group_id"), point=parts.point_of(message),
            quoted=quoted, picked=parts.picked_of(message), forwarded=parts.has(message, "forward_origin"),
            addressed=private or (not speaker.bot and not other and (bool(command) or mentioned or _ours(quoted))),
            anonymous=speaker.anonymous, language_hint=_language(parts.part(message, "from")),
            topics=chat.get("is_forum") is True,
        )  # fmt: skip

    def _address(self, message: Raw) -> Address:
        chat = parts.number(parts.part(message, "chat"), "id")
        thread = parts.count(message, "message_thread_id") if message.get("is_topic_message") is True else 0
        return Address(CHANNEL, self.bot, str(chat), "" if thread in {0, _GENERAL} else str(thread))

    def _command(self, text: str) -> tuple[str, str, bool]:
        """The command, its argument, and whether it is meant for another bot."""
        found = _COMMAND.fullmatch(text)
        if found is None:
            return "", "", False
        if found[2] and self.username and found[2].lower() != self.username.lower():
            return "", "", True
        return found[1].lower(), (found[3] or "").strip(), False

    def _mention(self, text: str) -> tuple[bool, str]:
        """Whether the bot is mentioned, and the text without its name at the front."""
        if not self.username:
            return False, text
        name = rf"@{re.escape(self.username)}(?!\w)"
        if re.search(rf"(?<!\w){name}", text, re.IGNORECASE) is None:
            return False, text
        return True, re.sub(rf"\A\s*{name}[\s,:]*", "", text, count=1, flags=re.IGNORECASE)

    def _quoted(self, message: Raw) -> Quoted | None:
        """The message to which it replies. None when that cannot be read; the reply itself counts."""
        found = parts.part(message, "reply_to_message")
        if not found or parts.has(found, "forum_topic_created"):
            return None  # in a topic, a message without a quote is a "reply" to the topic's first message
        speaker = parts.speaker_of(found, us=self.bot)
        try:
            return Quoted(
                str(parts.number(found, "message_id")), person=speaker.person, person_name=speaker.name,
                text=parts.words_of(found), media=parts.media_of(found), from_bot=speaker.person == self.bot,
                anonymous=speaker.anonymous, album=parts.word(found, "media_group_id"),
                forwarded=parts.has(found, "forward_origin"),
            )  # fmt: skip
        except UnreadableError:
            return None

    def _press(self, query: Raw, external_id: str) -> tuple[Incoming, ...]:
        under, data = parts.part(query, "message"), parts.said(query, "data")
        if not under or not data:
            return ()  # under an inline result or a game: not ours
        user, chat = parts.part(query, "from"), parts.part(under, "chat")
        return (
            Incoming(
                self._address(under), external_id, Kind.PRESS, self.clock(),
                person=str(parts.number(user, "id")), person_name=parts.name_of(user),
                private=parts.word(chat, "type") == "private", title=normal(parts.word(chat, "title")),
                message_id=str(parts.number(under, "message_id")), press=data, press_id=parts.said(query, "id"),
                language_hint=_language(user),
            ),
        )  # fmt: skip

    def _membership(self, change: Raw, external_id: str) -> tuple[Incoming, ...]:
        """A change of the bot's membership in a chat; nothing for a channel."""
        chat, user = parts.part(change, "chat"), parts.part(change, "from")
        if parts.word(chat, "type") == "channel":
            return ()
        was, now = (_is_away(parts.part(change, f"{each}_chat_member")) for each in ("old", "new"))
        kind = Kind.OTHER if was == now else Kind.REMOVED if now else Kind.ADDED
        nobody = parts.is_nobody(user)
        return (
            Incoming(
                Address(CHANNEL, self.bot, str(parts.number(chat, "id"))), external_id, kind,
                parts.moment(change, "date"), person="" if nobody else str(parts.number(user, "id")),
                person_name=parts.name_of(user), private=parts.word(chat, "type") == "private",
                title=normal(parts.word(chat, "title")), anonymous=nobody, language_hint=_language(user),
            ),
        )  # fmt: skip


def _is_away(member: Raw) -> bool:
    """Whether the bot cannot write there.

    Single rights are not checked, because their list changes with every version.
    """
    status = parts.word(member, "status")
    if not status:
        raise UnreadableError("a member without a standing")
    return status in _AWAY or (status == "restricted" and member.get("is_member") is False)


def _ours(quoted: Quoted | None) -> bool:
    return quoted is not None and quoted.from_bot


def _language(user: Raw) -> str:
    return parts.word(user, "language_code")


def chat_of(raw: Mapping[str, Json]) -> str:
    """The chat of an update of any kind; of a migration the old chat, whose rows must move."""
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
