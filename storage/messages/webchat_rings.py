"""Chooses the key for a row of the web chat: while a person answers a secret ballot, the consultation's own key.

If a secret ballot is open in the chat when a message arrives, the message belongs to it. If an earlier message still
waits, nobody can know yet, so the message is sealed under the day's key until it is handled. Otherwise it cannot be a
choice.
"""

import json
from collections.abc import Mapping

from sqlalchemy import bindparam, func, select, update

from core.message import Json
from storage.database.outside import KeyGoneError
from storage.database.prepared import Prepared
from storage.database.seal import DAY, ring_of
from storage.database.unit import UnitOfWork
from storage.tables.messages import chats, inbox, runs, web_messages

_WEB = "web"
_TALK = Prepared(
    select(func.substr(runs.c.answers, 1, 80))
    .join(chats, chats.c.id == runs.c.chat_id)
    .where(chats.c.channel == _WEB, chats.c.bot == _WEB, chats.c.chat == bindparam("p_chat"), runs.c.state == "open")
)
_WAITS = Prepared(
    select(inbox.c.id)
    .where(
        inbox.c.state == "waiting", inbox.c.channel == _WEB, inbox.c.bot == _WEB, inbox.c.chat == bindparam("p_chat")
    )
    .limit(1)
)


def of_arrival(work: UnitOfWork, chat: str) -> str:
    """The ring for a message that arrives there now; empty when it cannot be a choice."""
    return work.seal.arriving(work.now) if _WAITS.first(work, {"p_chat": chat}) is not None else _of_talk(work, chat)


def settle(work: UnitOfWork, chat: str, message_id: str) -> None:
    """Called when a message is handled. If it is sealed under the day's key, seal it again under the right one."""
    here = web_messages.c.chat == chat, web_messages.c.id == (int(message_id) if message_id.isdecimal() else 0)
    body = work.conn.execute(select(web_messages.c.body).where(*here)).scalar()
    if body is None or not ring_of(body).startswith(DAY):
        return
    plain = work.seal.open_text(body)
    sealed = work.seal.close_text(plain, ring=_of_talk(work, chat))
    work.conn.execute(update(web_messages).where(*here).values(body=sealed))


def closed(work: UnitOfWork, body: Mapping[str, Json], *, ring: str, room: int = 0) -> str:
    """The stored form of a row's body."""
    return work.seal.close_text(json.dumps(body), ring=ring, room=room)


def _of_talk(work: UnitOfWork, chat: str) -> str:
    """The ring of the secret ballot that is open in a chat; empty when there is none or its key is not here."""
    for row in _TALK.every(work, {"p_chat": chat}):
        if ring := ring_of(row[0]):
            try:
                work.seal.keys.get(ring)
            except KeyGoneError:
                return ""  # without the key the ballot's dialog is over
            return ring
    return ""
