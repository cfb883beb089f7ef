"""Bulletins that are repeated, or tied to an event. Each time of a series becomes a bulletin of its own, once.

The series itself is never sent. The due times are computed from the database, so a process that was stopped makes the
ones it missed; staff are asked whether they are still sent (`storage.bulletins.bulletins.start_due`).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, literal, null, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.bulletins import schedules
from civics.bulletins.rules import BulletinState
from civics.bulletins.schedules import Event, Slot, Tie
from civics.polls.rules import PollState
from core.clock import in_vietnam
from core.errors import ConflictError, NotFoundError
from storage.bulletins import bulletins
from storage.database.unit import UnitOfWork
from storage.polls import polls
from storage.tables.bulletins import bulletin_bodies, bulletin_files
from storage.tables.bulletins import bulletins as rows
from storage.ward import audit

_AT_ONCE = 20  # times of a series that one run makes; the next run continues
_COPIED = (
    *("title", "text", "topic", "fills", "keywords", "audience", "urgent", "author_id", "approver_id"),
    *("approved_count", "approved_at", "asked_at", "question", "choices", "shown_on_page", "rate"),
)
_IS_SERIES = or_(rows.c.rule.is_not(None), rows.c.tied.is_not(None))
_CANCELLED = (PollState.CANCELLED,)


@dataclass(frozen=True, slots=True)
class Coming:
    """A time at which a bulletin is planned. `slot`: of a series; empty for a single bulletin."""

    bulletin_id: int
    title: str
    start: datetime
    slot: str
    urgent: bool


def make_due(work: UnitOfWork) -> int:
    """Make a bulletin for each time that has come; returns their number.

    After a kill, none is made twice or skipped.
    """
    series = select(rows).where(rows.c.state == BulletinState.APPROVED.value, _IS_SERIES).order_by(rows.c.id)
    return sum(_go_on(work, each) for each in work.conn.execute(series.with_for_update(skip_locked=True)).all())


def _go_on(work: UnitOfWork, series: Row[Any]) -> int:
    if series.tied is not None and _event_is_off(work, schedules.tie_from_json(series.tied)):
        bulletins.end_series(work, series.id, BulletinState.STOPPED)
        return 0
    begun = series.approved_at or series.made_at
    made = _made(work, series.id)
    waiting = [each for each in _slots(work, series, after=begun) if each.key not in made]
    due = [each for each in waiting if each.planned <= work.now][:_AT_ONCE]
    for each in due:
        occur(work, series.id, each)
    left = [each for each in waiting if each not in due]
    if series.tied is not None and not left and _day(work, series) is not None:
        bulletins.end_series(work, series.id, BulletinState.DONE)
    elif (ahead := left[0].planned if left else None) != series.planned_at:
        work.conn.execute(update(rows).where(rows.c.id == series.id).values(planned_at=ahead))
    return len(due)


def _slots(work: UnitOfWork, series: Row[Any], *, after: datetime) -> list[Slot]:
    """Its times since the approval, and the next one. Of a rule, only as many are computed as one run can make.

    `planned_at` of a series is its first time without a bulletin, so a process that was stopped continues there.
    """
    if series.rule is None:
        day = _day(work, series)
        tie = schedules.tie_from_json(series.tied)
        return [] if day is None else [each for each in schedules.slots_of_event(tie, day) if each.planned > after]
    since = after if series.planned_at is None else max(after, series.planned_at - timedelta(days=1))
    return list(islice(schedules.slots(schedules.rule_from_json(series.rule), since), _AT_ONCE + 2))


def occur(work: UnitOfWork, series_id: int, slot: Slot, *, skipped: int | None = None) -> bool:
    """Make one time of a series into a bulletin; False when it exists. `skipped`: who leaves this time out."""
    state = BulletinState.APPROVED if skipped is None else BulletinState.STOPPED
    names = ["made_from_id", "slot", "planned_at", "state", "made_at", "ended_at", *_COPIED]
    values: list[ColumnElement[Any]] = [
        literal(series_id), literal(slot.key), literal(slot.planned, rows.c.planned_at.type), literal(state.value),
        literal(work.now, rows.c.made_at.type), null() if skipped is None else literal(work.now, rows.c.made_at.type),
    ]  # fmt: skip
    copy = select(*values, *(rows.c[each] for each in _COPIED)).where(rows.c.id == series_id)
    dialect = postgresql if work.postgres else sqlite
    fresh = dialect.insert(rows).from_select(names, copy, include_defaults=False).on_conflict_do_nothing()
    if not work.conn.execute(fresh).rowcount:
        return False
    here = rows.c.made_from_id == series_id, rows.c.slot == slot.key
    made: int = work.conn.execute(select(rows.c.id).where(*here)).scalar_one()
    for table, key in ((bulletin_bodies, None), (bulletin_files, "id")):
        mine = [each.name for each in table.c if each.name not in {"bulletin_id", key}]
        taken = select(literal(made), *(table.c[each] for each in mine)).where(table.c.bulletin_id == series_id)
        work.conn.execute(insert(table).from_select(["bulletin_id", *mine], taken, include_defaults=False))
    act = "bulletin.occurred" if skipped is None else "bulletin.skipped"
    actor = audit.SYSTEM if skipped is None else audit.STAFF
    audit.record(work, act, actor=actor, staff_id=skipped, bulletin=made, series=series_id, slot=slot.key)
    return True


def skip(work: UnitOfWork, series_id: int, key: str, *, staff_id: int) -> None:
    """Leave one time of a series out. Raises ConflictError when it has come, or is not one of the next times."""
    found = next((each for each in upcoming(work, series_id, number=60) if each.key == key), None)
    if found is None or not occur(work, series_id, found, skipped=staff_id):
        raise ConflictError("This time has come, or was left out already.")


def upcoming(work: UnitOfWork, series_id: int, *, number: int) -> list[Slot]:
    """The next times that were neither made nor left out. Empty when it is no series or is not approved."""
    series = work.conn.execute(select(rows).where(rows.c.id == series_id, _IS_SERIES)).one_or_none()
    if series is None or series.state != BulletinState.APPROVED.value:
        return []
    made = frozenset(_made(work, series_id))
    if series.rule is not None:
        return schedules.first(schedules.slots(schedules.rule_from_json(series.rule), work.now), number, without=made)
    ahead = [each for each in _slots(work, series, after=work.now) if each.key not in made]
    return ahead[:number]


def coming(work: UnitOfWork, *, days: int = 366, each: int = 60) -> list[Coming]:
    """What is planned for the next days, in order: single bulletins and times of series, at most `each` per series."""
    until = work.now + timedelta(days=days)
    waiting = select(rows).where(rows.c.state == BulletinState.APPROVED.value).order_by(rows.c.id).limit(200)
    found: list[Coming] = []
    for row in work.conn.execute(waiting).all():
        if row.rule is None and row.tied is None:
            slots = [Slot("", row.planned_at or work.now)]
        else:
            slots = upcoming(work, row.id, number=each)
        found += [
            Coming(row.id, row.title, schedules.start_of(slot.planned, urgent=row.urgent), slot.key, row.urgent)
            for slot in slots
            if slot.planned <= until
        ]
    return sorted(found, key=lambda one: (one.start, one.bulletin_id))


def day_of(work: UnitOfWork, tie: Tie) -> date | None:
    """The day of an event in Viet Nam; None when it is not known yet.

    Raises NotFoundError for a poll that does not exist.
    """
    if tie.to is Event.MEETING:
        return date.fromisoformat(tie.key)
    poll = polls.get(work, tie.key)
    moment = poll.opens_at if tie.to is Event.POLL_OPEN else poll.closes_at
    return None if moment is None else in_vietnam(moment).date()


def _day(work: UnitOfWork, series: Row[Any]) -> date | None:
    return day_of(work, schedules.tie_from_json(series.tied))


def _event_is_off(work: UnitOfWork, tie: Tie) -> bool:
    if tie.to is Event.MEETING:
        return False
    try:
        return polls.get(work, tie.key).state in _CANCELLED
    except NotFoundError:
        return True


def _made(work: UnitOfWork, series_id: int) -> set[str]:
    found = select(rows.c.slot).where(rows.c.made_from_id == series_id, rows.c.slot.is_not(None))
    return {str(each) for each in work.conn.execute(found).scalars()}
