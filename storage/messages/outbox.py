"""Everything that leaves: one row a message part, in order per chat, with what became of it.

`lanes` holds one row a chat that has something to send; the sender looks there, so no statement grows with the number
of recipients. Acknowledgements are unique by `unique_key`: they exist once however often the work is done again.
"""

import dataclasses
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.message import Json, Outgoing, outgoing_from_json, to_json
from core.text import split
from storage.database.prepared import Prepared
from storage.database.seal import ring_of
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.columns import same
from storage.tables.messages import chats, lanes, outbox

REPLY, NOTICE, BULK = 0, 1, 2
TOAST = -1  # the answer to a press: goes before everything, is dropped when it is late
_ABOUT = "~about"  # in a sealed body: the sealed case and its entry
_OF_CASES = ("ack:",)  # unique keys that name a case: they are stored as digests
TOAST_LIFE = timedelta(seconds=10)

_INSERT = Prepared(
    {
        name: dialect.insert(outbox).on_conflict_do_nothing(index_elements=["unique_key"]).returning(outbox.c.id)
        for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
    }
)


def _lane_upsert(dialect: Any) -> Any:  # two modules of SQLAlchemy with one shape
    made = dialect.insert(lanes).from_select(
        ["chat_id", "channel", "bot", "ready_at", "priority", "busy"],
        select(
            chats.c.id, chats.c.channel, chats.c.bot, bindparam("p_due", type_=lanes.c.ready_at.type),
            bindparam("p_priority", type_=lanes.c.priority.type), bindparam("p_busy", type_=lanes.c.busy.type),
        ).where(chats.c.id == bindparam("p_chat")),
    )  # fmt: skip
    sooner = func.min if dialect is sqlite else func.least
    return made.on_conflict_do_update(
        index_elements=["chat_id"],
        set_={
            "ready_at": sooner(func.coalesce(lanes.c.ready_at, made.excluded.ready_at), made.excluded.ready_at),
            "priority": sooner(lanes.c.priority, made.excluded.priority),
        },
    )


_LANE = Prepared({"sqlite": _lane_upsert(sqlite), "postgresql": _lane_upsert(postgresql)})


def add(
    work: UnitOfWork,
    chat_id: int,
    outgoing: Outgoing,
    *,
    priority: int = REPLY,
    due_at: datetime | None = None,
    unique_key: str | None = None,
    case_id: int | None = None,
    entry_id: int | None = None,
    run_id: int | None = None,
    sealed: bool = False,
    text_limit: int = 4096,
    thread: str = "",
    paid: bool = False,
) -> tuple[int, ...]:
    """Queue a message to a chat, cut below `text_limit` UTF-16 units; gives the rows' ids, none when it was there.

    `due_at` is UTC, at once without. `paid`: it may leave when the platform asks money (`storage.messages.windows`).
    One with a ring is sealed under it. Raises KeyGoneError when that key is not here.
    Rings "outbox" unless it is bulk.
    """
    made: list[int] = []
    if outgoing.answers_press:
        priority = TOAST
    told: tuple[int | None, int | None] = (None, None)
    if sealed:  # the row leads to no case: only the sealed body does
        told, case_id, entry_id = (case_id, entry_id), None, None
    if unique_key is not None and unique_key.startswith(_OF_CASES):
        unique_key = work.seal.name("outbox", unique_key)
    for number, part in enumerate(_parts(outgoing, text_limit)):
        row = {
            "chat_id": chat_id, "priority": priority, "body": _body(work, part, told),
            "thread": thread, "state": "waiting", "due_at": due_at or work.now,
            "made_at": (due_at or work.now) if told[1] is not None else work.now,  # an answer waits a minute: it shows
            "unique_key": unique_key if number == 0 or unique_key is None else f"{unique_key}#{number}",
            "case_id": case_id, "entry_id": entry_id, "run_id": run_id, "sealed": True, "paid": paid,
        }  # fmt: skip
        found = _INSERT.scalar(work, row)
        if found is None:
            return ()
        made.append(found)
    _LANE.do(work, {"p_chat": chat_id, "p_due": due_at or work.now, "p_priority": priority, "p_busy": False})
    if priority != BULK:
        work.ring("outbox")
    return tuple(made)


def _body(work: UnitOfWork, outgoing: Outgoing, about: tuple[int | None, int | None] = (None, None)) -> str:
    """The message as it is stored: sealed, whatever it says, for a sealed row among open ones would say enough."""
    raw = to_json(outgoing)
    if about != (None, None):
        raw[_ABOUT] = list(about)
    body = json.dumps(raw, ensure_ascii=False, separators=(",", ":"))
    if outgoing.ring:
        return work.seal.close_text(body, ring=outgoing.ring, room=outgoing.room)
    return work.seal.close_text(body)


