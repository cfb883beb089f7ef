"""A real OpenID provider (oidc-provider-mock) in a process of its own; its package is for tests only."""

import sys
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.servers import places

_READY = b"Uvicorn running"


def there() -> bool:
    """Whether the package is installed."""
    return find_spec("oidc_provider_mock") is not None


@dataclass(slots=True)
class OpenIdServer:
    """The provider at `url`."""

    running: places.Foreign
    url: str

    def know(self, sub: str, **claims: object) -> None:
        """Someone who has an account there."""
        httpx.put(f"{self.url}/users/{sub}", json=claims).raise_for_status()

    def sign_in(self, address: str, sub: str) -> dict[str, str]:
        """What the browser brings back when this person agrees on the provider's page."""
        answer = httpx.post(address, data={"sub": sub})
        asked = parse_qs(urlsplit(answer.headers["location"]).query)
        return {name: values[0] for name, values in asked.items()}

    def close(self) -> None:
        """End the process."""
        self.running.close()


def begin() -> OpenIdServer:
    """Start it. It answers when this returns."""
    (port,) = places.free_ports(1)
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    return OpenIdServer(places.begin(command, ready=_READY), f"http://127.0.0.1:{port}")
