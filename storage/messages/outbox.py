"""Everything that leaves: one row a message part, in order per chat, with what became of it.

`lanes` holds one row a chat that has something to send; the sender looks there, so no statement grows with the number
of recipients. Acknowledgements are unique by `unique_key`: they exist once however often the work is done again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.message import Outgoing
from core.priority import Priority
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.messages.lane_rows import make_ready
from storage.messages.stored import NOTHING, About, about_of, body, parts
from storage.tables.cases import cases
from storage.tables.columns import same
from storage.tables.messages import outbox

_OF_CASES = ("ack:",)  # unique keys that name a case: they are stored as digests
TOAST_LIFE = timedelta(seconds=10)

_INSERT = Prepared(
    {
        name: dialect.insert(outbox).on_conflict_do_nothing(index_elements=["unique_key"]).returning(outbox.c.id)
        for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
    }
)


@dataclass(frozen=True, slots=True)
class Sending:
    """One message that goes to a chat, and how."""

    chat_id: int
    outgoing: Outgoing
    priority: int = Priority.REPLY
    about: About = NOTHING
    once: str | None = None  # a key by which it is queued one time, however often the work is done again
    due_at: datetime | None = None  # UTC; none: at once
    text_limit: int = 4096  # units of UTF-16 in one message of the channel
    thread: str = ""  # the topic of a group
    paid: bool = False  # it may leave when the platform asks money (`storage.messages.windows`)


def add(work: UnitOfWork, sending: Sending) -> tuple[int, ...]:
    """Queue a message, cut below its limit; gives the rows' ids, none when its key was there already.

    One with a ring is sealed under it. Raises KeyGoneError when that key is not here.
    Rings "outbox" unless it is bulk.
    """
    due = sending.due_at or work.now
    priority = Priority.TOAST if sending.outgoing.answers_press else sending.priority
    row = _row(work, sending, due) | {"priority": priority, "state": "waiting"}
    once = row["unique_key"]
    made: list[int] = []
    for number, part in enumerate(parts(sending.outgoing, sending.text_limit)):
        key = once if number == 0 or once is None else f"{once}#{number}"
        found = _INSERT.scalar(work, row | {"body": body(work, part, sending.about), "unique_key": key})
        if found is None:
            return ()
        made.append(found)
    make_ready(work, sending.chat_id, at=due, priority=priority)
    if priority != Priority.BULK:
        work.ring("outbox")
    return tuple(made)


def _row(work: UnitOfWork, sending: Sending, due: datetime) -> dict[str, Any]:
    """What all parts of the message have in common."""
    about, once = sending.about, sending.once
    if once is not None and once.startswith(_OF_CASES):
        once = work.seal.name("outbox", once)
    sealed_answer = about.sealed and about.entry_id is not None
    return {
        "chat_id": sending.chat_id, "thread": sending.thread, "due_at": due, "unique_key": once,
        "made_at": due if sealed_answer else work.now,  # an answer waits a minute: it shows
        "case_id": None if about.sealed else about.case_id, "entry_id": None if about.sealed else about.entry_id,
        "run_id": about.run_id, "sealed": True, "paid": sending.paid,
    }  # fmt: skip


def case_of(work: UnitOfWork, chat_id: int, message_id: str) -> int | None:
    """The sealed case that a message of ours in that chat belongs to."""
    found = work.conn.execute(
        select(outbox.c.body)
        .where(outbox.c.chat_id == chat_id, outbox.c.message_id == message_id, outbox.c.case_id.is_(None))
        .limit(1)
    ).scalar()
    return about_of(work, found or "")[0]


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
        .values(body=body(work, outgoing))
    )
    return work.conn.execute(changed).rowcount == 1


def take_back(work: UnitOfWork, entry_id: int, *, ids: Sequence[int] | None = None) -> bool:
    """Take an entry's messages back while all of them still wait; all or nothing. `ids`: of a sealed entry."""
    mine = outbox.c.entry_id == entry_id if ids is None else outbox.c.id.in_(ids)
    rows = work.conn.execute(
        select(outbox.c.id, outbox.c.state).where(mine, outbox.c.state != "back").with_for_update()
    ).all()
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
            or_(outbox.c.priority < Priority.BULK, outbox.c.correction_id.is_not(None)),
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
            outbox.c.chat_id == chat_id, outbox.c.state == "gone", outbox.c.priority < Priority.BULK,
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
            outbox.c.id.in_(ids), outbox.c.chat_id != cases.c.chat_id, outbox.c.priority < Priority.BULK,
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
    make_ready(work, chat_id, at=work.now, priority=priority)
    work.ring("outbox")


def depth(work: UnitOfWork) -> dict[str, int]:
    """How many rows wait, and how many are on their way."""
    states = ("waiting", "sending")  # each has an index of its own; the rest may be many
    rows = work.conn.execute(
        select(outbox.c.state, func.count()).where(outbox.c.state.in_(states)).group_by(outbox.c.state)
    )
    return dict.fromkeys(states, 0) | {state: count for state, count in rows}  # noqa: C416  # rows are not pairs to mypy
