"""Where a photo was taken, as its EXIF data say, while its sender has not yet said whether that may be used.

It is held for a day at most and only for files that are not sealed; a yes takes it out, a no forgets it. The version
of a photo that people see never has it.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from core.message import Point
from storage.database.unit import UnitOfWork
from storage.media.file_rows import KEPT, Owner, owner_of
from storage.tables.cases import cases
from storage.tables.media import attachments

HELD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PhotoPlace:
    """A photo's place, and what the photo belongs to."""

    owner: Owner
    point: Point


def of_file(work: UnitOfWork, attachment_id: int, *, chat_id: int) -> PhotoPlace | None:
    """The place of a kept photo that came from this chat; None when it is used, forgotten or another chat's."""
    row = work.conn.execute(
        select(attachments).where(
            attachments.c.id == attachment_id, attachments.c.chat_id == chat_id, attachments.c.state == KEPT,
            attachments.c.photo_place != "",
        )
    ).one_or_none()  # fmt: skip
    if row is None or row.sealed:
        return None
    lat, lon = row.photo_place.split(",")
    return PhotoPlace(owner_of(row), Point(float(lat), float(lon)))


def forget(work: UnitOfWork, attachment_id: int) -> None:
    """Hold the place of this photo no longer, nor those of the other photos of its draft or case."""
    row = work.conn.execute(select(attachments).where(attachments.c.id == attachment_id)).one_or_none()
    if row is None:
        return
    of_run = attachments.c.run_id == row.run_id if row.run_id is not None else attachments.c.id == row.id
    of_case = attachments.c.case_id == row.case_id if row.case_id is not None else attachments.c.id == row.id
    work.conn.execute(update(attachments).where(of_run | of_case).values(photo_place=""))


def forget_old(work: UnitOfWork) -> int:
    """Forget the places that nobody said yes to for a day; returns their number."""
    old = (attachments.c.photo_place != "") & (attachments.c.created_at < work.now - HELD)
    return work.conn.execute(update(attachments).where(old).values(photo_place="")).rowcount


def case_has_point(work: UnitOfWork, case_id: int) -> bool:
    """Whether the case has a pin already."""
    return work.conn.execute(select(cases.c.lat).where(cases.c.id == case_id)).scalar() is not None
