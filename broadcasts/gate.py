"""The gate of a bulletin: its text and files are checked in memory, and only then are files stored."""

from dataclasses import dataclass

from civics.bulletins import state_secrets
from civics.bulletins.state_secrets import Finding
from core.errors import RefusedFileError
from core.text import normal
from storage.bulletins.files import FILE, PHOTO, BulletinFile
from storage.media.files import FileStore
from storage.media.kinds import Seen
from storage.media.looking import Looker

_TAKEN = ("image/", "application/pdf", "application/vnd.openxmlformats", "application/vnd.oasis", "text/plain")


@dataclass(frozen=True, slots=True)
class Looked:
    """A checked file that is not stored yet."""

    name: str
    content: bytes
    seen: Seen
    found: tuple[Finding, ...]


def words(title: str, text: str, fills: dict[str, str]) -> tuple[Finding, ...]:
    """The marks in the text that an author typed, including the values of placeholders."""
    return state_secrets.scan("\n".join([title, text, *fills.values()]))


def look(called: str, content: bytes, looker: Looker) -> Looked:
    """Check a file in memory. A picture is `unread`: no program here reads its words.

    Raises RefusedFileError: too_big, too_many_pixels, broken, bad_type.
    """
    name = normal(called).replace("\\", "/").rsplit("/", 1)[-1][-120:]
    found = list(state_secrets.scan_name(name))
    seen = looker.see(content)
    if not seen.mime.startswith(_TAKEN):
        raise RefusedFileError("bad_type")
    found += (state_secrets.unread(name),) if seen.shown else looker.marks(seen.mime, content, name)
    return Looked(name, content, seen, tuple(found))


def keep(files: FileStore, looked: Looked) -> BulletinFile:
    """Store a file that passed. For a picture it is the version without EXIF data, small enough for every channel."""
    photo = bool(looked.seen.shown)
    content = looked.seen.shown if photo else looked.content
    stored = files.keep(content)
    name = f"{looked.name.rsplit('.', 1)[0] or 'anh'}.jpg" if photo else looked.name
    mime = "image/jpeg" if photo else looked.seen.mime
    return BulletinFile(0, PHOTO if photo else FILE, name, mime, stored.size, stored.name)
