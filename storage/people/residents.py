"""Who writes: a person on a platform, the resident behind the person, and their consents."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from core.text import fold
from storage.database import prepared
from storage.database.prepared import Prepared, made_by
from storage.database.unit import UnitOfWork
from storage.messages.chats import Chat
from storage.tables.people import consents, persons, residents


@dataclass(frozen=True, slots=True)
class Resident:
    """A resident. `name` is how they want to be called, empty when they did not say."""

    id: int
    name: str
    unit_id: int | None
    blocked_at: datetime | None
    forgotten: bool = False  # they asked for it, and have written nothing since


COLUMNS = (residents.c.id, residents.c.name, residents.c.unit_id, residents.c.blocked_at, residents.c.erased_at)
_OF_PERSON = Prepared(
    select(*COLUMNS)
    .join(persons, persons.c.resident_id == residents.c.id)
    .where(
        persons.c.channel == bindparam("p_channel"),
        persons.c.bot == bindparam("p_bot"),
        persons.c.person == bindparam("p_person"),
    )
)
_NEW, _NEW_PERSON = made_by(residents), Prepared(insert(persons))
_NEW_BOTH = (  # in one statement, for PostgreSQL
    "WITH fresh AS (INSERT INTO residents (created_at) VALUES (%(created_at)s) RETURNING id)"
    " INSERT INTO persons (channel, bot, person, name, resident_id, created_at)"
    " SELECT %(channel)s, %(bot)s, %(person)s, %(name)s, fresh.id, %(created_at)s FROM fresh RETURNING resident_id"
)
_CONSENT = Prepared(insert(consents))
_CHANGE = Prepared(update(residents).where(residents.c.id == bindparam("p_id")))
_CONSENTS = Prepared(
    select(consents.c.purpose, consents.c.given)
    .where(consents.c.resident_id == bindparam("p_resident"))
    .order_by(consents.c.id)
)


def of_person(work: UnitOfWork, chat: Chat, person: str, *, name: str = "") -> Resident:
    """The resident of a person on that chat's platform. A new one is made if needed."""
    key = {"p_channel": chat.channel, "p_bot": chat.bot, "p_person": person}
    found = work.expected("resident", tuple(key.values()), lambda: _OF_PERSON.first(work, key))
    if found is None:
        return Resident(_made(work, chat, person, work.seal.close_text(name[:200])), "", None, None)
    resident_id, sealed_name, unit_id, blocked_at, erased_at = found
    return Resident(resident_id, work.seal.open_text(sealed_name), unit_id, blocked_at, erased_at is not None)


def _made(work: UnitOfWork, chat: Chat, person: str, sealed_name: str) -> int:
    """A new resident behind a new person; returns the resident's id."""
    row = {"channel": chat.channel, "bot": chat.bot, "person": person, "name": sealed_name, "created_at": work.now}
    if work.postgres:
        found: int = prepared.by_driver(work, _NEW_BOTH, row).fetchone()[0]
        return found
    made = _NEW.made(work, {"created_at": work.now})
    _NEW_PERSON.do(work, {**row, "resident_id": made})
    return made


def change(work: UnitOfWork, resident_id: int, **columns: object) -> None:
    """Set columns of a resident."""
    _CHANGE.do(work, {"p_id": resident_id, **columns})


def consent(
    work: UnitOfWork,
    resident_id: int,
    *,
    purpose: str,
    given: bool,
    text_version: str,
    language: str,
    chat_id: int,
    message_id: str = "",
) -> None:
    """Record that a consent was given or withdrawn: which words, when, in which chat (Luật 91/2025/QH15 Điều 9)."""
    _CONSENT.do(
        work,
        {
            "resident_id": resident_id, "purpose": purpose, "given": given, "text_version": text_version,
            "language": language, "at": work.now, "chat_id": chat_id, "message_id": message_id,
        },
    )  # fmt: skip


def consents_of(work: UnitOfWork, resident_id: int) -> dict[str, bool]:
    """The present consents, by purpose. A purpose that was never asked about is not included."""
    return {row.purpose: row.given for row in _CONSENTS.every(work, {"p_resident": resident_id})}


def set_recovery(work: UnitOfWork, resident_id: int, word: str) -> None:
    """Store a keyed digest of the recovery word, without regard to upper case and diacritics."""
    change(work, resident_id, recovery=work.seal.name("recovery", fold(word)))
