"""Records the outcomes of sent messages, one statement per batch, and does what follows from them.

An outcome counts only while its attempt still owns the row. A row that another sender has taken over is not changed.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import bindparam, func, null, or_, select, text, update

from civics.cases.sealing import CHANNELS
from core.text import sound
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.messages.outbox import follow
from storage.messages.stored import about_of
from storage.tables.columns import among
from storage.tables.messages import bulk, lanes, outbox
from storage.tables.messages import chats as chats_table
from storage.ward import alerts, audit

_MAY_FOLLOW = ("gone", "waiting", "failed", "held")  # did not arrive, as far as we know


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a claimed message. `state`: sent, waiting (again), gone, failed, doubtful, late, moved, held."""

    id: int
    chat_id: int
    state: str
    message_id: str = ""
    error: str = ""
    says: str = ""
    hold: float = 0.0  # how long the chat is held, in seconds
    toast: bool = False  # the answer to a press: its chat was not marked as busy for it
    moved_to: str = ""
    more_ids: str = ""  # of a message that was sent as several: all ids, separated by commas
    bulk: bool = False
    thread: str = ""  # the topic that was opened for it


def _next(column: object) -> object:
    return (
        select(column)  # type: ignore[call-overload]  # an aggregate over the lane's rows
        .where(outbox.c.chat_id == lanes.c.chat_id, outbox.c.state == "waiting")
        .scalar_subquery()
    )


_LOCK = Prepared(
    select(lanes.c.chat_id).where(among(lanes.c.chat_id, "p_chats")).order_by(lanes.c.chat_id).with_for_update()
)
_LOOK = (
    update(lanes)
    .where(among(lanes.c.chat_id, "p_chats"))
    .values(
        ready_at=_next(func.min(outbox.c.due_at)),
        priority=func.coalesce(_next(func.min(outbox.c.priority)), bulk),
    )
)
_LOOK_AGAIN, _FREE = Prepared(_LOOK), Prepared(_LOOK.values(busy=False, held_until=null()))
_HOLD = update(lanes).where(lanes.c.chat_id == bindparam("p_chat")).values(held_until=bindparam("p_until"))

# One statement per batch: one statement per row would wait for the interpreter's lock a hundred times.
_RECORD_AS = {
    "sqlite": text(
        "UPDATE outbox SET state = v.state, message_id = v.message, more_ids = v.more, error = v.error, says = v.says,"
        " sent_at = CASE WHEN v.state = 'sent' THEN :now END"
        " FROM (SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS state,"
        " json_extract(value, '$[2]') AS message, json_extract(value, '$[3]') AS more,"
        " json_extract(value, '$[4]') AS error, json_extract(value, '$[5]') AS says FROM json_each(:ends)) AS v"
        " WHERE outbox.id = v.id AND outbox.attempt = :attempt AND outbox.state = 'sending' RETURNING outbox.id"
    ),
    "postgresql": text(
        "UPDATE outbox SET state = v.state, message_id = v.message, more_ids = v.more, error = v.error, says = v.says,"
        " sent_at = CASE WHEN v.state = 'sent' THEN :now END"
        " FROM (SELECT CAST(value->>0 AS bigint) AS id, value->>1 AS state, value->>2 AS message, value->>3 AS more,"
        " value->>4 AS error, value->>5 AS says FROM jsonb_array_elements(CAST(:ends AS jsonb)) AS j(value)) AS v"
        " WHERE outbox.id = v.id AND outbox.attempt = :attempt AND outbox.state = 'sending' RETURNING outbox.id"
    ),
}
_RECORD = Prepared(
    {
        name: each.bindparams(bindparam("now", type_=outbox.c.sent_at.type)).columns(outbox.c.id)
        for name, each in _RECORD_AS.items()
    }
)


def look_again(work: UnitOfWork, chat_ids: Sequence[int], *, free: bool = False) -> None:
    """Compute again what waits in these chats. `free`: their message in flight has its outcome.

    On PostgreSQL a separate statement locks the lanes first: a statement that waits for a lock sees the outbox as it
    was before, and would miss a message that was added meanwhile.
    """
    lock(work, chat_ids)
    (_FREE if free else _LOOK_AGAIN).do(work, {"p_chats": chat_ids})


def lock(work: UnitOfWork, chat_ids: Sequence[int]) -> None:
    """Lock these lanes in the order of the chats, so that no two processes wait for each other. Nothing on SQLite."""
    if work.postgres:
        _LOCK.every(work, {"p_chats": chat_ids})


