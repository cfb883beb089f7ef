"""What an account changes about how it is told. Whoever may be rung on duty keeps at least one way for emergencies."""

from collections.abc import Collection, Mapping

from civics.ward.why import WayWhy
from core.errors import ConflictError
from storage.cases import duty
from storage.database.unit import UnitOfWork
from storage.notices import choices, ways
from storage.notices.choices import Choice
from storage.notices.ways import PUSH


def choose(work: UnitOfWork, staff_id: int, wanted: Mapping[str, Collection[Choice]], *, hour: str) -> None:
    """Replace what is told by which way, and the hour of the morning's numbers. Raises WayWhy.RUNG."""
    before = _rings(work, staff_id)
    choices.choose(work, staff_id, wanted)
    choices.set_hour(work, staff_id, hour)
    _still_rung(work, staff_id, before=before)


def drop(work: UnitOfWork, staff_id: int, kind: str) -> None:
    """Stop using a way. Raises WayWhy.RUNG."""
    before = _rings(work, staff_id)
    ways.drop(work, staff_id, kind)
    _still_rung(work, staff_id, before=before)


def drop_browser(work: UnitOfWork, staff_id: int, device_id: int) -> None:
    """Tell one of the account's browsers no more. Raises WayWhy.RUNG."""
    before = _rings(work, staff_id)
    ways.drop_browser(work, staff_id, device_id)
    _still_rung(work, staff_id, before=before)


def _rings(work: UnitOfWork, staff_id: int) -> bool:
    """Whether an emergency may come by one of the account's ways. A chat that cannot be reached now still counts."""
    return any(
        each.confirmed_at is not None and Choice.URGENT in each.choices and (each.open or each.kind != PUSH)
        for each in ways.of(work, staff_id)
    )


def _still_rung(work: UnitOfWork, staff_id: int, *, before: bool) -> None:
    if before and not _rings(work, staff_id) and _on_duty(work, staff_id):
        raise ConflictError(WayWhy.RUNG)


def _on_duty(work: UnitOfWork, staff_id: int) -> bool:
    return staff_id in duty.chain(work) or staff_id in duty.dates(work).values()
