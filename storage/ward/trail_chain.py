"""The trail as a chain: each link commits to one line and to the link before it, so that later changes are found.

Links are made in batches after the lines, in the order in which lines became visible. So no writer waits for another,
and a line that commits late (PostgreSQL) gets its link later. Links are numbered, so two processes cannot fork the
chain. A link commits to a keyed digest of the line's detail. So a detail that had to be erased (`{"erased": true}`)
still verifies, and nobody without SECRET_KEY can guess it from the digest. Somebody who can write to the database can
make a new chain. Therefore the head of each day is printed or sent out, and `danban audit verify --head` compares it.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select

from core.clock import in_vietnam
from core.message import Json
from storage.database.unit import UnitOfWork
from storage.tables.ward import audit, audit_heads, audit_links
from storage.ward.chain import Chain

BATCH = 1_000
_FIRST = hashlib.sha256(b"danban trail 1").hexdigest()
_CHAIN = Chain(audit, audit_links, audit_links.c.audit_id, first=_FIRST, lock=6_215_020)
_ERASED: dict[str, Json] = {"erased": True}


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain on a day. `number`: how many lines it commits to."""

    day: date
    number: int
    link: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check. `broken`: empty, or the first error; `place`: the number of its link, `line`: its id."""

    lines: int
    erased: int
    head: str
    broken: str = ""  # changed, missing, link, number, unlinked, day, head
    place: int = 0
    line: int = 0


def extend(work: UnitOfWork, limit: int = BATCH) -> int:
    """Link the next lines that have no link; returns their number. Of several processes at once, one works."""
    number, link = _CHAIN.end(work)
    made = []
    for row in _CHAIN.to_link(work, limit):
        number, detail = number + 1, _detail(work, row.detail)
        link = _link(link, number, row, detail)
        made.append({"number": number, "audit_id": row.id, "detail": detail, "link": link})
    if made:
        work.conn.execute(insert(audit_links), made)
    return len(made)


def tend(work: UnitOfWork) -> int:
    """The job: link a batch, and when everything is linked, store the head of yesterday."""
    made = extend(work)
    if made < BATCH:
        keep_head(work)
    return made


def keep_head(work: UnitOfWork) -> None:
    """Store yesterday's head unless it is stored. It may include lines since midnight, because the chain only grows."""
    day = in_vietnam(work.now).date() - timedelta(days=1)
    number, link = _CHAIN.end(work)
    if number and work.conn.execute(select(audit_heads.c.day).where(audit_heads.c.day >= day)).first() is None:
        work.conn.execute(insert(audit_heads).values(day=day, number=number, link=link, at=work.now))


def head(work: UnitOfWork) -> Head:
    """The present end of the chain."""
    number, link = _CHAIN.end(work)
    return Head(in_vietnam(work.now).date(), number, link)


def heads(work: UnitOfWork, limit: int = 60) -> list[Head]:
    """The heads of past days, the newest first."""
    columns = (audit_heads.c.day, audit_heads.c.number, audit_heads.c.link)
    return [Head(*row) for row in work.conn.execute(select(*columns).order_by(audit_heads.c.day.desc()).limit(limit))]


def verify(work: UnitOfWork, *, printed: str = "") -> Checked:
    """Check the whole chain and report the first error. `printed`: a head from paper that the chain must contain."""
    link, lines, erased, met = _FIRST, 0, 0, printed in ("", _FIRST)
    days = {each.number: each.link for each in heads(work, 100_000)}
    for row in _walk(work):
        lines += 1
        wrong, gone = _wrong(work, row, lines, link)
        erased += gone
        if not wrong and days.pop(lines, row.link) != row.link:
            wrong = "day"
        if wrong:
            return Checked(lines, erased, link, wrong, lines, row.audit_id)
        link = row.link
        met = met or link == printed
    if days:
        return Checked(lines, erased, link, "day", min(days))
    loose = _CHAIN.unlinked(work)
    if loose:
        return Checked(lines, erased, link, "unlinked", lines, loose)
    return Checked(lines, erased, link, "" if met else "head", lines if met else 0)


def _wrong(work: UnitOfWork, row: Row[*tuple[Any, ...]], number: int, before: str) -> tuple[str, bool]:
    """What is wrong with a link, and whether its detail was erased."""
    if row.number != number:
        return "number", False
    if row.id is None:
        return "missing", False
    gone = row.line_detail == _ERASED and _detail(work, row.line_detail) != row.detail
    if not gone and _detail(work, row.line_detail) != row.detail:
        return "changed", False
    if _link(before, number, row, row.detail) != row.link:
        return "link", gone
    return "", gone


def _walk(work: UnitOfWork) -> Iterator[Row[*tuple[Any, ...]]]:
    """Every link with its line, in order, read in batches."""
    line = (audit.c.id, audit.c.at, audit.c.act, audit.c.actor, audit.c.staff_id, audit.c.case_id)
    wanted = (
        select(*audit_links.c, *line, audit.c.detail.label("line_detail"))
        .outerjoin(audit, audit.c.id == audit_links.c.audit_id)
        .order_by(audit_links.c.number)
        .limit(BATCH)
    )
    last = -1
    while rows := work.conn.execute(wanted.where(audit_links.c.number > last)).all():
        yield from rows
        last = rows[-1].number


def _link(before: str, number: int, row: Row[*tuple[Any, ...]], detail: str) -> str:
    """SHA-256 over the previous link and every field of the line, in an unambiguous form."""
    at: datetime = row.at
    fields = [before, number, row.id, int(at.timestamp() * 1_000_000), row.act, row.actor, row.staff_id, row.case_id]
    return hashlib.sha256(json.dumps([*fields, detail]).encode()).hexdigest()


def _detail(work: UnitOfWork, detail: Json) -> str:
    return work.seal.name("trail", json.dumps(detail, sort_keys=True, ensure_ascii=False))
