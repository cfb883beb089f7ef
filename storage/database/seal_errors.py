"""What goes wrong when something sealed is opened."""

from core.errors import DanBanError


class WrongKeyError(DanBanError):
    """The key does not open what is stored: it has changed or is not here, or the bytes are damaged."""
