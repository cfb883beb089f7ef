"""What anybody may read of released cases. Every reading joins the case and asks again whether it may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, func, or_, select, tuple_

from civics.cases.moves import CaseState
from civics.cases.states import ANSWERED, CLOSED, UNANSWERED
from core.errors import NotFoundError
from core.message import Point
from storage.cases import opened_words
from storage.cases.opened import everyday
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.columns import Moment, beside_indexes
from storage.tables.media import attachments
from storage.tables.opened import public_cases, public_version
from storage.tables.ward import unit_boundaries, units

OVER, DROPPED = (ANSWERED, CLOSED), CaseState.DROPPED.value
_RARE = 2_000  # fewer cases than this are sorted sooner than all are looked through
_P = public_cases.c
_VERSION = select(public_version.c.version)
# A list begins with released cases in their order: with "+ 0", SQLite cannot begin with all cases and sort them.
_OF_CASE = cases.c.id == _P.case_id + 0


@dataclass(frozen=True, slots=True)
class Item:
    """One released case. `after`: where a list goes on; `updated_at`: the newest of all that changed."""

    key: str
    title: str
    text: str
    answer: str
    place: str
    point: Point | None
    topic: str
    kind: str
    state: str
    unit_id: int | None
    filed_at: datetime
    answered_at: datetime | None
    updated_at: datetime
    before: int | None
    after_picture: int | None
    after: tuple[datetime, int]

    @property
    def over(self) -> bool:
        """Whether it is answered or closed."""
        return self.state in OVER


@dataclass(frozen=True, slots=True)
class Asked:
    """Which released cases. `over`: answered or not; `since`, `until`: when filed; `after`: where to go on.

    `topics`: any of these, for programs that ask for several. `keys`: these, whatever else is asked.
    """

    words: str = ""
    topic: str = ""
    unit_id: int | None = None
    over: bool | None = None
    since: datetime | None = None
    until: datetime | None = None
    keys: tuple[str, ...] | None = None
    after: tuple[datetime, int] | None = None
    skip: int = 0
    topics: tuple[str, ...] = ()


def some(work: UnitOfWork, asked: Asked, *, limit: int) -> list[Item]:
    """The newest first. With words: those that were asked about or released last."""
    found = _ordered(work, _read().where(*_which(asked)), asked).limit(limit).offset(asked.skip)
    return [_item(row) for row in work.conn.execute(found)]


def newest(work: UnitOfWork, asked: Asked, *, limit: int) -> tuple[str, ...]:
    """Public ids in the order of `some`: one search serves for a list and its map."""
    rare = _rare(work, asked)
    found = select(_P.key).join(cases, _OF_CASE).where(*_shown(), *_which(asked), *rare)
    return tuple(work.conn.execute(_ordered(work, found, asked, few=bool(rare)).limit(limit)).scalars())


def _ordered(work: UnitOfWork, found: Select[Any], asked: Asked, *, few: bool = False) -> Select[Any]:
    if asked.words and asked.keys is None:
        return opened_words.searched(work, found, asked.words, few=few)
    return found.order_by(_P.filed_at.desc(), _P.id.desc())


def _rare(work: UnitOfWork, asked: Asked) -> list[ColumnElement[bool]]:
    """Where few cases are of that topic or unit, or open: begin with them, not with the newest of all."""
    narrow: list[ColumnElement[bool]] = []
    if asked.topic:
        narrow.append(cases.c.topic == asked.topic)
    if asked.unit_id is not None:
        narrow.append(cases.c.unit_id == asked.unit_id)
    if asked.over is False:
        narrow.append(cases.c.state.in_(UNANSWERED))
    for each in narrow:
        few = select(cases.c.id).where(each).limit(_RARE).subquery()
        if work.conn.execute(select(func.count()).select_from(few)).scalar_one() < _RARE:
            return [_P.case_id.in_(select(cases.c.id).where(each))]
    return []


def points(work: UnitOfWork, asked: Asked, *, limit: int) -> list[tuple[str, str, Point]]:
    """Public id, title and place of the newest that have one."""
    found = (
        select(_P.key, _P.title, _P.lat, _P.lon)
        .join(cases, _OF_CASE)
        .where(*_shown(), *_which(asked), _P.lat.is_not(None), _P.lon.is_not(None))
    )
    rows = work.conn.execute(_ordered(work, found, asked).limit(limit))
    return [(row.key, row.title, Point(row.lat, row.lon)) for row in rows]


def get(work: UnitOfWork, key: str) -> Item:
    """One of them. Raises NotFoundError, the same for one that is not released, sealed, erased or never was."""
    row = work.conn.execute(_read().where(_P.key == key)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such case.")
    return _item(row)


@dataclass(frozen=True, slots=True)
class Shown:
    """A released case, for those who come by its page."""

    case_id: int
    title: str


def of_key(work: UnitOfWork, key: str) -> Shown | None:
    """The released case with this public id."""
    return _one(work, _P.key == key)


def of_case(work: UnitOfWork, case_id: int) -> Shown | None:
    """The same by its id; none when it is not shown now."""
    return _one(work, _P.case_id == case_id)


def _one(work: UnitOfWork, which: ColumnElement[bool]) -> Shown | None:
    row = work.conn.execute(
        select(_P.case_id, _P.title).join(cases, cases.c.id == _P.case_id).where(which, *_shown())
    ).one_or_none()
    return None if row is None else Shown(*row)


def picture(work: UnitOfWork, key: str, which: str) -> str:
    """The store's name of a picture (`which`: before, after) as people may see it. Raises NotFoundError."""
    column = _P.before_id if which == "before" else _P.after_id
    found = work.conn.execute(
        select(attachments.c.shown)
        .join(public_cases, column == attachments.c.id)
        .join(cases, cases.c.id == _P.case_id)
        .where(_P.key == key, *_shown(), attachments.c.state == "kept", attachments.c.sealed.is_(False))
    ).scalar()
    if not found:
        raise NotFoundError("There is no such picture.")
    return str(found)


