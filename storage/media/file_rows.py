"""The rows of files: what a file is, who may see it, how a row is sealed. Use them through `media.attachments`."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select, update

from civics.polls.rules import PollState
from core.errors import NotFoundError
from core.message import Media, MediaKind
from storage.database.unit import UnitOfWork
from storage.media.kinds import PLAYED, PREVIEWED
from storage.tables.bulletins import bulletin_files
from storage.tables.cases import cases
from storage.tables.media import attachments, uploads
from storage.tables.poll_results import poll_tasks
from storage.tables.polls import polls
from storage.tables.registers import register_files
from storage.tables.ward import canned_files
from storage.ward import audit
from storage.ward.links import day, message_mark
from storage.ward.sight import Reader, may_know, readable

WANTED, KEPT, REFUSED, LOST, DESTROYED = "wanted", "kept", "refused", "lost", "destroyed"
_UNDER_WAY = (WANTED, "held")  # the fetcher, or a consent, still needs the chat
_IDS = 1 << 52  # the largest range of ids that a number in a browser holds exactly
# The columns that lead from a file to its sender.
CUT: Mapping[str, Any] = {"chat_id": None, "message_id": "", "album": "", "media": {"kind": "", "ref": ""}}


_ORDER = (attachments.c.created_at, attachments.c.message_id, attachments.c.part, attachments.c.id)


@dataclass(frozen=True, slots=True)
class Owner:
    """What an attachment belongs to: a draft (run), a case, an entry of a case."""

    run_id: int | None
    case_id: int | None
    entry_id: int | None
    sealed: bool
    chat_id: int | None = None
    poll_id: int | None = None  # an opinion of this consultation


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store: its names there, and its type. Versions that do not exist have empty names."""

    digest: str  # SHA-256 of the original; keyed when sealed
    stored: str
    size: int
    mime: str
    sealed: bool
    shown: str = ""
    thumb: str = ""
    width: int = 0
    height: int = 0
    taken_at: str = ""
    name: str = ""
    place: tuple[float, float] | None = None  # where the photo was taken, as its EXIF data say


@dataclass(frozen=True, slots=True)
class FileView:
    """A file as staff see it. `shown` has no EXIF data; the original is `stored`."""

    id: int
    entry_id: int | None
    kind: str
    state: str
    reason: str
    name: str
    mime: str
    size: int
    width: int
    height: int
    taken_at: str
    digest: str
    stored: str
    shown: str
    thumb: str
    sealed: bool
    created_at: datetime

    @property
    def looks(self) -> str:
        """How a page offers it: picture, sound, film; paper, whose pages or words are shown; else file, to be saved."""
        if self.mime.startswith("image/"):
            return "picture" if self.shown else "file"
        if self.mime in PLAYED:
            return "film" if self.mime.startswith("video/") and self.kind not in {"voice", "audio"} else "sound"
        return "mute" if self.mime.startswith("audio/") else "paper" if self.mime in PREVIEWED else "file"


