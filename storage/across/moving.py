"""Moves a person to another chat, with their private cases, drafts, consents and the messages that wait for them.

Everything happens in the caller's transaction. Group cases stay in their group; a tố cáo and a ballot stay in the chat
where they were given.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from core.message import Json, Outgoing
from core.priority import Priority
from storage.cases import followers
from storage.database.unit import UnitOfWork
from storage.messages import runs as run_rows
from storage.messages.chats import Chat
from storage.messages.stored import body_of
from storage.registers import bookings, channel_rates, contests
from storage.tables.bulletins import subscriptions
from storage.tables.cases import cases
from storage.tables.messages import chats, runs
from storage.tables.messages import outbox as rows
from storage.tables.people import consents, residents
from storage.ward import audit
from storage.ward.links import of_resident

_STAY = ("poll", "welcome", "consents")  # dialogs whose answers are not part of a petition
_TAKEN = ("bulletins",)  # consents that end in the old chat, so that nobody gets a bulletin twice


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that was waiting for the old chat. The caller queues it for the new one, in a form that fits it."""

    outgoing: Outgoing
    priority: int
    due_at: datetime
    case_id: int
    entry_id: int | None
    unique_key: str | None


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved. `codes`: of the cases; `told`: the old chats that can still be written to."""

    codes: tuple[str, ...]
    drafts: int
    waiting: tuple[Waiting, ...]
    told: tuple[int, ...]


def has_things(work: UnitOfWork, resident_id: int, chat_id: int) -> bool:
    """Whether this resident has anything in this chat that a move would bring."""
    case = select(cases.c.id).where(_mine(resident_id)).limit(1)
    found = work.conn.execute(case).first() is not None or bool(_open_drafts(work, [chat_id]))
    return found or bookings.has(work, resident_id)


def move(work: UnitOfWork, giver_id: int, taker_id: int, *, to: Chat, person: str, leave: Sequence[str] = ()) -> Moved:
    """Give one resident's cases, drafts and consents to another, who is the same person in the chat `to`.

    `leave`: keys of a draft's answers that have no meaning in another chat (message ids).
    """
    old = work.conn.execute(
        select(chats.c.id, chats.c.state).where(chats.c.resident_id == giver_id, chats.c.private, chats.c.id != to.id)
    ).all()
    old_ids = [each.id for each in old]
    moved = work.conn.execute(
        update(cases)
        .where(_mine(giver_id))
        .values(chat_id=to.id, resident_id=taker_id)
        .returning(cases.c.id, cases.c.code)
    ).all()
    ids = [each.id for each in moved]
    waiting = _waiting(work, ids, old_ids)
    drafts = _move_drafts(work, old_ids, to=to, person=person, leave=leave)
    _same_person(work, giver_id, taker_id)
    _subscriptions(work, old_ids, to.id)
    followers.move(work, old_ids, to.id)
    bookings.move(work, giver_id, taker_id, chat_id=to.id)
    contests.move(work, giver_id, taker_id)
    channel_rates.move(work, giver_id, taker_id)
    work.conn.execute(update(chats).where(chats.c.id.in_(old_ids)).values(open_case_id=None, open_until=None))
    for case_id in ids:
        audit.record(work, "case.rebound", actor=audit.RESIDENT, case_id=case_id, after=to.channel)
    audit.record(work, "chat.moved", actor=audit.RESIDENT, cases=len(ids), drafts=drafts, after=to.channel)
    told = tuple(each.id for each in old if each.state == "open")
    return Moved(tuple(sorted(each.code for each in moved)), drafts, waiting, told)


def _mine(resident_id: int) -> ColumnElement[bool]:
    return and_(cases.c.resident_id == resident_id, cases.c.origin != "group", cases.c.sealed.is_(False))


def _drafts(chat_ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(
        runs.c.chat_id.in_(chat_ids),
        runs.c.state.in_(("open", "left")),
        runs.c.dialog.not_in(_STAY),
    )


def _open_drafts(work: UnitOfWork, chat_ids: Sequence[int]) -> list[tuple[int, dict[str, Json]]]:
    """The drafts that may be moved, with their answers. A denunciation's stays; only its sealed answers show that."""
    columns = (runs.c.id, runs.c.answers, runs.c.sealed)
    rows = work.conn.execute(select(*columns).where(_drafts(chat_ids)).order_by(runs.c.id)).all()
    read = [(row.id, *run_rows.read(work, row.answers, sealed=row.sealed)) for row in rows]
    return [(run_id, answers) for run_id, answers, sealed in read if not sealed]


