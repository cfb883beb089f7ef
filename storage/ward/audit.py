"""The trail: who did what to which case, and when. It is append only (triggers refuse changes). Never what a person
said.

The ids of the trail are the ids of the console's live events.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from core.message import Json
from storage.database.prepared import made_by
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.people import staff
from storage.tables.ward import audit, sealed_trail
from storage.ward.sight import Reader, may_know

STAFF, RESIDENT, SYSTEM, COMMAND = "staff", "resident", "system", "command"  # the values of an actor
_GAP_WAIT = timedelta(seconds=15)  # how long a missing id may still be committed (PostgreSQL's statement timeout)


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the trail. `detail` has ids, codes and states, never content."""

    id: int
    at: datetime
    act: str
    actor: str
    staff_id: int | None
    staff_name: str
    case_id: int | None
    detail: dict[str, Json]


_ACTS = select(
    audit.c.id,
    audit.c.at,
    audit.c.act,
    audit.c.actor,
    audit.c.staff_id,
    func.coalesce(staff.c.name, "").label("staff_name"),
    audit.c.case_id,
    audit.c.detail,
).select_from(audit.outerjoin(staff, staff.c.id == audit.c.staff_id))


_RECORD, _RECORD_SEALED = made_by(audit), made_by(sealed_trail)


def record(
    work: UnitOfWork,
    act: str,
    /,
    *,
    actor: str,
    staff_id: int | None = None,
    case_id: int | None = None,
    **detail: Json,
) -> int:
    """Write one line and ring "live"; returns its id. `detail` must have no word of a resident.

    For a sealed case (its id is negative) the line is sealed, in a trail of its own.
    """
    if case_id is not None and case_id < 0:
        line = {"at": work.now.isoformat(), "act": act, "actor": actor, "staff_id": staff_id, "detail": detail}
        closed = work.seal.close_text(json.dumps(line, ensure_ascii=False))
        work.ring("live")
        return _RECORD_SEALED.made(work, {"case_id": case_id, "line": closed})
    made = _RECORD.made(
        work,
        {"at": work.now, "act": act, "actor": actor, "staff_id": staff_id, "case_id": case_id, "detail": detail},
    )
    work.ring("live")
    return made


def trail(work: UnitOfWork, case_id: int) -> list[Act]:
    """All lines about a case, oldest first. The caller checks first that the reader may see the case (`cases.view`)."""
    rows = work.conn.execute(_ACTS.where(audit.c.case_id == case_id).order_by(audit.c.id))
    return [Act(*row) for row in rows] + _opened(work, sealed_trail.c.case_id == case_id)


def _opened(work: UnitOfWork, which: ColumnElement[bool]) -> list[Act]:
    """Lines of the sealed trail, oldest first."""
    rows = work.conn.execute(select(sealed_trail).where(which).order_by(sealed_trail.c.id)).all()
    if not rows:
        return []
    names = {row.id: row.name for row in work.conn.execute(select(staff.c.id, staff.c.name))}
    found = []
    for row in rows:
        line = json.loads(work.seal.open_text(row.line))
        at, by = datetime.fromisoformat(line["at"]), line["staff_id"]
        found.append(Act(row.id, at, line["act"], line["actor"], by, names.get(by, ""), row.case_id, line["detail"]))
    return found


def latest_sealed(work: UnitOfWork) -> int:
    """The number of the newest line in the sealed trail, 0 when it is empty."""
    found: int = work.conn.execute(select(func.coalesce(func.max(sealed_trail.c.id), 0))).scalar_one()
    return found


def since_sealed(work: UnitOfWork, after: int, *, reader: Reader) -> list[Act]:
    """The lines of the sealed trail after a number, oldest first, for cases of which the reader may know."""
    if not reader.reads_sealed or reader.observes:
        return []
    mine = select(cases.c.id).where(may_know(work, reader), cases.c.id < 0)
    return _opened(work, and_(sealed_trail.c.id > after, sealed_trail.c.case_id.in_(mine)))


def latest(work: UnitOfWork) -> int:
    """The id of the newest line, 0 when there is none. A new event stream starts here."""
    found: int = work.conn.execute(select(func.coalesce(func.max(audit.c.id), 0))).scalar_one()
    return found


def since(work: UnitOfWork, after: int, limit: int = 200, *, reader: Reader | None = None) -> list[Act]:
    """The lines after an id, oldest first. With a reader, only of cases of which they may know.

    PostgreSQL may commit ids out of order, so a line after a missing id waits up to 15 seconds for it.
    """
    wanted = _ACTS.where(audit.c.id > after).order_by(audit.c.id).limit(limit)
    if reader is not None:
        wanted = wanted.outerjoin(cases, cases.c.id == audit.c.case_id).where(
            or_(audit.c.case_id.is_(None), may_know(work, reader))
        )
    if not work.postgres:
        return [Act(*row) for row in work.conn.execute(wanted)]
    whole = _last_whole(work, after, limit)
    return [Act(*row) for row in work.conn.execute(wanted.where(audit.c.id <= whole))]


def _last_whole(work: UnitOfWork, after: int, limit: int) -> int:
    last = after
    rows = work.conn.execute(select(audit.c.id, audit.c.at).where(audit.c.id > after).order_by(audit.c.id).limit(limit))
    for found, at in rows:
        if found != last + 1 and last and work.now - at < _GAP_WAIT:
            break
        last = found
    return last


def of_acts(work: UnitOfWork, acts: Iterable[str], *, limit: int) -> list[Act]:
    """The newest lines with one of these acts, newest first."""
    wanted = _ACTS.where(audit.c.act.in_(list(acts))).order_by(audit.c.id.desc()).limit(limit)
    return [Act(*row) for row in work.conn.execute(wanted)]


def page(work: UnitOfWork, *, before: int | None = None, limit: int = 100, staff_id: int | None = None) -> list[Act]:
    """The newest lines that belong to no sealed case, newest first, for the admins' page."""
    wanted = _ACTS.outerjoin(cases, cases.c.id == audit.c.case_id).where(
        or_(audit.c.case_id.is_(None), cases.c.sealed.is_(False))
    )
    if before is not None:
        wanted = wanted.where(audit.c.id < before)
    if staff_id is not None:
        wanted = wanted.where(audit.c.staff_id == staff_id)
    return [Act(*row) for row in work.conn.execute(wanted.order_by(audit.c.id.desc()).limit(limit))]
