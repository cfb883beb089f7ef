"""The joined service with an Official Account, between our Zalo server and the staff, on a virtual clock."""

from collections.abc import Sequence
from pathlib import Path

import httpx

from bot import app
from bot.app import Service
from bot.process import installation
from bot.workers.fetcher import Fetcher
from bot.workers.sender import Sender
from bot.workers.worker import Worker
from core.settings import Settings
from handlers.cases import notices
from storage.cases import answers as case_answers
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.ward.sight import Reader
from tests.parts import migrated, shared
from tests.servers.clock import VirtualClock
from tests.servers.zalo import APP_ID, APP_SECRET, OA_ID, OA_SECRET, ZaloServer
from tests.servers.zalo_people import Resident


def settings_for(server: ZaloServer, folder: Path) -> Settings:
    """The settings of a ward on that server."""
    return Settings(
        database_url=f"sqlite:///{folder}/ward.sqlite3", files_dir=folder / "files", secret_key="k" * 40,
        public_url="http://127.0.0.1:1", zalo_app_id=APP_ID, zalo_app_secret=APP_SECRET, zalo_oa_id=OA_ID,
        zalo_oa_secret_key=OA_SECRET, zalo_refresh_token="refresh-0", zalo_api_url=server.url,
        zalo_oauth_url=server.url, zalo_business_url=server.url,
    )  # fmt: skip


_WAITS = """
SELECT EXISTS (SELECT 1 FROM inbox WHERE state = 'waiting') OR EXISTS (SELECT 1 FROM attachments WHERE state = 'wanted')
    OR EXISTS (SELECT 1 FROM lanes WHERE ready_at IS NOT NULL)"""


def nothing_waits(service: Service) -> bool:
    """Whether no part of the service has anything to do, however much time goes by until the next event."""
    return not service.database.look(lambda work: work.conn.exec_driver_sql(_WAITS).scalar_one())


async def let_pass(
    service: Service, clock: VirtualClock, worker: Worker, fetcher: Fetcher, senders: Sequence[Sender], *, seconds: int
) -> None:
    """Let so many seconds go by, in which the service does what there is to do."""
    for left in range(seconds, 0, -1):
        await worker.drain()
        while await fetcher.once():
            pass
        for each in senders:
            await each.drain()
        if nothing_waits(service):
            clock.advance(left)
            return
        clock.advance(1.0)


class ZaloWard:
    """One ward: its webhook, worker, fetcher and sender, run step by step."""

    def __init__(self, server: ZaloServer, folder: Path) -> None:
        settings = settings_for(server, folder)
        migrated(folder / "ward.sqlite3")
        self.server = server
        self.service: Service = app.build(settings, clock=server.clock, shared=shared())
        self.worker = app.worker(self.service)
        self.fetcher = app.fetcher(self.service)
        self.reacher = app.reacher(self.service)
        here = installation.instance_id(settings)
        self.senders = [
            Sender(
                self.service.database, each, instance_id=here, holder=here, metrics=self.service.metrics,
                monotonic=server.clock.monotonic,
            )
            for each in self.service.channels.values()
        ]  # fmt: skip
        transport = httpx.ASGITransport(app=app.web(self.service))
        self.hook = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:1")

    async def close(self) -> None:
        """Stop everything."""
        await self.hook.aclose()
        await self.service.close()

    def resident(self, number: int = 1) -> Resident:
        """Somebody with Zalo."""
        return Resident(self.server, self.deliver, f"30000000000000001{number:02}")

    async def deliver(self, body: bytes, headers: dict[str, str]) -> int:
        """Post an event to the webhook, then let the service do what there is to do."""
        answer = await self.hook.post("/hook/zalo", content=body, headers=headers)
        await self.settle()
        return answer.status_code

    async def settle(self, *, seconds: int = 14) -> None:
        """Let so many seconds go by."""
        await let_pass(self.service, self.server.clock, self.worker, self.fetcher, self.senders, seconds=seconds)

    def officer(self) -> Reader:
        """One of the staff."""

        def made(work: UnitOfWork) -> Reader:
            staff_id = staff.add(work, login="hong", name="Hồng", password="x", role="officer")
            return Reader(staff_id, "officer")

        return self.service.database.run(made)

    def answer(self, case_id: int, text: str, *, by: Reader, paid: bool = False) -> int:
        """An officer answers; behind it goes the question whether it is done."""

        def body(work: UnitOfWork) -> int:
            entry_id = case_answers.answer(work, case_id, text=text, by=by, paid=paid)
            notices.answered(work, self.service.ward, case_id, entry_id=entry_id)
            return entry_id

        return self.service.database.run(body)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What the database says."""
        return self.service.database.look(
            lambda work: [tuple(row) for row in work.conn.exec_driver_sql(statement).all()]
        )
