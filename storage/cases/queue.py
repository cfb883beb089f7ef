"""The queue: what staff see of many cases at once. What is due first stands on top; sealed cases are in it for few."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, null, or_, select, true

from core.errors import NotFoundError
from storage.cases.filter import Filter, View, conditions, in_view
from storage.cases.search import find
from storage.cases.states import ANSWERED, DONE, NEW
from storage.cases.views import first_words
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.columns import Moment
from storage.tables.media import attachments
from storage.tables.messages import chats
from storage.tables.people import staff
from storage.tables.ward import units
from storage.ward.sight import Reader, may_know

__all__ = ["Filter", "Page", "QueueRow", "View", "page", "row", "rows_for_export"]

_AT_ONCE = datetime(1970, 1, 2, tzinfo=UTC)
_FAR = datetime(9999, 1, 1, tzinfo=UTC)  # when what has no date is due, and what was answered
CLOSING = timedelta(hours=12)  # a window that closes so soon pulls its case up: after it an answer costs, or must wait
_OVER = cases.c.state.in_((*DONE, ANSWERED))


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case in the queue. For an observer all after `overdue` is blank."""

    id: int
    code: str
    kind: str
    topic: str
    state: str
    unit_id: int | None
    unit: str
    filed_at: datetime
    due_at: datetime | None
    due_name: str
    due_legal: bool
    due_basis: str
    overdue: bool
    first_words: str = ""
    photos: int = 0
    thumb: str = ""  # the store's name of the first photo's thumbnail
    thumb_id: int | None = None  # and its attachment
    officer_id: int | None = None
    officer: str = ""
    initials: str = ""
    unread: bool = False
    urgent: bool = False
    emergency: str = ""
    sealed: bool = False
    origin: str = ""
    heard_at: datetime | None = None
    version: int = 0
    closes_at: datetime | None = None  # the window of the case's chat closes so soon (storage.messages.windows)
    closes_free: bool = False  # until then an answer is free; else it costs, and then it has to wait


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the queue. `next` is given back as `after`; empty on the last page."""

    rows: tuple[QueueRow, ...]
    counts: Mapping[View, int]
    next: str


def page(work: UnitOfWork, wanted: Filter, *, reader: Reader, after: str = "", limit: int = 50) -> Page:
    """The rows of a filter that the reader may know of, and how many stand in each view.

    Due first, or whose window closes first; then newest. With a search text the best match first.
    A bad `after` gives the first page.
    """
    counts = _counts(work, wanted, reader)
    if wanted.text.strip() and not reader.observes:
        return _found(work, wanted, reader, counts=counts, after=after, limit=limit)
    rows = work.conn.execute(
        _rows(work, wanted, reader)
        .where(_behind(after, work.now, reader))
        .order_by(_key(work.now, reader), cases.c.id.desc())
        .limit(limit + 1)
    ).all()
    more = len(rows) > limit
    rows = rows[:limit]
    following = f"{rows[-1].due_key.timestamp():.6f}_{rows[-1].id}" if more else ""
    return Page(_made(work, rows, reader), counts, following)


def row(work: UnitOfWork, case_id: int, *, reader: Reader) -> QueueRow:
    """One case's row, for a live update. Raises NotFoundError."""
    rows = work.conn.execute(_rows(work, Filter(View.ALL), reader).where(cases.c.id == case_id)).all()
    if not rows:
        raise NotFoundError("There is no such case.")
    return _made(work, rows, reader)[0]


def rows_for_export(work: UnitOfWork, wanted: Filter, *, reader: Reader) -> Iterator[QueueRow]:
    """All rows of a filter in the queue's order, read page by page; sealed cases never leave in a file."""
    outsider = replace(reader, reads_sealed=False)
    after = ""
    while True:
        found = page(work, wanted, reader=outsider, after=after, limit=500)
        yield from found.rows
        after = found.next
        if not after:
            return


def _rows(work: UnitOfWork, wanted: Filter, reader: Reader) -> Select[*tuple[Any, ...]]:
    now = work.now
    return (
        select(
            *(cases.c.id, cases.c.code, cases.c.kind, cases.c.topic, cases.c.state, cases.c.unit_id, cases.c.filed_at),
            *(cases.c.due_at, cases.c.due_name, cases.c.due_legal, cases.c.due_basis, cases.c.text, cases.c.photos),
            *(cases.c.officer_id, cases.c.unread, cases.c.urgent, cases.c.emergency, cases.c.sealed, cases.c.origin),
            *(cases.c.unit_blind, cases.c.heard_at, cases.c.version, _key(now, reader).label("due_key")),
            *(_closes(now).label("closes_at"), (chats.c.free_until > now).label("closes_free")),
            func.coalesce(units.c.name, "").label("unit"),
            func.coalesce(staff.c.name, "").label("officer"),
            in_view(View.OVERDUE, reader, now).label("overdue"),
        )
        .select_from(
            cases.outerjoin(units, units.c.id == cases.c.unit_id)
            .outerjoin(staff, staff.c.id == cases.c.officer_id)
            .outerjoin(chats, chats.c.id == cases.c.chat_id)
        )
        .where(may_know(work, reader), in_view(wanted.view, reader, now), *conditions(work, wanted, reader))
    )