def row_of(work: UnitOfWork, attachment_id: int) -> Row[*tuple[Any, ...]]:
    """The row as it is stored, locked until the commit. Raises NotFoundError."""
    row = work.conn.execute(
        select(attachments).where(attachments.c.id == attachment_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such file.")
    return row


def owner_of(row: Row[*tuple[Any, ...]]) -> Owner:
    """The owner in a row."""
    return Owner(row.run_id, row.case_id, row.entry_id, row.sealed, row.chat_id, row.poll_id)


def not_now(work: UnitOfWork, attachment_id: int) -> None:
    """Fetching was not possible at all: keep the claim, but take back the try that it counted."""
    mine = update(attachments).where(attachments.c.id == attachment_id, attachments.c.state == WANTED)
    work.conn.execute(mine.values(tries=attachments.c.tries - 1))


def columns(work: UnitOfWork, kept: Kept, *, sealed: bool) -> dict[str, Any]:
    """The columns of a kept file; texts are sealed in a sealed row."""
    close = work.seal.close_text if sealed else str
    digest = work.seal.name("file", kept.digest) if sealed and not kept.sealed else kept.digest
    found: dict[str, Any] = {
        "digest": digest, "stored": kept.stored, "shown": kept.shown, "thumb": kept.thumb, "mime": kept.mime,
        "size": kept.size, "width": kept.width, "height": kept.height, "taken_at": close(kept.taken_at),
        "sealed": sealed,
    }  # fmt: skip
    if kept.place and not sealed:
        found["photo_place"] = f"{kept.place[0]:.6f},{kept.place[1]:.6f}"
    if kept.name:
        found["name"] = close(kept.name)
    return found


def change(
    work: UnitOfWork, row: Row[*tuple[Any, ...]], act: str, *, by: Reader | None = None, **values: object
) -> None:
    """Set columns, count the case's photos again, and write to the trail if a case is concerned."""
    cut = CUT if row.poll_id is not None and not _runs(work, row.poll_id) else {}
    work.conn.execute(update(attachments).where(attachments.c.id == row.id).values(**values, **cut))
    if row.sealed and row.case_id is not None:
        cut_links(work, row_of(work, row.id))
    if row.case_id is not None:
        recount(work, row.case_id)
        audit.record(
            work, act, actor=by.actor if by else audit.SYSTEM, staff_id=by.staff_id if by else None,
            case_id=row.case_id, attachment=row.id, reason=str(values.get("reason", "")),
        )  # fmt: skip
    work.ring("files")


def hidden(work: UnitOfWork, attachment_id: int, *, shown: str, thumb: str, boxes: int, by: Reader) -> None:
    """From now on people see these versions, in which something is hidden. The original stays as it is."""
    row = row_of(work, attachment_id)
    if row.state != KEPT or row.case_id is None:
        raise NotFoundError("There is no such file.")
    change(work, row, "file.hidden" if boxes else "file.shown", by=by, shown=shown, thumb=thumb)


def _runs(work: UnitOfWork, poll_id: int) -> bool:
    """Whether a consultation is still running: only then its files keep the link to their chats."""
    return work.conn.execute(select(polls.c.state).where(polls.c.id == poll_id)).scalar() == PollState.OPEN.value


def recount(work: UnitOfWork, case_id: int | None) -> None:
    """Store how many photos a case has: kept or on their way, as photos or as files with a picture."""
    if case_id is None:
        return
    photos = (
        select(func.count())
        .where(
            attachments.c.case_id == case_id,
            attachments.c.state.in_([WANTED, KEPT]),
            or_(attachments.c.kind == MediaKind.PHOTO.value, attachments.c.mime.like("image/%")),
        )
        .scalar_subquery()
    )
    work.conn.execute(update(cases).where(cases.c.id == case_id).values(photos=photos))


def media_of(work: UnitOfWork, stored: Mapping[str, Any]) -> Media:
    """The `Media` of a row, also from a sealed one."""
    raw = json.loads(work.seal.open_text(stored["sealed"])) if "sealed" in stored else dict(stored)
    return Media(**{**raw, "kind": MediaKind(raw["kind"])})


def seal_row(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> None:
    """Seal the texts of a row. Its open files in the store wait for `storage.media.keeping`."""
    if row.sealed:
        return
    close = work.seal.close_text
    work.conn.execute(
        update(attachments)
        .where(attachments.c.id == row.id)
        .values(
            sealed=True,
            unclosed=row.state == KEPT,
            media={"sealed": close(json.dumps(row.media, ensure_ascii=False))},
            name=close(row.name),
            taken_at=close(row.taken_at),
            photo_place="",
        )
    )
    work.ring("files")


def cut_links(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> None:
    """Replace the links from a sealed case's file to its sender by marks, once the file need not be fetched."""
    state = work.conn.execute(select(attachments.c.state).where(attachments.c.id == row.id)).scalar()
    if state in _UNDER_WAY:
        return
    values: dict[str, Any] = {"run_id": None, "chat_id": None, "created_at": day(row.created_at)}
    if row.chat_id is not None:
        for name in ("message_id", "album"):
            if told := getattr(row, name):
                values[name] = message_mark(work, row.chat_id, told)
    work.conn.execute(update(attachments).where(attachments.c.id == row.id).values(**values))


def new_id() -> int:
    """A random id for a file's row. Ids are in links on pages, and gaps between counted ids would show other files."""
    return secrets.randbelow(_IDS) + 1


def get(work: UnitOfWork, attachment_id: int) -> FileView:
    """One file, without any check of rights. Raises NotFoundError."""
    return _view(work, row_of(work, attachment_id))


def may_serve(work: UnitOfWork, attachment_id: int, *, reader: Reader) -> FileView:
    """A kept file of a case that the reader may read. In all other cases it raises the same NotFoundError."""
    row = work.conn.execute(
        select(attachments)
        .join(cases, cases.c.id == attachments.c.case_id)
        .where(attachments.c.id == attachment_id, attachments.c.state == KEPT, may_know(work, reader))
    ).one_or_none()
    if row is None or reader.observes:
        raise NotFoundError("There is no such file.")
    return _view(work, row)


def files_of(work: UnitOfWork, case_id: int) -> list[FileView]:
    """All files of a case in order of arrival, with refused, lost and destroyed ones."""
    rows = work.conn.execute(
        select(attachments)
        .where(attachments.c.case_id == case_id)
        .order_by(attachments.c.message_id, attachments.c.part, attachments.c.id)
    ).all()
    return [_view(work, row) for row in sorted(rows, key=lambda row: row.created_at)]


def of_run(work: UnitOfWork, run_id: int) -> list[FileView]:
    """The files of a draft."""
    rows = work.conn.execute(select(attachments).where(attachments.c.run_id == run_id).order_by(*_ORDER))
    return [_view(work, row) for row in rows]


def of_poll(work: UnitOfWork, poll_id: int) -> list[FileView]:
    """The files of a consultation's opinions."""
    rows = work.conn.execute(select(attachments).where(attachments.c.poll_id == poll_id).order_by(*_ORDER))
    return [_view(work, row) for row in rows]


def in_use(work: UnitOfWork, names: set[str]) -> set[str]:
    """Which of these names of the store a row still uses."""
    found: set[str] = set()
    own = [table.c[name] for table in (attachments, canned_files) for name in ("stored", "shown", "thumb")]
    for column in (*own, uploads.c.stored, bulletin_files.c.stored, poll_tasks.c.stored, register_files.c.stored):
        found |= set(work.conn.execute(select(column).where(column.in_(names))).scalars())
    return found


def _view(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> FileView:
    opened = work.seal.open_text
    return FileView(
        row.id, row.entry_id, row.kind, row.state, row.reason, opened(row.name), row.mime, row.size, row.width,
        row.height, opened(row.taken_at), row.digest, row.stored, row.shown, row.thumb, row.sealed, row.created_at,
    )  # fmt: skip


def destroy(work: UnitOfWork, attachment_id: int, *, by: Reader) -> tuple[str, ...]:
    """Destroy a file for good (a photo of a căn cước). The trail says that there was a file, not which.

    Returns the names in the store that no row uses any more: the caller removes them after the commit. Raises
    NotFoundError.
    """
    row = row_of(work, attachment_id)
    if row.case_id is None:
        raise NotFoundError("There is no such file.")
    readable(work, row.case_id, reader=by)
    names = {row.stored, row.shown, row.thumb} - {""}
    change(
        work, row, "file.destroyed", by=by, state=DESTROYED, reason="", digest="", stored="", shown="", thumb="",
        name="", taken_at="", photo_place="", media={"kind": row.kind, "ref": ""}, size=0, width=0, height=0,
        unclosed=False,
    )  # fmt: skip
    return tuple(sorted(names - in_use(work, names)))
