"""Imports a whole table of households into the roll, completely or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, insert, update

from civics.ward.names import same_person
from civics.ward.roll import Entry
from storage.database.unit import UnitOfWork
from storage.households import households
from storage.households.households import Household
from storage.tables.households import household_acts, household_claims, household_codes
from storage.tables.households import households as rows

_IN = 500  # ids per statement


@dataclass(frozen=True, slots=True)
class Changes:
    """What an import changes, in numbers of households. `gone`: missing in a table that is the complete roll."""

    added: int
    changed: int
    same: int
    gone: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The new households, the changed ones, and those that the table no longer has.

    A representative in another spelling is the same person: the spelling of the roll stays, and no tie is cut.
    """

    added: list[Entry]
    changed: list[tuple[Household, Entry]]
    same: int
    gone: list[Household]

    @property
    def numbers(self) -> Changes:
        """The plan in numbers."""
        return Changes(len(self.added), len(self.changed), self.same, len(self.gone))


def put(work: UnitOfWork, entries: Sequence[Entry], *, whole: bool, staff_id: int) -> Changes:
    """Add new households and update changed ones, found by code.

    If the table is the `whole` roll of its units, their other households leave the roll. A new representative means a
    new speaker: see `households.represent`.
    """
    households.lock(work)
    found = plan(work, entries, whole=whole)
    if found.added or found.gone:
        more = len(found.added) - len(found.gone)
        number = households.new_version(work, households.IMPORT, staff_id=staff_id, more=more)
        _take_off(work, found.gone, number=number, staff_id=staff_id)
        if found.added:
            new = [{**households.row_of(work, each), "since": number} for each in found.added]
            work.conn.execute(insert(rows), new)
    _change(work, found.changed, staff_id=staff_id)
    return found.numbers


def plan(work: UnitOfWork, entries: Sequence[Entry], *, whole: bool) -> Plan:
    """What `put` would do now."""
    known = {each.code: each for each in households.page(work, limit=1_000_000)}
    entries = [_spelled(known.get(each.code), each) for each in entries]
    told = {each.code for each in entries}
    units = {each.unit_id for each in entries}
    added = [each for each in entries if each.code not in known]
    changed = [(known[each.code], each) for each in entries if each.code in known and _differs(known[each.code], each)]
    gone = [each for each in known.values() if whole and each.unit_id in units and each.code not in told]
    return Plan(added, changed, len(entries) - len(added) - len(changed), gone)


def _spelled(there: Household | None, entry: Entry) -> Entry:
    if there is None or not same_person(there.representative, entry.representative):
        return entry
    return replace(entry, representative=there.representative)


def _differs(there: Household, entry: Entry) -> bool:
    phone = entry.phone or there.phone  # a table without telephones deletes none
    return (there.unit_id, there.representative, there.phone) != (entry.unit_id, entry.representative, phone)


def _take_off(work: UnitOfWork, gone: Sequence[Household], *, number: int, staff_id: int) -> None:
    ids = [each.id for each in gone]
    for at in range(0, len(ids), _IN):
        households.take_off(work, ids[at : at + _IN], number=number)
    _note(work, [_act(work, each.id, "removed", staff_id) for each in gone])


def _change(work: UnitOfWork, changed: Sequence[tuple[Household, Entry]], *, staff_id: int) -> None:
    if not changed:
        return
    new = [
        {**households.row_of(work, entry), "b_id": there.id, "phone": work.seal.close_text(entry.phone or there.phone)}
        for there, entry in changed
    ]
    values: dict[str, Any] = {
        name: bindparam(name) for name in ("unit_id", "code", "representative", "phone", "folded")
    }
    work.conn.execute(update(rows).where(rows.c.id == bindparam("b_id")).values(**values), new)
    other = [(there, entry) for there, entry in changed if there.representative != entry.representative]
    ids = [there.id for there, _ in other]
    for at in range(0, len(ids), _IN):
        some = ids[at : at + _IN]
        households.void_codes(work, household_codes.c.household_id.in_(some))
        held = household_claims.c.household_id.in_(some), household_claims.c.ended_at.is_(None)
        work.conn.execute(update(household_claims).where(*held).values(speaks=False))
    acts = [
        _act(work, there.id, "represented", staff_id, before=there.representative, after=entry.representative)
        for there, entry in other
    ]
    acts += [
        _act(work, there.id, "moved", staff_id, before=there.unit_id, after=entry.unit_id)
        for there, entry in changed
        if there.unit_id != entry.unit_id
    ]
    _note(work, acts)


def _act(work: UnitOfWork, household_id: int, act: str, staff_id: int, **detail: object) -> Mapping[str, object]:
    return {"household_id": household_id, "act": act, "detail": detail, "staff_id": staff_id, "at": work.now}


def _note(work: UnitOfWork, acts: Sequence[Mapping[str, object]]) -> None:
    if acts:
        work.conn.execute(insert(household_acts), acts)
