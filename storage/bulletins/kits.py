"""The share kit of a bulletin: its texts as staff changed them, the link of a group's head, and who took which part."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from core.errors import ConflictError
from storage.bulletins import bulletins
from storage.database.unit import UnitOfWork
from storage.tables.bulletins import bulletin_kits, kit_links, kit_sounds, kit_takings
from storage.tables.people import staff
from storage.tables.ward import units
from storage.ward import audit

PARTS = ("text", "card", "spoken", "leaf")
LONGEST_TEXT, LONGEST_SPOKEN = 1000, 4000


@dataclass(frozen=True, slots=True)
class Written:
    """Texts that staff wrote instead of the made ones; empty where they changed nothing."""

    text: str = ""
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """The secret word in the link of a group. A new word makes the old link invalid."""

    unit_id: int
    name: str
    word: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """Who listened to the loudspeaker's sound, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """How often a group took a part. `unit` is empty when staff took it themselves."""

    unit: str
    parts: Mapping[str, int]
    last_at: datetime


def written(work: UnitOfWork, bulletin_id: int) -> Written:
    """The texts that staff wrote for a bulletin's kit."""
    row = work.conn.execute(
        select(bulletin_kits.c.text, bulletin_kits.c.spoken).where(bulletin_kits.c.bulletin_id == bulletin_id)
    ).one_or_none()
    return Written() if row is None else Written(*row)


def write(work: UnitOfWork, bulletin_id: int, staff_id: int, *, text: str, spoken: str) -> None:
    """Set the texts of the kit; an empty text returns to the made one. Raises ConflictError: too long;
    NotFoundError.
    """
    if len(text) > LONGEST_TEXT or len(spoken) > LONGEST_SPOKEN:
        raise ConflictError("The words of a kit are short.")
    bulletins.get(work, bulletin_id)
    values = {"text": text, "spoken": spoken, "staff_id": staff_id, "at": work.now}
    row = (postgresql if work.postgres else sqlite).insert(bulletin_kits)
    row = row.values(bulletin_id=bulletin_id, **values)
    work.conn.execute(row.on_conflict_do_update(index_elements=["bulletin_id"], set_=values))
    audit.record(work, "bulletin.kit", actor=audit.STAFF, staff_id=staff_id, bulletin=bulletin_id)


def digest_of(spoken: str) -> str:
    """The mark of the loudspeaker's words: other words have another one."""
    return hashlib.sha256(spoken.encode("utf-8", "replace")).hexdigest()


def hear(work: UnitOfWork, bulletin_id: int, staff_id: int, *, spoken: str, digest: str) -> None:
    """Record that somebody heard the sound of these words to the end. The first one who did stays recorded.

    `digest`: of the words that this person heard. Raises ConflictError when the words are others by now; NotFoundError.
    """
    if digest != digest_of(spoken):
        raise ConflictError("The words are not those that were heard.")
    bulletins.get(work, bulletin_id)
    row = (postgresql if work.postgres else sqlite).insert(kit_sounds)
    row = row.values(bulletin_id=bulletin_id, digest=digest, staff_id=staff_id, at=work.now)
    first = work.conn.execute(row.on_conflict_do_nothing().returning(kit_sounds.c.bulletin_id)).scalar()
    if first is not None:
        audit.record(work, "bulletin.kit_heard", actor=audit.STAFF, staff_id=staff_id, bulletin=bulletin_id)


def heard(work: UnitOfWork, bulletin_id: int, spoken: str) -> Heard | None:
    """Who heard the sound of exactly these words; none: nobody yet, so no group may use it."""
    row = work.conn.execute(
        select(staff.c.name, kit_sounds.c.at)
        .join(staff, staff.c.id == kit_sounds.c.staff_id)
        .where(kit_sounds.c.bulletin_id == bulletin_id, kit_sounds.c.digest == digest_of(spoken))
    ).one_or_none()
    return None if row is None else Heard(*row)


def links(work: UnitOfWork) -> dict[int, Link]:
    """The links of the groups that have one, by group."""
    rows = work.conn.execute(
        select(kit_links.c.unit_id, units.c.name, kit_links.c.word, kit_links.c.made_at)
        .join(units, units.c.id == kit_links.c.unit_id)
        .where(kit_links.c.word.is_not(None))
    )
    return {row.unit_id: Link(*row) for row in rows}


def renew(work: UnitOfWork, unit_id: int, staff_id: int) -> str:
    """A new word for a group's link. The old link no longer works."""
    word = secrets.token_urlsafe(9)
    row = (postgresql if work.postgres else sqlite).insert(kit_links)
    row = row.values(unit_id=unit_id, generation=1, staff_id=staff_id, made_at=work.now, word=word)
    changed = {
        "generation": kit_links.c.generation + 1, "staff_id": staff_id, "made_at": work.now, "word": word,
    }  # fmt: skip
    work.conn.execute(row.on_conflict_do_update(index_elements=["unit_id"], set_=changed))
    audit.record(work, "bulletin.kit_link", actor=audit.STAFF, staff_id=staff_id, unit=unit_id)
    return word


def by_word(work: UnitOfWork, word: str) -> Link | None:
    """The group to which a link belongs."""
    asked = word.encode("utf-8", "replace")  # as bytes: for text, `compare_digest` accepts ASCII only
    return next((each for each in links(work).values() if secrets.compare_digest(each.word.encode(), asked)), None)


def take(work: UnitOfWork, bulletin_id: int, part: str, *, unit_id: int | None = None,
         staff_id: int | None = None) -> None:  # fmt: skip
    """Count that somebody took a part: once per day and group or member of staff. Raises ConflictError."""
    if part not in PARTS:
        raise ConflictError("A kit has no such part.")
    day = f"{work.now:%Y%m%d}"
    who = f"u{unit_id}" if unit_id is not None else f"s{staff_id}"
    row = (postgresql if work.postgres else sqlite).insert(kit_takings)
    row = row.values(bulletin_id=bulletin_id, unit_id=unit_id, staff_id=staff_id, part=part, at=work.now,
                     unique_key=f"{bulletin_id}:{who}:{part}:{day}")  # fmt: skip
    work.conn.execute(row.on_conflict_do_nothing())


def taken(work: UnitOfWork, bulletin_id: int) -> list[Taken]:
    """Who took the kit of a bulletin, by group."""
    name = func.coalesce(units.c.name, "")
    rows = work.conn.execute(
        select(name, kit_takings.c.part, func.count(), func.max(kit_takings.c.at))
        .select_from(kit_takings.outerjoin(units, units.c.id == kit_takings.c.unit_id))
        .where(kit_takings.c.bulletin_id == bulletin_id)
        .group_by(name, kit_takings.c.part)
        .order_by(name, kit_takings.c.part)
    ).all()
    found: dict[str, tuple[dict[str, int], list[datetime]]] = {}
    for unit, part, number, at in rows:
        parts, moments = found.setdefault(unit, ({}, []))
        parts[part] = number
        moments.append(at)
    return [Taken(unit, parts, max(moments)) for unit, (parts, moments) in found.items()]
