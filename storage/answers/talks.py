"""The latest answer of a chat, so that a follow-up question is understood, and the question can be given to staff."""

import json
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.answers import answer_talks

LASTS = timedelta(minutes=30)  # after this time, a question begins a new talk
_KEPT = timedelta(days=1)
_T = answer_talks.c
_LAST = Prepared(select(_T.body).where(_T.chat_id == bindparam("p_chat"), _T.at >= bindparam("p_since")))
_KEEP = Prepared(
    {
        name: (made := dialect.insert(answer_talks)).on_conflict_do_update(
            index_elements=["chat_id"], set_={"body": made.excluded.body, "at": made.excluded.at}
        )
        for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
    }
)
_OVER = Prepared(delete(answer_talks).where(_T.at < bindparam("p_before")))


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
    _OVER.do(work, {"p_before": work.now - _KEPT})
    said = {"q": talk.question, "s": talk.scores, "o": talk.offered, "a": talk.about, "r": talk.rated}
    body = work.seal.close_text(json.dumps(said))
    _KEEP.do(work, {"chat_id": chat_id, "body": body, "at": work.now})


def last(work: UnitOfWork, chat_id: int) -> Talk | None:
    """The chat's talk, if it is not over."""
    row = _LAST.first(work, {"p_chat": chat_id, "p_since": work.now - LASTS})
    if row is None:
        return None
    said = json.loads(work.seal.open_text(row.body))
    return Talk(said["q"], said["s"], tuple(said["o"]), said["a"], said.get("r", False))
