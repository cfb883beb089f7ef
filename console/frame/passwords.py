"""Passwords by argon2. It is slow on purpose: never inside a transaction."""

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from starlette.requests import Request

_AT_ONCE = 4  # checks at the same time; more would only fill the memory
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no characters that are misread when told by telephone

# Of a password that nobody knows, with the parameters below: its check takes as long as any other.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$xzTEDQy3l8o+85q2p96QWA$Rd1mao3zTMZ2OBMuOrByaUnWKE3rm5poMO3783za9jI"


def passwords_of(request: Request) -> "Passwords":
    """The application's passwords."""
    found = request.app.state.passwords
    assert isinstance(found, Passwords)
    return found


class Passwords:
    """Makes and checks argon2id text (19 MiB, 2 rounds, as OWASP advises). One object per application."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._doors = threading.BoundedSemaphore(_AT_ONCE)

    def make(self, password: str) -> str:
        """The text to store."""
        return self._hasher.hash(password)

    def right(self, stored: str | None, password: str) -> bool:
        """Whether the password is right. For an unknown login (None) the check takes as long, and gives false."""
        try:
            with self._doors:
                self._hasher.verify(stored or _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def fresh(self) -> str:
        """A password to hand over once, such as `k7mf-29xq-tbhe`."""
        return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
