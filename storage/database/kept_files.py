"""What a backup needs of the file store: each file as it lies there, and a way to put it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Raw:
    """A file of the store as it lies there. `place` is `ab/abcd…`, with `.enc` for a sealed one."""

    place: str
    content: bytes


class KeptFiles(Protocol):
    """A file store, as a backup sees it. Both methods may raise StoreAwayError."""

    def all(self) -> Iterator[Raw]:
        """Every stored file, for a backup. A sealed one stays sealed."""
        ...

    def bring(self, raw: Raw) -> None:
        """Put a file of a backup back in its place."""
        ...
