"""What a chat was answered last, so that a follow-up is understood, and its question can be handed to staff."""

import json
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select

from storage.database.unit import UnitOfWork
from storage.tables.answers import answer_talks

LASTS = timedelta(minutes=30)  # what was said before that is another talk
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Talk:
    """The question, the records that were near with their scores, those offered, the one answered from."""

    question: str
    scores: dict[str, float]
    offered: tuple[str, ...] = ()
    about: str = ""


def keep(work: UnitOfWork, chat_id: int, talk: Talk) -> None:
    """Keep it instead of the one before; those of all chats that are over are forgotten."""
    old = (answer_talks.c.chat_id == chat_id) | (answer_talks.c.at < work.now - _KEPT)
    work.conn.execute(delete(answer_talks).where(old))
    said = {"q": talk.question, "s": talk.scores, "o": talk.offered, "a": talk.about}
    body = work.seal.close_text(json.dumps(said))
    work.conn.execute(insert(answer_talks).values(chat_id=chat_id, body=body, at=work.now))


def last(work: UnitOfWork, chat_id: int) -> Talk | None:
    """The talk of a chat that is still going on."""
    goes_on = (answer_talks.c.chat_id == chat_id) & (answer_talks.c.at >= work.now - LASTS)
    row = work.conn.execute(select(answer_talks.c.body).where(goes_on)).first()
    if row is None:
        return None
    said = json.loads(work.seal.open_text(row.body))
    return Talk(said["q"], said["s"], tuple(said["o"]), said["a"])
