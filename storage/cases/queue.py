"""The queue: rows of many cases for staff, the nearest due date first. Few people see its sealed cases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, select

from core.errors import NotFoundError
from storage.cases import order
from storage.cases.due_days import soon_ends
from storage.cases.filter import (
    Filter,
    View,
    conditions,
    in_view,
    is_few,
    meets,
    no_index,
    over_in_view,
    plain,
    reaches,
)
from storage.cases.views import first_words
from storage.database.unit import UnitOfWork
from storage.tables.cases import OVER, RUNNING, cases
from storage.tables.columns import among
from storage.tables.media import attachments
from storage.tables.messages import chats
from storage.tables.people import staff
from storage.tables.ward import units
from storage.ward.sight import Reader, may_know

__all__ = [
    "MOST_COUNTED", "Filter", "Page", "QueueRow", "View", "counts", "exported", "ids_for_export", "open_count", "page",
    "row", "rows_for_export",
]  # fmt: skip

MOST_COUNTED = 1_000  # the count of cases that are over stops here: "999+" is enough
BATCH = 500  # rows of an export per read
_RUNNING_VIEWS = tuple(view for view in View if view not in {View.ANSWERED, View.CLOSED})


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case in the queue. For an observer all fields after `overdue` are blank."""

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
    thumb_id: int | None = None  # the id of its attachment
    officer_id: int | None = None
    officer: str = ""
    initials: str = ""
    unread: bool = False
    urgent: bool = False
    emergency: str = ""
    safe: bool = False  # the person of an emergency says that they are safe
    sealed: bool = False
    origin: str = ""
    heard_at: datetime | None = None
    said_at: datetime | None = None  # when staff said something last
    version: int = 0
    # when the window of the case's chat closes, if that is soon (storage.messages.windows)
    closes_at: datetime | None = None
    # whether answers are free until then; if not, they cost money until then and must wait afterwards
    closes_free: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the queue. `next` is passed back as `after`; empty on the last page.

    `counts` are exact for running cases; of the others at most `MOST_COUNTED` are counted.
    """

    rows: tuple[QueueRow, ...]
    counts: Mapping[View, int]
    next: str


def page(work: UnitOfWork, wanted: Filter, *, reader: Reader, after: str = "", limit: int = 50) -> Page:
    """The rows of a filter of which the reader may know, and the number of cases in each view.

    First by due date or closing window, then cases that are over, newest first. With a search text: newest first, and
    within a page those with the same diacritics first. An invalid `after` gives the first page.
    """
    found = order.page(work, wanted, reader=reader, after=after, limit=limit)
    return Page(tuple(_read(work, found.ids, wanted, reader)), _counts(work, wanted, reader), found.next)


def row(work: UnitOfWork, case_id: int, *, reader: Reader) -> QueueRow:
    """One case's row, for a live update. Raises NotFoundError."""
    rows = _read(work, [case_id], Filter(View.ALL), reader)
    if not rows:
        raise NotFoundError("There is no such case.")
    return rows[0]


def ids_for_export(work: UnitOfWork, wanted: Filter, *, reader: Reader) -> Sequence[int]:
    """All cases of a filter in the queue's order, for reading in pieces. Sealed cases are never exported."""
    return order.every(work, wanted, reader=_outsider(reader))


def exported(work: UnitOfWork, ids: Sequence[int], wanted: Filter, *, reader: Reader) -> list[QueueRow]:
    """The rows of some of these: those that still fit the filter and were not sealed since."""
    return _read(work, ids, wanted, _outsider(reader))


def rows_for_export(work: UnitOfWork, wanted: Filter, *, reader: Reader) -> Iterator[QueueRow]:
    """All rows of a filter in the queue's order, read in batches of one transaction."""
    ids = ids_for_export(work, wanted, reader=reader)
    for start in range(0, len(ids), BATCH):
        yield from exported(work, ids[start : start + BATCH], wanted, reader=reader)


def _outsider(reader: Reader) -> Reader:
    return replace(reader, reads_sealed=False)


def _read(work: UnitOfWork, ids: Sequence[int], wanted: Filter, reader: Reader) -> list[QueueRow]:
    """The rows of these cases in their order. The reader's rights and the filter are checked again."""
    if not ids:
        return []
    rows = work.conn.execute(_rows(work, wanted, reader).where(among(cases.c.id, "ids")), {"ids": list(ids)})
    by_id = {each.id: each for each in rows}
    return _made(work, [by_id[case_id] for case_id in ids if case_id in by_id], reader)


