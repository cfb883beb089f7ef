"""Examines files from strangers outside this process: `Looker` asks a running `papers.looking_child`.

A file that is too much for the child (a bomb) is refused with a reason and never tried again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from civics.bulletins.state_secrets import Finding, Level, unread
from civics.cases.proof import Box
from core.errors import RefusedFileError
from core.message import Json
from storage.media.kinds import MOST_BYTES, Seen, picture_kind
from storage.media.subprocesses import PICTURES, Answer, Bounds, ChildFailedError, Head, Workers

SEE, MARKS, SMALL, BESIDE, PAGE = "see", "marks", "small", "beside", "page"  # the tasks of a child


class Looker:
    """Examines files in processes of its own.

    A service has one; `close` ends the processes. Call it on threads only.
    """

    def __init__(self, bounds: Bounds = PICTURES, *, at_once: int = 2) -> None:
        self._workers = Workers("papers.looking_child", bounds, at_once=at_once)

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the processes."""
        return self._workers.processes

    def see(self, content: bytes | bytearray, boxes: Sequence[Box] = ()) -> Seen:
        """The type of the content; its versions hide what is in `boxes`.

        Raises RefusedFileError: too_big, too_many_pixels, broken, bad_type. OSError when the service is stopping: the
        caller may try again later.
        """
        if len(content) > MOST_BYTES:
            raise RefusedFileError("too_big")
        picture = bool(picture_kind(bytes(content[:16])))
        try:
            hide: list[Json] = [[each.left, each.top, each.width, each.height] for each in boxes]
            said, bodies = self._ask({"do": SEE, "boxes": hide}, content)
        except ChildFailedError as error:
            raise RefusedFileError("too_many_pixels" if picture else "broken") from error
        seen = Seen(str(said["mime"]), _number(said, "width"), _number(said, "height"), str(said["taken_at"]))
        return replace(seen, shown=bodies[0], thumb=bodies[1], place=_place(said))

    def marks(self, mime: str, content: bytes, name: str) -> tuple[Finding, ...]:
        """The marks of a state secret in a document's text.

        The last one is `unread` where the program cannot read the text or a part of it: a scanned page, a picture, too
        much. No finding means that all of it was read.
        """
        try:
            said, _ = self._ask({"do": MARKS, "mime": mime}, content)
        except (ChildFailedError, RefusedFileError):
            return (unread(name),)
        found = said["marks"]
        rows = [each for each in found if isinstance(each, list)] if isinstance(found, list) else []
        marks = tuple(_finding([str(each) for each in row]) for row in rows)
        return marks if said["whole"] is True else (*marks, unread(name))

    def small_jpeg(self, path: Path) -> bytes:
        """The picture with less than a megabyte; the stored file stays as it is.

        Raises ValueError if it is not a picture.
        """
        try:
            return self._ask({"do": SMALL, "path": str(path)})[1][0]
        except (ChildFailedError, RefusedFileError) as error:
            raise ValueError("no picture that can be made smaller") from error

    def beside(self, before: bytes, after: bytes) -> bytes:
        """Two pictures side by side as one. Raises ValueError where one of them is no picture that can be shown."""
        try:
            return self._ask({"do": BESIDE, "first": len(before)}, before + after)[1][0]
        except (ChildFailedError, RefusedFileError) as error:
            raise ValueError("no pictures that can be put side by side") from error

    def page(self, content: bytes, number: int) -> tuple[bytes, int]:
        """A page of a .pdf as a JPEG, and how many pages it has. Raises ValueError where it cannot be drawn."""
        try:
            said, bodies = self._ask({"do": PAGE, "number": number}, content)
        except (ChildFailedError, RefusedFileError) as error:
            raise ValueError("no page that can be drawn") from error
        return bodies[0], _number(said, "pages")

    def close(self) -> None:
        """End the processes."""
        self._workers.close()

    def _ask(self, head: Head, content: bytes | bytearray = b"") -> Answer:
        try:
            said, bodies = self._workers.ask(head, content)
        except ChildFailedError as error:
            if error.how == "closed":
                raise OSError("the service is ending") from error  # the caller may try again later
            raise
        if "refused" in said:
            raise RefusedFileError(str(said["refused"]))
        return said, bodies


def _finding(row: list[str]) -> Finding:
    level, what, where, line = row
    return Finding(Level(level), what, where, line)


def _place(said: Mapping[str, Json]) -> tuple[float, float] | None:
    value = said["place"]
    if not isinstance(value, list) or len(value) != 2:
        return None
    return float(str(value[0])), float(str(value[1]))


def _number(said: Mapping[str, Json], name: str) -> int:
    value = said[name]
    return value if isinstance(value, int) else 0
