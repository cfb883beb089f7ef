"""What ends or interrupts the playing of a script."""

from core.errors import DanBanError


class RefusedError(DanBanError):
    """An answer is not taken. `says` is the key of the sentence with the reason; `values` fill it."""

    def __init__(self, says: str, **values: object) -> None:
        super().__init__(says)
        self.says = says
        self.values = values


class DuplicateKeyError(DanBanError):
    """A script asked twice under one key. A loop has to write `article.7`."""


class DropError(DanBanError):
    """Raised inside a script when the person drops it at the summary. `play` turns it into Dropped."""