def about_of(work: UnitOfWork, stored: str) -> tuple[int | None, int | None]:
    """The sealed case and the entry of it that a stored body belongs to; none and none for every other body."""
    if not stored or ring_of(stored):  # a message of a secret ballot's talk is of no case
        return None, None
    found = json.loads(work.seal.open_text(stored)).get(_ABOUT)
    return (None, None) if found is None else (found[0], found[1])


def about(work: UnitOfWork, stored: str, case_id: int, entry_id: int | None) -> str:
    """A stored body as one of a sealed case."""
    return stored if not stored else _body(work, body_of(work, stored), (case_id, entry_id))


def bare(work: UnitOfWork, stored: str) -> str:
    """A stored body as one that belongs to no case, under a new cover."""
    return _body(work, body_of(work, stored))


def case_of(work: UnitOfWork, chat_id: int, message_id: str) -> int | None:
    """The sealed case that a message of ours in that chat belongs to."""
    body = work.conn.execute(
        select(outbox.c.body)
        .where(outbox.c.chat_id == chat_id, outbox.c.message_id == message_id, outbox.c.case_id.is_(None))
        .limit(1)
    ).scalar()
    return about_of(work, body or "")[0]


def _parts(outgoing: Outgoing, limit: int) -> list[Outgoing]:
    """The message in parts: it replies with the first, shows its buttons under the last, files go with the first."""
    texts = split(outgoing.text, limit)
    if len(texts) == 1:
        return [outgoing]
    first = Outgoing(texts[0], media=outgoing.media, reply_to=outgoing.reply_to, quote=outgoing.quote,
                     mention=outgoing.mention, edits=outgoing.edits)  # fmt: skip
    last = Outgoing(texts[-1], rows=outgoing.rows, ask=outgoing.ask, step=outgoing.step, card=outgoing.card)
    parts = [first, *(Outgoing(each) for each in texts[1:-1]), last]
    return [dataclasses.replace(each, ring=outgoing.ring, room=outgoing.room) for each in parts]


def body_of(work: UnitOfWork, stored: str) -> Outgoing:
    """The message of a stored body. Raises KeyGoneError for one under a ring whose key is not here."""
    raw: dict[str, Json] = json.loads(work.seal.open_text(stored))
    raw.pop(_ABOUT, None)
    return outgoing_from_json(raw)


def postpone(work: UnitOfWork, unique_key: str, until: datetime, *, at_most: timedelta) -> bool:
    """Push a waiting acknowledgement back, at most so long after it was made. False when it left already."""
    row = work.conn.execute(
        select(outbox.c.id, outbox.c.chat_id, outbox.c.made_at).where(
            outbox.c.unique_key == unique_key, outbox.c.state == "waiting"
        )
    ).one_or_none()
    if row is None:
        return False
    due = min(until, row.made_at + at_most)
    work.conn.execute(update(outbox).where(outbox.c.id == row.id).values(due_at=due))
    return True


def replace(work: UnitOfWork, unique_key: str, outgoing: Outgoing) -> bool:
    """Give a waiting message other words (a count that grew). False when it left already."""
    changed = (
        update(outbox)
        .where(outbox.c.unique_key == unique_key, outbox.c.state == "waiting")
        .values(body=_body(work, outgoing))
    )
    return work.conn.execute(changed).rowcount == 1


def take_back(work: UnitOfWork, entry_id: int, *, ids: Sequence[int] | None = None) -> bool:
    """Take an entry's messages back while all of them still wait; all or nothing. `ids`: of a sealed entry."""
    mine = outbox.c.entry_id == entry_id if ids is None else outbox.c.id.in_(ids)
    rows = work.conn.execute(select(outbox.c.id, outbox.c.state).where(mine).with_for_update()).all()
    if not rows or any(row.state != "waiting" for row in rows):
        return False
    work.conn.execute(update(outbox).where(outbox.c.id.in_([row.id for row in rows])).values(state="back"))
    return True


