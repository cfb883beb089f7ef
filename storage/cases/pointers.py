"""Group messages that somebody asked to file. A pointer is kept until the author agrees, for at most 24 hours."""

import json
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from core.message import Incoming, Json, incoming_from_json, to_json
from storage.database.unit import UnitOfWork
from storage.tables.cases import pointers

LIFE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Pointer:
    """The message that was pointed at. `incoming` is the message that quoted it, sealed at rest."""

    id: int
    key: str
    chat_id: int
    message_id: str
    author: str
    incoming: Incoming | None
    case_id: int | None
    past: bool


def point(work: UnitOfWork, chat_id: int, incoming: Incoming) -> str | None:
    """Keep a pointer to the message that `incoming` quotes.

    Returns its button's key, None when a pointer exists already.
    """
    assert incoming.quoted is not None
    raw = json.dumps(to_json(incoming), ensure_ascii=False).encode()
    key = secrets.token_urlsafe(6)
    try:
        with work.conn.begin_nested():
            work.conn.execute(
                insert(pointers).values(
                    key=key,
                    chat_id=chat_id,
                    message_id=incoming.quoted.message_id,
                    author=incoming.quoted.person,
                    raw=work.seal.close(raw),
                    expires_at=work.now + LIFE,
                )
            )
    except IntegrityError:
        return None
    return key


def by_key(work: UnitOfWork, key: str) -> Pointer | None:
    """The pointer of a button."""
    row = work.conn.execute(select(pointers).where(pointers.c.key == key)).one_or_none()
    if row is None:
        return None
    raw: dict[str, Json] | None = json.loads(work.seal.open(row.raw)) if row.raw else None
    return Pointer(
        row.id, row.key, row.chat_id, row.message_id, row.author,
        incoming_from_json(raw) if raw else None, row.case_id, row.expires_at < work.now,
    )  # fmt: skip


def settle(work: UnitOfWork, pointer_id: int, *, case_id: int | None) -> None:
    """The author answered: delete the content and keep the case that it became, or None."""
    work.conn.execute(update(pointers).where(pointers.c.id == pointer_id).values(raw=b"", case_id=case_id))


def sweep(work: UnitOfWork) -> int:
    """Remove pointers to which nobody agreed in 24 hours; returns their number."""
    past = delete(pointers).where(pointers.c.expires_at < work.now, pointers.c.case_id.is_(None))
    return work.conn.execute(past).rowcount
