"""Lookups beside a case: the case of a code, and other cases about the same matter."""

from datetime import datetime, timedelta

from sqlalchemy import Row, func, or_, select

from civics.cases.codes import parse_code
from core.errors import NotFoundError
from core.text import folded_words
from storage.cases.views import OtherCase, first_words
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.ward.sight import Reader, known, may_know

_NEAR = timedelta(days=60)  # how far apart in time two reports of one matter may be
_LOOKED_AT = 200  # cases that are compared, per topic and per unit, newest first
_SHARED = 0.2  # share of the shorter text's words that both must have


def id_of(work: UnitOfWork, code: str, *, reader: Reader) -> int:
    """The id of the case with that code, if the reader may know of it. Raises NotFoundError."""
    found = work.conn.execute(
        select(cases.c.id).where(cases.c.code == (parse_code(code) or code.strip().upper()), may_know(work, reader))
    ).scalar_one_or_none()
    if found is None:
        raise NotFoundError("There is no such case.")
    return int(found)


def similar(work: UnitOfWork, case_id: int, *, reader: Reader, limit: int = 5) -> list[OtherCase]:
    """Cases of others that sound alike and are near in time, best first; never sealed ones, none beside one."""
    row = known(work, case_id, reader=reader)
    if reader.observes or row.sealed:
        return []
    since, until = row.filed_at - _NEAR, row.filed_at + _NEAR
    first = (
        select(cases.c.id)
        .where(cases.c.filed_at >= since)
        .order_by(cases.c.filed_at, cases.c.id)
        .limit(1)
        .scalar_subquery()
    )
    last = (
        select(cases.c.id)
        .where(cases.c.filed_at <= until)
        .order_by(cases.c.filed_at.desc(), cases.c.id.desc())
        .limit(1)
    )
    near = [cases.c.topic == row.topic]
    if row.unit_id is not None:
        near.append(cases.c.unit_id == row.unit_id)
    found: dict[int, Row[int, str, str, str, datetime, str]] = {}
    for alike in near:  # each query uses its own index; ids rise with the day of filing
        rows = work.conn.execute(
            select(cases.c.id, cases.c.code, cases.c.kind, cases.c.state, cases.c.filed_at, cases.c.text)
            .where(
                alike,
                cases.c.id.between(first, last.scalar_subquery()),
                cases.c.id != case_id,
                cases.c.sealed.is_(False),
                cases.c.filed_at.between(since, until),
                or_(cases.c.resident_id.is_(None), func.coalesce(row.resident_id, 0) != cases.c.resident_id),
            )
            .order_by(cases.c.id.desc())
            .limit(_LOOKED_AT)
        )
        found |= {each.id: each for each in rows}
    words = _words(row.text)
    scored = sorted(((_alike(words, _words(each.text)), each) for each in found.values()), key=lambda pair: -pair[0])
    return [
        OtherCase(each.id, each.code, each.kind, each.state, each.filed_at, first_words(each.text))
        for score, each in scored[:limit]
        if score >= _SHARED
    ]


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in folded_words(text[:2000]) if len(word) > 2)


def _alike(some: frozenset[str], others: frozenset[str]) -> float:
    shorter = min(len(some), len(others))
    return len(some & others) / shorter if shorter >= 3 else 0.0
