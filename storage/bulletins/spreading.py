"""Gives each chat of an audience its row in the outbox, in batches that can stop and continue anywhere.

Rows, lanes and checkpoint share one transaction. Private chats only get what they subscribed to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from civics.bulletins.rules import BulletinState
from storage.bulletins import corrections
from storage.bulletins import digests as bulletin_digests
from storage.bulletins.bodies import for_channel, parts_of
from storage.bulletins.bulletins import get, start_due
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.messages import lane_rows
from storage.tables.bulletins import bulletin_corrections, bulletins, subscriptions
from storage.tables.columns import Id
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
        select(chats.c.channel, func.count(), reachable)
        .where(_in(audience))
        .group_by(chats.c.channel)
        .order_by(chats.c.channel)
    )
    return [Count(*row) for row in rows]


def _in(audience: Audience, *, after: int = 0, last: int | None = None) -> ColumnElement[bool]:
    """The chats of an audience. `after`, `last`: of those after the first and up to the second."""
    mine = [subscriptions.c.chat_id == chats.c.id, subscriptions.c.topic == audience.topic]
    found: list[ColumnElement[bool]] = []
    if last is not None:  # said of both, so that each database reads only these of both
        mine += [subscriptions.c.chat_id > after, subscriptions.c.chat_id <= last]
        found = [chats.c.id > after, chats.c.id <= last]
    private = [chats.c.private.is_(True), exists().where(*mine)]
    if audience.units:
        private.append(exists().where(residents.c.id == chats.c.resident_id, residents.c.unit_id.in_(audience.units)))
    one = and_(*private)
    found += [chats.c.state == "open", or_(one, chats.c.private.is_(False)) if audience.groups else one]
    if audience.languages:
        found.append(chats.c.lang.in_(audience.languages))
    if audience.channels:
        found.append(chats.c.channel.in_(audience.channels))
    return and_(*found)


def spread(work: UnitOfWork, bulletin_id: int, *, batch: int | None = None) -> int:
    """Give the next chats of the audience their rows: those among the next `batch` chats that have one.

    Returns their number: 0 when it is complete or may not continue. Safe to repeat.
    """
    found = get(work, bulletin_id, lock=True)
    if found.state != BulletinState.SPREADING:
        return 0
    audience, after = audience_of(found.topic, found.audience), found.checkpoint
    while (last := _last(work, after, batch or (BATCH_POSTGRESQL if work.postgres else BATCH))) is not None:
        here = _in(audience, after=after, last=last)
        if number := _rows(work, bulletin_id, here, (after, last)):
            break
        after = last
    else:
        ended = {"state": BulletinState.SENDING.value, "spread_at": work.now}
        work.conn.execute(update(bulletins).where(bulletins.c.id == bulletin_id).values(**ended))
        return 0
    if audience.groups and not found.urgent:
        bulletin_digests.hold_back(work, bulletin_id, here)
    moved = {"checkpoint": last, "spread": bulletins.c.spread + number}
    work.conn.execute(update(bulletins).where(bulletins.c.id == bulletin_id).values(**moved))
    work.ring("outbox")
    return number


def _last(work: UnitOfWork, after: int, batch: int) -> int | None:
    """The last of the next chats, whoever they are; None when there are no more."""
    ahead = select(chats.c.id).where(chats.c.id > after).order_by(chats.c.id).limit(batch).subquery()
    found: int | None = work.conn.execute(select(func.max(ahead.c.id))).scalar()
    return found


_TO_DO = Prepared(
    select(
        or_(
            exists().where(bulletins.c.state == BulletinState.SPREADING),
            exists().where(bulletins.c.state == BulletinState.SENDING),
            exists().where(
                bulletins.c.state == BulletinState.APPROVED,
                bulletins.c.rule.is_(None),
                bulletins.c.tied.is_(None),
                or_(bulletins.c.planned_at.is_(None), bulletins.c.planned_at <= bindparam("p_now")),
            ),
            exists().where(bulletin_corrections.c.state == corrections.SPREADING),
            exists().where(bulletin_corrections.c.state == corrections.SENDING),
        )
    )
)


def any_to_do(work: UnitOfWork) -> bool:
    """Whether a bulletin or a correction may have a next step: one cheap look for the many times when none has."""
    return bool(_TO_DO.scalar(work, {"p_now": work.now}))


def go_on(work: UnitOfWork) -> int:
    """Begin due bulletins and process the next batch of each. Returns the number of chats. Called by a job."""
    start_due(work)
    found = select(bulletins.c.id).where(bulletins.c.state == BulletinState.SPREADING).order_by(bulletins.c.id).limit(5)
    return sum(spread(work, each) for each in work.conn.execute(found).scalars().all())


def _rows(work: UnitOfWork, bulletin_id: int, chosen: ColumnElement[bool], here: tuple[int, int]) -> int:
    """Give the chosen chats their rows and make their lanes ready; returns how many they are.

    `here`: they are after the first chat and up to the second. PostgreSQL does all in one statement, so it looks for
    the chats once, and all parts see one moment.
    """
    these = select(chats.c.id, chats.c.channel, chats.c.bot).where(chosen).order_by(chats.c.id)
    them = these.cte("these")
    counted = select(func.count()).select_from(them)
    if work.postgres:
        counted = counted.add_cte(
            _outbox(work, bulletin_id, them, here).cte("made"), lane_rows.made_ready(work, them).cte("ready")
        )
    number = work.conn.execute(counted).scalar_one()
    if number and not work.postgres:
        work.conn.execute(_outbox(work, bulletin_id, them, here))
        work.conn.execute(lane_rows.made_ready(work, them))
    return number


def _outbox(work: UnitOfWork, bulletin_id: int, these: FromClause, here: tuple[int, int]) -> Any:  # an insert
    """Adds the rows of these chats: id, channel, bot. `here`: they are after the first chat and up to the second.

    A row that is there already stays as it is. PostgreSQL looks for those once, because to ask its index anew for each
    row that is written took a quarter of the time. Whoever adds rows of a bulletin to these chats holds its lock.
    """
    names = ["chat_id", "priority", "body", "due_at", "made_at", "bulletin_id", "part"]
    at, parts = literal(work.now, outbox.c.due_at.type), parts_of(bulletin_id)
    rows = (
        select(these.c.id, bulk, literal(""), at, at, literal(bulletin_id, Id), parts.c.part)
        .select_from(these.join(parts, for_channel(parts, these.c.channel)))
        .order_by(these.c.id, parts.c.part)
    )
    if work.postgres:
        there = outbox.alias("there")
        mine = there.c.bulletin_id == bulletin_id, there.c.chat_id > here[0], there.c.chat_id <= here[1]
        # NOT IN, because that list is made before the first row is written. A join may read the index again for each
        # row, and meets there the rows of this statement.
        new = tuple_(these.c.id, parts.c.part).not_in(select(there.c.chat_id, there.c.part).where(*mine))
        return insert(outbox).from_select(names, rows.where(new), include_defaults=False)
    return (
        sqlite.insert(outbox)
        .from_select(names, rows, include_defaults=False)
        .on_conflict_do_nothing(
            index_elements=["bulletin_id", "chat_id", "part"], index_where=outbox.c.bulletin_id.is_not(None)
        )
    )


def subscribe(work: UnitOfWork, chat_id: int, topic: str) -> None:
    """Subscribe the chat to a topic. Safe to repeat."""
    dialect = postgresql if work.postgres else sqlite
    row = dialect.insert(subscriptions).values(chat_id=chat_id, topic=topic, at=work.now)
    work.conn.execute(row.on_conflict_do_nothing())


def unsubscribe(work: UnitOfWork, chat_id: int, topic: str) -> None:
    """End the chat's subscription to a topic."""
    work.conn.execute(subscriptions.delete().where(subscriptions.c.chat_id == chat_id, subscriptions.c.topic == topic))
