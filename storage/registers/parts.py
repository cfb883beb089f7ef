"""The lines inside an entry, such as one posting at one place with its first and last day; and its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update

from civics.registers.values import RegisterWhy, Value, Values
from core.errors import ConflictError, NotFoundError
from storage.database.unit import UnitOfWork
from storage.registers import steps
from storage.registers.entries import Entry
from storage.tables.registers import register_files, register_parts

MOST_FILES = 60  # of one entry
PHOTO, FILE = "photo", "file"
_P, _F = register_parts.c, register_files.c


@dataclass(frozen=True, slots=True)
class Part:
    """One line. `ends` None: it goes on."""

    id: int
    entry_id: int
    part: str
    begins: date
    ends: date | None
    said: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One file. `stored`: its name in the store; `taken_at`: as the camera wrote it."""

    id: int
    entry_id: int
    role: str
    kind: str
    name: str
    mime: str
    size: int
    stored: str
    taken_at: str
    at: datetime


_PART = select(*(_P[name] for name in Part.__dataclass_fields__))
_FILE = select(*(_F[name] for name in Evidence.__dataclass_fields__))


def of(work: UnitOfWork, entry_ids: Sequence[int]) -> dict[int, list[Part]]:
    """The lines of these entries, each in the order in which it was added."""
    found: dict[int, list[Part]] = {each: [] for each in entry_ids}
    for row in work.conn.execute(_PART.where(_P.entry_id.in_(entry_ids)).order_by(_P.id)):
        found[row.entry_id].append(Part(*row))
    return found


def add(
    work: UnitOfWork, entry: Entry, part: str, *, begins: date, ends: date | None, said: Values, by: int | None
) -> int:
    """Add a line; returns its id. Raises ConflictError (ORDER) for a last day before the first."""
    _in_order(begins, ends)
    values = {"entry_id": entry.id, "part": part, "begins": begins, "ends": ends, "said": dict(said), "staff_id": by}
    made: int = work.conn.execute(
        insert(register_parts).values(**values, at=work.now).returning(register_parts.c.id)
    ).scalar_one()
    steps.add(work, entry.id, "part_added", state=entry.state, by=by, detail=part)
    return made


def end(work: UnitOfWork, entry: Entry, part_id: int, ends: date, *, by: int | None) -> None:
    """Write down the last day of a line. Raises NotFoundError, ConflictError (ORDER)."""
    row = work.conn.execute(_PART.where(_P.id == part_id, _P.entry_id == entry.id)).first()
    if row is None:
        raise NotFoundError("There is no such line.")
    _in_order(row.begins, ends)
    work.conn.execute(update(register_parts).where(_P.id == part_id).values(ends=ends))
    steps.add(work, entry.id, "part_ended", state=entry.state, by=by, detail=row.part)


def drop(work: UnitOfWork, entry: Entry, part_id: int, *, by: int) -> None:
    """Remove a line that was typed by mistake."""
    gone = delete(register_parts).where(_P.id == part_id, _P.entry_id == entry.id)
    if work.conn.execute(gone).rowcount:
        steps.add(work, entry.id, "part_dropped", state=entry.state, by=by)


def files(work: UnitOfWork, entry_ids: Sequence[int]) -> dict[int, list[Evidence]]:
    """The files of these entries, in the order in which they were added."""
    found: dict[int, list[Evidence]] = {each: [] for each in entry_ids}
    for row in work.conn.execute(_FILE.where(_F.entry_id.in_(entry_ids)).order_by(_F.id)):
        found[row.entry_id].append(Evidence(*row))
    return found


def file(work: UnitOfWork, entry_id: int, file_id: int) -> Evidence:
    """One file of an entry. Raises NotFoundError."""
    row = work.conn.execute(_FILE.where(_F.id == file_id, _F.entry_id == entry_id)).first()
    if row is None:
        raise NotFoundError("There is no such file.")
    return Evidence(*row)


def attach(work: UnitOfWork, entry: Entry, new: Sequence[Evidence], *, by: int | None) -> None:
    """Add files that are in the store. Raises ConflictError (FULL) beyond sixty."""
    there = len(files(work, [entry.id])[entry.id])
    if there + len(new) > MOST_FILES:
        raise ConflictError(RegisterWhy.FULL)
    for each in new:
        values = {name: getattr(each, name) for name in ("role", "kind", "name", "mime", "size", "stored", "taken_at")}
        work.conn.execute(insert(register_files).values(**values, entry_id=entry.id, staff_id=by, at=work.now))
        steps.add(work, entry.id, "file_added", state=entry.state, by=by, detail=each.role)


def _in_order(begins: date, ends: date | None) -> None:
    if ends is not None and ends < begins:
        raise ConflictError(RegisterWhy.ORDER)
