"""Corrections and recalls. Each chat that has the bulletin is informed once, through the same outbox and pace.

They are spread in batches with a checkpoint, like bulletins. Where the platform lets us, the old message is edited or
deleted; elsewhere a new message follows. A chat that has no part yet gets the new text from the start, or nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, delete, exists, func, insert, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.errors import ConflictError
from core.message import Outgoing, outgoing_from_json, to_json
from storage.bulletins import bulletins
from storage.bulletins.bodies import parts_for
from storage.bulletins.correction_bodies import DELETE, EDIT, SAY
from storage.bulletins.ends import walked
from storage.database.unit import UnitOfWork
from storage.messages import lane_rows
from storage.tables.bulletins import bulletin_bodies, bulletin_corrections, correction_bodies
from storage.tables.messages import bulk, chats, outbox
from storage.ward import audit

BATCH = 1000
CORRECTED, RECALLED = "corrected", "recalled"
SPREADING, SENDING, DONE = "spreading", "sending", "done"
# A row that was marked so shortly after the correction may have the old text, from a transaction that began earlier.
GRACE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Body:
    """One message of a correction on a channel ("": all others), as `broadcasts.text.corrections` plans it."""

    channel: str
    part: int
    way: str  # edit, delete, say
    aim: int | None
    body: Outgoing


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction or a recall as it is stored. `spread`: how many chats were processed."""

    id: int
    bulletin_id: int
    act: str
    state: str
    last_chat: int
    checkpoint: int
    spread: int
    settled: int
    staff_id: int
    made_at: datetime
    ended_at: datetime | None


_COLUMNS = [bulletin_corrections.c[name] for name in Correction.__dataclass_fields__]


def parts(work: UnitOfWork, bulletin_id: int) -> dict[str, dict[int, Outgoing]]:
    """The present text of a bulletin, by channel and part; "" is for all other channels."""
    found: dict[str, dict[int, Outgoing]] = {}
    rows = select(bulletin_bodies.c.channel, bulletin_bodies.c.part, bulletin_bodies.c.body)
    for channel, part, body in work.conn.execute(rows.where(bulletin_bodies.c.bulletin_id == bulletin_id)):
        found.setdefault(channel, {})[part] = outgoing_from_json(json.loads(body))
    return found


def correct(
    work: UnitOfWork, bulletin_id: int, staff_id: int, *, title: str, text: str,
    steps: Sequence[Body], bodies: Mapping[str, Mapping[int, Outgoing]],
) -> int:  # fmt: skip
    """Change the text everywhere: `bodies` are sent from now on, `steps` go to chats that have it. Returns the
    correction's id.

    Raises ConflictError when nobody has it or will get it, and while an earlier correction is still being spread.
    """
    found = bulletins.get(work, bulletin_id, lock=True)
    if found.state not in bulletins.CORRECTABLE:
        raise ConflictError("Only what was sent is corrected.")
    bulletins.correct(work, bulletin_id, staff_id, title=title, text=text)
    work.conn.execute(delete(bulletin_bodies).where(bulletin_bodies.c.bulletin_id == bulletin_id))
    rows = [
        {"bulletin_id": bulletin_id, "channel": channel, "part": part, "body": json.dumps(to_json(each))}
        for channel, numbered in bodies.items()
        for part, each in numbered.items()
    ]
    work.conn.execute(insert(bulletin_bodies), rows)
    return _begin(work, found, CORRECTED, staff_id=staff_id, steps=steps)


def recall(work: UnitOfWork, bulletin_id: int, staff_id: int, *, steps: Sequence[Body]) -> int:
    """Recall it: no more chats get it, and `steps` go to chats that have it. Returns the correction's id."""
    found = bulletins.get(work, bulletin_id, lock=True)
    bulletins.recalled(work, bulletin_id, staff_id)
    return _begin(work, found, RECALLED, staff_id=staff_id, steps=steps)


