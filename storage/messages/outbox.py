"""The outbox: one row per message part, in order per chat, with its result.

`lanes` has one row per chat with something to send. The sender looks there, so no statement grows with the number of
recipients. The idempotency key `unique_key` makes an acknowledgement exist only once, even if the work is repeated.
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
    """One message to a chat, and how it is sent."""

    chat_id: int
    outgoing: Outgoing
    priority: int = Priority.REPLY
    about: About = NOTHING
    once: str | None = None  # the idempotency key: with it the message is queued only once
    due_at: datetime | None = None  # UTC; None: at once
    text_limit: int = 4096  # UTF-16 code units per message of the channel
    thread: str = ""  # the topic of a group
    paid: bool = False  # it may be sent even when the platform charges for it (`storage.messages.windows`)


def add(work: UnitOfWork, sending: Sending) -> tuple[int, ...]:
    """Queue a message, split at its limit; returns the rows' ids, empty when its key is queued already.

    A message with a ring is sealed under it. Raises KeyGoneError when that key is not here.
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
    """The columns that all parts of the message have in common."""
    about, once = sending.about, sending.once
    if once is not None and once.startswith(_OF_CASES):
        once = work.seal.name("outbox", once)
    sealed_answer = about.sealed and about.entry_id is not None
    return {
        "chat_id": sending.chat_id, "thread": sending.thread, "due_at": due, "unique_key": once,
        "made_at": due if sealed_answer else work.now,  # otherwise the minute that an answer waits would show it
        "case_id": None if about.sealed else about.case_id, "entry_id": None if about.sealed else about.entry_id,
        "run_id": about.run_id, "sealed": True, "paid": sending.paid,
    }  # fmt: skip


def case_of(work: UnitOfWork, chat_id: int, message_id: str) -> int | None:
    """The sealed case to which this message of ours belongs; None when there is none."""
    found = work.conn.execute(
        select(outbox.c.body)
        .where(outbox.c.chat_id == chat_id, outbox.c.message_id == message_id, outbox.c.case_id.is_(None))
        .limit(1)
    ).scalar()
    return about_of(work, found or "")[0]


def postpone(work: UnitOfWork, unique_key: str, until: datetime, *, at_most: timedelta) -> bool:
    """Postpone a waiting acknowledgement, at most `at_most` after it was made. False when it was sent already."""
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
    """Replace the text of a waiting message (for example, a count that grew). False when it was sent already."""
    changed = (
        update(outbox)
        .where(outbox.c.unique_key == unique_key, outbox.c.state == "waiting")
        .values(body=body(work, outgoing))
    )
    return work.conn.execute(changed).rowcount == 1


def take_back(work: UnitOfWork, entry_id: int, *, ids: Sequence[int] | None = None) -> bool:
    """Take back an entry's messages while all of them still wait: all or none. `ids`: of a sealed entry."""
    mine = outbox.c.entry_id == entry_id if ids is None else outbox.c.id.in_(ids)
    rows = work.conn.execute(
        select(outbox.c.id, outbox.c.state).where(mine, outbox.c.state != "back").with_for_update()
    ).all()
    if not rows or any(row.state != "waiting" for row in rows):
        return False
    work.conn.execute(update(outbox).where(outbox.c.id.in_([row.id for row in rows])).values(state="back"))
    return True


def release(work: UnitOfWork, chat_id: int) -> int:
    """Send the held messages of a chat, in order, because its person wrote. Returns their number.

    Bulletins stay held.
    """
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
    """Send the refused messages about cases of this chat, in order, because its person has unblocked us.

    Returns their number. Bulletins and the questions of old dialogs stay refused.
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
    """Send a failed or doubtful message again, because a person decided so. False when it is waiting or being sent."""
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
    """The present chat of a private case: the person may have moved to another chat since."""
    found: int | None = work.conn.execute(
        select(cases.c.chat_id).where(same(cases.c.id, case_id), cases.c.origin != "group", cases.c.sealed.is_(False))
    ).scalar()
    return found


def follow(work: UnitOfWork, ids: Sequence[int]) -> None:
    """Send to the new chat what was in flight when its person moved and did not arrive in the old chat."""
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
    """Send again the messages of an entry that did not arrive. `ids`: its messages, for a sealed entry."""
    mine = outbox.c.entry_id == entry_id if ids is None else outbox.c.id.in_(ids)
    found = work.conn.execute(
        select(outbox.c.id).where(mine, outbox.c.state.in_(("failed", "gone", "doubtful")))
    ).scalars()
    return sum(again(work, each) for each in found.all()) > 0


def _wake(work: UnitOfWork, chat_id: int, priority: int) -> None:
    make_ready(work, chat_id, at=work.now, priority=priority)
    work.ring("outbox")


def depth(work: UnitOfWork) -> dict[str, int]:
    """How many rows wait, and how many are being sent."""
    states = ("waiting", "sending")  # each has an index of its own; the other states may have very many rows
    rows = work.conn.execute(
        select(outbox.c.state, func.count()).where(outbox.c.state.in_(states)).group_by(outbox.c.state)
    )
    return dict.fromkeys(states, 0) | {state: count for state, count in rows}  # noqa: C416  # rows are not pairs to mypy
