"""Zalo's tokens. A refresh token is good for one use, so only one process refreshes, and stores the result before its
use.

OAuth v4 (oauth.zaloapp.com): an access token lives 25 hours. A refresh token lives three months and ends with its first
use. Failures come as HTTP 200; the answer to a used token may have an empty body.
"""

import asyncio
import base64
import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

import httpx

from bot.signals.retry import pause
from core.clock import Clock
from core.errors import Fate, SendError
from core.logs import get_logger
from core.message import Json
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import grants, leases
from storage.messages.grants import Grant
from storage.ward import alerts

log = get_logger("zalo")
EARLY = timedelta(hours=2)
HTTP_TIMEOUT = 15.0  # seconds
LEASE = 60.0  # longer than a call may take
REST = timedelta(seconds=30)  # after a bad answer; otherwise every waiting message would ask again
_TRIES, _PAUSE = 60, 0.25  # tries, and seconds between them, while another process refreshes
_SPENT = frozenset({-14014, -14020})  # invalid; expired or used before
_REFUSED = _SPENT | {-14002, -14003, -14029}


@dataclass(frozen=True, slots=True)
class Account:
    """The app that sends for an Official Account."""

    app_id: str
    oa_id: str
    oauth_url: str
    secret: str = field(repr=False)
    first_refresh: str = field(default="", repr=False)  # used while nothing is stored

    @property
    def name(self) -> str:
        """The grant's name in the store."""
        return f"zalo:{self.oa_id}"


@dataclass(frozen=True, slots=True)
class Pair:
    """The tokens that the platform gave."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    lasts: timedelta


class RefusedTokenError(Exception):
    """The platform no longer accepts the token or code."""


class UnclearError(Exception):
    """Nobody knows whether the platform accepted it. `sent` is False when it surely was not sent."""

    def __init__(self, detail: str, *, sent: bool) -> None:
        super().__init__(detail)
        self.sent = sent


async def exchange(client: httpx.AsyncClient, account: Account, form: dict[str, str]) -> Pair:
    """Exchange a refresh token or a consent's code for tokens. Raises RefusedTokenError, UnclearError."""
    try:
        answer = await client.post(
            f"{account.oauth_url}/v4/oa/access_token", headers={"secret_key": account.secret},
            data={"app_id": account.app_id, **form}, timeout=HTTP_TIMEOUT,
        )  # fmt: skip
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise UnclearError(type(error).__name__, sent=False) from None
    except httpx.HTTPError as error:
        raise UnclearError(type(error).__name__, sent=True) from None
    if answer.status_code >= 500:
        raise UnclearError(f"HTTP {answer.status_code}", sent=True)
    if not answer.content.strip():
        raise RefusedTokenError("an empty answer: the token was used before")
    try:
        body = answer.json()
    except ValueError:
        raise UnclearError("an answer nobody can read", sent=True) from None
    return _pair(body)


def _pair(body: Json) -> Pair:
    """Both tokens, or an error: errors come as HTTP 200 too and must not overwrite valid tokens."""
    if not isinstance(body, dict):
        raise UnclearError("an answer of another shape", sent=True)
    access, refresh = body.get("access_token"), body.get("refresh_token")
    if isinstance(access, str) and access and isinstance(refresh, str) and refresh:
        lasts = str(body.get("expires_in", ""))
        return Pair(access, refresh, timedelta(seconds=int(lasts) if lasts.isdecimal() else 3600))
    code = str(body.get("error", ""))
    if code.lstrip("-").isdecimal() and int(code) in _REFUSED:
        raise RefusedTokenError(f"error {code}")
    raise UnclearError(f"error {code[:8]}", sent=True)


