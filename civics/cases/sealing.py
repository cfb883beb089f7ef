"""Who may know of a denunciation: only named readers, and never the person or the unit that it names.

Luật Tố cáo 2018 Điều 9.1.b, NĐ 31/2019/NĐ-CP: the identity of a denouncer is secret. Confidence: source.
"""

from dataclasses import dataclass

from civics.ward.roles import Role, works

REDACTED = "civics.redacted"  # the word key of the text that replaces something hidden

# The fields of an unsealed case that an observer sees: enough to count cases, and nothing about a person.
BARE = frozenset({"code", "kind", "topic", "unit", "state", "clock", "filed_at"})
WHOLE = BARE | {"text", "photos", "place", "name", "contact", "officer", "notes", "trail"}


# The channels on which a sealed case may be discussed with its resident: the ward's own chat; never Telegram, never a
# group. A foreign platform is a cross-border transfer, and access to it is uneven since công văn 2312/CVT-CS.
CHANNELS = frozenset({"web"})


@dataclass(frozen=True, slots=True)
class Eyes:
    """The member of staff who asks."""

    staff_id: int
    role: Role
    reads_sealed: bool
    unit_id: int | None = None


def may_know(eyes: Eyes, *, sealed: bool, named_staff: int | None = None, named_unit: int | None = None) -> bool:
    """Whether the member of staff may know that the case exists."""
    if not sealed:
        return True
    if not eyes.reads_sealed or not works(eyes.role):
        return False
    if named_staff is not None and named_staff == eyes.staff_id:
        return False
    return named_unit is None or named_unit != eyes.unit_id


def may_read(eyes: Eyes, *, sealed: bool, named_staff: int | None = None, named_unit: int | None = None) -> bool:
    """Whether the member of staff may see its words, photos, place and name. An observer never may."""
    known = may_know(eyes, sealed=sealed, named_staff=named_staff, named_unit=named_unit)
    return known and works(eyes.role)


def visible_fields(
    eyes: Eyes, *, sealed: bool, named_staff: int | None = None, named_unit: int | None = None
) -> frozenset[str]:
    """The fields of a case that the member of staff may see: all, the bare ones, or none when the case stays unknown to
    them.
    """
    if may_read(eyes, sealed=sealed, named_staff=named_staff, named_unit=named_unit):
        return WHOLE
    known = may_know(eyes, sealed=sealed, named_staff=named_staff, named_unit=named_unit)
    return BARE if known else frozenset()