def _waiting(work: UnitOfWork, case_ids: Sequence[int], chat_ids: Sequence[int]) -> tuple[Waiting, ...]:
    """Take the waiting messages about these cases out of the old chats, and the answers that could not be delivered."""
    there = and_(rows.c.case_id.in_(case_ids), rows.c.chat_id.in_(chat_ids), rows.c.priority >= Priority.REPLY)
    undelivered = and_(rows.c.state.in_(("gone", "failed")), rows.c.entry_id.is_not(None))
    found = work.conn.execute(
        delete(rows)
        .where(there, or_(rows.c.state.in_(("waiting", "held")), undelivered))
        .returning(
            *(rows.c.id, rows.c.body, rows.c.priority, rows.c.due_at, rows.c.case_id, rows.c.entry_id),
            rows.c.unique_key,
        )
    ).all()
    return tuple(
        Waiting(
            replace(body_of(work, row.body), reply_to="", edits=""), row.priority, max(row.due_at, work.now),
            row.case_id, row.entry_id, row.unique_key,
        )
        for row in sorted(found, key=lambda row: row.id)
    )  # fmt: skip


def _move_drafts(work: UnitOfWork, old: Sequence[int], *, to: Chat, person: str, leave: Sequence[str]) -> int:
    """Move the drafts as unfinished ones: "tiếp tục" continues the newest."""
    found = _open_drafts(work, old)
    run_rows.forget_ahead(work)
    for run_id, told in found:
        answers = {key: value for key, value in told.items() if key not in leave}
        work.conn.execute(
            update(runs)
            .where(runs.c.id == run_id)
            .values(
                chat_id=to.id, person=person, state="left", asked_message_id="",
                answers=run_rows.stored(work, answers, sealed=False), sealed=True,
            )
        )  # fmt: skip
    return len(found)


def _same_person(work: UnitOfWork, giver_id: int, taker_id: int) -> None:
    """Copy what is known of the person, and their latest consents, to the new chat."""
    names = ("name", "phone", "unit_id", "recovery")
    columns = [residents.c[name] for name in names]
    giver = work.conn.execute(select(*columns).where(residents.c.id == giver_id)).one()
    taker = work.conn.execute(select(*columns).where(residents.c.id == taker_id)).one()
    known = {name: getattr(giver, name) for name in names if getattr(giver, name) and not getattr(taker, name)}
    if known:
        work.conn.execute(update(residents).where(residents.c.id == taker_id).values(**known))
    if work.conn.execute(select(cases.c.id).where(of_resident(work, giver_id)).limit(1)).first() is None:
        blank = {"name": "", "phone": "", "unit_id": None, "recovery": None}  # the person's data are in one place only
        work.conn.execute(update(residents).where(residents.c.id == giver_id).values(**blank))
    before, after = _agreed(work, giver_id), _agreed(work, taker_id)
    for purpose, row in before.items():
        if purpose not in after or after[purpose]["at"] < row["at"]:
            work.conn.execute(insert(consents).values({**row, "resident_id": taker_id}))
        if purpose in _TAKEN and row["given"]:
            work.conn.execute(insert(consents).values({**row, "given": False, "text_version": "moved", "at": work.now}))


def _agreed(work: UnitOfWork, resident_id: int) -> dict[str, dict[str, Any]]:
    """The latest consent or refusal for each purpose."""
    found = work.conn.execute(
        select(*(each for each in consents.c if each.name != "id"))
        .where(consents.c.resident_id == resident_id)
        .order_by(consents.c.id)
    )
    return {row.purpose: dict(row._mapping) for row in found}  # noqa: SLF001  # SQLAlchemy's public name for it


def _subscriptions(work: UnitOfWork, old: Sequence[int], new: int) -> None:
    here = select(subscriptions.c.topic).where(subscriptions.c.chat_id == new)
    fresh = select(subscriptions.c.topic).where(subscriptions.c.chat_id.in_(old), subscriptions.c.topic.not_in(here))
    for topic in sorted(set(work.conn.execute(fresh).scalars())):
        work.conn.execute(insert(subscriptions).values(topic=topic, chat_id=new, at=work.now))
    work.conn.execute(delete(subscriptions).where(subscriptions.c.chat_id.in_(old)))
