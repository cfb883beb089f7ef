"""One event being answered: who speaks, where, in which language, and the ways to answer."""

from dataclasses import dataclass, replace
from datetime import datetime

from civics.hearing.hear import Heard
from core.channel import Shows
from core.message import Button, Incoming, Outgoing
from handlers.replies import choices
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.messages import outbox
from storage.messages.chats import Chat
from storage.people.residents import Resident

REPLY, NOTICE, BULK = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything a handler needs for one event. `lang` is the chat's language, Vietnamese until known."""

    work: UnitOfWork
    ward: Ward
    chat: Chat
    resident: Resident
    incoming: Incoming
    heard: Heard | None = None  # what the words mean, once somebody has listened (`handlers.replies.listening`)

    @property
    def lang(self) -> str:
        """The language to answer in."""
        return self.chat.lang or "vi"

    @property
    def shows(self) -> Shows:
        """What the chat's channel can show."""
        return self.ward.shows_of(self.chat.channel)

    def words(self, key: str, /, **values: object) -> str:
        """The sentence for `key` in the chat's language; `{ward}` is always filled."""
        return self.ward.words.say(self.lang, key, **{"ward": self.ward.settings.ward_name, **values})

    def button(self, key: str, value: str, **values: object) -> Button:
        """A button labelled by `key` whose press comes back as `value`."""
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
    ) -> None:
        """Queue an answer into this chat (in its topic, if it has one); it leaves after the commit.

        `aside`: another question follows at once (`handlers.replies.choices`).
        """
        outgoing = choices.fit(
            self.work,
            self.chat,
            outgoing,
            shows=self.shows,
            words=self.ward.words,
            asks=run_id is not None,
            aside=aside,
        )
        outbox.add(
            self.work, self.chat.id, outgoing, priority=REPLY, due_at=due_at, unique_key=unique_key, case_id=case_id,
            run_id=run_id, sealed=sealed, text_limit=self.shows.text_limit, thread=self.incoming.address.thread,
        )  # fmt: skip

    def say(self, key: str, /, *rows: tuple[Button, ...], reply_to: str = "", **values: object) -> None:
        """Queue the sentence for `key` with rows of buttons."""
        self.send(Outgoing(self.words(key, **values), rows=rows, reply_to=reply_to))

    def toast(self, key: str = "", /, **values: object) -> None:
        """Answer a press, so that the button stops spinning; with a short word or none."""
        if self.incoming.press_id and (key or self.shows.presses_spin):
            text = self.words(key, **values) if key else ""
            self.send(Outgoing(text, answers_press=self.incoming.press_id))

    def only_toast(self, key: str, /) -> None:
        """The same where nothing else is said; as a message where there are no toasts, since a choice was typed."""
        if self.incoming.press_id:
            self.toast(key)
        else:
            self.say(key)

    def in_chat(self, chat: Chat) -> "Turn":
        """The same turn with a changed chat row."""
        return replace(self, chat=chat)
