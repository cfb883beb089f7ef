"""One event that is being answered: who speaks, where, in which language, and the ways to answer."""

from dataclasses import dataclass, replace
from datetime import datetime

from civics.hearing.hear import Heard
from core.channel import Shows
from core.message import Button, Incoming, Outgoing
from core.priority import Priority
from handlers.replies import voice
from handlers.replies.voice import Queued
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.messages.chats import Chat
from storage.messages.stored import About
from storage.people.residents import Resident


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything that a handler needs for one event. `lang` is the chat's language, Vietnamese until it is known."""

    work: UnitOfWork
    ward: Ward
    chat: Chat
    resident: Resident
    incoming: Incoming
    heard: Heard | None = None  # what the words mean, after `handlers.replies.listening` has found it out

    @property
    def lang(self) -> str:
        """The language to answer in."""
        return self.chat.lang or "vi"

    @property
    def shows(self) -> Shows:
        """What the chat's channel can show."""
        return self.ward.shows_of(self.chat.channel)

    def words(self, key: str, /, **values: object) -> str:
        """The sentence for `key` in the chat's language. `{ward}` is always filled."""
        return voice.sentence(self.ward, self.chat, key, **values)

    def button(self, key: str, value: str, **values: object) -> Button:
        """A button with the label for `key`. When it is pressed, `value` comes back."""
        return Button(self.words(key, **values), value)

    def send(
        self,
        outgoing: Outgoing,
        *,
        case_id: int | None = None,
        run_id: int | None = None,
        sealed: bool = False,
        unique_key: str | None = None,
        due_at: datetime | None = None,
        aside: bool = False,
    ) -> Queued:
        """Queue an answer into this chat (in its topic, if it has one). It leaves after the commit.

        `aside`: another question follows at once (`handlers.replies.choices`).
        """
        return voice.send(
            self.work, self.ward, self.chat, outgoing, priority=Priority.REPLY,
            about=About(case_id=case_id, run_id=run_id, sealed=sealed), once=unique_key, due_at=due_at,
            thread=self.incoming.address.thread, asks=run_id is not None, aside=aside,
        )  # fmt: skip

    def say(self, key: str, /, *rows: tuple[Button, ...], reply_to: str = "", **values: object) -> None:
        """Queue the sentence for `key` with rows of buttons."""
        self.send(Outgoing(self.words(key, **values), rows=rows, reply_to=reply_to))

    def toast(self, key: str = "", /, **values: object) -> None:
        """Answer a press so that the button stops spinning, with a short text or none."""
        if self.incoming.press_id and (key or self.shows.presses_spin):
            text = self.words(key, **values) if key else ""
            self.send(Outgoing(text, answers_press=self.incoming.press_id))

    def only_toast(self, key: str, /) -> None:
        """Answer a press when nothing else is said. Without toasts the choice was typed, so this sends a message."""
        if self.incoming.press_id:
            self.toast(key)
        else:
            self.say(key)

    def in_chat(self, chat: Chat) -> "Turn":
        """The same turn with a changed row of its chat."""
        return replace(self, chat=chat)
