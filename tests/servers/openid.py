"""A real OpenID provider (oidc-provider-mock) in a process of its own; its package is for tests only."""

import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import parse_qs, urlsplit

import httpx

_READY = b"Uvicorn running"


def there() -> bool:
    """Whether the package is installed."""
    return find_spec("oidc_provider_mock") is not None


@dataclass(slots=True)
class OpenIdServer:
    """The provider at `url`."""

    process: "subprocess.Popen[bytes]"
    url: str
    listening: threading.Thread

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
        self.process.kill()
        self.process.wait()
        self.listening.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


def begin() -> OpenIdServer:
    """Start it. It answers when this returns."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)], stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if _READY in line:
            break
    else:
        raise AssertionError(b"".join(said[-20:]).decode("utf-8", "replace"))
    listening = threading.Thread(target=process.stdout.read, daemon=True)  # or it would wait for a full pipe
    listening.start()
    return OpenIdServer(process, f"http://127.0.0.1:{port}", listening)