def _rows(work: UnitOfWork, wanted: Filter, reader: Reader) -> Select[*tuple[Any, ...]]:
    now = work.now
    return (
        select(
            *(cases.c.id, cases.c.code, cases.c.kind, cases.c.topic, cases.c.state, cases.c.unit_id, cases.c.filed_at),
            *(cases.c.due_at, cases.c.due_name, cases.c.due_legal, cases.c.due_basis, cases.c.text, cases.c.photos),
            *(cases.c.officer_id, cases.c.unread, cases.c.urgent, cases.c.emergency, cases.c.sealed, cases.c.origin),
            cases.c.safe_at,
            *(
                cases.c.unit_blind,
                cases.c.heard_at,
                cases.c.said_at,
                cases.c.version,
                order.closes(now).label("closes_at"),
            ),
            (chats.c.free_until > now).label("closes_free"),
            func.coalesce(units.c.name, "").label("unit"),
            func.coalesce(staff.c.name, "").label("officer"),
            and_(cases.c.due_at < now, RUNNING).label("overdue"),
        )
        .select_from(
            cases.outerjoin(units, units.c.id == cases.c.unit_id)
            .outerjoin(staff, staff.c.id == cases.c.officer_id)
            .outerjoin(chats, chats.c.id == cases.c.chat_id)
        )
        .where(
            may_know(work, reader),
            in_view(wanted.view, reader, now, soon_ends(work)),
            *conditions(work, wanted, reader),
        )
    )


def counts(work: UnitOfWork, wanted: Filter, *, reader: Reader) -> Mapping[View, int]:
    """How many cases are in each view of a filter; see `Page`."""
    return _counts(work, wanted, reader)


def open_count(work: UnitOfWork, wanted: Filter, *, reader: Reader) -> int:
    """How many open cases a filter has: the one number of `counts` that a tile of the day shows."""
    bare = replace(wanted, text="", view=View.OPEN)
    which = in_view(View.OPEN, reader, work.now, work.now)
    few = may_know(work, reader), *conditions(work, bare, reader, of=no_index(work))
    return int(work.conn.execute(select(func.count()).select_from(cases).where(which, *few)).scalar_one())


def _counts(work: UnitOfWork, wanted: Filter, reader: Reader) -> dict[View, int]:
    """How many cases are in each view, whatever the filter's text and view. Running cases are counted in one pass."""
    bare = replace(wanted, text="", view=View.ALL)
    few = (may_know(work, reader), *conditions(work, bare, reader, of=no_index(work)))
    allowed = (may_know(work, reader), *conditions(work, bare, reader))
    soon = soon_ends(work)
    columns = [
        func.coalesce(func.sum(case((in_view(view, reader, work.now, soon), 1), else_=0)), 0).label(view.value)
        for view in _RUNNING_VIEWS
    ]
    counted = work.conn.execute(select(*columns).select_from(cases).where(RUNNING, *few)).one()
    found: dict[View, int] = {view: int(getattr(counted, view.value)) for view in _RUNNING_VIEWS}

    def over(view: View) -> int:
        if not meets(view, bare.state):
            return 0
        which = over_in_view(view, reader, work.now, soon, of=no_index(work) if is_few(view) else plain)
        wanted = few if is_few(view) else allowed
        counted = select(cases.c.id).where(OVER, which, *wanted).limit(MOST_COUNTED).subquery()
        return int(work.conn.execute(select(func.count()).select_from(counted)).scalar_one())

    reached = reaches(bare)[1]
    of_content = () if reader.observes else (View.MINE, View.UNREAD)
    for view in (*of_content, View.ANSWERED, View.CLOSED):
        found[view] = found.get(view, 0) + (over(view) if reached else 0)
    found[View.ALL] += min(MOST_COUNTED, found[View.ANSWERED] + found[View.CLOSED])
    return {view: found[view] for view in View}


def _made(work: UnitOfWork, rows: Sequence[Row[*tuple[Any, ...]]], reader: Reader) -> list[QueueRow]:
    thumbs = {} if reader.observes else _thumbs(work, [each.id for each in rows if each.photos])
    return [_row(work, each, reader, thumbs.get(each.id, (None, ""))) for each in rows]


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
        safe=each.safe_at is not None,
        heard_at=each.heard_at, said_at=each.said_at, version=each.version,
        closes_at=each.closes_at, closes_free=bool(each.closes_free),
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
    """Two letters for a name: Nguyễn Thị Hồng gives NH."""
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper() if words else ""
