"""The latest answer of a chat, so that a follow-up question is understood, and the question can be given to staff."""

import json
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select

from storage.database.unit import UnitOfWork
from storage.tables.answers import answer_talks

LASTS = timedelta(minutes=30)  # after this time, a question begins a new talk
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Talk:
    """The question, the nearest records with their scores, the records that were offered, the one that answered."""

    question: str
    scores: dict[str, float]
    offered: tuple[str, ...] = ()
    about: str = ""
    rated: bool = False  # whether the person has said if the answer was right


def keep(work: UnitOfWork, chat_id: int, talk: Talk) -> None:
    """Store the chat's talk in place of the one before, and delete the talks of all chats that are over."""
    old = (answer_talks.c.chat_id == chat_id) | (answer_talks.c.at < work.now - _KEPT)
    work.conn.execute(delete(answer_talks).where(old))
    said = {"q": talk.question, "s": talk.scores, "o": talk.offered, "a": talk.about, "r": talk.rated}
    body = work.seal.close_text(json.dumps(said))
    work.conn.execute(insert(answer_talks).values(chat_id=chat_id, body=body, at=work.now))


def last(work: UnitOfWork, chat_id: int) -> Talk | None:
    """The chat's talk, if it is not over."""
    goes_on = (answer_talks.c.chat_id == chat_id) & (answer_talks.c.at >= work.now - LASTS)
    row = work.conn.execute(select(answer_talks.c.body).where(goes_on)).first()
    if row is None:
        return None
    said = json.loads(work.seal.open_text(row.body))
    return Talk(said["q"], said["s"], tuple(said["o"]), said["a"], said.get("r", False))
