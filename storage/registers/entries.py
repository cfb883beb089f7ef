"""Entries of the registers: written, changed, moved, found. Who may see one is a condition of each statement.

What a field holds is checked by `civics.registers.values` before it comes here.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, TextClause, and_, func, insert, or_, select, text, true, union_all, update

from civics.registers.definition import Register, register, registers
from civics.registers.values import RegisterWhy, Value, Values
from civics.ward.roles import Role, may
from core.errors import ConflictError, NotFoundError
from core.text import fold
from storage.database.unit import UnitOfWork
from storage.registers import steps
from storage.registers.columns import closed_names, day_of_entry, next_number, written
from storage.tables.registers import register_entries
from storage.ward.sight import Reader

_E = register_entries.c
_BOARD = "board"
# As the partial indexes say it: SQLite takes one only for the same words, and SQLAlchemy writes "over = 0".
_OPEN, _PUBLIC = text("NOT register_entries.over"), text("register_entries.public")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `said`: what its fields hold, those that are closed left out."""

    id: int
    key: str
    register: str
    year: int
    number: int
    sealed: bool
    state: str
    title: str
    said: dict[str, Value]
    on_day: date
    due_on: date | None
    due_clock: str
    over: bool
    public: bool
    parent_id: int | None
    owner_id: int | None
    unit_id: int | None
    case_id: int | None
    bulletin_id: int | None
    resident_id: int | None
    chat_id: int | None
    slot: str
    turn: int | None
    made_at: datetime
    changed_at: datetime
    revision: int

    @property
    def law(self) -> Register:
        """The register that it is in."""
        return register(self.register)

    @property
    def called(self) -> str:
        """Its number within the year, as people say it: "12/2026"."""
        return f"{self.number}/{self.year}"


@dataclass(frozen=True, slots=True)
class Links:
    """What an entry leads to. None leaves what there is; `parent_id` and the chat are given once."""

    owner_id: int | None = None
    parent_id: int | None = None
    case_id: int | None = None
    resident_id: int | None = None
    chat_id: int | None = None
    slot: str | None = None


_COLUMNS = [register_entries.c[name] for name in Entry.__dataclass_fields__]


def may_see(reader: Reader | None) -> ColumnElement[bool]:
    """The condition under which a reader may know of an entry; without a reader (the public, a job): not sealed."""
    if reader is None:
        return _E.sealed.is_(False)
    if not may(reader.role, "case.content"):
        return and_(_E.sealed.is_(False), _own(reader))
    return true() if reader.reads_sealed else _E.sealed.is_(False)


def _own(reader: Reader) -> ColumnElement[bool]:
    """What somebody who sees nothing of cases may see: a head the own group, an inspector the own board."""
    readable = [law.name for law in registers().values() if may(reader.role, law.reads)]
    if reader.role == Role.HEAD:
        return and_(_E.register.in_(readable), _E.unit_id == (reader.unit_id or 0))
    boards, inside = register_entries.alias(), register_entries.alias()
    mine = select(boards.c.id).where(boards.c.register == _BOARD, boards.c.owner_id == reader.staff_id)
    # by id alone: the index of the list has it, so SQLite reads no row of another board
    both = union_all(mine, select(inside.c.id).where(inside.c.parent_id.in_(mine)))
    return and_(_E.id.in_(both), _E.register.in_(readable))


def add(
    work: UnitOfWork, name: str, said: Values, *, by: int | None, state: str = "", links: Links = Links(),
    sealed: bool = False,
) -> Entry:  # fmt: skip
    """Write a new entry with the next number of its year. `state`: the register's first one if not given."""
    law = register(name)
    on_day = day_of_entry(law, said, work)
    values = {
        "key": secrets.token_urlsafe(12), "register": name, "year": on_day.year, "sealed": sealed,
        "number": next_number(work, name, on_day.year, sealed=sealed), "made_at": work.now, "revision": 0,
        "parent_id": links.parent_id, "owner_id": links.owner_id, "case_id": links.case_id,
        "resident_id": links.resident_id, "chat_id": links.chat_id, "slot": links.slot or "",
        **written(work, law, said, state or law.states[0], sealed=sealed),
    }  # fmt: skip
    made: int = work.conn.execute(insert(register_entries).values(**values).returning(_E.id)).scalar_one()
    steps.add(work, made, "added", state=state or law.states[0], by=by)
    return get(work, made, reader=_ALL)


