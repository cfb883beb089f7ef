"""The inbox: arrivals are durable before they are acknowledged, handled in order per chat, and stored only once.

The webhook's insert touches only this table. Payloads are encrypted at rest, because nobody knows yet what they
contain. Their key belongs to the day and is outside the database; it is destroyed when no payload of that day is left.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeAlias

from sqlalchemy import bindparam, delete, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from core import jsons
from core.message import Json
from storage.database import prepared
from storage.database.prepared import Prepared
from storage.database.seal import DAY, RINGED
from storage.database.unit import Part, UnitOfWork
from storage.messages import way
from storage.tables.columns import among
from storage.tables.messages import inbox
from storage.ward import alerts

MOST_TRIES = 3
LATE = timedelta(hours=2)  # Zalo's own retries end after 1 h 51 min
_TOO_LATE = "late"
RAW_KEPT, ROW_KEPT = timedelta(days=7), timedelta(days=30)
_HEAD = len(f"{RINGED}{DAY}2026-01-01:")  # the first bytes of a payload, which name its day


Lane: TypeAlias = tuple[str, str, str]  # channel, bot, chat


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits to be handled."""

    id: int
    channel: str
    bot: str
    chat: str
    tries: int
    received_at: datetime | None = None

    @property
    def lane(self) -> Lane:
        """The lane of the message. Messages of one lane are handled in order."""
        return self.channel, self.bot, self.chat


_INSERT = Prepared(
    {
        name: dialect.insert(inbox)
        .on_conflict_do_nothing(index_elements=["channel", "bot", "external_id"])
        .returning(inbox.c.id)  # not every driver reports the row count of an insert
        for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
    }
)
_WAITING = (
    select(inbox.c.id, inbox.c.channel, inbox.c.bot, inbox.c.chat, inbox.c.tries, inbox.c.received_at)
    .where(inbox.c.state == "waiting", inbox.c.id > bindparam("p_after"))
    .order_by(inbox.c.id)
    .limit(bindparam("p_limit"))
)
_OLDEST = Prepared(_WAITING)
_TRIED = Prepared(update(inbox).where(among(inbox.c.id, "p_ids")).values(tries=inbox.c.tries + 1))
_UNTRIED = Prepared(update(inbox).where(among(inbox.c.id, "p_ids"), inbox.c.tries > 0).values(tries=inbox.c.tries - 1))
_TAKE = Prepared(select(inbox.c.raw).where(inbox.c.id == bindparam("p_id"), inbox.c.state == "waiting"))
_LOCK = (  # such a lock is the whole database's, and wards may share one
    "SELECT place FROM unnest(%s::text[]) WITH ORDINALITY AS v (lane, place)"
    " WHERE pg_try_advisory_xact_lock(hashtextextended(current_schema() || lane, 7))"
)
_END = update(inbox).where(among(inbox.c.id, "p_ids")).values(state="done", handled_at=bindparam("p_now"))
_DONE, _FORGET = Prepared(_END), Prepared(_END.values(raw=b""))
_DONE_PART = "UPDATE inbox SET state = 'done', handled_at = %(handled_at)s WHERE id = ANY(%(handled)s::bigint[])"
_FORGET_PART = (
    "UPDATE inbox SET state = 'done', handled_at = %(forgotten_at)s, raw = ''::bytea"
    " WHERE id = ANY(%(forgotten)s::bigint[])"
)


def accept(
    work: UnitOfWork,
    *,
    channel: str,
    bot: str,
    external_id: str,
    chat: str,
    raw: Mapping[str, Json],
    sent_at: datetime | None = None,
) -> bool:
    """Store one arrival and ring "inbox". False for one that is stored already.

    An event whose time (`sent_at`) is older than the platform's retries may be a replay attack: it is set aside until
    an admin decides. The platform's retry header is ignored, because it is not signed.
    """
    made = _INSERT.scalar(
        work,
        {
            "channel": channel, "bot": bot, "external_id": external_id[:128], "chat": chat[:64],
            "raw": closed(work, raw), "received_at": work.now,
        },
    )  # fmt: skip
    accepted(work, made, (channel, bot, chat[:64]), sent_at=sent_at)
    work.ring("inbox")
    return made is not None


