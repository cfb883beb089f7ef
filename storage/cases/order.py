"""The order of the queue, as ids: running cases by due date, then cases that are over, newest first.

Running cases have an index of their own, so the cost does not grow with the number of answered cases. Cases that are
over are read from the newest one on, and only as far as the page needs.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, null, or_, select, true

from civics.cases.states import NEW
from storage.cases import search
from storage.cases.due_days import soon_ends
from storage.cases.filter import (
    Column,
    Filter,
    Place,
    Sort,
    conditions,
    in_view,
    is_few,
    no_index,
    over_in_view,
    place,
    plain,
    reaches,
)
from storage.database.unit import UnitOfWork
from storage.tables.cases import LAST_WORD, OVER, RUNNING, cases
from storage.tables.columns import Moment
from storage.tables.messages import chats
from storage.ward.sight import Reader, may_know

# a window that closes so soon moves its case up: after that, an answer costs money or must wait
CLOSING = timedelta(hours=12)
_AT_ONCE = datetime(1970, 1, 2, tzinfo=UTC)
_FAR = datetime(9999, 1, 1, tzinfo=UTC)  # the due time of cases without a date
_OVER_MARK = "over"
_PLACES: dict[Place, ColumnElement[datetime] | None] = {
    Place.ID: None, Place.FILED: cases.c.filed_at, Place.SPOKEN: LAST_WORD,
}  # fmt: skip
_AT_A_TIME = 5_000  # ids per fetch from the database


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of a page in order, and the `after` of the next page; empty on the last."""

    ids: Sequence[int]
    next: str


def page(work: UnitOfWork, wanted: Filter, *, reader: Reader, after: str, limit: int) -> Found:
    """A page of the filter's cases of which the reader may know. An invalid `after` gives the first page."""
    if searches(wanted, reader):
        return _searched(work, wanted, reader, after=after, limit=limit)
    running, over = reaches(wanted)
    mark, _, last = after.partition("_")
    found: list[tuple[int, str]] = []
    if running and mark != _OVER_MARK:
        key = _key(work, wanted, reader)
        rows = work.conn.execute(
            _running(work, wanted, reader)
            .add_columns(key.label("due_key"))
            .where(_behind(after, key, down=_is_down(wanted, reader)))
            .order_by(_turned(key, wanted, reader), cases.c.id.desc())
            .limit(limit + 1)
        )
        found = [(case_id, f"{due.timestamp():.6f}_{case_id}") for case_id, due in rows]
    if over and len(found) <= limit:
        older = _newest_first(_over(work, wanted, reader), wanted).limit(limit + 1 - len(found))
        if mark == _OVER_MARK and (behind := _whole(last)) is not None:
            older = older.where(_older(behind, wanted))
        found += [(case_id, f"{_OVER_MARK}_{case_id}") for case_id in work.conn.execute(older).scalars()]
    return Found([case_id for case_id, _ in found[:limit]], found[limit - 1][1] if len(found) > limit else "")


def every(work: UnitOfWork, wanted: Filter, *, reader: Reader) -> Sequence[int]:
    """All ids of a filter in the queue's order, read at once, with eight bytes per id."""
    found = array("q")
    for statement in _in_order(work, wanted, reader):
        rows = work.conn.execute(statement.execution_options(yield_per=_AT_A_TIME))
        for some in rows.scalars().partitions():
            found.extend(some)
    return found


def searches(wanted: Filter, reader: Reader) -> bool:
    """Whether the text of cases is searched. An observer's search is for a code."""
    return bool(wanted.text.strip()) and not reader.observes


def closes(now: datetime) -> ColumnElement[datetime | None]:
    """When the chat's open window closes: only for a case that waits for an answer, and only if that is soon."""
    soon = literal(now + CLOSING, Moment())
    found: ColumnElement[datetime | None] = case(
        (OVER, null()),
        (and_(chats.c.free_until > now, chats.c.free_until <= soon), chats.c.free_until),
        (and_(chats.c.free_until <= now, chats.c.paid_until > now, chats.c.paid_until <= soon), chats.c.paid_until),
        else_=null(),
    )
    return found


def closes_key(reader: Reader, now: datetime) -> ColumnElement[datetime]:
    """The sort key of running cases: the due date, or the end of the chat's window if that is earlier.

    Urgent cases that nobody took come first, with or without a date. An observer does not see this mark, so for
    observers it does not count.
    """
    window, due = closes(now), func.coalesce(cases.c.due_at, literal(_FAR, Moment()))
    if reader.observes:
        return case((window < due, window), else_=due)
    return case(
        (and_(cases.c.urgent, cases.c.state == NEW), literal(_AT_ONCE, Moment())), (window < due, window), else_=due
    )


def _key(work: UnitOfWork, wanted: Filter, reader: Reader) -> ColumnElement[datetime]:
    """The sort key of running cases. Observers get the usual order, because the others reveal when residents wrote.

    Few cases run, so an index of the key would be the wrong way to them.
    """
    if wanted.sort is Sort.DUE or reader.observes:
        return closes_key(reader, work.now)
    theirs = or_(cases.c.said_at.is_(None), cases.c.said_at < cases.c.heard_at)
    said: dict[Sort, ColumnElement[datetime]] = {
        Sort.QUIET: LAST_WORD, Sort.LATEST: LAST_WORD, Sort.HEARD: cases.c.heard_at,
        Sort.TURN: case((theirs, cases.c.heard_at), else_=literal(_FAR, Moment())),
    }  # fmt: skip
    return no_index(work)(said.get(wanted.sort, cases.c.filed_at))


