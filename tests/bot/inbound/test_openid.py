"""Signing in by a real OpenID provider: what it says counts only with the right nonce, audience and time."""

import base64
import hashlib
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.inbound.openid import OpenIdProvider
from console.frame.openid import AwayError, UntrueError
from core.clock import system_clock
from tests.servers import openid
from tests.servers.openid import OpenIdServer

BACK = "http://127.0.0.1:8000/console/openid/back"
VERIFIER = "v" * 43


@pytest.fixture(scope="module")
def server() -> Iterator[OpenIdServer]:
    if not openid.there():
        pytest.skip("oidc-provider-mock is not installed: no real OpenID provider here")
    found = openid.begin()
    yield found
    found.close()


def provider(server: OpenIdServer, *, secret: str = "s", late: timedelta = timedelta()) -> OpenIdProvider:
    return OpenIdProvider(
        server.url, client_id="danban", secret=secret, back=BACK, clock=lambda: system_clock() + late
    )  # fmt: skip


def code(server: OpenIdServer, ours: OpenIdProvider, *, state: str = "st") -> str:
    brought = server.sign_in(ours.address(state=state, nonce="n", verifier=VERIFIER), "nam")
    assert brought["state"] == state
    return brought["code"]


def test_a_real_provider_says_who_it_is(server: OpenIdServer) -> None:
    server.know("nam", email="nam@linhson.example", email_verified=True)
    ours = provider(server)
    address = ours.address(state="st", nonce="n", verifier=VERIFIER)
    asked = parse_qs(urlsplit(address).query)
    assert (asked["code_challenge_method"], asked["redirect_uri"]) == (["S256"], [BACK])
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    assert base64.urlsafe_b64decode(asked["code_challenge"][0] + "=") == digest  # this provider does not compare it
    first = code(server, ours)
    claims = ours.claims(first, nonce="n", verifier=VERIFIER)
    assert (claims["sub"], claims["aud"]) == ("nam", ["danban"])
    with pytest.raises(UntrueError):
        ours.claims(first, nonce="n", verifier=VERIFIER)  # a code is for one use
    with pytest.raises(UntrueError):
        ours.claims(code(server, ours), nonce="another", verifier=VERIFIER)
    with pytest.raises(UntrueError):
        provider(server, late=timedelta(hours=3)).claims(code(server, ours), nonce="n", verifier=VERIFIER)


def test_who_is_not_there_or_another_is_said_apart(server: OpenIdServer) -> None:
    nobody = OpenIdProvider("http://127.0.0.1:9", client_id="danban", secret="", back=BACK, clock=system_clock)
    with pytest.raises(AwayError):
        nobody.address(state="st", nonce="n", verifier=VERIFIER)
    other = OpenIdProvider(f"{server.url}/realm", client_id="danban", secret="", back=BACK, clock=system_clock)
    with pytest.raises(UntrueError):
        other.address(state="st", nonce="n", verifier=VERIFIER)
