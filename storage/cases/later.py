"""Scheduled messages: staff write them now, and they are sent at a chosen hour.

Until then the case does not change, and any member of staff may stop the message.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update

from civics.cases.moves import CaseState, Says, Why, said
from core.errors import ConflictError, NotFoundError
from core.text import normal
from storage.cases.acts import acting
from storage.database.unit import UnitOfWork
from storage.tables.cases import case_sends, cases
from storage.tables.people import staff
from storage.ward import audit
from storage.ward.sight import Reader

FURTHEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Later:
    """A scheduled message that waits for its hour or could not be sent (`state`: waiting, failed)."""

    id: int
    case_id: int
    verb: str
    text: str
    staff_id: int
    staff_name: str
    send_at: datetime
    paid: bool
    state: str


def add(
    work: UnitOfWork,
    case_id: int,
    *,
    verb: Says,
    text: str,
    send_at: datetime,
    by: Reader,
    version: int | None = None,
    paid: bool = False,
) -> int:
    """Schedule a message for `send_at` (UTC); returns its id.

    Raises NotFoundError, NotAllowedError, and ConflictError: WHEN for a time in the past or too far ahead, SEALED for a
    denunciation (the time would be visible), and when the case does not allow it now.
    """
    row = acting(work, case_id, by=by, version=version)
    if row.sealed:
        raise ConflictError("Nothing is sent later in a sealed case.", why=Why.SEALED)
    if not work.now < send_at <= work.now + FURTHEST:
        raise ConflictError("That hour is not ahead, or too far.", why=Why.WHEN)
    said(CaseState(row.state), verb)
    made: int = work.conn.execute(
        case_sends.insert()
        .values(
            case_id=case_id, verb=verb.value, text=normal(text).strip(), staff_id=by.staff_id, made_at=work.now,
            send_at=send_at, paid=paid,
        )
        .returning(case_sends.c.id)
    ).scalar_one()  # fmt: skip
    _touch(work, row)
    audit.record(work, "case.send_set", actor=by.actor, staff_id=by.staff_id, case_id=case_id, send=made)
    return made


def stop(work: UnitOfWork, case_id: int, send_id: int, *, by: Reader) -> str:
    """Cancel a scheduled message; returns its text. Raises NotFoundError, ConflictError: TOO_LATE when it was sent."""
    row = acting(work, case_id, by=by, version=None)
    mine = case_sends.c.id == send_id, case_sends.c.case_id == case_id
    found = work.conn.execute(select(case_sends).where(*mine).with_for_update()).one_or_none()
    if found is None:
        raise NotFoundError("Nothing such waits in this case.")
    if found.state not in {"waiting", "failed"}:
        raise ConflictError("It has left already.", why=Why.TOO_LATE)
    end(work, send_id, "back")
    _touch(work, row)
    audit.record(work, "case.send_back", actor=by.actor, staff_id=by.staff_id, case_id=case_id, send=send_id)
    return str(found.text)


def of_case(work: UnitOfWork, case_id: int) -> list[Later]:
    """The case's scheduled messages and those that could not be sent, by their time."""
    wanted = _WANTED.where(case_sends.c.case_id == case_id, case_sends.c.state.in_(("waiting", "failed")))
    return [Later(*row) for row in work.conn.execute(wanted.order_by(case_sends.c.send_at, case_sends.c.id))]


def due(work: UnitOfWork, *, limit: int = 50) -> list[Later]:
    """The messages whose time has come, locked until the commit."""
    wanted = _WANTED.where(case_sends.c.send_at <= work.now, case_sends.c.state == "waiting")
    ordered = wanted.order_by(case_sends.c.send_at, case_sends.c.id).limit(limit)
    return [Later(*row) for row in work.conn.execute(ordered.with_for_update(skip_locked=True, of=case_sends))]


def end(work: UnitOfWork, send_id: int, state: str) -> None:
    """Record that it was sent, taken back, or failed."""
    work.conn.execute(update(case_sends).where(case_sends.c.id == send_id).values(state=state))


def failed(work: UnitOfWork, later: Later) -> None:
    """Record that it could not be sent: it stays on the case's page, and the case becomes unread."""
    end(work, later.id, "failed")
    work.conn.execute(update(cases).where(cases.c.id == later.case_id).values(unread=True))
    audit.record(work, "case.send_failed", actor=audit.SYSTEM, case_id=later.case_id, send=later.id)


def _touch(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> None:
    work.conn.execute(update(cases).where(cases.c.id == row.id).values(version=row.version + 1))


_WANTED = select(
    *(case_sends.c.id, case_sends.c.case_id, case_sends.c.verb, case_sends.c.text, case_sends.c.staff_id),
    staff.c.name,
    *(case_sends.c.send_at, case_sends.c.paid, case_sends.c.state),
).select_from(case_sends.join(staff, staff.c.id == case_sends.c.staff_id))
