"""What only meetings and initiatives of a group have: the households that came or agree, by the code of the roll.

Luật 10/2022/QH15 Điều 16 khoản 3, Điều 18.
"""

from civics.registers.values import RegisterWhy
from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.households import households
from storage.registers import entries, parts
from storage.registers.entries import Entry

_COUNTED = {"meeting": ("came", "present"), "initiative": ("agrees", "agreed")}  # the kind of lines, the field


def counted(work: UnitOfWork, entry: Entry, *, by: int | None) -> Entry:
    """The number of households follows from the lines. Raises ConflictError (HOUSEHOLD) for a code that is not of the
    group, or that is there twice.
    """
    part, name = _COUNTED[entry.register]
    lines = [each for each in parts.of(work, [entry.id])[entry.id] if each.part == part]
    codes = [str(each.said.get("place", "")).strip().upper() for each in lines]
    if len(set(codes)) < len(codes) or not all(_of_unit(work, each, entry.unit_id) for each in codes):
        raise ConflictError(RegisterWhy.HOUSEHOLD)
    if entry.said.get(name, 0) == len(codes):
        return entry
    return entries.write(work, entry, {**entry.said, name: len(codes)}, act="counted", by=by)


def _of_unit(work: UnitOfWork, code: str, unit_id: int | None) -> bool:
    found = households.by_code(work, code)
    return found is not None and (unit_id is None or found.unit_id == unit_id)
