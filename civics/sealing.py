"""Who may know of a denunciation: a named list, and never the person or the unit it names.

Luật Tố cáo 2018 Điều 9.1.b, NĐ 31/2019/NĐ-CP: the identity of a denouncer is secret. Confidence: source.
"""

from dataclasses import dataclass

from civics.roles import Role


@dataclass(frozen=True, slots=True)
class Eyes:
    """The member of staff who asks."""

    staff_id: int
    role: Role
    reads_sealed: bool
    unit_id: int | None = None


def may_know(eyes: Eyes, *, sealed: bool, named_staff: int | None = None, named_unit: int | None = None) -> bool:
    """Whether they may know that the case exists."""
    if not sealed:
        return True
    if not eyes.reads_sealed or eyes.role is Role.OBSERVER:
        return False
    if named_staff is not None and named_staff == eyes.staff_id:
        return False
    return named_unit is None or named_unit != eyes.unit_id


def may_read(eyes: Eyes, *, sealed: bool, named_staff: int | None = None, named_unit: int | None = None) -> bool:
    """Whether they may see its words, photos, place and name; an observer never."""
    known = may_know(eyes, sealed=sealed, named_staff=named_staff, named_unit=named_unit)
    return known and eyes.role is not Role.OBSERVER
