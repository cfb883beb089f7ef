"""Who may see which case, as a condition of a query and as a check of one row.

The rule itself is in `civics.cases.sealing`; a test compares the two. A sealed case does not exist for people outside
the named list, nor for the person or the unit that it names (Luật Tố cáo 2018 Điều 9).
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, or_, select

from civics.cases.sealing import CHANNELS, Eyes
from civics.ward.roles import Role, may
from core.errors import NotAllowedError, NotFoundError
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.messages import chats
from storage.ward.links import opened, twin


@dataclass(frozen=True, slots=True)
class Reader:
    """The member of staff who asks or acts. `actor`: what the trail calls the way, "staff" (a page) or "command"."""

    staff_id: int
    role: str
    reads_sealed: bool = False
    unit_id: int | None = None
    actor: str = "staff"

    @property
    def observes(self) -> bool:
        """Whether the reader only sees codes, kinds, topics, units, states and clocks."""
        return not may(self.role, "case.content")

    @property
    def eyes(self) -> Eyes:
        """The reader in the form that the rule in `civics` takes."""
        return Eyes(self.staff_id, Role(self.role), self.reads_sealed, self.unit_id)


def may_know(work: UnitOfWork, reader: Reader) -> ColumnElement[bool]:
    """The condition on `cases` under which the reader may know that a case exists."""
    if not reader.reads_sealed or reader.observes:
        return cases.c.sealed.is_(False)
    not_named = _other(work, "names_staff_id", reader.staff_id)
    other_unit = _other(work, "names_unit_id", reader.unit_id) if reader.unit_id is not None else ~false()
    return or_(cases.c.sealed.is_(False), and_(not_named, other_unit))


def _other(work: UnitOfWork, name: str, value: int) -> ColumnElement[bool]:
    """Whether a sealed case names somebody else, or nobody."""
    column = cases.c[twin(name)]
    return or_(column.is_(None), column != work.seal.blind(name, value))


def known(work: UnitOfWork, case_id: int, *, reader: Reader) -> Row[*tuple[Any, ...]]:
    """The row of a case of which the reader may know. Raises NotFoundError."""
    row = work.conn.execute(select(cases).where(cases.c.id == case_id, may_know(work, reader))).one_or_none()
    if row is None:
        raise NotFoundError("There is no such case.")
    found: Row[*tuple[Any, ...]] = opened(work, row)
    return found


def readable(work: UnitOfWork, case_id: int, *, reader: Reader) -> Row[*tuple[Any, ...]]:
    """The row of a case whose words the reader may see. Raises NotFoundError; NotAllowedError for an observer."""
    row = known(work, case_id, reader=reader)
    if reader.observes:
        raise NotAllowedError("An observer sees no content.")
    return row


def may_carry(work: UnitOfWork, chat_id: int, *, sealed: bool) -> bool:
    """Whether a chat may be told of the case. A sealed case: only private chats on `civics.cases.sealing.CHANNELS`."""
    if not sealed:
        return True
    row = work.conn.execute(select(chats.c.channel, chats.c.private).where(chats.c.id == chat_id)).one_or_none()
    return row is not None and row.private and row.channel in CHANNELS
