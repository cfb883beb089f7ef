"""The one-time link of a template message: whoever has it may read the answer of which it tells, once."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update

from civics.cases.reaching import How, Reached
from storage.cases.reach_errands import digest
from storage.cases.reaching import reached
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases, entries
from storage.tables.messages import chats
from storage.tables.reaches import case_reaches

_LONGEST = 64  # characters of a key


@dataclass(frozen=True, slots=True)
class Linked:
    """The answer behind a link. `text` is empty until it is opened; `lang` is the chat's language."""

    code: str
    lang: str
    channel: str
    text: str = ""
    files: int = 0


def seen(work: UnitOfWork, key: str) -> Linked | None:
    """What the link leads to, without opening it. None for a link that is wrong, used, too old, or untrue by now."""
    row = _row(work, key)
    return None if row is None else Linked(row.code, row.lang or "vi", row.channel)


def opened(work: UnitOfWork, key: str) -> Linked | None:
    """Use the link up and give the answer; of two at once, one gets it. None as above."""
    row = _row(work, key)
    if row is None:
        return None
    used = update(case_reaches).where(case_reaches.c.id == row.id, case_reaches.c.link == digest(work, key))
    if work.conn.execute(used.values(link=None, link_until=None)).rowcount == 0:
        return None
    reached(work, row.id, how=How.LINK)
    return Linked(row.code, row.lang or "vi", row.channel, row.text)


def _row(work: UnitOfWork, key: str) -> Row[*tuple[Any, ...]] | None:
    """Links are for open cases only, whose words are stored as they are."""
    if not 0 < len(key) <= _LONGEST:
        return None
    found: Row[*tuple[Any, ...]] | None = work.conn.execute(
        select(case_reaches.c.id, cases.c.code, chats.c.lang, case_reaches.c.channel, entries.c.text)
        .join(entries, entries.c.id == case_reaches.c.entry_id)
        .join(cases, cases.c.id == case_reaches.c.case_id)
        .outerjoin(chats, chats.c.id == cases.c.chat_id)
        .where(
            case_reaches.c.link == digest(work, key), case_reaches.c.link_until > work.now,
            case_reaches.c.state != Reached.VOID.value, cases.c.sealed.is_(False), entries.c.taken_back_at.is_(None),
        )
    ).one_or_none()  # fmt: skip
    return found
