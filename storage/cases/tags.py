"""The ward's own tags on a case, and cases that belong together without one being answered for the other.

Both are for staff only, and a sealed case has neither.
"""

from sqlalchemy import delete, func, insert, select

from civics.cases.moves import Why
from core.errors import ConflictError
from core.text import normal
from storage.cases.acts import acting
from storage.cases.views import OtherCase, first_words
from storage.database.unit import UnitOfWork
from storage.tables.cases import case_links, case_tags, cases
from storage.ward import audit
from storage.ward.sight import Reader, may_know

MOST = 10  # tags of a case
MOST_LINKS = 50
LONGEST = 32


def written(text: str) -> str:
    """A tag as it is kept and sought: small letters, single spaces."""
    return " ".join(normal(text).lower().split())[:LONGEST].strip()


def of_case(work: UnitOfWork, case_id: int) -> tuple[str, ...]:
    """The tags of a case, by name."""
    found = select(case_tags.c.tag).where(case_tags.c.case_id == case_id).order_by(case_tags.c.tag)
    return tuple(work.conn.execute(found).scalars())


def in_use(work: UnitOfWork, *, limit: int = 200) -> tuple[str, ...]:
    """The tags that cases have, the most used first."""
    found = select(case_tags.c.tag).group_by(case_tags.c.tag).order_by(func.count().desc(), case_tags.c.tag)
    return tuple(work.conn.execute(found.limit(limit)).scalars())


def add(work: UnitOfWork, case_id: int, text: str, *, by: Reader) -> None:
    """Tag a case; nothing changes when it has the tag. Raises ConflictError: EMPTY, SEALED, TOO_MANY."""
    row, tag = acting(work, case_id, by=by, version=None), written(text)
    if row.sealed:
        raise ConflictError("A sealed case has no tags.", why=Why.SEALED)
    if not tag:
        raise ConflictError("A tag is a word.", why=Why.EMPTY)
    known = of_case(work, case_id)
    if tag in known:
        return
    if len(known) >= MOST:
        raise ConflictError(f"A case has at most {MOST} tags.", why=Why.TOO_MANY)
    work.conn.execute(insert(case_tags).values(case_id=case_id, tag=tag))
    audit.record(work, "case.tagged", actor=by.actor, staff_id=by.staff_id, case_id=case_id)


def drop(work: UnitOfWork, case_id: int, text: str, *, by: Reader) -> None:
    """Take a tag away."""
    acting(work, case_id, by=by, version=None)
    mine = (case_tags.c.case_id == case_id) & (case_tags.c.tag == written(text))
    if work.conn.execute(delete(case_tags).where(mine)).rowcount:
        audit.record(work, "case.untagged", actor=by.actor, staff_id=by.staff_id, case_id=case_id)


def beside(work: UnitOfWork, case_id: int, *, reader: Reader) -> list[OtherCase]:
    """The cases that belong with it of which the reader may know, the oldest first."""
    theirs = select(case_links.c.other_id).where(case_links.c.case_id == case_id)
    ours = select(case_links.c.case_id).where(case_links.c.other_id == case_id)
    rows = work.conn.execute(
        select(cases.c.id, cases.c.code, cases.c.kind, cases.c.state, cases.c.filed_at, cases.c.text)
        .where(cases.c.id.in_(theirs.union(ours)), cases.c.sealed.is_(False), may_know(work, reader))
        .order_by(cases.c.id)
    )
    return [OtherCase(*row[:-1], first_words(row.text)) for row in rows]


def tie(work: UnitOfWork, case_id: int, other_id: int, *, by: Reader) -> None:
    """Let two cases belong together; nothing changes when they do. Raises ConflictError: SEALED, WHICH_MASTER."""
    rows = [acting(work, each, by=by, version=None) for each in sorted((case_id, other_id))]
    if any(row.sealed for row in rows):
        raise ConflictError("A sealed case belongs with none.", why=Why.SEALED)
    if case_id == other_id:
        raise ConflictError("That is the case itself.", why=Why.WHICH_MASTER)
    known = {each.id for each in beside(work, case_id, reader=by)}
    if other_id in known:
        return
    if len(known) >= MOST_LINKS:
        raise ConflictError(f"A case belongs with at most {MOST_LINKS}.", why=Why.TOO_MANY)
    first, second = sorted((case_id, other_id))
    work.conn.execute(insert(case_links).values(case_id=first, other_id=second))
    _record(work, "case.tied", case_id, other_id, by)


def untie(work: UnitOfWork, case_id: int, other_id: int, *, by: Reader) -> None:
    """Part them again."""
    first, second = sorted((case_id, other_id))
    acting(work, case_id, by=by, version=None)
    one = (case_links.c.case_id == first) & (case_links.c.other_id == second)
    if work.conn.execute(delete(case_links).where(one)).rowcount:
        _record(work, "case.untied", case_id, other_id, by)


def _record(work: UnitOfWork, act: str, case_id: int, other_id: int, by: Reader) -> None:
    for each in (case_id, other_id):
        audit.record(work, act, actor=by.actor, staff_id=by.staff_id, case_id=each)