def record(work: UnitOfWork, attempt: str, outcomes: Sequence[Outcome]) -> None:
    """Store the outcomes of claimed messages. Rows that another sender has taken over meanwhile are not changed."""
    outcomes = [  # a platform's error text may have characters that no database accepts, and the batch would fail
        replace(each, message_id=sound(each.message_id), more_ids=sound(each.more_ids), error=sound(each.error))
        for each in outcomes
    ]
    ends = [
        [
            each.id, "waiting" if each.state == "moved" else each.state, each.message_id[:64], each.more_ids,
            each.error[:200], each.says,
        ]
        for each in outcomes
    ]  # fmt: skip
    given = {"ends": json.dumps(ends), "attempt": attempt, "now": work.now}
    ours = {each[0] for each in _RECORD.every(work, given)}
    outcomes = [each for each in outcomes if each.id in ours]
    if not outcomes:
        return
    _settle(work, outcomes)
    for toast in (False, True):
        if chat_ids := [each.chat_id for each in outcomes if each.toast is toast]:
            look_again(work, chat_ids, free=not toast)
    held = [
        {"p_chat": each.chat_id, "p_until": work.now + timedelta(seconds=each.hold)}
        for each in outcomes
        if each.hold > 0 and not each.toast
    ]
    if held:
        work.conn.execute(_HOLD, held)
    if said := [each for each in outcomes if not each.bulk]:
        _tell_console(work, said)


def _settle(work: UnitOfWork, outcomes: Sequence[Outcome]) -> None:
    """Do what outcomes mean beyond their rows: for the chat, for the admins, for a person who moved to another chat."""
    for each in outcomes:
        if each.thread:
            work.conn.execute(update(outbox).where(outbox.c.id == each.id).values(thread=each.thread[:32]))
        if each.state == "gone":
            _close(work, each)
        elif each.state == "moved":
            chats.migrate(work, chats.get(work, each.chat_id), each.moved_to)
        elif each.state == "failed":
            alerts.sound(
                work, "send_failed", detail=f"outbox {each.id}: {each.error[:120]}", unique_key=f"out:{each.id}"
            )
    if tried := [each.id for each in outcomes if each.state in _MAY_FOLLOW and not each.toast and not each.bulk]:
        follow(work, tried)


def _close(work: UnitOfWork, outcome: Outcome) -> None:
    chats.change(work, outcome.chat_id, state="blocked")
    closed = work.conn.execute(
        update(outbox)
        .where(outbox.c.chat_id == outcome.chat_id, outbox.c.state == "waiting")
        .values(state="gone", says=outcome.says, error=outcome.error[:200])
        .returning(outbox.c.case_id, outbox.c.entry_id)
    ).all()
    for case_id, entry_id in closed:
        if entry_id is not None:
            audit.record(work, "answer.gone", actor="system", case_id=case_id, entry=entry_id)


_TOLD = Prepared(
    select(outbox.c.case_id, outbox.c.entry_id, outbox.c.state).where(
        among(outbox.c.id, "p_ids"),
        outbox.c.entry_id.is_not(None),
        outbox.c.unique_key.is_(None),
        outbox.c.state != "waiting",
    )
)


_TOLD_SEALED = Prepared(
    select(outbox.c.body, outbox.c.state)
    .join(chats_table, chats_table.c.id == outbox.c.chat_id)
    .where(
        among(outbox.c.id, "p_ids"),
        outbox.c.case_id.is_(None),
        outbox.c.unique_key.is_(None),
        outbox.c.run_id.is_(None),
        outbox.c.state != "waiting",
        or_(*(chats_table.c.channel == each for each in sorted(CHANNELS))),
    )
)


def _tell_console(work: UnitOfWork, outcomes: Sequence[Outcome]) -> None:
    ids = [each.id for each in outcomes]
    for case_id, entry_id, state in _TOLD.every(work, {"p_ids": ids}):
        audit.record(work, f"answer.{state}", actor="system", case_id=case_id, entry=entry_id)
    for body, state in _TOLD_SEALED.every(work, {"p_ids": ids}):
        case_id, entry_id = about_of(work, body)
        if entry_id is not None:
            audit.record(work, f"answer.{state}", actor="system", case_id=case_id, entry=entry_id)
