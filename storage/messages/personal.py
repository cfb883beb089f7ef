"""Personal data of this subject: dialogs, the messages of both sides, and the chats they were sent in."""

import json

from sqlalchemy import ColumnElement, and_, or_, select, update

from core.message import Outgoing, to_json
from storage.database.holdings import Holding, Whom
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.messages import webchat
from storage.messages.runs import forget_ahead
from storage.tables.media import uploads
from storage.tables.messages import chats, inbox, lanes, outbox, runs, web_messages

ON_ITS_WAY = ("waiting", "held", "sending")


def drafts(work: UnitOfWork, whom: Whom) -> list[int]:
    """The ids of the person's unfinished dialogs."""
    return list(work.conn.execute(select(runs.c.id).where(_drafts(whom))).scalars())


def blank(work: UnitOfWork, which: ColumnElement[bool]) -> None:
    """Delete the text of messages that are not being sent."""
    body = work.seal.close_text(json.dumps(to_json(Outgoing(""))))
    said = and_(which, outbox.c.state.not_in(ON_ITS_WAY))
    work.conn.execute(update(outbox).where(said).values(body=body, sealed=True))


def _drafts(whom: Whom) -> ColumnElement[bool]:
    return and_(runs.c.chat_id.in_(whom.chat_ids), runs.c.state.in_(("open", "left")))


def _talks(work: UnitOfWork, whom: Whom) -> None:
    """Delete drafts with their files, and the answers of finished dialogs."""
    for run_id in drafts(work, whom):
        attachments.drop_run(work, run_id)
    forget_ahead(work)
    work.conn.execute(update(runs).where(_drafts(whom)).values(state="dropped"))
    work.conn.execute(update(runs).where(runs.c.chat_id.in_(whom.chat_ids)).values(answers="{}"))


def _talkers(work: UnitOfWork, whom: Whom) -> None:
    """Delete the platform's id of the person from their dialogs."""
    work.conn.execute(update(runs).where(runs.c.chat_id.in_(whom.chat_ids)).values(person=""))


def _sayings(work: UnitOfWork, whom: Whom) -> None:
    """Blank the messages to the person, and take back the waiting ones, except messages about cases that are owed."""
    theirs = outbox.c.chat_id.in_(whom.chat_ids)
    about = and_(outbox.c.case_id.in_(whom.owed), outbox.c.case_id.is_not(None))
    of_owed = or_(about, outbox.c.id.in_(whom.owed_messages))  # staff may send those again
    spared = and_(of_owed, outbox.c.state.in_(ON_ITS_WAY))
    waits = and_(theirs, outbox.c.state.in_(("waiting", "held", "paused")), ~spared)
    work.conn.execute(update(outbox).where(waits).values(state="back"))
    blank(work, and_(theirs, ~of_owed))
    greetings = [f"greet:{each}" for each in whom.chat_ids]  # a person who comes back is greeted again
    work.conn.execute(update(outbox).where(outbox.c.unique_key.in_(greetings)).values(unique_key=None))


def _arrivals(work: UnitOfWork, whom: Whom) -> None:
    for chat in whom.chats:
        for state in ("done", "aside"):  # each has an index of its own
            work.conn.execute(update(inbox).where(_from(chat), inbox.c.state == state).values(raw=b""))


def _senders(work: UnitOfWork, whom: Whom) -> None:
    for chat in whom.chats:
        for state in ("done", "aside"):
            work.conn.execute(update(inbox).where(_from(chat), inbox.c.state == state).values(chat="", raw=b""))


def _from(chat: object) -> ColumnElement[bool]:
    return and_(*(inbox.c[name] == getattr(chat, name) for name in ("channel", "bot", "chat")))


def _page(work: UnitOfWork, whom: Whom) -> None:
    for chat in whom.chats:
        if chat.channel == webchat.CHANNEL:
            webchat.forget(work, chat.chat)


def _chats(work: UnitOfWork, whom: Whom) -> None:
    plain = {"title": "", "open_case_id": None, "open_until": None, "choices": None, "greeted_at": None}
    work.conn.execute(update(chats).where(chats.c.id.in_(whom.chat_ids)).values(**plain))


def _addresses(work: UnitOfWork, whom: Whom) -> None:
    """Keep the chat's row for the rows that refer to it, without the platform's id and without the person."""
    for chat in whom.chats:
        gone = {"chat": f"erased:{chat.id}", "resident_id": None, "state": "left"}
        work.conn.execute(update(chats).where(chats.c.id == chat.id).values(**gone))


HOLDINGS = (
    Holding(
        "talks and drafts", (runs.c.chat_id, runs.c.person, runs.c.answers), at_once=_talks, later=_talkers,
        stays="that there was a talk: a finished one has become a case or a ballot once",
    ),
    Holding(
        "what was said to the person", (outbox.c.chat_id, outbox.c.body), at_once=_sayings,
        stays="an answer that is still owed; empty rows until the sweep takes them",
    ),
    Holding("where something waits to be sent", (lanes.c.chat_id,), stays="it leads to the row of the chat only"),
    Holding("what the platforms handed over", (inbox.c.chat, inbox.c.raw), at_once=_arrivals, later=_senders),
    Holding(
        "the page's own chat, and files on their way to it",
        (web_messages.c.chat, web_messages.c.body, uploads.c.chat, uploads.c.name), at_once=_page,
    ),
    Holding(
        "chats", (chats.c.chat, chats.c.title, chats.c.resident_id, chats.c.choices, chats.c.moved_to), at_once=_chats,
        later=_addresses, stays="the number of the row: cases under way and their answers hang on it",
    ),
)  # fmt: skip
