"""Residents, groups and their messages on the test server: what a person does becomes an update."""

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.servers.telegram import TelegramServer

Message = dict[str, Any]


@dataclass(slots=True)
class Chat:
    """A chat as the server knows it."""

    id: int
    type: str
    title: str = ""
    messages: list[Message] = field(default_factory=list)
    open: bool = False  # whether the bot may write here
    refusal: str = "Forbidden: bot can't initiate conversation with a user"
    moved_to: int = 0
    privacy: bool = True
    marks: bool = True  # whether reactions are allowed
    topics: dict[int, str] | None = None  # of a forum: the names by their thread

    def shape(self) -> Message:
        """The chat as JSON."""
        forum: Message = {} if self.topics is None else {"is_forum": True}
        named = {"title": self.title} if self.title else {"first_name": "x"}
        return {"id": self.id, "type": self.type, **forum, **named}


class Citizen:
    """A person; speaks in the private chat with the bot, or in `chat`."""

    def __init__(self, server: "TelegramServer", person: int, name: str, lang: str) -> None:
        self.server, self.id, self.name, self.lang = server, person, name, lang
        self.chat = server.chats.setdefault(person, Chat(person, "private"))

    def user(self) -> Message:
        """The person as JSON."""
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.lang}

    def message(self, *, chat: Chat | None = None, reply_to: Message | None = None, **content: Any) -> Message:
        """A message that is not delivered to anybody yet."""
        place = chat or self.chat
        if place.type == "private":
            place.open = True
        found = {
            "message_id": self.server.next_message(), "date": self.server.now(), "chat": place.shape(),
            "from": self.user(), **content,
        }  # fmt: skip
        if reply_to is not None:
            found["reply_to_message"] = {k: v for k, v in reply_to.items() if k != "reply_to_message"}
        place.messages.append(found)
        return found

    def _tell(self, message: Message, chat: Chat | None) -> Message:
        if chat is None or self.server.hears(chat, message):
            self.server.tell(message=message)
        return message

    def say(self, text: str, *, chat: Chat | None = None, reply_to: Message | None = None) -> Message:
        """Write a message; returns it."""
        return self._tell(self.message(chat=chat, reply_to=reply_to, text=text), chat)

    def photo(self, data: bytes, caption: str = "", *, chat: Chat | None = None, **more: Any) -> Message:
        """Send a photo; the server stores a small and a large size."""
        small, large = self.server.keep(data[:10]), self.server.keep(data)
        sizes = [{**small, "width": 90, "height": 67}, {**large, "width": 1280, "height": 960}]
        said: Message = {"caption": caption} if caption else {}
        return self._tell(self.message(chat=chat, photo=sizes, **said, **more), chat)

    def album(
        self, photos: list[bytes], caption: str = "", *, order: list[int] | None = None, doubled: bool = False
    ) -> list[Message]:
        """Send photos as one album: separate updates in `order` (those left out come by `late`), perhaps twice."""
        group = f"album{self.server.next_message()}"
        parts = []
        for at, data in enumerate(photos):
            said: Message = {"caption": caption} if caption and at == 0 else {}
            large = {**self.server.keep(data), "width": 1280, "height": 960}
            parts.append(self.message(photo=[large], media_group_id=group, **said))
        for at in order if order is not None else range(len(parts)):
            update = self.server.tell(message=parts[at])
            if doubled:
                self.server.again(update)
        return parts

    def late(self, message: Message) -> None:
        """A part of an album arrives after all."""
        self.server.tell(message=message)

    def document(self, data: bytes, name: str, mime: str, caption: str = "") -> Message:
        """Send a file."""
        file = {**self.server.keep(data), "file_name": name, "mime_type": mime}
        said: Message = {"caption": caption} if caption else {}
        return self._tell(self.message(document=file, **said), None)

    def voice(self, data: bytes, seconds: int = 3) -> Message:
        """Send a voice note."""
        voice = {**self.server.keep(data), "duration": seconds, "mime_type": "audio/ogg"}
        return self._tell(self.message(voice=voice), None)

    def location(self, lat: float, lon: float) -> Message:
        """Send a pin."""
        return self._tell(self.message(location={"latitude": lat, "longitude": lon}), None)

    def edit(self, message: Message, text: str) -> None:
        """Change what was said."""
        message |= {"caption" if "photo" in message else "text": text, "edit_date": self.server.now()}
        self.server.tell(edited_message=message)

    def press(self, label: str, *, chat: Chat | None = None) -> str:
        """Press the newest button with that label; returns the id of the press. Raises LookupError."""
        for message in reversed((chat or self.chat).messages):
            for button in itertools.chain(*message.get("reply_markup", {}).get("inline_keyboard", [])):
                if button["text"] == label:
                    press = f"press{self.server.next_message()}"
                    self.server.presses[press] = ""
                    self.server.tell(
                        callback_query={
                            "id": press,
                            "from": self.user(),
                            "message": message,
                            "chat_instance": "1",
                            "data": button["callback_data"],
                        }
                    )
                    return press
        raise LookupError(label)

    def sees(self, *, chat: Chat | None = None) -> list[str]:
        """What the bot wrote in the chat, in order."""
        bot = self.server.bot_id
        return [
            str(each.get("text") or each.get("caption") or "")
            for each in (chat or self.chat).messages
            if each["from"]["id"] == bot
        ]

    def block(self) -> None:
        """Block the bot."""
        self.chat.open, self.chat.refusal = False, "Forbidden: bot was blocked by the user"
        self.server.member(self.chat, self.user(), was="member", now="kicked")

    def unblock(self) -> None:
        """Let it write again."""
        self.chat.open = True
        self.server.member(self.chat, self.user(), was="kicked", now="member")


class Group:
    """A group of residents."""

    def __init__(self, server: "TelegramServer", chat: Chat) -> None:
        self.server, self.chat = server, chat

    def add_bot(self, by: Citizen) -> None:
        """Add the bot."""
        self.chat.open = True
        self.server.member(self.chat, by.user(), was="left", now="member")

    def remove_bot(self, by: Citizen) -> None:
        """Remove it."""
        self.chat.open, self.chat.refusal = False, "Forbidden: bot was kicked from the group chat"
        self.server.member(self.chat, by.user(), was="member", now="kicked")

    def migrate(self, by: Citizen) -> Chat:
        """Make it a supergroup with a new id; both chats announce it."""
        old = self.chat
        new = Chat(old.id - 1_000_000_000_000, "supergroup", old.title, open=True, privacy=old.privacy)
        self.server.chats[new.id] = new
        old.moved_to, self.chat = new.id, new
        self.server.tell(message=by.message(chat=old, migrate_to_chat_id=new.id))
        self.server.tell(message=by.message(chat=new, migrate_from_chat_id=old.id))
        return new