def _closes(now: datetime) -> ColumnElement[datetime | None]:
    """When the open window of the case's chat closes, of a case that waits for an answer and only if that is soon."""
    soon = literal(now + CLOSING, Moment())
    found: ColumnElement[datetime | None] = case(
        (_OVER, null()),
        (and_(chats.c.free_until > now, chats.c.free_until <= soon), chats.c.free_until),
        (and_(chats.c.free_until <= now, chats.c.paid_until > now, chats.c.paid_until <= soon), chats.c.paid_until),
        else_=null(),
    )
    return found


def _key(now: datetime, reader: Reader) -> ColumnElement[datetime]:
    """What the list is sorted by: the date of the case, or before it the end of its chat's window.

    Before all comes what is urgent and nobody took, whether it has a date or not; an observer sees no such mark.
    """
    closes, due = _closes(now), func.coalesce(cases.c.due_at, literal(_FAR, Moment()))
    usual = ((_OVER, literal(_FAR, Moment())), (closes < due, closes))
    if reader.observes:
        return case(*usual, else_=due)
    return case((and_(cases.c.urgent, cases.c.state == NEW), literal(_AT_ONCE, Moment())), *usual, else_=due)


def _behind(after: str, now: datetime, reader: Reader) -> ColumnElement[bool]:
    """The rows that come after a row in the order (due, newest)."""
    stamp, _, last = after.partition("_")
    try:
        due, case_id = datetime.fromtimestamp(float(stamp), UTC), int(last[:18])
    except (ValueError, OverflowError, OSError):
        return true()
    key = literal(due, Moment())
    own = _key(now, reader)
    return or_(key < own, and_(key == own, cases.c.id < case_id))


def _found(
    work: UnitOfWork, wanted: Filter, reader: Reader, *, counts: Mapping[View, int], after: str, limit: int
) -> Page:
    """A page of search results: the order is the search's, so a page is a slice of it."""
    ids = find(work, wanted.text)
    start = int(after[:9]) if after.isdecimal() else 0
    by_id = {each.id: each for each in work.conn.execute(_rows(work, wanted, reader).where(cases.c.id.in_(ids))).all()}
    ordered = [by_id[case_id] for case_id in ids if case_id in by_id]
    following = str(start + limit) if len(ordered) > start + limit else ""
    return Page(_made(work, ordered[start : start + limit], reader), counts, following)


def _counts(work: UnitOfWork, wanted: Filter, reader: Reader) -> dict[View, int]:
    """How many cases stand in each view, whatever the filter's text and view: one pass over the table."""
    bare = replace(wanted, text="", view=View.ALL)
    columns = [
        func.coalesce(func.sum(case((in_view(view, reader, work.now), 1), else_=0)), 0).label(view.value)
        for view in View
    ]
    counted = work.conn.execute(
        select(*columns).select_from(cases).where(may_know(work, reader), *conditions(work, bare, reader))
    ).one()
    return {view: int(getattr(counted, view.value)) for view in View}


def _made(work: UnitOfWork, rows: Sequence[Row[*tuple[Any, ...]]], reader: Reader) -> tuple[QueueRow, ...]:
    thumbs = {} if reader.observes else _thumbs(work, [each.id for each in rows if each.photos])
    return tuple(_row(work, each, reader, thumbs.get(each.id, (None, ""))) for each in rows)


def _row(work: UnitOfWork, each: Row[*tuple[Any, ...]], reader: Reader, thumb: tuple[int | None, str]) -> QueueRow:
    unit_id, unit = each.unit_id, each.unit
    if each.unit_blind is not None:
        unit_id = work.seal.bare("unit_id", each.unit_blind)
        unit = work.conn.execute(select(units.c.name).where(units.c.id == unit_id)).scalar() or ""
    made = QueueRow(
        each.id, each.code, each.kind, each.topic, each.state, unit_id, unit, each.filed_at, each.due_at,
        each.due_name, each.due_legal, each.due_basis, bool(each.overdue),
    )  # fmt: skip
    if reader.observes:
        return made
    return replace(
        made, first_words=first_words(work.seal.open_text(each.text)), photos=each.photos, thumb=thumb[1],
        thumb_id=thumb[0], officer_id=each.officer_id, officer=each.officer, initials=initials(each.officer),
        unread=each.unread, urgent=each.urgent, emergency=each.emergency, sealed=each.sealed, origin=each.origin,
        heard_at=each.heard_at, version=each.version, closes_at=each.closes_at, closes_free=bool(each.closes_free),
    )  # fmt: skip


def _thumbs(work: UnitOfWork, ids: list[int]) -> dict[int, tuple[int | None, str]]:
    """The first kept picture of each case."""
    rows = work.conn.execute(
        select(attachments.c.case_id, attachments.c.id, attachments.c.thumb)
        .where(attachments.c.case_id.in_(ids), attachments.c.state == "kept", attachments.c.thumb != "")
        .order_by(attachments.c.created_at.desc(), attachments.c.part.desc(), attachments.c.id.desc())
    )
    return {case_id: (attachment_id, thumb) for case_id, attachment_id, thumb in rows}


def initials(name: str) -> str:
    """Two letters for a name: Nguyễn Thị Hồng is NH."""
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else ""
