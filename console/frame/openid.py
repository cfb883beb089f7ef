"""What the pages need of an OpenID provider. `bot.inbound.openid` asks a real one."""

from collections.abc import Mapping
from typing import Protocol

from core.errors import DanBanError
from core.message import Json


class AwayError(DanBanError):
    """The provider does not answer as it should."""


class UntrueError(DanBanError):
    """The provider refuses, or what it says cannot be believed (signature, issuer, audience, time, nonce)."""


class Provider(Protocol):
    """An OpenID provider. Both methods block, and raise AwayError or UntrueError."""

    def address(self, *, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to sign in."""
        ...

    def claims(self, code: str, *, nonce: str, verifier: str) -> Mapping[str, Json]:
        """What the provider says of the person who came back with this code."""
        ...
