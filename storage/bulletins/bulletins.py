"""Bulletins: writing, approval by a second person, pausing and stopping. The trail records every move."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from civics.bulletins import rules as life
from civics.bulletins import schedules
from civics.bulletins.rules import BulletinState
from civics.days.night import is_quiet
from core.errors import ConflictError, NotFoundError
from core.message import Outgoing, to_json
from storage.bulletins.bodies import let_go, wake
from storage.database.unit import UnitOfWork
from storage.people import hands
from storage.tables.bulletins import bulletin_bodies, bulletin_versions, bulletins
from storage.tables.messages import outbox
from storage.ward import alerts, audit

_WRITTEN = frozenset({"title", "text", "topic", "keywords", "audience", "urgent", "question", "choices", "planned_at",
                      "rule", "shown_on_page", "fills", "tied"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A bulletin as it is stored. `spread`: how many chats have their row in the outbox."""

    id: int
    title: str
    text: str
    topic: str
    fills: dict[str, str]
    keywords: dict[str, str]
    audience: dict[str, Any]  # JSON
    urgent: bool
    state: str
    author_id: int
    approver_id: int | None
    approved_count: int | None
    question: str
    choices: list[str]
    planned_at: datetime | None
    tied: dict[str, Any] | None  # JSON
    rule: dict[str, Any] | None  # JSON
    shown_on_page: bool
    version: int
    checkpoint: int
    spread: int
    made_at: datetime
    started_at: datetime | None
    spread_at: datetime | None
    ended_at: datetime | None
    corrected_at: datetime | None
    rate: int | None
    made_from_id: int | None
    slot: str | None
    sent_back: str = ""  # why it was given back to its author

    @property
    def is_series(self) -> bool:
        """Whether it is a series. A series is never sent itself; each of its times becomes a bulletin."""
        return self.rule is not None or self.tied is not None


CORRECTABLE = frozenset({*life.PUBLIC, BulletinState.STOPPED})  # some people have it
_COLUMNS = [bulletins.c[name] for name in Bulletin.__dataclass_fields__]


def write(work: UnitOfWork, /, staff_id: int, **fields: object) -> int:
    """Write a new draft; returns its id. `fields`: title, text, audience and the other fields of an author."""
    _only_written(fields)
    given = {"fills": {}, "keywords": {}, "audience": {}, "choices": [], **fields}
    made: int = work.conn.execute(
        insert(bulletins).values(author_id=staff_id, made_at=work.now, **given).returning(bulletins.c.id)
    ).scalar_one()
    audit.record(work, "bulletin.written", actor="staff", staff_id=staff_id, bulletin=made)
    return made


def rewrite(work: UnitOfWork, /, bulletin_id: int, staff_id: int, **fields: object) -> None:
    """Change a draft. Whoever changed it last is its author: what they wrote, somebody else must read and approve.

    Raises ConflictError after approval was asked for: people approve the text that they read.
    """
    _only_written(fields)
    found = get(work, bulletin_id, lock=True)
    if found.state != BulletinState.DRAFT:
        raise ConflictError("Only a draft may be changed.")
    work.conn.execute(update(bulletins).where(bulletins.c.id == bulletin_id).values(author_id=staff_id, **fields))
    if found.author_id != staff_id:
        audit.record(work, "bulletin.rewritten", actor="staff", staff_id=staff_id, bulletin=bulletin_id)


def _only_written(fields: Mapping[str, object]) -> None:
    if odd := set(fields) - _WRITTEN:
        raise ValueError(f"an author does not write {sorted(odd)}")


def get(work: UnitOfWork, bulletin_id: int, *, lock: bool = False) -> Bulletin:
    """The bulletin with that id. `lock`: nobody else moves it until the commit. Raises NotFoundError."""
    found = select(*_COLUMNS).where(bulletins.c.id == bulletin_id)
    row = work.conn.execute(found.with_for_update() if lock else found).one_or_none()
    if row is None:
        raise NotFoundError("There is no such bulletin.")
    return Bulletin(*row)


def asked(work: UnitOfWork) -> int:
    """How many wait for approval."""
    waits = select(func.count()).select_from(bulletins).where(bulletins.c.state == BulletinState.ASKED)
    return int(work.conn.execute(waits).scalar_one())