def rings(work: UnitOfWork) -> list[tuple[int, Any]]:
    """The boundaries of the present units, as they are stored: (id of the unit, rings)."""
    rows = work.conn.execute(
        select(unit_boundaries.c.unit_id, unit_boundaries.c.rings)
        .join(units, units.c.id == unit_boundaries.c.unit_id)
        .where(or_(units.c.valid_to.is_(None), units.c.valid_to > work.now))
        .order_by(unit_boundaries.c.unit_id)
    )
    return [(row.unit_id, row.rings) for row in rows]


def parts(work: UnitOfWork, each: int) -> list[int]:
    """The numbers from 1 on of the parts, of so many rows `each`, in which a case is released."""
    part = (_P.id - 1) // each
    return [
        number + 1
        for number in work.conn.execute(
            select(part).where(_P.released_at.is_not(None)).group_by(part).order_by(part)
        ).scalars()
    ]


def changed(work: UnitOfWork, part: int, *, each: int) -> list[tuple[str, datetime]]:
    """Public ids of one part, with the last change of what is shown. A case stays in its part."""
    found = (
        select(_P.key, _P.changed_at)
        .join(cases, cases.c.id == _P.case_id)
        .where(*_shown(), _P.id > (part - 1) * each, _P.id <= part * each)
        .order_by(_P.id)
    )
    return [(row.key, row.changed_at) for row in work.conn.execute(found)]


def version(work: UnitOfWork) -> int:
    """A number that changes in the commit of whatever changes what is shown: of released cases, units, boundaries."""
    return work.conn.execute(_VERSION).scalar() or 0


def newest_change(work: UnitOfWork) -> datetime | None:
    """When a row of the page changed last."""
    found: datetime | None = work.conn.execute(
        select(func.max(_P.changed_at)).where(_P.released_at.is_not(None))
    ).scalar()
    return found


def _shown() -> Sequence[ColumnElement[bool]]:
    return _P.released_at.is_not(None), everyday(), cases.c.state != DROPPED


def _read() -> Select[Any]:
    return (
        select(
            public_cases,
            *(cases.c.topic, cases.c.kind, cases.c.state, cases.c.unit_id),
            *(cases.c.answered_at, cases.c.taken_at, cases.c.closed_at, cases.c.clock_from),
        )
        .join(cases, _OF_CASE)
        .where(*_shown())
    )


def _which(asked: Asked) -> list[ColumnElement[bool]]:
    if asked.keys is not None:
        return [_P.key.in_(asked.keys)]
    found: list[ColumnElement[bool]] = []
    # Not by the indexes of cases: all cases of a topic would be read and sorted, where the list's index is in order.
    if asked.topic:
        found.append(beside_indexes(cases.c.topic) == asked.topic)
    if asked.topics:
        found.append(beside_indexes(cases.c.topic).in_(asked.topics))
    if asked.unit_id is not None:
        found.append(beside_indexes(cases.c.unit_id) == asked.unit_id)
    if asked.over is not None:
        over = cases.c.state.in_(list(OVER))
        found.append(over if asked.over else ~over)
    if asked.since is not None:
        found.append(_P.filed_at >= asked.since)
    if asked.until is not None:
        found.append(_P.filed_at <= asked.until)
    if asked.after is not None and asked.words:
        found.append(_P.id < asked.after[1])
    elif asked.after is not None:
        found.append(
            tuple_(_P.filed_at, _P.id) < tuple_(*asked.after, types=[Moment(), Integer()])
        )  # one range of the index
    return found


def _item(row: Row[*tuple[Any, ...]]) -> Item:
    moments = (row.released_at, row.changed_at, row.answered_at, row.taken_at, row.closed_at, row.clock_from)
    point = Point(row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    return Item(
        row.key, row.title, row.body, row.answer, row.place, point, row.topic, row.kind, row.state, row.unit_id,
        row.filed_at, row.answered_at, max(each for each in moments if each is not None), row.before_id, row.after_id,
        (row.filed_at, row.id),
    )  # fmt: skip
