"""The errors of opening something sealed."""

from core.errors import DanBanError


class WrongKeyError(DanBanError):
    """The key does not open the stored bytes: it was changed or is not here, or the bytes are damaged."""
