"""Rows of the public case page: who agreed, what is shown, when it was released. `opened_list` reads what is shown.

The page's id is drawn at random and is not the case's code, so nobody finds a case by its code, or a code by its page.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.cases.opening import KINDS, OpenWhy, Told, may_open
from core.errors import ConflictError, NotFoundError
from core.message import Point
from storage.cases import hooks, opened_words
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.columns import beside_indexes
from storage.tables.media import attachments
from storage.tables.messages import chats
from storage.tables.opened import public_cases

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_DRAWN = 13  # letters, of which each has almost five bits
_UNSEEN = timedelta(minutes=2)  # an answer that is taken back takes its question with it, which may be asked again


@dataclass(frozen=True, slots=True)
class Opened:
    """What the service knows of a case's release. `ground`: consent, topic; empty when it is not public."""

    key: str
    case_id: int
    agreed_at: datetime | None
    refused_at: datetime | None
    released_at: datetime | None
    ground: str
    told: Told


def draw() -> str:
    """A new public id."""
    return f"V-{''.join(secrets.choice(_LETTERS) for _ in range(_DRAWN))}"


def everyday() -> ColumnElement[bool]:
    """Cases that may be shown at all, as `civics.cases.opening.may_open` has it."""
    # Not by the index of kinds: these are most cases, and SQLite without statistics would read and sort them all.
    kind = beside_indexes(cases.c.kind)
    return and_(
        cases.c.sealed.is_(False), kind.in_(sorted(KINDS)), cases.c.emergency == "",
        cases.c.names_staff_id.is_(None), cases.c.names_unit_id.is_(None),
    )  # fmt: skip


def of_case(work: UnitOfWork, case_id: int) -> Opened | None:
    """What is known of the release of this case; None: nobody was asked."""
    row = work.conn.execute(select(public_cases).where(public_cases.c.case_id == case_id)).one_or_none()
    if row is None:
        return None
    point = Point(row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    told = Told(row.title, row.body, row.answer, row.place, point, row.before_id, row.after_id)
    return Opened(row.key, case_id, row.agreed_at, row.refused_at, row.released_at, row.ground, told)


def key_for(work: UnitOfWork, case_id: int) -> str:
    """The public id of the case, which is drawn at the first call. Nothing becomes public by it.

    Raises NotFoundError; ConflictError: KIND.
    """
    return _key(work, _may(work, case_id))


def key_of_caller(work: UnitOfWork, case_id: int) -> str:
    """The same for a case that another program filed, also when it is never shown (an emergency): it can be added to.

    Raises NotFoundError, also for a sealed case.
    """
    row = work.conn.execute(select(cases).where(cases.c.id == case_id, cases.c.sealed.is_(False))).one_or_none()
    if row is None:
        raise NotFoundError("There is no such case.")
    return _key(work, row)


def _key(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> str:
    insert = postgresql.insert if work.postgres else sqlite.insert
    values = {"key": draw(), "case_id": row.id, "filed_at": row.filed_at, "changed_at": work.now}
    work.conn.execute(insert(public_cases).values(**values).on_conflict_do_nothing(index_elements=["case_id"]))
    return str(work.conn.execute(select(public_cases.c.key).where(public_cases.c.case_id == row.id)).scalar_one())


def ask(work: UnitOfWork, case_id: int) -> bool:
    """Whether its resident is to be asked now: once, in a private chat. From now on they count as asked."""
    found = work.conn.execute(
        select(cases.c.id)
        .join(chats, chats.c.id == cases.c.chat_id)
        .where(cases.c.id == case_id, everyday(), chats.c.private, cases.c.origin != "group")
    ).first()  # fmt: skip
    if found is None:
        return False
    key_for(work, case_id)
    row = work.conn.execute(select(public_cases).where(public_cases.c.case_id == case_id).with_for_update()).one()
    if row.asked_at is not None and (row.agreed_at is not None or row.asked_at <= work.now - _UNSEEN):
        return False
    _set(work, case_id, asked_at=work.now)
    return True


def agree(work: UnitOfWork, case_id: int) -> None:
    """Its resident agrees. Raises NotFoundError; ConflictError: KIND."""
    key_for(work, case_id)
    _set(work, case_id, agreed_at=work.now, refused_at=None)


def refuse(work: UnitOfWork, case_id: int) -> bool:
    """Its resident does not agree, or no longer: it is taken from the page at once. Whether it was public."""
    was = of_case(work, case_id)
    if was is None:
        return False
    if was.released_at is not None:
        withdraw(work, case_id)
    _set(work, case_id, agreed_at=None, refused_at=work.now, asked_at=work.now - _UNSEEN)
    return was.released_at is not None


def put(work: UnitOfWork, case_id: int, told: Told, *, ground: str, by: int | None) -> Opened:
    """Show the case with these words, or show it with others. Raises NotFoundError; ConflictError: KIND, PHOTO."""
    key_for(work, case_id)
    for each in (told.before, told.after):
        if each is not None and not _shows(work, case_id, each):
            raise ConflictError("That is no picture of this case.", why=OpenWhy.PHOTO)
    was = of_case(work, case_id)
    assert was is not None
    point = told.point
    _set(
        work, case_id, title=told.title, body=told.text, answer=told.answer, place=told.place,
        lat=point.lat if point else None, lon=point.lon if point else None, before_id=told.before, after_id=told.after,
        folded=opened_words.folded(f"{told.title}\n{told.text}\n{told.answer}\n{told.place}"), ground=ground,
        staff_id=by, released_at=was.released_at or work.now, changed_at=work.now,
    )  # fmt: skip
    hooks.tell(work, [was.key])
    return was


def withdraw(work: UnitOfWork, case_id: int) -> None:
    """Take the case from the page, with all its words. Its public id and the resident's answer stay."""
    _tell_gone(work, [case_id])
    _set(
        work, case_id, released_at=None, ground="", title="", body="", answer="", place="", folded="", lat=None,
        lon=None, before_id=None, after_id=None, changed_at=work.now,
    )  # fmt: skip


def forget(work: UnitOfWork, case_ids: Iterable[int]) -> None:
    """Delete all of it: the case was sealed, became another kind, or its resident was erased."""
    ids = list(case_ids)
    _tell_gone(work, ids)
    work.conn.execute(delete(public_cases).where(public_cases.c.case_id.in_(ids)))


def _tell_gone(work: UnitOfWork, case_ids: list[int]) -> None:
    """Other systems that were told of these cases hear that they are gone."""
    shown = select(public_cases.c.key).where(
        public_cases.c.case_id.in_(case_ids), public_cases.c.released_at.is_not(None)
    )
    hooks.tell(work, work.conn.execute(shown).scalars().all())


def _may(work: UnitOfWork, case_id: int) -> Row[*tuple[Any, ...]]:
    row = work.conn.execute(select(cases).where(cases.c.id == case_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such case.")
    names = row.names_staff_id is not None or row.names_unit_id is not None
    if not may_open(row.kind, sealed=row.sealed, emergency=row.emergency, names=names):
        raise ConflictError("Such a case is never shown.", why=OpenWhy.KIND)
    return row


def _shows(work: UnitOfWork, case_id: int, attachment_id: int) -> bool:
    mine = select(attachments.c.id).where(
        attachments.c.id == attachment_id, attachments.c.case_id == case_id, attachments.c.state == "kept",
        attachments.c.shown != "",
    )  # fmt: skip
    return work.conn.execute(mine).first() is not None


def _set(work: UnitOfWork, case_id: int, **values: object) -> None:
    work.conn.execute(update(public_cases).where(public_cases.c.case_id == case_id).values(**values))
    work.ring("live")
