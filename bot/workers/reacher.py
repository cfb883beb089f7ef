"""Sends the template messages that tell residents that an answer waits, and asks what they cost and how many are left.

Before a message is paid for, the platform is asked when the person last wrote: where a window is open after all, what
was kept leaves free of charge instead. A message of which nobody knows whether it was sent is not sent again.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.channels import zalo_errors
from bot.channels.zalo_templates import ZaloTemplates
from bot.channels.zalo_wire import RefusedError
from bot.signals.bell import Bell
from bot.signals.retry import pause
from civics.cases.reaching import Way
from core.errors import Fate, SendError
from core.logs import get_logger
from handlers.cases import reaching as acts
from storage.cases import reach_errands, reach_templates, reaching
from storage.cases.reach_errands import Errand
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import leases

log = get_logger("reacher")

LOOK = 30.0  # seconds; a bell can be missed
ASK_AGAIN = timedelta(minutes=10)  # what the platform says of templates is that old at most
WAIT = timedelta(minutes=30)  # before a message that was surely not sent is tried again
TRIES = 20  # then the person is called; it is more than one night of refusals
_NOT_SENT = frozenset({Fate.AGAIN, Fate.LATER})


class Reacher:
    """Does what `storage.cases.reach_errands` holds."""

    def __init__(self, database: Database, accounts: Mapping[str, ZaloTemplates], *, instance_id: str) -> None:
        """`accounts`: by the id of the Official Account."""
        self._database = database
        self._accounts = accounts
        self._instance = instance_id

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set, then finish what is in progress."""
        bell = Bell(self._database, reaching.BELL)
        stopping = asyncio.create_task(_ring_at(stop, bell))
        try:
            while not stop.is_set():
                try:
                    more = await self.once()
                except Exception:
                    log.exception("a round of the reacher failed")
                    await pause(stop, LOOK)
                    continue
                if not more:
                    await bell.wait(LOOK)
        finally:
            stopping.cancel()
            bell.close()

    async def once(self) -> bool:
        """Do one round. Gives whether a message was due. A copy of another installation's database sends nothing."""
        stale = await self._database.read(self._stale)
        due = await self._database.read(reach_errands.next_due)
        is_due = due is not None and due <= self._database.clock()
        if not stale and not is_due:
            return False
        if not await self._database.write(leases.belongs, self._instance):
            return False
        for way, number in stale:
            await self._ask(way, number)
        claimed = await self._database.write(reach_errands.claim) if is_due else []
        for each in claimed:
            await self._one(each)
        return bool(claimed)

    def _stale(self, work: UnitOfWork) -> list[tuple[Way, str]]:
        """The templates of which the platform was not asked lately."""
        past = work.now - ASK_AGAIN
        return [
            (each.way, each.number)
            for each in reach_templates.all_of(work)
            if each.number and (each.asked_at is None or each.asked_at <= past)
        ]

    async def _ask(self, way: Way, number: str) -> None:
        account = next(iter(self._accounts.values()), None)
        if account is None:
            return
        try:
            standing = await account.standing(way, number)
        except SendError as error:
            says = f"error {error.code}" if isinstance(error, RefusedError) else error.fate.value
            standing = reach_templates.Standing(why=says)
        await self._database.write(reach_templates.note, way, number, standing)

    async def _one(self, errand: Errand) -> None:
        """Send one message, and record the result."""
        account = self._accounts.get(errand.bot) or next(iter(self._accounts.values()), None)
        template = await self._database.read(reach_templates.of, errand.way)
        if account is None or not template.number:
            await self._database.write(acts.failed, errand.id, says="send.zalo_template")
            return
        try:
            if errand.way is Way.UID and await self._is_open(account, errand):
                return
            message_id = await account.send(errand, template.number)
        except RefusedError as error:
            await self._refused(errand, error.code)
        except SendError as error:
            log.info("a template message has no answer", extra={"reach": errand.id, "fate": error.fate.value})
            if error.fate in _NOT_SENT and errand.tries < TRIES:
                await self._database.write(reach_errands.not_now, errand.id, wait=WAIT)
            elif error.fate is Fate.DOUBTFUL:
                await self._database.write(reach_errands.doubtful, errand.id)
            else:
                await self._database.write(acts.failed, errand.id, says=error.says, alarm=error.alarm)
        else:
            await self._database.write(reach_errands.told, errand.id, message_id=message_id)

    async def _is_open(self, account: ZaloTemplates, errand: Errand) -> bool:
        """Whether a free window is open after all; then what was kept leaves, and nothing is paid for."""
        try:
            last: datetime | None = await account.last_word(errand.to)
        except RefusedError:
            return False  # the message itself will say what is wrong
        return last is not None and await self._database.write(reach_errands.still_open, errand.id, last=last)

    async def _refused(self, errand: Errand, code: int) -> None:
        found = zalo_errors.no_template(code)
        log.info("a template message was refused", extra={"reach": errand.id, "code": code})
        if found.later and errand.tries < TRIES:
            await self._database.write(reach_errands.not_now, errand.id, wait=WAIT)
        else:
            await self._database.write(acts.failed, errand.id, says=found.says, alarm=found.alarm)


async def _ring_at(stop: asyncio.Event, bell: Bell) -> None:
    await stop.wait()
    bell.ring()
