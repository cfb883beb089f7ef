"""A chain over the trail of sealed cases. It is separate, so that the head of the open trail tells nothing of sealed
lines.

Each link commits to one sealed line, as it is stored, and to the link before it. Links are made in batches after the
lines, as in `trail_chain`. Sealed lines are never erased, so a changed line was tampered with. Only named readers and
the operator see its head.
"""

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import insert, select

from storage.database.unit import UnitOfWork
from storage.tables.ward import sealed_links, sealed_trail
from storage.ward.chain import Chain

BATCH = 500
_FIRST = hashlib.sha256(b"danban sealed trail 1").hexdigest()
_CHAIN = Chain(sealed_trail, sealed_links, sealed_links.c.line_id, first=_FIRST, lock=6_215_021)


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
    number, link = _CHAIN.end(work)
    made = []
    for row in _CHAIN.to_link(work, limit):
        number, link = number + 1, _link(link, number + 1, row.id, row.case_id, row.line)
        made.append({"number": number, "line_id": row.id, "link": link})
    if made:
        work.conn.execute(insert(sealed_links), made)
    return len(made)


def head(work: UnitOfWork) -> str:
    """The present end of the chain: 64 hex digits."""
    return _CHAIN.end(work)[1]


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
    if loose := _CHAIN.unlinked(work):
        return Checked(lines, link, "unlinked", loose)
    return Checked(lines, link, "" if met else "head")


def _link(before: str, number: int, line_id: int, case_id: int, line: str) -> str:
    return hashlib.sha256(json.dumps([before, number, line_id, case_id, line]).encode()).hexdigest()
