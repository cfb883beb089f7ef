"""Gives each chat of an audience its row in the outbox, in batches that can stop and continue anywhere.

Rows, lanes and checkpoint share one transaction. Private chats only get what they subscribed to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.bulletins.rules import BulletinState
from storage.bulletins import digests as bulletin_digests
from storage.bulletins.bodies import parts_for
from storage.bulletins.bulletins import get, start_due
from storage.database.unit import UnitOfWork
from storage.messages import lane_rows
from storage.tables.bulletins import bulletin_bodies, bulletins, subscriptions
from storage.tables.columns import among
from storage.tables.messages import bulk, chats, outbox
from storage.tables.people import residents

# Chats per transaction. On PostgreSQL most of a small batch's time went into planning, and into reading who subscribed.
BATCH, BATCH_POSTGRESQL = 2000, 10_000


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a bulletin is for. Empty fields do not restrict. `topic`: what private chats must have subscribed to."""

    topic: str
    units: Sequence[int] = ()
    languages: Sequence[str] = ()
    channels: Sequence[str] = ()
    groups: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """How many chats of a channel are in the audience, and how many of them we can write to now."""

    channel: str
    chats: int
    now: int


def audience_of(topic: str, stored: dict[str, Any]) -> Audience:
    """The audience of a stored bulletin. Its JSON names units, languages, channels and groups."""
    return Audience(
        topic, **{name: stored[name] for name in ("units", "languages", "channels", "groups") if name in stored}
    )


def count(work: UnitOfWork, audience: Audience) -> list[Count]:
    """The chats that it reaches, by channel."""
    reachable = func.count().filter(or_(chats.c.free_until.is_(None), chats.c.free_until > work.now))
    rows = work.conn.execute(
        select(chats.c.channel, func.count(), reachable).where(_in(audience)).group_by(chats.c.channel)
    )
    return [Count(*row) for row in rows]


def _in(audience: Audience, *, few: bool = False) -> ColumnElement[bool]:
    """The chats of an audience. `few`: for the first few of them, where no table of all subscriptions is worth it."""
    mine = subscriptions.c.chat_id == chats.c.id, subscriptions.c.topic == audience.topic
    subscribed = (
        select(literal(1)).where(*mine).limit(1).scalar_subquery().is_not(None) if few else exists().where(*mine)
    )
    private = [chats.c.private.is_(True), subscribed]
    if audience.units:
        private.append(exists().where(residents.c.id == chats.c.resident_id, residents.c.unit_id.in_(audience.units)))
    found = [chats.c.state == "open", and_(*private)]
    if audience.groups:
        found[1] = or_(found[1], chats.c.private.is_(False))
    if audience.languages:
        found.append(chats.c.lang.in_(audience.languages))
    if audience.channels:
        found.append(chats.c.channel.in_(audience.channels))
    return and_(*found)


def spread(work: UnitOfWork, bulletin_id: int, *, batch: int | None = None) -> int:
    """Give the next chats their rows.

    Returns their number: 0 when it is complete or may not continue. Safe to repeat.
    """
    found = get(work, bulletin_id, lock=True)
    if found.state != BulletinState.SPREADING:
        return 0
    audience = audience_of(found.topic, found.audience)
    last, number, here = _next(work, audience, found.checkpoint, batch=batch)
    if not number:
        ended = {"state": BulletinState.SENDING.value, "spread_at": work.now}
        work.conn.execute(update(bulletins).where(bulletins.c.id == bulletin_id).values(**ended))
        return 0
    _rows(work, bulletin_id, here)
    if audience.groups and not found.urgent:
        bulletin_digests.hold_back(work, bulletin_id, here)
    lane_rows.ready(work, here)
    moved = {"checkpoint": last, "spread": bulletins.c.spread + number}
    work.conn.execute(update(bulletins).where(bulletins.c.id == bulletin_id).values(**moved))
    work.ring("outbox")
    return number


def _next(
    work: UnitOfWork, audience: Audience, after: int, *, batch: int | None
) -> tuple[int, int, ColumnElement[bool]]:
    """The last of the next chats, their number, and a condition on `chats` that they meet.

    PostgreSQL gets their ids: it would look for them again in each statement.
    """
    first = chats.c.id > after, _in(audience, few=work.postgres)
    if work.postgres:
        wanted = select(chats.c.id).where(*first).order_by(chats.c.id).limit(batch or BATCH_POSTGRESQL)
        ids = work.conn.execute(wanted).scalars().all()
        return max(ids, default=0), len(ids), among(chats.c.id, "p_these", ids)
    ahead = select(chats.c.id).where(*first).order_by(chats.c.id).limit(batch or BATCH).subquery()
    last, number = work.conn.execute(select(func.max(ahead.c.id), func.count())).one()
    last = last or 0
    return last, number, and_(chats.c.id > after, chats.c.id <= last, _in(audience))


def go_on(work: UnitOfWork) -> int:
    """Begin due bulletins and process the next batch of each. Returns the number of chats. Called by a job."""
    start_due(work)
    found = select(bulletins.c.id).where(bulletins.c.state == BulletinState.SPREADING).order_by(bulletins.c.id).limit(5)
    return sum(spread(work, each) for each in work.conn.execute(found).scalars().all())


def _rows(work: UnitOfWork, bulletin_id: int, here: ColumnElement[bool]) -> None:
    names = ["chat_id", "priority", "body", "due_at", "made_at", "bulletin_id", "part"]
    at = literal(work.now, outbox.c.due_at.type)
    rows: Select[Any] = (
        select(chats.c.id, bulk, literal(""), at, at, literal(bulletin_id), bulletin_bodies.c.part)
        .select_from(chats.join(bulletin_bodies, parts_for(bulletin_id)))
        .where(here)
        .order_by(chats.c.id, bulletin_bodies.c.part)
    )
    dialect = postgresql if work.postgres else sqlite
    work.conn.execute(dialect.insert(outbox).from_select(names, rows, include_defaults=False).on_conflict_do_nothing())


def subscribe(work: UnitOfWork, chat_id: int, topic: str) -> None:
    """Subscribe the chat to a topic. Safe to repeat."""
    dialect = postgresql if work.postgres else sqlite
    row = dialect.insert(subscriptions).values(chat_id=chat_id, topic=topic, at=work.now)
    work.conn.execute(row.on_conflict_do_nothing())


def unsubscribe(work: UnitOfWork, chat_id: int, topic: str) -> None:
    """End the chat's subscription to a topic."""
    work.conn.execute(subscriptions.delete().where(subscriptions.c.chat_id == chat_id, subscriptions.c.topic == topic))