def _begin(work: UnitOfWork, found: bulletins.Bulletin, act: str, *, staff_id: int, steps: Sequence[Body]) -> int:
    spreading = select(bulletin_corrections.c.id).where(
        bulletin_corrections.c.bulletin_id == found.id, bulletin_corrections.c.state == SPREADING
    )
    if work.conn.execute(spreading.limit(1)).first() is not None:
        raise ConflictError("Another correction is under way.")
    row = {
        "bulletin_id": found.id, "act": act, "state": SPREADING, "last_chat": found.checkpoint, "staff_id": staff_id,
        "made_at": work.now,
    }  # fmt: skip
    # rows that "another channel" added lie beyond the checkpoint of spreading
    last = select(func.max(outbox.c.chat_id)).where(outbox.c.bulletin_id == found.id)
    row["last_chat"] = max(found.checkpoint, work.conn.execute(last).scalar() or 0)
    made: int = work.conn.execute(
        insert(bulletin_corrections).values(row).returning(bulletin_corrections.c.id)
    ).scalar_one()
    if steps:
        work.conn.execute(
            insert(correction_bodies),
            [
                {"correction_id": made, "channel": each.channel, "part": each.part, "way": each.way, "aim": each.aim,
                 "body": json.dumps(to_json(each.body))}
                for each in steps
            ],
        )  # fmt: skip
    work.ring("bulletins")
    return made


def of(work: UnitOfWork, bulletin_id: int) -> list[Correction]:
    """The corrections of a bulletin, newest first."""
    found = select(*_COLUMNS).where(bulletin_corrections.c.bulletin_id == bulletin_id)
    return [Correction(*row) for row in work.conn.execute(found.order_by(bulletin_corrections.c.id.desc()))]


def counts(work: UnitOfWork, correction_id: int) -> dict[str, int]:
    """The states of its messages in the outbox, with their numbers."""
    found = select(outbox.c.state, func.count()).where(outbox.c.correction_id == correction_id)
    return {state: number for state, number in work.conn.execute(found.group_by(outbox.c.state))}  # noqa: C416


def go_on(work: UnitOfWork) -> int:
    """Give the next chats their rows and end corrections that are done; returns the number of chats. Safe to repeat."""
    found = select(*_COLUMNS).where(bulletin_corrections.c.state.in_((SPREADING, SENDING)))
    moved = 0
    for row in work.conn.execute(found.order_by(bulletin_corrections.c.id).limit(10).with_for_update()).all():
        each = Correction(*row)
        if each.state == SPREADING:
            moved += spread(work, each)
        else:
            _end(work, each)
    return moved


def spread(work: UnitOfWork, each: Correction, *, batch: int = BATCH) -> int:
    """Process the next batch of one correction.

    0 when it is complete, or while a message with the old text is being sent.
    """
    if work.now < each.made_at + GRACE:
        return 0
    mine = and_(outbox.c.bulletin_id == each.bulletin_id, outbox.c.chat_id > each.checkpoint)
    ahead = (
        select(outbox.c.chat_id)
        .where(mine, outbox.c.part == 0, outbox.c.chat_id <= each.last_chat)
        .order_by(outbox.c.chat_id)
        .limit(batch)
    ).subquery()
    last, number = work.conn.execute(select(func.max(ahead.c.chat_id), func.count())).one()
    if not number:
        _move(work, each, state=SENDING)
        return 0
    here = and_(mine, outbox.c.chat_id <= last)
    on_its_way = select(outbox.c.id).where(here, outbox.c.state == "sending", _old(each)).limit(1)
    if work.conn.execute(on_its_way).first() is not None:
        return 0
    for rows, names in (_changes(work, each, here), _words(work, each, here)):
        dialect = postgresql if work.postgres else sqlite
        made = dialect.insert(outbox).from_select(names, rows, include_defaults=False)
        work.conn.execute(made.on_conflict_do_nothing())
    if each.act == CORRECTED:
        _missing(work, each, last)
    lane_rows.ready(work, chats.c.id.in_(select(outbox.c.chat_id).where(here, outbox.c.part == 0)))
    _move(work, each, checkpoint=last, spread=bulletin_corrections.c.spread + number)
    work.ring("outbox")
    return int(number)


def _move(work: UnitOfWork, each: Correction, **columns: object) -> None:
    work.conn.execute(update(bulletin_corrections).where(bulletin_corrections.c.id == each.id).values(**columns))


def _old(each: Correction) -> Any:
    """Rows that were sent, or are being sent, with the old text."""
    return outbox.c.marked_at <= each.made_at + GRACE


def _mine(each: Correction) -> Any:
    """The steps for a chat: those of its channel, or the common ones. A condition on `chats`."""
    own, all_ = bulletin_bodies.alias(), correction_bodies.alias()
    named = or_(
        exists().where(all_.c.correction_id == each.id, all_.c.channel == chats.c.channel),
        exists().where(own.c.bulletin_id == each.bulletin_id, own.c.channel == chats.c.channel),
    )
    body = correction_bodies.c
    return and_(body.correction_id == each.id, or_(body.channel == chats.c.channel, and_(body.channel == "", ~named)))