def latest(work: UnitOfWork, *, limit: int = 50) -> list[Bulletin]:
    """The newest bulletins first, in any state."""
    found = select(*_COLUMNS).order_by(bulletins.c.id.desc()).limit(limit)
    return [Bulletin(*row) for row in work.conn.execute(found)]


def some(work: UnitOfWork, ids: Sequence[int]) -> list[Bulletin]:
    """These bulletins, the newest first."""
    found = select(*_COLUMNS).where(bulletins.c.id.in_(ids)).order_by(bulletins.c.id.desc())
    return [Bulletin(*row) for row in work.conn.execute(found)]


def give_bodies(work: UnitOfWork, bulletin_id: int, bodies: Mapping[str, Sequence[Outgoing]]) -> None:
    """Store what is sent, in its parts, by channel; "" is for all other channels."""
    work.conn.execute(delete(bulletin_bodies).where(bulletin_bodies.c.bulletin_id == bulletin_id))
    rows = [
        {"bulletin_id": bulletin_id, "channel": channel, "part": part, "body": json.dumps(to_json(each))}
        for channel, parts in bodies.items()
        for part, each in enumerate(parts)
    ]
    if rows:
        work.conn.execute(insert(bulletin_bodies), rows)


def ask(work: UnitOfWork, bulletin_id: int, staff_id: int) -> None:
    """Ask for approval."""
    _move(work, bulletin_id, BulletinState.ASKED, staff_id, asked_at=work.now, sent_back="")


def give_back(work: UnitOfWork, bulletin_id: int, staff_id: int, *, why: str = "") -> None:
    """Make it a draft again, which can be changed and must be approved anew. Raises ConflictError once it has begun.

    `why`: what its author is to read.
    """
    _move(work, bulletin_id, BulletinState.DRAFT, staff_id, asked_at=None, approver_id=None, approved_at=None,
          approved_count=None, sent_back=why)  # fmt: skip


def approve(work: UnitOfWork, bulletin_id: int, staff_id: int, *, typed: int, count: int, alone: bool = False) -> None:
    """Approve another author's bulletin; `typed` is the number of recipients. `alone`: the ward lets authors approve.

    Raises ConflictError for one's own bulletin, that of somebody who may be the same person (FRESH), and for a number
    that is not the count.
    """
    found = get(work, bulletin_id, lock=True)
    if found.author_id == staff_id and not alone:
        raise ConflictError("Somebody else approves a bulletin.")
    if not alone and hands.one(work, found.author_id, staff_id):
        raise ConflictError(life.Why.FRESH)
    if typed != count:
        raise ConflictError("The number typed is not the number of recipients.")
    _move(work, bulletin_id, BulletinState.APPROVED, staff_id, approver_id=staff_id, approved_count=count,
          approved_at=work.now)  # fmt: skip
    work.ring("bulletins")


def pause(work: UnitOfWork, bulletin_id: int, staff_id: int) -> None:
    """Send nothing more for now. Messages that are on their way arrive."""
    _move(work, bulletin_id, BulletinState.PAUSED, staff_id)


def resume(work: UnitOfWork, bulletin_id: int, staff_id: int) -> None:
    """Continue after a pause."""
    found = get(work, bulletin_id, lock=True)
    to = BulletinState.SENDING if found.spread_at is not None else BulletinState.SPREADING
    if found.state != BulletinState.PAUSED:
        raise ConflictError("It is not paused.")
    _move(work, bulletin_id, to, staff_id)
    wake(work, bulletin_id)
    work.ring("outbox")
    work.ring("bulletins")


def stop(work: UnitOfWork, bulletin_id: int, staff_id: int) -> None:
    """End it for good: no more chats get it."""
    _move(work, bulletin_id, BulletinState.STOPPED, staff_id, ended_at=work.now)
    let_go(work, bulletin_id)