def write(
    work: UnitOfWork, entry: Entry, said: Values, *, state: str = "", links: Links = Links(), act: str, by: int | None,
    detail: str = "",
) -> Entry:  # fmt: skip
    """Change an entry: its fields, its state, what it leads to. Closed fields that are not given stay.

    Raises ConflictError (STATE) when it was changed since it was read.
    """
    law = entry.law
    both = {**closed(work, entry), **said}
    given = {
        name: value for name in ("owner_id", "case_id", "parent_id") if (value := getattr(links, name)) is not None
    }
    slot = {"slot": links.slot} if links.slot is not None else {}
    values = {
        **written(work, law, both, state or entry.state, sealed=entry.sealed), **given, **slot,
        "revision": entry.revision + 1,
    }  # fmt: skip
    mine = and_(_E.id == entry.id, _E.revision == entry.revision)
    if work.conn.execute(update(register_entries).where(mine).values(**values)).rowcount == 0:
        raise ConflictError(RegisterWhy.STATE)
    steps.add(work, entry.id, act, state=state or entry.state, by=by, detail=detail)
    return get(work, entry.id, reader=_ALL)


def link_bulletin(work: UnitOfWork, entry_id: int, bulletin_id: int) -> None:
    """Remember the bulletin that was made from an entry."""
    work.conn.execute(update(register_entries).where(_E.id == entry_id).values(bulletin_id=bulletin_id))


def give_turn(work: UnitOfWork, entry: Entry, turn: int) -> None:
    """Give an entry its number on its day."""
    work.conn.execute(update(register_entries).where(_E.id == entry.id).values(turn=turn))


def get(work: UnitOfWork, entry_id: int, *, reader: Reader | None, name: str = "", lock: bool = False) -> Entry:
    """One entry, of that register if one is named. Raises NotFoundError, also for whoever may not know of it."""
    found = select(*_COLUMNS).where(_E.id == entry_id, may_see(reader))
    if name:
        found = found.where(_E.register == name)
    row = work.conn.execute(found.with_for_update() if lock else found).first()
    if row is None:
        raise NotFoundError("There is no such entry.")
    return _entry(work, row)


def by_key(work: UnitOfWork, key: str, *, name: str) -> Entry:
    """The entry behind a link that cannot be guessed. Raises NotFoundError."""
    row = work.conn.execute(select(*_COLUMNS).where(_E.key == key, _E.register == name, _E.sealed.is_(False))).first()
    if row is None:
        raise NotFoundError("There is no such entry.")
    return _entry(work, row)