def consent_address(account: Account, *, redirect: str, verifier: str, state: str) -> str:
    """Where an admin of the account agrees (PKCE: base64url without padding of the raw SHA-256)."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    query = {"app_id": account.app_id, "redirect_uri": redirect, "code_challenge": challenge, "state": state}
    return f"{account.oauth_url}/v4/oa/permission?{urlencode(query)}"


class ZaloTokens:
    """The access token of one account, for any number of processes with one database."""

    def __init__(self, database: Database, account: Account, *, client: httpx.AsyncClient, clock: Clock) -> None:
        self._database = database
        self._account = account
        self._client = client
        self._clock = clock
        self._holder = uuid.uuid4().hex
        self._one = asyncio.Lock()
        self._not_before: datetime | None = None

    async def access(self) -> str:
        """A token that should still be valid. Raises SendError: RECONNECT when the grant has ended, AGAIN for now."""
        grant = await self._grant()
        left = (grant.expires_at - self._clock()) if grant.access and grant.expires_at else timedelta()
        if left > EARLY:
            return grant.access
        try:
            return await self._refresh(grant.access)
        except SendError as error:
            if left > timedelta() and error.fate is Fate.AGAIN:
                return grant.access  # still valid for some time; the next call tries again
            raise

    async def renewed(self, stale: str) -> str:
        """A new token in place of one that the platform refused. Raises SendError."""
        return await self._refresh(stale)

    async def keep_fresh(self, stop: asyncio.Event) -> None:
        """Check every half hour, so that the grant does not expire during a quiet night. Runs until `stop`."""
        while not stop.is_set():
            try:
                await self.access()
            except SendError as error:
                log.warning("no token for now", extra={"fate": error.fate.value})
            except Exception:
                log.exception("the tokens could not be looked after")
            await pause(stop, 1800)

    async def _grant(self) -> Grant:
        name, first = self._account.name, self._account.first_refresh
        grant = await self._database.read(grants.find, name)
        if grant is None and first:
            await self._database.write(grants.begin, name, first)
            grant = await self._database.read(grants.find, name)
        if grant is None or grant.dead:
            # when a grant ended, the admins had an alert at that time
            alarm = "" if grant is not None else "zalo_reconnect"
            raise SendError(Fate.RECONNECT, "Zalo is not connected", says="send.zalo_consent", alarm=alarm)
        return grant

    async def _refresh(self, stale: str) -> str:
        async with self._one:
            for _ in range(_TRIES):
                grant = await self._grant()
                if grant.access and grant.access != stale:
                    return grant.access  # another process was faster
                if self._not_before is not None and self._clock() < self._not_before:
                    raise SendError(Fate.AGAIN, "no new token yet")
                lease = f"grant:{self._account.name}"
                if await self._database.write(_taken, lease, self._holder):
                    try:
                        return await self._spend(stale)
                    finally:
                        await self._database.write(leases.give_back, lease, self._holder)
                await asyncio.sleep(_PAUSE)
        raise SendError(Fate.AGAIN, "another process is refreshing the token")

    async def _spend(self, stale: str) -> str:
        """Under the lease: use the refresh token once, store the result, and only then use the new token."""
        grant, name = await self._grant(), self._account.name
        if grant.access and grant.access != stale:
            return grant.access
        await self._database.write(_begin, name)
        form = {"refresh_token": grant.refresh, "grant_type": "refresh_token"}
        try:
            pair = await exchange(self._client, self._account, form)
        except RefusedTokenError as error:
            lost = " after an answer that was never written down" if grant.spending_since is not None else ""
            await self._database.write(_died, name, f"{error}{lost}")
            raise SendError(Fate.RECONNECT, "the grant is dead", says="send.zalo_consent", alarm="") from None
        except UnclearError as error:
            self._not_before = self._clock() + REST
            if not error.sent and grant.spending_since is None:
                await self._database.write(_not_sent, name)
            if grant.expires_at is None or grant.expires_at <= self._clock():
                await self._database.write(_unclear, name, str(error))  # nothing can be sent until a new token comes
            raise SendError(Fate.AGAIN, f"no new token: {error}") from None
        await self._database.write(_kept, name, pair)
        log.info("Zalo's tokens are new", extra={"hours": pair.lasts.total_seconds() / 3600})
        return pair.access


def _taken(work: UnitOfWork, lease: str, holder: str) -> bool:
    return leases.take(work, lease, holder, seconds=LEASE) is not None


def _begin(work: UnitOfWork, name: str) -> None:
    grants.spending(work, name, since=work.now)


def _not_sent(work: UnitOfWork, name: str) -> None:
    grants.spending(work, name, since=None)


def _unclear(work: UnitOfWork, name: str, why: str) -> None:
    alerts.sound(work, "zalo_token", detail=why, unique_key=f"zalo_token:{name}:{work.now:%Y-%m-%d}")


def _died(work: UnitOfWork, name: str, why: str) -> None:
    grants.die(work, name, why=why)


def _kept(work: UnitOfWork, name: str, pair: Pair) -> None:
    grants.keep(work, name, access=pair.access, refresh=pair.refresh, lasts=pair.lasts)
