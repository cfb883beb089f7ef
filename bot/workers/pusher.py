"""Tells browsers by web push that something came: one sender for all news, whatever it is about.

What goes out is encrypted for the browser and says only that there is news. The number of tries is limited: the news
itself is in the chat. Addresses come from browsers, so only hosts on the open internet are called. No address is
logged, because whoever knows an address can be found by it.
"""

import asyncio
import json
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx
from cryptography.hazmat.primitives.asymmetric import ec

from bot.channels import tls
from bot.channels.addresses import checked
from bot.channels.push_wire import BadKeyError, encrypted, proof
from bot.workers.rounds import Rounds
from core.errors import RefusedFileError, SendError
from core.logs import get_logger
from core.words import Words
from handlers.staff import wording
from storage.database.database import Database
from storage.database.outside import OutsideKeys
from storage.messages import push, push_key
from storage.messages.push import Notice

log = get_logger("pusher")

SIDE_BY_SIDE = 16
KEPT = 3 * 24 * 3600  # seconds for which a push service keeps it for a browser that is away
_TIMES = httpx.Timeout(15.0, connect=10.0)
_GONE = frozenset({401, 403, 404, 410})  # the browser is gone, or knows another key than ours: it registers again
_LATER = frozenset({408, 425, 429})


class Pusher(Rounds):
    """Sends what `storage.messages.push` holds."""

    def __init__(
        self,
        database: Database,
        words: Words,
        *,
        keys: OutsideKeys,
        instance_id: str,
        ward_name: str,
        contact: str,
        client: httpx.AsyncClient | None = None,
        trusted: frozenset[str] = frozenset(),
    ) -> None:
        """`contact`: our address for push services. `trusted`: `host:port` that is not checked (a test's)."""
        super().__init__(database, bell=push.BELL, due=push.next_due, instance_id=instance_id)
        self._words = words
        self._keys = keys
        self._name = ward_name[:1].upper() + ward_name[1:]
        self._contact = contact
        self._client = client
        self._trusted = trusted
        self._key: ec.EllipticCurvePrivateKey | None = None

    async def _work(self) -> bool:
        notices = await self._database.write(push.claim, SIDE_BY_SIDE)
        await asyncio.gather(*(self._one(each) for each in notices))
        return bool(notices)

    async def close(self) -> None:
        """Close the connections to push services."""
        if self._client is not None:
            await self._client.aclose()

    async def _one(self, notice: Notice) -> None:
        """Send one push, and record the result."""
        try:
            status, wait = await self._send(notice)
        except (BadKeyError, RefusedFileError):
            status, wait = 410, None
        except (SendError, httpx.HTTPError) as error:
            log.info("a push is tried again later", extra={"notice": notice.id, "error": type(error).__name__})
            status, wait = 503, None
        if 200 <= status < 300:
            await self._database.write(push.said, notice)
        elif status in _GONE:
            log.info("a browser is told nothing more", extra={"notice": notice.id, "status": status})
            await self._database.write(push.forget_device, notice.device_id)
        elif status >= 500 or status in _LATER:
            await self._database.write(push.not_now, notice, wait)
        else:  # it would fail again, however often it is tried
            log.warning("a push was refused", extra={"notice": notice.id, "status": status})
            await self._database.write(push.said, notice)

    async def _send(self, notice: Notice) -> tuple[int, timedelta | None]:
        endpoint = notice.device.endpoint
        target, plain, extensions = await checked(endpoint, self._trusted)
        if self._key is None:
            self._key = await asyncio.to_thread(push_key.private, self._keys)
        headers = {
            **plain,
            "Authorization": proof(self._key, endpoint, contact=self._contact, now=self._database.clock()),
            "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", "TTL": str(KEPT),
            "Topic": notice.topic, "Urgency": "high" if notice.urgent else "normal",
        }  # fmt: skip
        body = encrypted(self._content(notice), notice.device)
        if self._client is None:
            self._client = httpx.AsyncClient(trust_env=False, timeout=_TIMES, verify=tls.trusted())
        async with self._client.stream(
            "POST", target, content=body, headers=headers, extensions=extensions, follow_redirects=False
        ) as answer:
            return answer.status_code, _wait(answer.headers.get("retry-after", ""), self._database)

    def _content(self, notice: Notice) -> bytes:
        """What the lock screen shows: the ward's name, and that there is news."""
        if notice.says.startswith("notice."):  # to staff
            said = wording.pushed(self._words, notice.language, notice.says, numbers=notice.numbers)
        else:
            said = self._words.say(notice.language, notice.says)
        shown = {"title": self._name, "body": said, "open": notice.opens, "lang": notice.language}
        return json.dumps(shown, ensure_ascii=False).encode()


def _wait(said: str, database: Database) -> timedelta | None:
    """The wait that a Retry-After header asks for: seconds or a date (RFC 9110, 10.2.3)."""
    if said.isascii() and said.isdigit():
        return timedelta(seconds=int(said[:9]))
    try:
        return parsedate_to_datetime(said) - database.clock() if said else None
    except (ValueError, TypeError):
        return None
