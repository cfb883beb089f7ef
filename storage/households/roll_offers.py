"""Uploaded tables of households. A person first sees what a table would change, then imports or discards it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from civics.ward.names import same_person
from civics.ward.roll import BadRow, Entry, Fault, Note
from civics.ward.why import RollWhy
from core.errors import ConflictError, NotFoundError
from core.message import Json
from storage.database.unit import UnitOfWork
from storage.households import households, roll_import
from storage.households.households import Household
from storage.households.roll_import import Changes
from storage.tables.households import roll_offers
from storage.tables.people import staff
from storage.ward import audit

OFFERED, TAKEN = "offered", "taken"
LIVES = timedelta(days=2)  # for tables that nobody imports; then their names are deleted


@dataclass(frozen=True, slots=True)
class Offer:
    """One uploaded table. After the import `entries` is empty, and `numbers` says what changed."""

    id: int
    name: str
    whole: bool
    entries: tuple[Entry, ...]
    state: str
    numbers: Changes | None
    by: str
    at: datetime
    notes: tuple[Note, ...] = ()
    bad: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an import would do now.

    `mark` is a digest of exactly these changes, so nobody confirms other ones by mistake.
    """

    numbers: Changes
    added: tuple[Entry, ...]
    changed: tuple[tuple[Household, Entry], ...]
    gone: tuple[Household, ...]
    mark: str

    @property
    def represented(self) -> tuple[tuple[Household, Entry], ...]:
        """The households that get another representative."""
        return tuple(each for each in self.changed if not _same(each))

    @property
    def other(self) -> tuple[tuple[Household, Entry], ...]:
        """The households that move to another unit or get another telephone, with the same representative."""
        return tuple(each for each in self.changed if _same(each))


def _same(change: tuple[Household, Entry]) -> bool:
    return same_person(change[0].representative, change[1].representative)


def offer(
    work: UnitOfWork, name: str, entries: Sequence[Entry], *, whole: bool, staff_id: int, notes: Sequence[Note] = (),
    bad: Sequence[BadRow] = (),
) -> int:  # fmt: skip
    """Keep a table for inspection, in place of this person's last unfinished one; returns its id.

    `notes`, `bad`: what was left out, which is shown beside the changes.
    """
    _empty(work, roll_offers.c.staff_id == staff_id)
    _empty(work, roll_offers.c.at < work.now - LIVES)
    rows = [[each.unit_id, each.code, each.representative, each.phone] for each in entries]
    left_out = json.dumps({"notes": [asdict(each) for each in notes], "bad": [asdict(each) for each in bad]})
    made: int = work.conn.execute(
        insert(roll_offers)
        .values(
            name=name, whole=whole, entries=work.seal.close_text(json.dumps(rows)),
            told=work.seal.close_text(left_out), state=OFFERED, numbers={}, staff_id=staff_id, at=work.now,
        )
        .returning(roll_offers.c.id)
    ).scalar_one()  # fmt: skip
    audit.record(work, "roll.uploaded", actor=audit.STAFF, staff_id=staff_id, offer=made, rows=len(rows))
    return made


def get(work: UnitOfWork, offer_id: int) -> Offer:
    """One uploaded table. Raises NotFoundError."""
    found = _read(work, offer_id=offer_id)
    if not found:
        raise NotFoundError("no such table")
    return found[0]


def latest(work: UnitOfWork, *, limit: int = 10) -> list[Offer]:
    """The imported and waiting tables, the newest first, without their entries."""
    return _read(work, limit=limit)


def foresee(work: UnitOfWork, offer: Offer) -> Foreseen:
    """What an import would do now."""
    plan = roll_import.plan(work, offer.entries, whole=offer.whole)
    numbers = plan.numbers
    told = [
        *(f"+{each}" for each in plan.added),
        *(f"~{there} {entry}" for there, entry in plan.changed),
        *(f"-{each.id}" for each in plan.gone),
    ]
    mark = hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]
    return Foreseen(numbers, tuple(plan.added), tuple(plan.changed), tuple(plan.gone), mark)


def take(work: UnitOfWork, offer_id: int, *, mark: str, staff_id: int) -> Changes:
    """Import the table, if the changes are those of the page with this `mark`. Raises ConflictError, NotFoundError."""
    households.lock(work)
    work.conn.execute(select(roll_offers.c.id).where(roll_offers.c.id == offer_id).with_for_update())
    found = get(work, offer_id)
    if found.state != OFFERED:
        raise ConflictError(RollWhy.DONE)
    if foresee(work, found).mark != mark:
        raise ConflictError(RollWhy.CHANGED)
    done = roll_import.put(work, found.entries, whole=found.whole, staff_id=staff_id)
    numbers: dict[str, Json] = {
        "added": done.added, "changed": done.changed, "same": done.same, "gone": done.gone,
    }  # fmt: skip
    work.conn.execute(
        update(roll_offers)
        .where(roll_offers.c.id == offer_id)
        .values(
            state=TAKEN,
            entries="",
            told="",
            numbers=numbers,
            version=households.version(work),
            staff_id=staff_id,
            at=work.now,
        )
    )
    audit.record(work, "roll.taken", actor=audit.STAFF, staff_id=staff_id, offer=offer_id, numbers=numbers)
    return done


def leave(work: UnitOfWork, offer_id: int) -> None:
    """Discard a table and its names. Safe to repeat."""
    _empty(work, roll_offers.c.id == offer_id)


def sweep(work: UnitOfWork) -> int:
    """Empty the tables that nobody imported in time; returns their number."""
    return _empty(work, roll_offers.c.at < work.now - LIVES)


def _empty(work: UnitOfWork, which: ColumnElement[bool]) -> int:
    return work.conn.execute(delete(roll_offers).where(which, roll_offers.c.state == OFFERED)).rowcount


def _read(work: UnitOfWork, *, offer_id: int | None = None, limit: int = 1) -> list[Offer]:
    columns = (roll_offers, func.coalesce(staff.c.name, "").label("by"))
    wanted = select(*columns).join(staff, staff.c.id == roll_offers.c.staff_id).order_by(roll_offers.c.id.desc())
    if offer_id is not None:
        wanted = wanted.where(roll_offers.c.id == offer_id)
    found = []
    for row in work.conn.execute(wanted.limit(limit)):
        told = json.loads(work.seal.open_text(row.entries)) if row.entries and offer_id is not None else []
        entries = tuple(Entry(*each) for each in told)
        numbers = Changes(**row.numbers) if row.numbers else None
        left_out = json.loads(work.seal.open_text(row.told)) if row.told and offer_id is not None else {}
        notes = tuple(Note(**each) for each in left_out.get("notes", ()))
        bad = tuple(_bad(each) for each in left_out.get("bad", ()))
        found.append(Offer(row.id, row.name, row.whole, entries, row.state, numbers, row.by, row.at, notes, bad))
    return found


def _bad(row: Mapping[str, Any]) -> BadRow:  # what `offer` wrote
    return BadRow(**{**row, "faults": tuple(Fault(**each) for each in row["faults"])})