def closed(work: UnitOfWork, entry: Entry) -> dict[str, Value]:
    """What the closed fields hold. The caller says who looks in the trail where it matters."""
    text: str = work.conn.execute(select(_E.closed).where(_E.id == entry.id)).scalar_one()
    found: dict[str, Value] = json.loads(work.seal.open_text(text)) if text else {}
    return {name: value for name, value in found.items() if name in closed_names(entry.law)}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries of a register. `open_only`: those that still wait for something; `before`: for the next page."""

    register: str
    words: str = ""
    state: str = ""
    unit_id: int | None = None
    owner_id: int | None = None
    parent_id: int | None = None
    open_only: bool = False
    public: bool = False
    since: date | None = None
    until: date | None = None
    before: tuple[date, int] | None = None
    states: Sequence[str] = ()
    within: tuple[str, date, date] | None = None  # a field with a day, and between which days it lies


def some(work: UnitOfWork, asked: Asked, *, reader: Reader | None, limit: int = 50, first: bool = False) -> list[Entry]:
    """The newest entries first (`first`: the oldest), at most `limit`."""
    order = (_E.on_day, _E.id) if first else (_E.on_day.desc(), _E.id.desc())
    found = select(*_COLUMNS).where(_which(asked), may_see(reader)).order_by(*order).limit(limit)
    return [_entry(work, row) for row in work.conn.execute(found)]


def count(work: UnitOfWork, asked: Asked, *, reader: Reader | None) -> int:
    """How many there are."""
    found: int = work.conn.execute(
        select(func.count()).select_from(register_entries).where(_which(asked), may_see(reader))
    ).scalar_one()
    return found


def of_parent(work: UnitOfWork, parent_id: int, *, reader: Reader | None) -> list[Entry]:
    """What belongs to an entry: the items of a plan, the bookings of a day, by their time."""
    found = select(*_COLUMNS).where(_E.parent_id == parent_id, may_see(reader)).order_by(_E.slot, _E.id)
    return [_entry(work, row) for row in work.conn.execute(found)]


def of_resident(work: UnitOfWork, resident_id: int, *, name: str, states: Sequence[str]) -> list[Entry]:
    """A resident's own entries in these states, the next day first."""
    found = (
        select(*_COLUMNS)
        .where(_E.resident_id == resident_id, _E.register == name, _E.state.in_(states), _E.sealed.is_(False))
        .order_by(_E.on_day, _E.slot)
    )
    return [_entry(work, row) for row in work.conn.execute(found)]


def of_case(work: UnitOfWork, case_id: int, *, reader: Reader | None) -> list[Entry]:
    """What belongs to a case, such as the visits about it, the newest first."""
    found = select(*_COLUMNS).where(_E.case_id == case_id, may_see(reader)).order_by(_E.on_day.desc(), _E.id.desc())
    return [_entry(work, row) for row in work.conn.execute(found.limit(20))]


def waiting(work: UnitOfWork, until: date, *, reader: Reader | None, name: str = "", limit: int = 200) -> list[Entry]:
    """What is due by that day in any register, or in that one, the most urgent first."""
    found = select(*_COLUMNS).where(_E.due_on.is_not(None), _E.due_on <= until, may_see(reader))
    if name:
        found = found.where(_E.register == name)
    return [_entry(work, row) for row in work.conn.execute(found.order_by(_E.due_on, _E.id).limit(limit))]


def _which(asked: Asked) -> ColumnElement[bool]:
    found: list[ColumnElement[bool] | TextClause] = [_E.register == asked.register]
    if asked.public and asked.unit_id:  # what concerns the whole ward concerns each group
        found.append(or_(_E.unit_id == asked.unit_id, _E.unit_id.is_(None)))
    narrow = ("state", "owner_id", "parent_id", *(() if asked.public else ("unit_id",)))
    found += [_E[name] == value for name in narrow if (value := getattr(asked, name))]
    if asked.states:
        found.append(_E.state.in_(asked.states))
    if asked.open_only:
        found.append(_OPEN)
    if asked.public:
        found.append(_PUBLIC)
    if asked.since:
        found.append(_E.on_day >= asked.since)
    if asked.until:
        found.append(_E.on_day <= asked.until)
    if asked.within:
        name, begins, ends = asked.within
        found.append(_E.said[name].as_string().between(begins.isoformat(), ends.isoformat()))
    if asked.before:
        day, number = asked.before
        found.append((_E.on_day < day) | and_(_E.on_day == day, _E.id < number))
    found += [_E.folded.contains(word, autoescape=True) for word in fold(asked.words).split()[:8]]
    return and_(*found)


def _entry(work: UnitOfWork, row: Any) -> Entry:  # a row of SQLAlchemy
    found = Entry(*row)
    if not found.sealed:
        return found
    text: str = work.conn.execute(select(_E.closed).where(_E.id == found.id)).scalar_one()
    said: dict[str, Value] = json.loads(work.seal.open_text(text)) if text else {}
    hidden = closed_names(found.law)
    kept = {name: value for name, value in said.items() if name not in hidden}
    return replace(found, said=kept, title=str(kept.get(found.law.title, "")))


_ALL = Reader(0, "admin", reads_sealed=True)  # for what the service itself reads back