def start_due(work: UnitOfWork) -> int:
    """Begin approved bulletins that are due, outside quiet hours or urgent. Returns how many began.

    Bulletins that are much too late become "missed", and staff are asked.
    """
    due = select(bulletins.c.id, bulletins.c.planned_at, bulletins.c.approved_at, bulletins.c.urgent).where(
        bulletins.c.state == BulletinState.APPROVED,
        bulletins.c.rule.is_(None),  # a series is never sent itself
        bulletins.c.tied.is_(None),
        (bulletins.c.planned_at.is_(None)) | (bulletins.c.planned_at <= work.now),
    )
    if is_quiet(work.now):  # those that wait for the morning must not block those that may go
        due = due.where(bulletins.c.urgent.is_(True))
    begun = 0
    for bulletin_id, planned_at, approved_at, urgent in work.conn.execute(
        due.order_by(bulletins.c.id).limit(20).with_for_update(skip_locked=True)
    ).all():
        start = planned_at or approved_at or work.now
        if life.missed(schedules.start_of(start, urgent=urgent), work.now):
            _move(work, bulletin_id, BulletinState.MISSED, None)
            alerts.sound(work, "bulletin_missed", detail=str(bulletin_id), unique_key=f"bulletin_missed:{bulletin_id}")
        else:
            _move(work, bulletin_id, BulletinState.SPREADING, None, started_at=work.now)
            begun += 1
    return begun


def end_series(work: UnitOfWork, bulletin_id: int, to: BulletinState) -> None:
    """End a series, because its event took place (done) or is cancelled (stopped)."""
    _move(work, bulletin_id, to, None, ended_at=work.now)


def start_late(work: UnitOfWork, bulletin_id: int, staff_id: int) -> None:
    """Begin one whose hour was missed, because a person says that it is still wanted."""
    if get(work, bulletin_id, lock=True).state != BulletinState.MISSED:
        raise ConflictError("Its hour was not missed.")
    _move(work, bulletin_id, BulletinState.SPREADING, staff_id, started_at=work.now)
    work.ring("bulletins")


def correct(work: UnitOfWork, bulletin_id: int, staff_id: int, *, title: str, text: str) -> None:
    """Give it a new text from now on; the old text is kept among its versions."""
    _keep(work, bulletin_id, staff_id, "corrected")
    changed = {"title": title, "text": text, "version": bulletins.c.version + 1, "corrected_at": work.now}
    work.conn.execute(update(bulletins).where(bulletins.c.id == bulletin_id).values(**changed))
    audit.record(work, "bulletin.corrected", actor="staff", staff_id=staff_id, bulletin=bulletin_id)


def recalled(work: UnitOfWork, bulletin_id: int, staff_id: int) -> None:
    """Recall it: no more chats get it. `storage.bulletins.corrections` informs those who have it."""
    _keep(work, bulletin_id, staff_id, "recalled")
    _move(work, bulletin_id, BulletinState.RECALLED, staff_id, ended_at=work.now)
    let_go(work, bulletin_id)


def _keep(work: UnitOfWork, bulletin_id: int, staff_id: int, act: str) -> None:
    old = get(work, bulletin_id, lock=True)
    work.conn.execute(
        insert(bulletin_versions).values(bulletin_id=bulletin_id, version=old.version, title=old.title, text=old.text,
                                         act=act, staff_id=staff_id, at=work.now)
    )  # fmt: skip


def counts(work: UnitOfWork, bulletin_id: int) -> dict[str, int]:
    """How many of its messages are in each state of the outbox: waiting, sent, doubtful, …"""
    found = select(outbox.c.state, func.count()).where(outbox.c.bulletin_id == bulletin_id, outbox.c.part == 0)
    return {state: count for state, count in work.conn.execute(found.group_by(outbox.c.state))}  # noqa: C416  # as in outbox


def _move(work: UnitOfWork, bulletin_id: int, to: BulletinState, staff_id: int | None, **columns: object) -> None:
    before = BulletinState(get(work, bulletin_id, lock=True).state)
    life.move(before, to)
    work.conn.execute(update(bulletins).where(bulletins.c.id == bulletin_id).values(state=to.value, **columns))
    audit.record(work, f"bulletin.{to.value}", actor="system" if staff_id is None else "staff", staff_id=staff_id,
                 bulletin=bulletin_id)  # fmt: skip