_NAMES = ["chat_id", "priority", "body", "due_at", "made_at", "correction_id", "part", "aims"]


def _row(work: UnitOfWork, each: Correction, aims: Any) -> list[Any]:
    at = literal(work.now, outbox.c.due_at.type)
    return [chats.c.id, bulk, literal(""), at, at, literal(each.id), correction_bodies.c.part, aims]


def _changes(work: UnitOfWork, each: Correction, here: Any) -> tuple[Select[Any], list[str]]:
    """An edit or deletion for each changed part that a chat has."""
    ids = func.coalesce(func.nullif(outbox.c.more_ids, ""), outbox.c.message_id)
    found = (
        select(*_row(work, each, ids))
        .select_from(
            outbox.join(chats, chats.c.id == outbox.c.chat_id).join(
                correction_bodies, and_(_mine(each), correction_bodies.c.aim == outbox.c.part)
            )
        )
        .where(here, outbox.c.state == "sent", outbox.c.message_id != "", _old(each), chats.c.state == "open")
        .order_by(outbox.c.chat_id, correction_bodies.c.part)
    )
    return found, _NAMES


def _words(work: UnitOfWork, each: Correction, here: Any) -> tuple[Select[Any], list[str]]:
    """A message where nothing can be changed: the platform has no edits, or nobody knows whether the part arrived."""
    body, other = correction_bodies.c, correction_bodies.alias()
    can = exists().where(
        other.c.correction_id == each.id, other.c.channel == body.channel, other.c.way.in_((EDIT, DELETE))
    )
    unknown = or_(outbox.c.state == "doubtful", outbox.c.message_id == "")
    found = (
        select(*_row(work, each, literal("")))
        .select_from(
            outbox.join(chats, chats.c.id == outbox.c.chat_id).join(
                correction_bodies, and_(_mine(each), body.way == SAY)
            )
        )
        .where(
            here, outbox.c.part == 0, outbox.c.state.in_(("sent", "doubtful")), _old(each), chats.c.state == "open",
            or_(~can, unknown),
        )
        .order_by(outbox.c.chat_id, body.part)
    )  # fmt: skip
    return found, _NAMES


def _missing(work: UnitOfWork, each: Correction, last: int) -> None:
    """Add parts that the bulletin did not have before, in chats with edits and in chats that have no part yet."""
    at, first, other = literal(work.now, outbox.c.due_at.type), outbox.alias(), correction_bodies.alias()
    can = exists().where(
        other.c.correction_id == each.id, other.c.channel == chats.c.channel, other.c.way.in_((EDIT, DELETE))
    )
    # if other parts are held or paused, the new part is too
    state = case((first.c.state == "sent", "waiting"), else_=first.c.state)
    rows = (
        select(
            chats.c.id, bulk, literal(""), at, at, literal(each.bulletin_id), bulletin_bodies.c.part, state
        )
        .select_from(
            first.join(chats, chats.c.id == first.c.chat_id).join(bulletin_bodies, parts_for(each.bulletin_id))
        )
        .where(
            first.c.bulletin_id == each.bulletin_id, first.c.part == 0, first.c.chat_id > each.checkpoint,
            first.c.chat_id <= last, chats.c.state == "open",
            or_(
                first.c.state.in_(("waiting", "paused", "held")),
                and_(first.c.state == "sent", or_(can, first.c.marked_at > each.made_at + GRACE)),
            ),
        )
        .order_by(chats.c.id, bulletin_bodies.c.part)
    )  # fmt: skip
    names = ["chat_id", "priority", "body", "due_at", "made_at", "bulletin_id", "part", "state"]
    dialect = postgresql if work.postgres else sqlite
    work.conn.execute(dialect.insert(outbox).from_select(names, rows, include_defaults=False).on_conflict_do_nothing())


def _end(work: UnitOfWork, each: Correction) -> None:
    reached, over = walked(work, each.settled, column="correction_id", key=each.id)
    if over:
        _move(work, each, state=DONE, ended_at=work.now, settled=reached)
        audit.record(work, f"bulletin.{each.act}_everywhere", actor="system", bulletin=each.bulletin_id)
    elif reached > each.settled:
        _move(work, each, settled=reached)
