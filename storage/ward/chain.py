"""What both chains over the trail share: which lines still have no link, where a chain ends, and a line without a link.

`trail_chain` links the open lines and `sealed_chain` the sealed ones; each says itself what a link commits to.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row, Table, func, select, text

from storage.database.unit import UnitOfWork

_LATE = 20_000  # how many ids before the newest link a line may have that committed late


@dataclass(frozen=True, slots=True)
class Chain:
    """Links (`number`, `link`) over lines (`id`). `line_id`: the column of a link that names its line."""

    lines: Table
    links: Table
    line_id: Column[int]
    first: str  # stands before the first link
    lock: int  # for the makers of links, on PostgreSQL

    def end(self, work: UnitOfWork) -> tuple[int, str]:
        """The number of the newest link, and the link."""
        links = self.links.c
        newest = select(links.number, links.link).order_by(links.number.desc()).limit(1)
        row = work.conn.execute(newest).first()
        return (0, self.first) if row is None else (row.number, row.link)

    def to_link(self, work: UnitOfWork, limit: int) -> list[Row[*tuple[Any, ...]]]:
        """The next lines without a link. Of several processes at once, one gets them and the others none."""
        if work.postgres:
            # such a lock is the whole database's, and wards may share one
            of_ward = text("SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema(), :k))")
            mine = work.conn.execute(of_ward, {"k": self.lock}).scalar_one()
            if not mine:
                return []
        rows = select(self.lines).outerjoin(self.links, self.line_id == self.lines.c.id)
        rows = rows.where(self.lines.c.id > self._newest(work) - _LATE, self.links.c.number.is_(None))
        return list(work.conn.execute(rows.order_by(self.lines.c.id).limit(limit)))

    def unlinked(self, work: UnitOfWork) -> int:
        """The id of a line without a link that should have one: it was inserted later, under an old id. 0: none."""
        found = select(func.min(self.lines.c.id)).outerjoin(self.links, self.line_id == self.lines.c.id)
        found = found.where(self.links.c.number.is_(None), self.lines.c.id <= self._newest(work) - _LATE)
        return int(work.conn.execute(found).scalar_one() or 0)

    def _newest(self, work: UnitOfWork) -> int:
        return int(work.conn.execute(select(func.coalesce(func.max(self.line_id), 0))).scalar_one())
