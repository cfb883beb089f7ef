"""The links from a case to people, and how a sealed case hides them (Luật Tố cáo 2018 Điều 9; NĐ 31/2019/NĐ-CP).

Somebody with the database and its backups, but without SECRET_KEY, must not find out who denounced. So the columns of
`LINKS` are empty in a sealed case. Each has a twin with the same id in blinded form (`Seal.blind`), which can be
searched and read with the key. Times are stored by day only, because a time is a link too: the chat's own rows have it.
The id is random and negative, so that no counter of open rows has a gap where the case was filed.
"""

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, or_

from core.clock import in_vietnam
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases

LINKS = ("chat_id", "resident_id", "run_id", "unit_id", "names_staff_id", "names_unit_id")
_MOMENTS = ("filed_at", "heard_at", "taken_at", "answered_at", "closed_at", "late_told_at", "clock_from",
            "said_at", "first_said_at")  # fmt: skip
HIDDEN = frozenset((*LINKS, *_MOMENTS))  # the columns that `hidden` changes
_ROOM = 4096  # how many ids above its own a sealed case has for its entries
_DRAWN = 1 << 40


def new_id() -> int:
    """The id of a new sealed case. Its entries use the ids above it, up to the next multiple of 4096."""
    return -(secrets.randbelow(_DRAWN) + 1) * _ROOM


def day(moment: datetime) -> datetime:
    """The beginning of the moment's day in Viet Nam."""
    return in_vietnam(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def twin(name: str) -> str:
    """The column with a sealed case's blinded id, for one of `LINKS`."""
    return f"{name.removesuffix('_id')}_blind"


def hidden(work: UnitOfWork, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns in the form in which a sealed case stores them."""
    found = dict(values)
    for name in LINKS:
        if name in found:
            value = found[name]
            found[twin(name)] = None if value is None else work.seal.blind(name, value)
            found[name] = None
    for name in _MOMENTS:
        if isinstance(found.get(name), datetime):
            found[name] = day(found[name])
    return found


def opened(work: UnitOfWork, row: Any) -> Any:
    """A row of `cases` with readable links, whether it is sealed or not; None for None."""
    return row if row is None or not row.sealed else _Opened(work, row)


class _Opened:
    """A sealed case's row with readable links. It works like the row and like a mapping."""

    __slots__ = ("_links", "_row")

    def __init__(self, work: UnitOfWork, row: Any) -> None:
        self._row = row
        here = _mapping(row)
        self._links = {
            name: work.seal.bare(name, here[twin(name)]) for name in LINKS if here.get(twin(name)) is not None
        }

    def __getattr__(self, name: str) -> Any:
        return self._links[name] if name in self._links else getattr(self._row, name)

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def keys(self) -> Iterator[str]:
        """The names of its columns."""
        return iter(_mapping(self._row))


def _mapping(row: Any) -> Mapping[str, Any]:
    """A row as a mapping: SQLAlchemy's, or a named tuple of a prepared statement."""
    found: Any = row._mapping if isinstance(row, Row) else row._asdict()  # noqa: SLF001  # public names
    return found  # type: ignore[no-any-return]  # columns of any type


def leads_to(work: UnitOfWork, name: str, value: int) -> ColumnElement[bool]:
    """Whether a case, sealed or not, has this id in that link."""
    return or_(cases.c[name] == value, cases.c[twin(name)] == work.seal.blind(name, value))


def of_resident(work: UnitOfWork, resident_id: int) -> ColumnElement[bool]:
    """Whether a case, sealed or not, is that resident's."""
    return leads_to(work, "resident_id", resident_id)


def message_mark(work: UnitOfWork, chat_id: int, message_id: str) -> str:
    """The mark in a sealed row that replaces the chat and the platform's id of a message or an album."""
    return work.seal.name("message of a case", f"{chat_id}:{message_id}")


def by_message(work: UnitOfWork, table: Table, chat_id: int, message_id: str) -> ColumnElement[bool]:
    """Whether a row of `entries`, `entry_messages` or `attachments` came with that message."""
    there = and_(table.c.chat_id == chat_id, table.c.message_id == message_id)
    marked = and_(table.c.chat_id.is_(None), table.c.message_id == message_mark(work, chat_id, message_id))
    return or_(there, marked)


def by_album(work: UnitOfWork, table: Table, chat_id: int, album: str) -> ColumnElement[bool]:
    """Whether a row of `entries` or `attachments` came with a part of that album."""
    there = and_(table.c.chat_id == chat_id, table.c.album == album)
    return or_(there, and_(table.c.chat_id.is_(None), table.c.album == message_mark(work, chat_id, album)))
