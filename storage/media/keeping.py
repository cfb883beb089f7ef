"""Takes a file in: examines it, stores the original and the versions for people, returns what its row needs.

It also seals the bytes of a case that was sealed later. All this runs outside of transactions.
"""

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import PurePath

from sqlalchemy import select, update

from civics.cases.proof import Box
from core.errors import LostFileError, RefusedFileError
from core.text import normal
from storage.database.unit import UnitOfWork
from storage.media.attachments import MOST_BYTES, Kept
from storage.media.file_rows import KEPT, LOST, in_use
from storage.media.files import FileStore, Stored
from storage.media.kinds import Seen, ends_as
from storage.media.looking import Looker
from storage.tables.media import attachments


def keep(
    files: FileStore, content: bytes | bytearray | Iterable[bytes], *, name: str = "", sealed: bool = False,
    looker: Looker | None = None, boxes: Sequence[Box] = (),
) -> Kept:  # fmt: skip
    """Check a file by its content and store it. Returns what `attachments.kept` and `case_answers.answer` take.

    A process of its own examines it: the service's running one, or one for this file alone. The versions for people
    hide what is in `boxes`; the original stays as it is. Raises RefusedFileError:
    too_big, too_many_pixels, broken, bad_type; OSError when the service is stopping.
    """
    whole = content if isinstance(content, bytes | bytearray) else _gathered(content)
    seen = _seen(whole, looker, boxes)
    stored = files.keep(whole, sealed=sealed)
    return Kept(
        stored.digest,
        stored.name,
        stored.size,
        seen.mime,
        sealed,
        shown=files.keep(seen.shown, sealed=sealed).name if seen.shown else "",
        thumb=files.keep(seen.thumb, sealed=sealed).name if seen.thumb else "",
        width=seen.width,
        height=seen.height,
        taken_at=seen.taken_at,
        name=safe_name(name, seen),
        place=seen.place,
    )


def sealed_copy(files: FileStore, kept: Kept) -> Kept:
    """The same open file, stored sealed. Raises RefusedFileError when the store no longer has it."""

    def copied(name: str) -> Stored | None:
        if not name:
            return None
        with files.open(name) as content:
            return files.keep(content.read(), sealed=True)

    try:
        whole, shown, thumb = copied(kept.stored), copied(kept.shown), copied(kept.thumb)
    except LostFileError as error:
        raise RefusedFileError("prepared_gone") from error
    assert whole is not None
    return replace(
        kept, digest=whole.digest, stored=whole.name, sealed=True, shown=shown.name if shown else "",
        thumb=thumb.name if thumb else "",
    )  # fmt: skip


def _seen(whole: bytes | bytearray, looker: Looker | None, boxes: Sequence[Box]) -> Seen:
    if looker is not None:
        return looker.see(whole, boxes)
    with closing(Looker()) as own:
        return own.see(whole, boxes)


def hide(files: FileStore, stored: str, boxes: Sequence[Box], *, sealed: bool, looker: Looker) -> tuple[str, str]:
    """New versions of a kept picture that hide what is in `boxes`; gives their names: the shown one, the small one.

    The original stays as it is. Raises RefusedFileError, LostFileError.
    """
    with files.open(stored) as content:
        seen = looker.see(content.read(), boxes)
    if not seen.shown:
        raise RefusedFileError("bad_type")
    return tuple(files.keep(each, sealed=sealed).name for each in (seen.shown, seen.thumb))  # type: ignore[return-value]  # two


@dataclass(frozen=True, slots=True)
class Unclosed:
    """A file of a sealed case whose bytes are still open."""

    attachment_id: int
    stored: str
    shown: str
    thumb: str


def unclosed(work: UnitOfWork, limit: int = 20) -> list[Unclosed]:
    """Files to seal now: their cases were sealed after the files were stored."""
    columns = (attachments.c.id, attachments.c.stored, attachments.c.shown, attachments.c.thumb)
    rows = work.conn.execute(
        select(*columns)
        .where(attachments.c.unclosed, attachments.c.state == KEPT)
        .order_by(attachments.c.id)
        .limit(limit)
    )
    return [Unclosed(*row) for row in rows]


def close(files: FileStore, file: Unclosed) -> Unclosed:
    """Store sealed copies of a file's bytes. Returns their names; empty for versions that the store does not have."""

    def sealed(name: str) -> str:
        try:
            with files.open(name) as content:
                return files.keep(content.read(), sealed=True).name
        except LostFileError:
            return ""

    return replace(file, stored=sealed(file.stored), shown=sealed(file.shown), thumb=sealed(file.thumb))


def closed(work: UnitOfWork, file: Unclosed, sealed: Unclosed) -> tuple[str, ...]:
    """Use the sealed copies in the file's row. If there was nothing to copy, the file is lost.

    Returns the names that nothing uses any more, for removal: the open ones, or copies of a file that was destroyed
    meanwhile.
    """
    values = {"stored": sealed.stored, "shown": sealed.shown, "thumb": sealed.thumb, "digest": sealed.stored}
    work.conn.execute(
        update(attachments)
        .where(attachments.c.id == file.attachment_id, attachments.c.unclosed, attachments.c.state == KEPT)
        .values(unclosed=False, state=KEPT if sealed.stored else LOST, **values)
    )
    names = {file.stored, file.shown, file.thumb, sealed.stored, sealed.shown, sealed.thumb} - {""}
    return tuple(sorted(names - in_use(work, names)))


def _gathered(pieces: Iterable[bytes]) -> bytes:
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > MOST_BYTES:
            raise RefusedFileError("too_big")
    return bytes(whole)


def safe_name(name: str, seen: Seen) -> str:
    """A file name without folders or control characters, with the ending of the real type."""
    bare = "".join(c for c in normal(PurePath(name.replace("\\", "/")).name) if c.isprintable())[:120]
    stem = PurePath(bare).stem if bare else ""
    same = bool(bare) and ends_as(seen.mime, PurePath(bare).suffix.lower())
    return bare if not seen.ending or same else f"{stem or 'tep'}{seen.ending}"
