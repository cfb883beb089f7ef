"""How the service speaks. Every message to a chat is queued here, so no language, limit or choice is forgotten."""

from dataclasses import dataclass, replace
from datetime import datetime

from core.message import Button, Outgoing
from core.priority import Priority
from handlers.replies import choices
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.messages import outbox
from storage.messages.chats import Chat
from storage.messages.outbox import Sending
from storage.messages.stored import NOTHING, About


@dataclass(frozen=True, slots=True)
class Queued:
    """The result of queueing a message. `new`: it was queued now; false when its unique key existed already."""

    new: bool
    outgoing: Outgoing  # as the chat's channel shows it


def tell(
    work: UnitOfWork,
    ward: Ward,
    chat: Chat,
    key: str,
    /,
    *,
    priority: Priority,
    rows: tuple[tuple[Button, ...], ...] = (),
    case: int | None = None,
    run: int | None = None,
    once: str | None = None,
    sealed: bool = False,
    due_at: datetime | None = None,
    reply_to: str = "",
    paid: bool = False,
    **values: object,
) -> Queued:
    """Queue the sentence for `key` in the chat's language, with rows of buttons. It leaves after the commit.

    `case`, `run`: what it belongs to. `once`: a key; the sentence is said only once for it, however often this is
    called. `sealed`: it belongs to a sealed case. `due_at`: when it leaves, in UTC; at once if None. `paid`: it may
    cost the ward money. `values` fill the sentence.
    """
    text = sentence(ward, chat, key, **values)
    return send(
        work, ward, chat, Outgoing(text, rows=rows, reply_to=reply_to), priority=priority,
        about=About(case_id=case, run_id=run, sealed=sealed), once=once, due_at=due_at, paid=paid,
    )  # fmt: skip


def send(
    work: UnitOfWork,
    ward: Ward,
    chat: Chat,
    outgoing: Outgoing,
    *,
    priority: int,
    about: About = NOTHING,
    once: str | None = None,
    due_at: datetime | None = None,
    thread: str = "",
    asks: bool = False,
    aside: bool = False,
    paid: bool = False,
) -> Queued:
    """Queue a message that is complete already, as the chat's channel can show it. See `tell`.

    `thread`: the topic of a group. `asks`, `aside`: see `handlers.replies.choices.fit`.
    """
    shows = ward.shows_of(chat.channel)
    outgoing = _with_consent(ward, chat, outgoing)
    outgoing = choices.fit(work, chat, outgoing, shows=shows, words=ward.words, asks=asks, aside=aside)
    ids = outbox.add(work, Sending(chat.id, outgoing, priority, about, once, due_at, shows.text_limit, thread, paid))
    return Queued(bool(ids), outgoing)


def _with_consent(ward: Ward, chat: Chat, outgoing: Outgoing) -> Outgoing:
    """Where a person lives and goes is sensitive data: what sending a place means stands with each offer to send one.

    Luật 91/2025 and NĐ 356/2025 (source-2): consent is given for a named purpose, and one may do without.
    """
    if outgoing.ask != "place" or not chat.private:
        return outgoing
    return replace(outgoing, text=f"{outgoing.text}\n{sentence(ward, chat, 'dialogs.place_consent')}")


def sentence(ward: Ward, chat: Chat, key: str, /, **values: object) -> str:
    """The sentence for `key` in the chat's language, or in Vietnamese until it is known. `{ward}` is always filled."""
    return ward.words.say(chat.lang or "vi", key, **{"ward": ward.settings.ward_name, **values})