def accepted(work: UnitOfWork, number: int | None, lane: Lane, *, sent_at: datetime | None) -> None:
    """What follows for an arrival; `number`: its id, None for a repeated one."""
    if number is None:
        return
    if sent_at is not None and work.now - sent_at > LATE:
        _set_aside_late(work, number, lane[0])
    else:
        way.told(work.seal, work.now, "arrived", lane, inbox=number)


def closed(work: UnitOfWork, raw: Mapping[str, Json]) -> bytes:
    """A payload in the sealed form in which it is stored."""
    plain = jsons.written(raw).encode("utf-8", "surrogatepass")
    return work.seal.close(plain, ring=work.seal.arriving(work.now))


def _set_aside_late(work: UnitOfWork, inbox_id: int, channel: str) -> None:
    """Set it aside and alert the admins once per hour: after an outage of the platform there may be hundreds."""
    work.conn.execute(
        update(inbox).where(inbox.c.id == inbox_id).values(state="aside", error=_TOO_LATE, handled_at=work.now)
    )
    key = f"late:{channel}:{work.now:%Y%m%d%H}"
    alerts.sound(work, "late_event", detail=f"{channel}, inbox {inbox_id}", unique_key=key)


def handle_after_all(work: UnitOfWork, alert_key: str) -> int:
    """Let the messages of this alert be handled now: one message, or all that came late. Returns their number.

    Rings "inbox".
    """
    kind, _, number = alert_key.partition(":")
    chosen = inbox.c.error == _TOO_LATE
    if kind == "aside" and number.isdecimal():
        chosen = inbox.c.id == int(number[:18])
    elif kind != "late":
        return 0
    found = work.conn.execute(
        update(inbox)
        .where(chosen, inbox.c.state == "aside")
        .values(state="waiting", tries=0, error="", handled_at=None)
    ).rowcount
    work.ring("inbox")
    return found


def waiting(work: UnitOfWork, *, limit: int, after: int = 0, but: Collection[Lane] = ()) -> list[Waiting]:
    """The oldest waiting messages after the row `after`, without the chats in `but` (a few very busy ones)."""
    given = {"p_limit": limit, "p_after": after}
    if but:
        loud = tuple_(inbox.c.channel, inbox.c.bot, inbox.c.chat)
        return [Waiting(*row) for row in work.conn.execute(_WAITING.where(loud.not_in(but)), given)]
    rows = _OLDEST.every(work, given)
    return [Waiting(*row) for row in rows]


def count_tries(work: UnitOfWork, ids: Sequence[int]) -> None:
    """Count a try of each message before it is made, so that the count shows a message that kills the process."""
    if ids:
        _TRIED.do(work, {"p_ids": ids})


def uncount(work: UnitOfWork, ids: Sequence[int]) -> None:
    """Take back a counted try that was not made: an earlier message failed, or another worker handles the chat."""
    _UNTRIED.do(work, {"p_ids": ids})


class Taken(Enum):
    """Why there is no payload."""

    OVER = "over"  # another worker has handled the message
    HELD = "held"  # another worker has the chat, or an earlier message of it waits


def waits(work: UnitOfWork, inbox_id: int) -> bool:
    """Whether a message still waits, whoever has it."""
    return _TAKE.first(work, {"p_id": inbox_id}) is not None


def peek(work: UnitOfWork, inbox_id: int) -> dict[str, Json] | None:
    """The payload of a message that waits, without a lock: it is only looked at. Raises WrongKeyError, KeyGoneError."""
    sealed = _TAKE.scalar(work, {"p_id": inbox_id})
    return None if sealed is None else opened(work, sealed)


def opened(work: UnitOfWork, sealed: bytes) -> dict[str, Json]:
    """A payload from its sealed form. Raises WrongKeyError, KeyGoneError."""
    found: dict[str, Json] = json.loads(work.seal.open(sealed).decode("utf-8", "surrogatepass"))
    return found


