"""An upload that thousands of messages need happens once: who comes meanwhile is told to come again in a moment."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from core.errors import Fate, SendError

SOON = 2.0  # seconds


class Once:
    """Which files are being uploaded now."""

    def __init__(self) -> None:
        self._under_way: set[str] = set()

    @contextmanager
    def uploading(self, refs: Iterable[str]) -> Iterator[None]:
        """Hold these files while they are uploaded. Raises SendError, LATER, when another message does it just now."""
        mine = set(refs)
        if mine & self._under_way:
            raise SendError(Fate.LATER, "its file is being uploaded", after=SOON)
        self._under_way |= mine
        try:
            yield
        finally:
            self._under_way -= mine