def _is_down(wanted: Filter, reader: Reader) -> bool:
    return wanted.sort in {Sort.NEWEST, Sort.HEARD, Sort.LATEST} and not reader.observes


def _turned(key: ColumnElement[datetime], wanted: Filter, reader: Reader) -> ColumnElement[datetime]:
    return key.desc() if _is_down(wanted, reader) else key


def _in_order(work: UnitOfWork, wanted: Filter, reader: Reader) -> list[Select[int]]:
    running, over = reaches(wanted)
    if searches(wanted, reader):
        found = _matches(work, wanted, reader)
        return [] if found is None else [found]
    statements: list[Select[int]] = []
    if running:
        ordered = _running(work, wanted, reader).order_by(
            _turned(_key(work, wanted, reader), wanted, reader), cases.c.id.desc()
        )
        statements.append(ordered)
    if over:
        statements.append(_newest_first(_over(work, wanted, reader), wanted))
    return statements


def _searched(work: UnitOfWork, wanted: Filter, reader: Reader, *, after: str, limit: int) -> Found:
    """A page of matches, newest first. Within a page, those with the same diacritics come first.

    A complete code in any spelling finds only its case. A named reader finds a sealed case in this way too.
    """
    code = search.code_like(wanted.text)
    if code and not code.startswith("%"):
        by_code = _of(work, wanted, reader).where(cases.c.code == code)
        here = list(work.conn.execute(by_code).scalars())
        if here:
            return Found(here, "")
    found = _matches(work, wanted, reader, before=_whole(after))
    ids = [] if found is None else list(work.conn.execute(found.limit(limit + 1)).scalars())
    return Found(search.best_first(work, ids[:limit], wanted.text), str(ids[limit - 1]) if len(ids) > limit else "")


def _matches(work: UnitOfWork, wanted: Filter, reader: Reader, *, before: int | None = None) -> Select[int] | None:
    running, over = reaches(wanted)
    states = [true()] if running and over else [RUNNING] if running else [OVER]
    plain = _of(work, wanted, reader).where(*states)
    unit_ids = search.units_called(work, wanted.text)
    if unit_ids:  # "tdp 5" means the unit, however its name is written in the cases
        there = plain.where(cases.c.unit_id.in_(unit_ids)).order_by(cases.c.id.desc())
        return there if before is None else there.where(cases.c.id < before)
    found = search.matching(work, plain, wanted.text, few=not over)
    if found is None:
        return None
    number = search.number_of(work) if over and not work.postgres else cases.c.id
    return (found if before is None else found.where(number < before)).order_by(number.desc())


def _running(work: UnitOfWork, wanted: Filter, reader: Reader) -> Select[int]:
    few = _of(work, wanted, reader, of=no_index(work))
    return few.outerjoin(chats, chats.c.id == cases.c.chat_id).where(RUNNING)


def _over(work: UnitOfWork, wanted: Filter, reader: Reader) -> Select[int]:
    of = no_index(work) if is_few(wanted.view) else plain
    return _of(work, wanted, reader, of=of).where(
        OVER, over_in_view(wanted.view, reader, work.now, soon_ends(work), of=of)
    )


def _newest_first(over: Select[int], wanted: Filter) -> Select[int]:
    at = _PLACES[place(wanted)]
    return over.order_by(*([] if at is None else [at.desc()]), cases.c.id.desc())


def _older(case_id: int, wanted: Filter) -> ColumnElement[bool]:
    """The cases behind this one in the order of those that are over. A case that is gone leaves none behind it."""
    at = _PLACES[place(wanted)]
    if at is None:
        return cases.c.id < case_id
    there = select(at).where(cases.c.id == case_id).correlate(None).scalar_subquery()
    return or_(at < there, and_(at == there, cases.c.id < case_id))


def _of(work: UnitOfWork, wanted: Filter, reader: Reader, *, of: Column = plain) -> Select[int]:
    allowed = (
        may_know(work, reader),
        in_view(wanted.view, reader, work.now, soon_ends(work), of=of),
        *conditions(work, wanted, reader, of=of),
    )
    return select(cases.c.id).select_from(cases).where(*allowed)


def _behind(after: str, key: ColumnElement[datetime], *, down: bool) -> ColumnElement[bool]:
    """The running cases after a position in the order (key, newest)."""
    stamp, _, last = after.partition("_")
    try:
        due, case_id = datetime.fromtimestamp(float(stamp), UTC), int(last[:18])
    except (ValueError, OverflowError, OSError):
        return true()
    then = literal(due, Moment())
    return or_(key < then if down else then < key, and_(then == key, cases.c.id < case_id))


def _whole(text: str) -> int | None:
    """The id at the end of an `after` value; ids of sealed cases are negative. None for anything else."""
    digits = text.removeprefix("-")
    return int(text[:19]) if digits.isascii() and digits.isdecimal() else None
