"""Which clock runs on a case: the law's or the ward's promise, with its basis, kept beside the case."""

from dataclasses import dataclass
from datetime import datetime

from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Clock:
    """When something is due, what, by which rule. `due_at` none: nothing is due by law (nặc danh, no đơn yet)."""

    due_at: datetime | None = None
    name: str = ""
    basis: str = ""
    legal: bool = False
    calendar_version: str = ""


def clock_of(
    work: UnitOfWork, kind: str, *, filed_at: datetime, form_date: datetime | None = None, anonymous: bool = False
) -> Clock:
    """The clock of a case of that kind. Khiếu nại and tố cáo have one only from the date of a valid đơn."""
    del work, kind, filed_at, form_date, anonymous
    return Clock()
