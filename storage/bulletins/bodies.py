"""What the sender needs of bulletins: their text on a channel, and whether they may be sent now."""

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import CTE, ColumnElement, and_, bindparam, exists, func, or_, select, update

from civics.bulletins.rules import LEAVES, BulletinState
from civics.days.night import quiet_until
from core.message import Outgoing, outgoing_from_json
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.bulletins import bulletin_bodies, bulletins
from storage.tables.columns import among
from storage.tables.messages import bulk, chats, lanes, outbox


def parts_for(bulletin_id: int) -> ColumnElement[bool]:
    """The stored parts for a chat: those of its channel, or the common ones. A condition on `chats` and the bodies."""
    own = bulletin_bodies.alias()
    named = exists().where(own.c.bulletin_id == bulletin_id, own.c.channel == chats.c.channel)
    return and_(
        bulletin_bodies.c.bulletin_id == bulletin_id,
        or_(bulletin_bodies.c.channel == chats.c.channel, and_(bulletin_bodies.c.channel == "", ~named)),
    )


def parts_of(bulletin_id: int) -> CTE:
    """The channel and number of each stored part, read once by a statement."""
    wanted = bulletin_bodies.c.bulletin_id == bulletin_id
    return select(bulletin_bodies.c.channel, bulletin_bodies.c.part).where(wanted).cte("parts")


def for_channel(parts: CTE, channel: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether it is a part for a chat of this channel: one of its channel, or of the common ones if there is none."""
    own = parts.alias("own")
    named = channel.in_(select(own.c.channel))
    return or_(parts.c.channel == channel, and_(parts.c.channel == "", ~named))


def slowest(work: UnitOfWork) -> int | None:
    """The lowest rate that a person chose for a running bulletin. None: no rate was chosen."""
    found: int | None = _SLOWEST.scalar(work, {f"p_{each}": each.value for each in LEAVES})
    return found


# Built only once, because the sender asks several times per second.
_SLOWEST = Prepared(
    select(func.min(bulletins.c.rate)).where(or_(*(bulletins.c.state == bindparam(f"p_{each}") for each in LEAVES)))
)
_BODIES = Prepared(
    select(
        bulletin_bodies.c.bulletin_id, bulletin_bodies.c.channel, bulletin_bodies.c.part, bulletin_bodies.c.body
    ).where(among(bulletin_bodies.c.bulletin_id, "p_ids"))
)
_STATES = Prepared(select(bulletins.c.id, bulletins.c.state, bulletins.c.urgent).where(among(bulletins.c.id, "p_ids")))


class Bodies:
    """Bodies by bulletin, channel and part, each read once. A channel without its own body uses the common one."""

    def __init__(self, found: Mapping[tuple[int, str, int], str]) -> None:
        self._found = found
        self._channels = {(bulletin_id, channel) for bulletin_id, channel, _ in found}
        self._read: dict[tuple[int, str, int], Outgoing] = {}

    def _key(self, bulletin_id: int, channel: str, part: int) -> tuple[int, str, int]:
        return bulletin_id, channel if (bulletin_id, channel) in self._channels else "", part

    def __contains__(self, key: tuple[int, str, int]) -> bool:
        return self._key(*key) in self._found

    def __getitem__(self, key: tuple[int, str, int]) -> Outgoing:
        place = self._key(*key)
        if place not in self._read:
            self._read[place] = outgoing_from_json(json.loads(self._found[place]))
        return self._read[place]


def bodies_of(work: UnitOfWork, ids: Iterable[int]) -> Bodies:
    """The stored bodies of these bulletins."""
    wanted = sorted(ids)
    if not wanted:
        return Bodies({})
    rows = _BODIES.every(work, {"p_ids": wanted})
    return Bodies({(bulletin_id, channel, part): body for bulletin_id, channel, part, body in rows})


def hold_paused(work: UnitOfWork, rows: Sequence[tuple[int, int]], *, lost: Sequence[int] = ()) -> set[int]:
    """Put aside the claimed rows, as (row, bulletin), that may not be sent now; returns them.

    So a pause holds at once however many rows wait, and no statement grows with them. At night a row waits for the
    morning. `lost`: rows of parts that a correction removed.
    """
    if not rows:
        return set()
    found = _STATES.every(work, {"p_ids": sorted({bulletin_id for _, bulletin_id in rows})})
    known = {each.id: each for each in found}
    morning = quiet_until(work.now)
    paused = [row for row, each in rows if known[each].state == BulletinState.PAUSED]
    # after a bulletin is done, rows may still be sent that a person asked for
    ended = [row for row, each in rows if known[each].state not in {*LEAVES, BulletinState.DONE, BulletinState.PAUSED}]
    ended += [row for row in lost if row not in paused]
    still = {*paused, *ended}
    asleep = [row for row, each in rows if morning is not None and not known[each].urgent and row not in still]
    for ids, values in ((paused, {"state": "paused"}), (ended, {"state": "back"}), (asleep, {"due_at": morning})):
        if ids:
            work.conn.execute(update(outbox).where(outbox.c.id.in_(ids)).values(**values))
    return {*still, *asleep}


def let_go(work: UnitOfWork, bulletin_id: int) -> int:
    """What was put aside by a pause goes to nobody any more: its bulletin has ended. The number of rows."""
    mine = outbox.c.bulletin_id == bulletin_id, outbox.c.state == "paused"
    return work.conn.execute(update(outbox).where(*mine).values(state="back")).rowcount


def tend_paused(work: UnitOfWork) -> int:
    """Give paused rows their bulletin's state if it is no longer paused; returns the number of rows.

    Such rows exist when a sender read the state just before somebody resumed or stopped the bulletin. Earlier releases
    also left them when a paused bulletin was stopped.
    """
    aside = select(outbox.c.bulletin_id).where(outbox.c.state == "paused", outbox.c.bulletin_id.is_not(None)).distinct()
    rows = work.conn.execute(
        select(bulletins.c.id, bulletins.c.state).where(
            bulletins.c.id.in_(aside), bulletins.c.state != BulletinState.PAUSED.value
        )
    ).all()
    goes_on = {*LEAVES, BulletinState.DONE}
    return sum(wake(work, each.id) if each.state in goes_on else let_go(work, each.id) for each in rows)


def wake(work: UnitOfWork, bulletin_id: int) -> int:
    """Rows that a pause put aside wait again; returns their number."""
    mine = outbox.c.bulletin_id == bulletin_id
    paused = select(outbox.c.chat_id).where(mine, outbox.c.state == "paused")
    sooner = func.least if work.postgres else func.min
    work.conn.execute(
        update(lanes)
        .where(lanes.c.chat_id.in_(paused))
        .values(
            ready_at=sooner(func.coalesce(lanes.c.ready_at, work.now), work.now),
            priority=sooner(lanes.c.priority, bulk),
        )
    )
    return work.conn.execute(update(outbox).where(mine, outbox.c.state == "paused").values(state="waiting")).rowcount