def free(work: UnitOfWork, lanes: Sequence[Lane]) -> list[bool]:
    """Which of these chats no other worker is handling. They are locked for this transaction."""
    if not work.postgres:
        return [True] * len(lanes)
    got = {place for (place,) in prepared.by_driver(work, _LOCK, [[_name(each) for each in lanes]]).fetchall()}
    return [number in got for number in range(1, len(lanes) + 1)]


def _name(lane: Lane) -> str:
    return "\x1f".join(lane)


def done(work: UnitOfWork, inbox_id: int, *, forget: bool = False) -> None:
    """Mark the message as handled. `forget`: delete its payload at once (a sealed case, or not meant for us)."""
    work.at_end(_forgotten if forget else _handled, inbox_id)


def _handled(work: UnitOfWork, ids: list[int]) -> Part | None:
    if work.postgres:
        return Part(_DONE_PART, {"handled": ids, "handled_at": work.now})
    _DONE.do(work, {"p_ids": ids, "p_now": work.now})
    return None


def _forgotten(work: UnitOfWork, ids: list[int]) -> Part | None:
    if work.postgres:
        return Part(_FORGET_PART, {"forgotten": ids, "forgotten_at": work.now})
    _FORGET.do(work, {"p_ids": ids, "p_now": work.now})
    return None


def set_aside(work: UnitOfWork, inbox_id: int, error: str) -> None:
    """Set a message aside with an alert, so that it blocks no other. `error`: a class name, never a person's words."""
    work.conn.execute(
        update(inbox)
        .where(inbox.c.id == inbox_id, inbox.c.state == "waiting")
        .values(state="aside", error=error[:200], handled_at=work.now)
    )
    alerts.sound(work, "aside", detail=f"inbox {inbox_id}: {error[:200]}", unique_key=f"aside:{inbox_id}")


def sweep(work: UnitOfWork) -> int:
    """Delete payloads of handled rows after 7 days, and the rows after 30. Rows that were set aside stay.

    Returns the number of changed rows.
    """
    old = (inbox.c.state == "done", inbox.c.handled_at < work.now - RAW_KEPT, func.length(inbox.c.raw) > 0)
    blanked = work.conn.execute(update(inbox).where(*old).values(raw=b"")).rowcount
    gone = delete(inbox).where(inbox.c.state == "done", inbox.c.handled_at < work.now - ROW_KEPT)
    return blanked + work.conn.execute(gone).rowcount


def forget_days(work: UnitOfWork) -> int:
    """Destroy the keys of days without any payload left; returns their number. Set-aside payloads keep their key."""
    keys, last = work.seal.keys, f"{DAY}{work.now - RAW_KEPT - timedelta(days=1):%Y-%m-%d}"
    old = [each for each in keys.names(DAY) if each < last]
    if not old:
        return 0
    heads = select(func.substr(inbox.c.raw, 1, _HEAD)).where(func.length(inbox.c.raw) > 0).distinct()
    used = {bytes(each) for each in work.conn.execute(heads).scalars()}
    gone = [each for each in old if f"{RINGED}{each}:".encode() not in used]
    for each in gone:
        keys.destroy(each)
    return len(gone)


def last_of(work: UnitOfWork, channel: str) -> datetime | None:
    """When the channel's latest arrival came, in UTC, as far back as rows are kept."""
    found: datetime | None = work.conn.execute(
        select(inbox.c.received_at).where(inbox.c.channel == channel).order_by(inbox.c.id.desc()).limit(1)
    ).scalar()
    return found


def depth(work: UnitOfWork) -> tuple[int, float]:
    """How many messages wait, and how long the oldest has waited, in seconds."""
    row = work.conn.execute(select(func.count(), func.min(inbox.c.received_at)).where(inbox.c.state == "waiting")).one()
    return row[0], (work.now - row[1]).total_seconds() if row[1] is not None else 0.0
