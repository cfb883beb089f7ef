"""Calls to Zalo's OpenAPI: the token is in a header, failures come as HTTP 200 with a number, an old token is renewed
once.

developers.zalo.me: hosts and conventions. One client with at most twenty connections is used for all calls.
"""

from collections.abc import Mapping
from typing import Protocol

import httpx

from bot.channels import tls, zalo_errors
from core.errors import Fate, SendError
from core.message import Json

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_UNAUTHORISED = -216


def client() -> httpx.AsyncClient:
    """A client for one account, with limits of connections and times. It follows no redirects."""
    return httpx.AsyncClient(
        limits=httpx.Limits(max_connections=20, max_keepalive_connections=10),
        timeout=httpx.Timeout(20.0, connect=5.0),
        verify=tls.trusted(),
    )


class Tokens(Protocol):
    """The source of the access token."""

    async def access(self) -> str:
        """A token that should still be valid. Raises SendError (RECONNECT, AGAIN)."""
        ...

    async def renewed(self, stale: str) -> str:
        """A new token in place of a refused one. Raises SendError (RECONNECT, AGAIN)."""
        ...


class RefusedError(SendError):
    """The platform answered with an error number."""

    def __init__(self, code: int) -> None:
        found = zalo_errors.send_error(code)
        super().__init__(
            found.fate, str(found), after=found.after, everybody=found.everybody, says=found.says,
            alarm=found.alarm,
        )  # fmt: skip
        self.code = code


class Wire:
    """The calls of one account."""

    def __init__(
        self,
        url: str,
        *,
        tokens: Tokens,
        client: httpx.AsyncClient,
        stale: frozenset[int] = zalo_errors.TOKEN,
    ) -> None:
        """`stale`: the error numbers with which this host refuses an old token."""
        self._url = url
        self._tokens = tokens
        self._stale = stale
        self.client = client

    async def call(self, path: str, body: Mapping[str, Json]) -> dict[str, Json]:
        """The `data` in the answer to a POST of JSON. Raises RefusedError, or SendError when the outcome is unknown."""
        return await self._with_token(path, json=body)

    async def ask(self, path: str, **values: str) -> dict[str, Json]:
        """The `data` in the answer to a GET. It raises what `call` raises."""
        return await self._with_token(path, query=values)

    async def upload(self, path: str, name: str, content: bytes, mime: str) -> dict[str, Json]:
        """The `data` in the answer to an upload. A failed upload reached nobody, so it may be tried again."""
        try:
            return await self._with_token(path, file=(name, content, mime))
        except RefusedError:
            raise
        except SendError as error:
            if error.fate is Fate.DOUBTFUL:
                raise SendError(Fate.AGAIN, str(error)) from None
            raise

    async def _with_token(
        self,
        path: str,
        *,
        json: Mapping[str, Json] | None = None,
        file: tuple[str, bytes, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> dict[str, Json]:
        token = await self._tokens.access()
        for last in (False, True):
            answer = await self._request(path, token, json=json, file=file, query=query)
            code = answer.get("error", 0)
            if code in {0, "0"}:
                data = answer.get("data")
                return data if isinstance(data, dict) else {"list": data} if isinstance(data, list) else {}
            number = int(code) if isinstance(code, int | float | str) and str(code).lstrip("-").isdecimal() else -200
            if number not in self._stale or last:
                raise RefusedError(number)
            token = await self._tokens.renewed(token)
        raise AssertionError("the second answer ends the loop")

    async def _request(
        self,
        path: str,
        token: str,
        *,
        json: Mapping[str, Json] | None,
        file: tuple[str, bytes, str] | None,
        query: Mapping[str, str] | None,
    ) -> dict[str, Json]:
        try:
            answer = await self.client.request(
                "POST" if query is None else "GET", f"{self._url}{path}", headers={"access_token": token}, json=json,
                files={"file": file} if file else None, params=query,
            )  # fmt: skip
        except _NOT_SENT as error:
            raise SendError(Fate.AGAIN, f"not connected: {type(error).__name__}") from None
        except httpx.HTTPError as error:
            raise SendError(Fate.DOUBTFUL, f"no answer: {type(error).__name__}") from None
        if answer.status_code == 429:
            raise SendError(Fate.LATER, "HTTP 429", after=60.0, everybody=True)
        if answer.status_code in {500, 503}:
            raise SendError(Fate.AGAIN, f"HTTP {answer.status_code}")
        try:
            found = answer.json()
        except ValueError:
            found = None
        if isinstance(found, dict) and "error" in found:
            return found
        if answer.status_code == 401:
            return {"error": _UNAUTHORISED}
        raise SendError(Fate.DOUBTFUL, f"HTTP {answer.status_code} with an answer nobody can read")
