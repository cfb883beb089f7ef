"""What was done with the wards of a province, when and by whom. Rows are only added; they hold no secret."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage.province.tables import acts

# The others are the states of a ward (`registry.State`): what it was brought to.
ACTS = frozenset({"added", "changed", "dropped", "erased", "exported", "imported", "moved"})


@dataclass(frozen=True, slots=True)
class Act:
    """One act. `who`: an account of the machine, or a process."""

    at: datetime
    code: str
    act: str
    who: str
    detail: str


def note(conn: Connection, code: str, act: str, *, at: datetime, who: str, detail: str = "") -> None:
    """Write an act down, in the transaction that does it."""
    conn.execute(insert(acts).values(at=at, code=code, act=act, who=who[:80], detail=detail[:500]))


def newest(conn: Connection, number: int, *, code: str = "") -> list[Act]:
    """The newest acts first, of one ward or of all."""
    found = select(acts).order_by(acts.c.id.desc()).limit(number)
    rows = conn.execute(found.where(acts.c.code == code) if code else found)
    return [Act(row.at, row.code, row.act, row.who, row.detail) for row in rows]
