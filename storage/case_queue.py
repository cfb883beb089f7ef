"""The queue: what staff see of many cases at once. What is due first stands on top; sealed cases are in it for few."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.case_sight import Reader
from storage.unit import UnitOfWork


class View(StrEnum):
    """The ways to look at the queue; each is counted."""

    OPEN = "open"
    NEW = "new"
    MINE = "mine"
    UNREAD = "unread"
    OVERDUE = "overdue"
    URGENT = "urgent"
    ANSWERED = "answered"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases. Empty or none: no condition. `text` is searched; observers search by code only."""

    view: View = View.OPEN
    state: str = ""
    kind: str = ""
    topic: str = ""
    unit_id: int | None = None
    officer_id: int | None = None
    mine: bool = False
    overdue: bool = False
    urgent: bool = False
    origin: str = ""
    filed_from: datetime | None = None
    filed_to: datetime | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One case in the queue. For an observer all after `due_basis` is blank."""

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


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the queue. `next` is given back as `after`; empty on the last page."""

    rows: tuple[QueueRow, ...]
    counts: Mapping[View, int]
    next: str


def page(work: UnitOfWork, wanted: Filter, *, reader: Reader, after: str = "", limit: int = 50) -> Page:
    """The rows of a filter that the reader may know of, and how many stand in each view."""
    raise NotImplementedError


def row(work: UnitOfWork, case_id: int, *, reader: Reader) -> QueueRow:
    """One case's row, for a live update. Raises NotFoundError."""
    raise NotImplementedError


def rows_for_export(work: UnitOfWork, wanted: Filter, *, reader: Reader) -> Iterator[QueueRow]:
    """All rows of a filter, page by page; sealed cases never leave in a file."""
    raise NotImplementedError
