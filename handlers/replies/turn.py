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

_EVERY = 100  # a channel that shows so many buttons has room for two messages' buttons under one
_PLAIN = Outgoing("")


@dataclass(slots=True)
class Preface:
    """Words that wait for the first answer of a turn, to arrive as one message with it."""

    waiting: Outgoing | None
    unique_key: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything that a handler needs for one event. `lang` is the chat's language, Vietnamese until it is known."""

    work: UnitOfWork
    ward: Ward
    chat: Chat
    resident: Resident
    incoming: Incoming
    heard: Heard | None = None  # what the words mean, after `handlers.replies.listening` has found it out
    preface: Preface | None = None  # what the next answer begins with

    @property
    def lang(self) -> str:
        """The language to answer in."""
        return self.chat.lang or "vi"

    @property
    def came_at(self) -> datetime:
        """When the message was durable here, where a clock of the law or of a contest asks; it may be handled later."""
        return min(self.incoming.received_at or self.work.now, self.work.now)

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

        `aside`: another question follows at once (`handlers.replies.choices`). What waits in `preface` comes with it.
        """
        if self.preface is not None and not outgoing.answers_press:
            outgoing = self._prefaced(outgoing, joins=not (aside or unique_key or due_at))
        return voice.send(
            self.work, self.ward, self.chat, outgoing, priority=Priority.REPLY,
            about=About(case_id=case_id, run_id=run_id, sealed=sealed), once=unique_key, due_at=due_at,
            thread=self.incoming.address.thread, asks=run_id is not None, aside=aside,
        )  # fmt: skip

    def send_preface(self) -> None:
        """Send what still waits for an answer, because none came."""
        if self.preface is not None and (waiting := self.preface.waiting) is not None:
            self.preface.waiting = None
            self.send(waiting, unique_key=self.preface.unique_key, aside=True)

    def _prefaced(self, outgoing: Outgoing, *, joins: bool) -> Outgoing:
        """The answer with the words that waited for it. They leave first if it is no plain message of words."""
        waiting = self.preface.waiting if self.preface else None
        if self.preface is None or waiting is None:
            return outgoing
        if not joins or replace(outgoing, text="", rows=(), ask="", step=None) != _PLAIN:
            self.send_preface()
            return outgoing
        self.preface.waiting = None
        if self.shows.buttons >= _EVERY:
            return replace(outgoing, text=f"{waiting.text}\n\n{outgoing.text}", rows=(*outgoing.rows, *waiting.rows))
        typed = " · ".join(each.label for row in waiting.rows for each in row)
        choices = f"\n{self.words('dialogs.or_type', choices=typed)}" if typed else ""
        text = f"{waiting.text}{choices}\n\n{outgoing.text}"
        return replace(outgoing, text=text)

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
