"""Calls the webhooks of other systems: what changed of released cases, signed, retried, on the public internet only."""

import asyncio
import json
from collections.abc import Callable, Mapping
from functools import partial

import httpx

from bot.channels import hook_wire, tls
from bot.channels.addresses import checked
from bot.workers.rounds import Rounds
from core.errors import RefusedFileError, SendError
from core.logs import get_logger
from core.message import Json
from storage.cases import hooks
from storage.cases.hooks import Notice
from storage.database.database import Database
from storage.database.unit import UnitOfWork

log = get_logger("hooker")

SIDE_BY_SIDE = 8
_PATIENCE = 1.0  # seconds in which most systems have answered
_TIMES = httpx.Timeout(15.0, connect=10.0)
_UNREACHED, _REFUSED = 0, 1  # what stands in place of a status

Content = Callable[[UnitOfWork, str], Mapping[str, Json]]
Gone = Callable[[UnitOfWork, int], None]


class Hooker(Rounds):
    """Sends what `storage.cases.hooks` holds. Only a 2xx answer counts as taken; a redirect does not."""

    def __init__(
        self,
        database: Database,
        *,
        content: Content,
        gone: Gone,
        instance_id: str,
        client: httpx.AsyncClient | None = None,
        trusted: frozenset[str] = frozenset(),
    ) -> None:
        """`content`: what is said of a case; `trusted`: `host:port` that is not checked (a test's)."""
        super().__init__(database, bell=hooks.BELL, due=hooks.next_due, instance_id=instance_id)
        self._content = content
        self._gone = gone
        self._client = client
        self._trusted = trusted
        self._calls: dict[int, asyncio.Task[None]] = {}  # by webhook

    async def _work(self) -> bool:
        """Begin what is due. A system that is slow has its own task, for which the others wait a second at most."""
        notices = await self._database.write(hooks.claim, SIDE_BY_SIDE, beside=set(self._calls))
        begun = []
        for hook_id in dict.fromkeys(each.hook_id for each in notices):
            call = asyncio.create_task(self._those(hook_id, [each for each in notices if each.hook_id == hook_id]))
            self._calls[hook_id] = call
            call.add_done_callback(partial(self._over, hook_id))
            begun.append(call)
        if begun:
            await asyncio.wait(begun, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        return bool(notices)

    def _over(self, hook_id: int, _call: asyncio.Task[None]) -> None:
        del self._calls[hook_id]

    async def _idle(self) -> float:
        return max(_PATIENCE if self._calls else 0.0, await super()._idle())

    async def close(self) -> None:
        """Finish the calls, then close the connections."""
        await asyncio.gather(*self._calls.values())
        if self._client is not None:
            await self._client.aclose()

    async def _those(self, hook_id: int, notices: list[Notice]) -> None:
        """One after the other, until one is not taken."""
        try:
            for number, each in enumerate(notices):
                if not await self._one(each):
                    await self._database.write(hooks.rest, hook_id, notices[number + 1 :])
                    return
        except Exception:
            log.exception("a webhook's calls failed; they are made again when their claim is over")

    async def _one(self, notice: Notice) -> bool:
        """Whether the system took it."""
        try:
            status = await self._send(notice)
        except RefusedFileError:
            status = _REFUSED
        except (SendError, httpx.HTTPError) as error:
            log.info("a webhook is tried again later", extra={"notice": notice.id, "error": type(error).__name__})
            status = _UNREACHED
        took = 200 <= status < 300
        if took:
            await self._database.write(hooks.taken, notice, status)
        elif status == httpx.codes.GONE:
            await self._database.write(self._gone, notice.hook_id)
        else:
            await self._database.write(hooks.not_now, notice, status)
        return took

    async def _send(self, notice: Notice) -> int:
        target, plain, extensions = await checked(notice.url, self._trusted)
        said = await self._database.read(self._content, notice.public_key)
        body = json.dumps(said, ensure_ascii=False).encode()
        signed = hook_wire.headers(notice.secrets, event=notice.event, now=self._database.clock(), body=body)
        if self._client is None:
            self._client = httpx.AsyncClient(trust_env=False, timeout=_TIMES, verify=tls.trusted())
        async with self._client.stream(
            "POST", target, content=body, headers={**plain, **signed}, extensions=extensions, follow_redirects=False
        ) as answer:
            return answer.status_code
