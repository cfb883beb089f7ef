"""A chain over the trail of sealed cases. It is separate, so that the head of the open trail tells nothing of sealed
lines.

Each link commits to one sealed line, as it is stored, and to the link before it. Links are made in batches after the
lines, as in `trail_chain`. Sealed lines are never erased, so a changed line was tampered with. Only named readers and
the operator see its head.
"""

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import func, insert, select, text

from storage.database.unit import UnitOfWork
from storage.tables.ward import sealed_links, sealed_trail

BATCH = 500
_LATE = 20_000  # how many ids before the newest link a line may have that committed late
_FIRST = hashlib.sha256(b"danban sealed trail 1").hexdigest()  # stands before the first link
_LOCK = 6_215_021  # for the makers of links, on PostgreSQL


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check.

    `broken`: empty, or changed, missing, number, unlinked, head; `line`: the id of the line.
    """

    lines: int
    head: str
    broken: str = ""
    line: int = 0


def extend(work: UnitOfWork, limit: int = BATCH) -> int:
    """Link the next lines that have no link; returns their number. Of several processes at once, one works."""
    if work.postgres and not work.conn.execute(text("SELECT pg_try_advisory_xact_lock(:k)"), {"k": _LOCK}).scalar_one():
        return 0
    number, link = _end(work)
    newest = work.conn.execute(select(func.coalesce(func.max(sealed_links.c.line_id), 0))).scalar_one()
    rows = work.conn.execute(
        select(sealed_trail)
        .outerjoin(sealed_links, sealed_links.c.line_id == sealed_trail.c.id)
        .where(sealed_trail.c.id > newest - _LATE, sealed_links.c.number.is_(None))
        .order_by(sealed_trail.c.id)
        .limit(limit)
    ).all()
    made = []
    for row in rows:
        number, link = number + 1, _link(link, number + 1, row.id, row.case_id, row.line)
        made.append({"number": number, "line_id": row.id, "link": link})
    if made:
        work.conn.execute(insert(sealed_links), made)
    return len(made)


def head(work: UnitOfWork) -> str:
    """The present end of the chain: 64 hex digits."""
    return _end(work)[1]


def verify(work: UnitOfWork, *, printed: str = "") -> Checked:
    """Check the whole chain and report the first error. `printed`: a head from paper that the chain must contain."""
    link, lines, met, last = _FIRST, 0, printed in ("", _FIRST), 0
    wanted = (
        select(*sealed_links.c, sealed_trail.c.id, sealed_trail.c.case_id, sealed_trail.c.line)
        .outerjoin(sealed_trail, sealed_trail.c.id == sealed_links.c.line_id)
        .order_by(sealed_links.c.number)
        .limit(BATCH)
    )
    while rows := work.conn.execute(wanted.where(sealed_links.c.number > last)).all():
        for row in rows:
            last, lines = row.number, lines + 1
            if row.number != lines:
                return Checked(lines, link, "number", row.line_id)
            if row.id is None:
                return Checked(lines, link, "missing", row.line_id)
            if _link(link, row.number, row.id, row.case_id, row.line) != row.link:
                return Checked(lines, link, "changed", row.line_id)
            link = row.link
            met = met or link == printed
    if loose := _unlinked(work):
        return Checked(lines, link, "unlinked", loose)
    return Checked(lines, link, "" if met else "head")


def _unlinked(work: UnitOfWork) -> int:
    """The id of a line without a link that should have one: it was inserted later, under an old id.

    0 when there is none.
    """
    newest = work.conn.execute(select(func.coalesce(func.max(sealed_links.c.line_id), 0))).scalar_one()
    found = work.conn.execute(
        select(func.min(sealed_trail.c.id))
        .outerjoin(sealed_links, sealed_links.c.line_id == sealed_trail.c.id)
        .where(sealed_links.c.number.is_(None), sealed_trail.c.id <= newest - _LATE)
    ).scalar_one()
    return int(found or 0)


def _end(work: UnitOfWork) -> tuple[int, str]:
    newest = select(sealed_links.c.number, sealed_links.c.link).order_by(sealed_links.c.number.desc()).limit(1)
    row = work.conn.execute(newest).first()
    return (0, _FIRST) if row is None else (row.number, row.link)


def _link(before: str, number: int, line_id: int, case_id: int, line: str) -> str:
    return hashlib.sha256(json.dumps([before, number, line_id, case_id, line]).encode()).hexdigest()