def release(work: UnitOfWork, chat_id: int) -> int:
    """The person wrote: what was held for that leaves now, in its order; the number. Bulletins stay held."""
    found = work.conn.execute(
        update(outbox)
        .where(
            outbox.c.chat_id == chat_id, outbox.c.state == "held",
            or_(outbox.c.priority < BULK, outbox.c.correction_id.is_not(None)),
        )
        .values(state="waiting", due_at=work.now, made_at=work.now, tries=0, error="", says="")
        .returning(outbox.c.priority)
    ).scalars().all()  # fmt: skip
    if found:
        _wake(work, chat_id, min(found))
    return len(found)


def came_back(work: UnitOfWork, chat_id: int) -> int:
    """Who had shut us out can be written to again: what was refused of cases answered here leaves now, in its order.

    Gives the number. Bulletins and the questions of old talks stay refused.
    """
    here = select(cases.c.id).where(or_(cases.c.chat_id == chat_id, cases.c.origin == "group"))
    found = work.conn.execute(
        update(outbox)
        .where(
            outbox.c.chat_id == chat_id, outbox.c.state == "gone", outbox.c.priority < BULK,
            outbox.c.case_id.in_(here),
        )
        .values(state="waiting", due_at=work.now, made_at=work.now, tries=0, error="", says="")
        .returning(outbox.c.priority)
    ).scalars().all()  # fmt: skip
    if found:
        _wake(work, chat_id, min(found))
    return len(found)


def again(work: UnitOfWork, outbox_id: int) -> bool:
    """Send a message again that could not be sent, or of which nobody knows; by choice. False when it is under way."""
    row = work.conn.execute(
        update(outbox)
        .where(outbox.c.id == outbox_id, outbox.c.state.in_(("failed", "gone", "doubtful")))
        .values(state="waiting", due_at=work.now, made_at=work.now, tries=0, error="", says="")
        .returning(outbox.c.chat_id, outbox.c.priority, outbox.c.case_id)
    ).one_or_none()
    if row is None:
        return False
    there = _now_answered_in(work, row.case_id) or row.chat_id
    if there != row.chat_id:
        work.conn.execute(update(outbox).where(outbox.c.id == outbox_id).values(chat_id=there))
    _wake(work, there, row.priority)
    return True


def _now_answered_in(work: UnitOfWork, case_id: int | None) -> int | None:
    """The chat of a private case today: the person may have gone on elsewhere since."""
    found: int | None = work.conn.execute(
        select(cases.c.chat_id).where(same(cases.c.id, case_id), cases.c.origin != "group", cases.c.sealed.is_(False))
    ).scalar()
    return found


def follow(work: UnitOfWork, ids: Sequence[int]) -> None:
    """What was under way while a person went on in another chat, and did not arrive in the old one, goes to the new."""
    strayed = (
        select(outbox.c.id, outbox.c.priority, cases.c.chat_id)
        .join(cases, cases.c.id == outbox.c.case_id)
        .where(
            outbox.c.id.in_(ids), outbox.c.chat_id != cases.c.chat_id, outbox.c.priority < BULK,
            cases.c.origin != "group", cases.c.sealed.is_(False),
        )
        .order_by(outbox.c.id)
    )  # fmt: skip
    for row in work.conn.execute(strayed).all():
        fresh = {"chat_id": row.chat_id, "state": "waiting", "due_at": work.now, "made_at": work.now, "tries": 0}
        work.conn.execute(update(outbox).where(outbox.c.id == row.id).values(**fresh, error="", says=""))
        _wake(work, row.chat_id, row.priority)


def again_of_entry(work: UnitOfWork, entry_id: int, *, ids: Sequence[int] | None = None) -> bool:
    """Send again what of an entry did not arrive. `ids`: its messages, of a sealed entry."""
    mine = outbox.c.entry_id == entry_id if ids is None else outbox.c.id.in_(ids)
    found = work.conn.execute(
        select(outbox.c.id).where(mine, outbox.c.state.in_(("failed", "gone", "doubtful")))
    ).scalars()
    return sum(again(work, each) for each in found.all()) > 0


def _wake(work: UnitOfWork, chat_id: int, priority: int) -> None:
    _LANE.do(work, {"p_chat": chat_id, "p_due": work.now, "p_priority": priority, "p_busy": False})
    work.ring("outbox")


def depth(work: UnitOfWork) -> dict[str, int]:
    """How many rows wait, and how many are on their way."""
    states = ("waiting", "sending")  # each has an index of its own; the rest may be many
    rows = work.conn.execute(
        select(outbox.c.state, func.count()).where(outbox.c.state.in_(states)).group_by(outbox.c.state)
    )
    return dict.fromkeys(states, 0) | {state: count for state, count in rows}  # noqa: C416  # rows are not pairs to mypy
