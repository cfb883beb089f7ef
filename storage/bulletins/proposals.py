"""Proposals of a new text for a sent bulletin. One person asks, and it is sent after another has read it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from civics.bulletins.rules import Why
from core.errors import ConflictError
from storage.bulletins import bulletins
from storage.database.unit import UnitOfWork
from storage.people import hands
from storage.tables.bulletins import bulletin_proposals as table
from storage.tables.people import staff
from storage.ward import audit


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed text. `version`: of the bulletin that the proposer read."""

    bulletin_id: int
    version: int
    title: str
    text: str
    staff_id: int
    at: datetime
    staff_name: str


def mark(proposal: Proposal) -> str:
    """What tells one proposal from another: a page shows it, and an act on the proposal brings it back."""
    return f"{proposal.staff_id}-{proposal.at.timestamp():.6f}"


def of(work: UnitOfWork, bulletin_id: int) -> Proposal | None:
    """The waiting proposal, if any."""
    columns = [staff.c.name if name == "staff_name" else table.c[name] for name in Proposal.__dataclass_fields__]
    found = select(*columns).join(staff, staff.c.id == table.c.staff_id)
    row = work.conn.execute(found.where(table.c.bulletin_id == bulletin_id)).one_or_none()
    return None if row is None else Proposal(*row)


def ask(work: UnitOfWork, bulletin_id: int, staff_id: int, *, title: str, text: str, instead: str = "") -> None:
    """Propose a text; it replaces one's own earlier proposal, and a colleague's only when that is `instead` (its mark).

    Raises ConflictError: THEIRS, or after a recall.
    """
    found = bulletins.get(work, bulletin_id, lock=True)
    waiting = of(work, bulletin_id)
    if waiting is not None and waiting.staff_id != staff_id and mark(waiting) != instead:
        raise ConflictError(Why.THEIRS)
    if found.state not in bulletins.CORRECTABLE:
        raise ConflictError("Only what was sent is corrected.")
    work.conn.execute(delete(table).where(table.c.bulletin_id == bulletin_id))
    values = {"version": found.version, "title": title, "text": text, "staff_id": staff_id, "at": work.now}
    work.conn.execute(insert(table).values(bulletin_id=bulletin_id, **values))
    audit.record(work, "bulletin.correction_asked", actor="staff", staff_id=staff_id, bulletin=bulletin_id)


def take(work: UnitOfWork, bulletin_id: int, staff_id: int, *, alone: bool, read: str | None = None) -> Proposal:
    """The proposed text, to be sent now. `alone`: the ward lets people approve their own. `read`: the mark of the
    proposal that the person has read (None: no check).

    Raises ConflictError: "gone"; "stale" when the bulletin or the proposal was changed since; "own" for
    one's own proposal; "fresh" when one person may stand behind both accounts.
    """
    found = bulletins.get(work, bulletin_id, lock=True)
    waiting = of(work, bulletin_id)
    if waiting is None:
        raise ConflictError(Why.GONE)
    if waiting.staff_id == staff_id and not alone:
        raise ConflictError(Why.OWN)
    if not alone and hands.one(work, waiting.staff_id, staff_id):
        raise ConflictError(Why.FRESH)
    if waiting.version != found.version or read not in {None, mark(waiting)}:
        raise ConflictError(Why.STALE)
    work.conn.execute(delete(table).where(table.c.bulletin_id == bulletin_id))
    return waiting


def drop(work: UnitOfWork, bulletin_id: int, staff_id: int) -> None:
    """Withdraw or refuse the proposal. Nothing is sent."""
    bulletins.get(work, bulletin_id, lock=True)
    if work.conn.execute(delete(table).where(table.c.bulletin_id == bulletin_id)).rowcount:
        audit.record(work, "bulletin.correction_dropped", actor="staff", staff_id=staff_id, bulletin=bulletin_id)
