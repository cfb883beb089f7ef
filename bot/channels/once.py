"""Makes sure that a file for thousands of messages is uploaded only once.

While it is being uploaded, the other messages wait and are retried a moment later.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from core.errors import Fate, SendError

SOON = 2.0  # seconds


class Once:
    """The files that are being uploaded now."""

    def __init__(self) -> None:
        self._under_way: set[str] = set()

    @contextmanager
    def uploading(self, refs: Iterable[str]) -> Iterator[None]:
        """Reserve these files for an upload. Raises SendError, LATER, while another message uploads one of them."""
        mine = set(refs)
        if mine & self._under_way:
            raise SendError(Fate.LATER, "its file is being uploaded", after=SOON)
        self._under_way |= mine
        try:
            yield
        finally:
            self._under_way -= mine
