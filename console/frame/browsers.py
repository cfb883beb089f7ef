"""A browser's subscription to web push, as it comes in a request."""

import re

from core.errors import ConflictError
from storage.messages.push import Device

_BASE64 = re.compile(r"[A-Za-z0-9_-]+={0,2}")
_KEY, _SECRET = 87, 22  # letters of a public key and of a secret, without padding


def device(endpoint: str, p256dh: str, auth: str) -> Device:
    """The browser at its push service. Raises ConflictError for what cannot be one."""
    if not _is_key(p256dh, _KEY) or not _is_key(auth, _SECRET) or not endpoint.isascii():
        raise ConflictError("That is no subscription.")
    return Device(endpoint, p256dh, auth)


def _is_key(text: str, letters: int) -> bool:
    return len(text.rstrip("=")) == letters and _BASE64.fullmatch(text) is not None
