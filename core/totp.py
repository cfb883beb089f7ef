"""Codes that change every 30 seconds (RFC 6238 with SHA-1 and six digits, which every authenticator app supports)."""

import base64
import hashlib
import hmac
from datetime import datetime
from urllib.parse import quote

PERIOD = 30  # seconds
_DIGITS = 6


def code(secret: bytes, step: int, *, digits: int = _DIGITS) -> str:
    """The code of one step (RFC 4226, section 5.3)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def step_at(now: datetime) -> int:
    """The step that a moment belongs to."""
    return int(now.timestamp()) // PERIOD


def matching_step(secret: bytes, typed: str, *, now: datetime, after: int) -> int | None:
    """The step of the typed code: this step or a neighbour, but later than the last used one.

    None if no step matches.
    """
    here = step_at(now)
    fitting = (step for step in (here, here - 1, here + 1) if step > after)
    return next((step for step in fitting if hmac.compare_digest(code(secret, step).encode(), typed.encode())), None)


def text_of(secret: bytes) -> str:
    """The secret as text that a person types into an app."""
    return base64.b32encode(secret).decode().rstrip("=")


def secret_of(text: str) -> bytes:
    """The secret from its text."""
    return base64.b32decode(text + "=" * (-len(text) % 8))


def address(secret: bytes, *, ward: str, login: str) -> str:
    """The `otpauth:` address in the QR code."""
    return (
        f"otpauth://totp/{quote(ward)}:{quote(login)}?secret={text_of(secret)}&issuer={quote(ward)}"
        f"&algorithm=SHA1&digits={_DIGITS}&period={PERIOD}"
    )
