"""What the timer does: remind of unfinished drafts, tell of late cases, warn of full disks and silent platforms."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from civics.days.night import is_quiet
from core.clock import in_vietnam
from core.priority import Priority
from dialogs.scripts.petition import PETITION
from handlers.cases import notices
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.cases import orders
from storage.database.unit import UnitOfWork
from storage.messages import chats, inbox, runs
from storage.ward import alerts
from storage.ward import ward as settings

LEFT_AFTER = timedelta(days=14)
SILENT_AFTER = 24  # hours. Zalo stops for good after we were down for long; a Telegram webhook may be taken away
MEGABYTE = 1_048_576  # bytes


def free_bytes(folder: Path) -> int:
    """The free bytes on the disk of a folder."""
    return shutil.disk_usage(folder).free


def remind(work: UnitOfWork, ward: Ward) -> int:
    """Remind people of a petition that they did not send, once, by day. Gives the number reminded."""
    if is_quiet(work.now):
        return 0
    found = runs.unfinished(work, "petition", older_than=PETITION.reminds_after, limit=50)
    for run in found:
        chat = chats.get(work, run.chat_id)
        voice.tell(work, ward, chat, "talk.reminder", priority=Priority.NOTICE, run=run.id, once=f"remind:{run.id}")
        runs.reminded(work, run.id)
    return len(found)


def late(work: UnitOfWork, ward: Ward) -> int:
    """Tell residents whose case has passed its date, by day. Gives the number told."""
    if is_quiet(work.now):
        return 0
    return notices.late(work, ward)


def orders_unsent(work: UnitOfWork) -> int:
    """Alert staff once to each order on a clock that is due to be sent today or is late; how many.

    NĐ 124/2020 Điều 28b: 3 working days. Never about a sealed case: its readers see it in the view of what is due soon.
    """
    found = orders.unsent(work, in_vietnam(work.now).date())
    return sum(
        alerts.sound(work, "order_unsent", detail=f"{each.code} {each.by:%d/%m/%Y}", unique_key=f"order:{each.id}")
        for each in found
    )


def stops_owed(work: UnitOfWork) -> int:
    """Alert staff once to each open case that was withdrawn as a whole a day ago, without a đình chỉ; how many.

    It is owed at once (NĐ 124/2020 Điều 7a.2, 28b.1; Luật Tố cáo Điều 33). Never about a sealed case: its readers see
    it on their page of the day.
    """
    found = orders.undecided(work, in_vietnam(work.now).date() - timedelta(days=1))
    return sum(
        alerts.sound(work, "stop_owed", detail=f"{each.code} {each.since:%d/%m/%Y}",
                     unique_key=f"stop:{each.id}:{each.since}")
        for each in found
    )  # fmt: skip


def disk(work: UnitOfWork, ward: Ward, *, free_of: Callable[[Path], int] = free_bytes) -> int:
    """Warn the admins once per day before the disk of the files or of an embedded database is full.

    It warns below DISK_FREE_MB; gives the number told.
    """
    places = {"files": ward.settings.files_dir.absolute()}
    if ward.settings.embedded:
        places["database"] = Path(ward.settings.database_url.removeprefix("sqlite:///")).absolute().parent
    told = 0
    for name, folder in places.items():
        free = free_of(folder) if folder.is_dir() else None
        if free is not None and free < ward.settings.disk_free_mb * MEGABYTE:
            detail = f"{name}: {free // MEGABYTE} MB"
            told += alerts.sound(work, "disk", detail=detail, unique_key=f"disk:{name}:{work.now:%Y-%m-%d}")
    return told


def silent(work: UnitOfWork, ward: Ward) -> int:
    """Tell the admins once when a platform that was heard before sends no more events. Gives the number told.

    The hours come from the run-time settings `zalo.silent_hours` and `telegram.silent_hours`, 24 if they are not set.
    """
    return sum(_is_silent(work, each) for each in ("zalo", "telegram") if each in ward.shows)


def _is_silent(work: UnitOfWork, channel: str) -> bool:
    last = inbox.last_of(work, channel)
    hours = settings.setting(work, f"{channel}.silent_hours", SILENT_AFTER)
    hours = hours if isinstance(hours, int) and hours > 0 else SILENT_AFTER
    if last is None or work.now - last < timedelta(hours=hours):
        return False
    kind, detail = f"{channel}_silent", f"{last:%Y-%m-%d %H:%M} UTC"
    return alerts.sound(work, kind, detail=detail, unique_key=f"{kind}:{last:%Y%m%d%H%M%S}")
