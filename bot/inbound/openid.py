"""Asks an OpenID provider who somebody is: OpenID Connect Core 1.0, authorization code with PKCE (RFC 7636).

Nothing of the provider is kept: what it publishes (OpenID Connect Discovery 1.0) and its keys are read at each sign-in,
so a change of keys needs nothing here.
"""

import base64
import hashlib
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from console.frame.openid import AwayError, UntrueError
from core.clock import Clock
from core.message import Json

_WAIT = 10.0  # seconds
_ALGORITHMS = ("RS256", "PS256", "ES256")
_LEEWAY = 60  # seconds by which clocks may differ


class OpenIdProvider:
    """One provider. `back` is the address to which it sends browsers back. All methods block."""

    def __init__(self, issuer: str, *, client_id: str, secret: str, back: str, clock: Clock) -> None:
        self._issuer = issuer
        self._client_id = client_id
        self._secret = secret
        self._back = back
        self._clock = clock

    def address(self, *, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to sign in. Raises AwayError, UntrueError."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code", "client_id": self._client_id, "redirect_uri": self._back,
            "scope": "openid email profile", "state": state, "nonce": nonce, "code_challenge": challenge,
            "code_challenge_method": "S256",
        }  # fmt: skip
        with self._client() as client:
            return f"{self._said(client)['authorization_endpoint']}?{urlencode(asked)}"

    def claims(self, code: str, *, nonce: str, verifier: str) -> Mapping[str, Json]:
        """What the provider says of the person, once signature, issuer, audience, time and nonce are right.

        Raises AwayError, UntrueError.
        """
        body = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self._back, "code_verifier": verifier,
            "client_id": self._client_id,
        }  # fmt: skip
        with self._client() as client:
            said = self._said(client)
            how = said.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
            basic = "client_secret_basic" in how if isinstance(how, list) else True
            if self._secret and not basic:
                body["client_secret"] = self._secret
            auth = httpx.BasicAuth(self._client_id, self._secret) if self._secret and basic else None
            answer = _read(client.post, str(said["token_endpoint"]), data=body, auth=auth)
            keys = _read(client.get, str(said["jwks_uri"]))
        return self._checked(str(answer.get("id_token", "")), keys, nonce=nonce)

    def _checked(self, token: str, keys: Mapping[str, Json], *, nonce: str) -> Mapping[str, Json]:
        rules = jwt.JWTClaimsRegistry(
            now=lambda: int(self._clock().timestamp()), leeway=_LEEWAY,
            iss={"essential": True, "value": self._issuer}, aud={"essential": True, "value": self._client_id},
            exp={"essential": True}, nonce={"essential": True, "value": nonce}, sub={"essential": True},
        )  # fmt: skip
        try:
            found = jwt.decode(token, KeySet.import_key_set(dict(keys)), algorithms=list(_ALGORITHMS))  # type: ignore[arg-type]  # as it came
            rules.validate(found.claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise UntrueError(type(error).__name__) from None
        if found.claims.get("azp", self._client_id) != self._client_id:
            raise UntrueError("azp")
        return dict(found.claims)

    def _said(self, client: httpx.Client) -> Mapping[str, Json]:
        said = _read(client.get, f"{self._issuer}/.well-known/openid-configuration")
        if str(said.get("issuer", "")).rstrip("/") != self._issuer:
            raise UntrueError("issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if urlsplit(str(said.get(name, ""))).scheme != urlsplit(self._issuer).scheme:
                raise UntrueError(name)
        return said

    @staticmethod
    def _client() -> httpx.Client:
        return httpx.Client(timeout=_WAIT, follow_redirects=False)


def _read(ask: object, url: str, **how: object) -> Mapping[str, Json]:
    """The JSON of an answer. Raises AwayError: nobody answers as they should; UntrueError: the provider refuses."""
    assert callable(ask)
    try:
        answer: httpx.Response = ask(url, **how)
    except httpx.HTTPError as error:
        raise AwayError(type(error).__name__) from None
    if answer.status_code >= 500:
        raise AwayError(str(answer.status_code))
    try:
        found = answer.json()
    except ValueError:
        found = None
    if answer.status_code != 200 or not isinstance(found, dict):
        raise UntrueError(str(answer.status_code))
    return found
