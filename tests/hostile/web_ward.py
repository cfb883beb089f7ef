"""A whole ward on either database, on a stopped clock: browsers without script talk to it over HTTP, staff sign in."""

import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
from argon2 import PasswordHasher
from fastapi import FastAPI

from bot import app
from bot.app import Service
from bot.process import installation
from bot.workers.sender import Sender
from bot.workers.worker import Worker
from civics.polls.draft import plain_paragraphs
from civics.polls.draft_reading import parse
from civics.polls.rules import PollKind, wanted
from civics.polls.terms import Terms
from console.frame.visitor import COOKIE, chat_of
from core.clock import in_vietnam
from core.message import Outgoing, outgoing_from_json
from core.settings import Settings
from storage.database.outside import beside
from storage.database.unit import UnitOfWork
from storage.messages import webchat
from storage.people import staff
from storage.polls import ballots, polls
from storage.polls import drafts as poll_drafts
from storage.polls import keys as poll_keys
from storage.polls import openings as poll_openings
from storage.polls.openings import Plan
from storage.polls.polls import Poll
from storage.ward import alerts, ward
from tests.parts import shared
from tests.servers.clock import VirtualClock

HERE = "http://linhson.test"
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "mật khẩu để thử"
TITLE = "Dự thảo quy ước"
TEXT = "Điều 1. Ngõ\nGiữ sạch ngõ.\nĐiều 2. Loa\nKhông mở loa sau 22 giờ."


@dataclass(slots=True)
class WebWard:
    """The service, its pages, and what drives it by hand."""

    service: Service
    pages: FastAPI
    worker: Worker
    senders: list[Sender]
    clock: VirtualClock
    stack: AsyncExitStack
    hashed: str = field(
        default_factory=lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    )

    async def settle(self) -> None:
        """All that waits is handled and sent."""
        for _ in range(2):
            await self.worker.drain()
            for each in self.senders:
                await each.drain()
            self.clock.advance(1.0)

    async def client(self, *, address: str = "192.0.2.1") -> httpx.AsyncClient:
        """A browser on our own pages, with cookies of its own."""
        transport = httpx.ASGITransport(self.pages, client=(address, 40_000))
        made = httpx.AsyncClient(transport=transport, base_url=HERE, headers={"Origin": HERE, "Accept-Language": "vi"})
        return await self.stack.enter_async_context(made)

    async def browser(self, *, address: str = "192.0.2.1") -> "Browser":
        """Somebody new in the web chat."""
        made = Browser(self, await self.client(address=address))
        await made.client.get("/chat")
        return made

    async def sign_in(self, login: str, *, role: str = "officer") -> httpx.AsyncClient:
        """A new account, signed in."""
        self.service.database.run(staff.add, login, name=login, password=self.hashed, role=role)
        client = await self.client()
        answer = await client.post("/console/login", data={"login": login, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return client

    def opened(self, kind: PollKind = PollKind.ARTICLE_25) -> str:
        """A consultation of persons with a basis in law, open for three days; its key."""
        database = self.service.database

        def prepare(work: UnitOfWork) -> tuple[str, int]:
            by = staff.add(work, "hoa", name="Hòa", password="x", role="officer")
            unit = ward.add_unit(work, "TDP-1", kind="to_dan_pho", name="Tổ dân phố số 1")
            key = poll_drafts.add(work, TITLE, draft=parse(plain_paragraphs(TEXT)), source=TEXT, staff_id=by)
            published = in_vietnam(work.now).date() - timedelta(days=20)  # Luật 10/2022 Điều 28.2
            plan = Plan(
                title=TITLE, kind=kind, units=(unit,), opens_at=work.now, closes_at=work.now + timedelta(days=3),
                posted_on=published, recorded=tuple((each, published) for each in wanted(kind, Terms())),
            )  # fmt: skip
            poll_openings.set_up(work, key, plan)
            return key, by

        key, by = database.run(prepare)
        poll_keys.make(beside(self.service.settings.files_dir), key)
        database.run(poll_openings.open_it, key, staff_id=by)
        return key

    def closed(self, key: str) -> Poll:
        """The same with its result."""
        self.service.database.run(ballots.close, key)
        poll_keys.destroy(beside(self.service.settings.files_dir), key)
        return self.service.database.look(polls.get, key)

    def alerts(self) -> list[str]:
        """The kinds of alerts that sounded."""
        return [each.kind for each in self.service.database.look(alerts.latest)]

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What the database holds."""
        return self.service.database.look(lambda work: [tuple(row) for row in work.conn.exec_driver_sql(sql)])


@dataclass(slots=True)
class Browser:
    """A browser with one chat."""

    ward: WebWard
    client: httpx.AsyncClient
    terms: str = ""  # what stood before the first question of a ballot

    @property
    def chat(self) -> str:
        """The chat's id, as the server derives it."""
        return chat_of(self.client.cookies[COOKIE])

    async def say(self, text: str) -> int:
        """Send words; the status of the answer."""
        return await self._send({"text": text})

    async def press(self, label: str) -> int:
        """Press the newest button of that label."""
        for ident, outgoing in reversed(self._seen()):
            for each in (button for row in outgoing.rows for button in row):
                if each.label == label:
                    return await self._send({"press": each.value, "under": str(ident)})
        raise AssertionError(f"no button {label!r} in {self.sees()!r}")

    async def _send(self, what: dict[str, str]) -> int:
        answer = await self.client.post("/chat/send", data={"key": secrets.token_hex(12), **what})
        await self.ward.settle()
        return answer.status_code

    def _seen(self) -> list[tuple[int, Outgoing]]:
        found, _ = self.ward.service.database.look(webchat.history, self.chat)
        return [(each.id, outgoing_from_json(dict(each.body))) for each in found if each.ours and not each.event]

    def all(self) -> str:
        """All that was said to it."""
        return "\n\n".join(each.text for _, each in self._seen())

    def sees(self) -> str:
        """The newest message."""
        return self.all().rpartition("\n\n")[2]

    async def answers(self, *labels: str) -> None:
        """Past the greeting, and through a ballot, to its receipt."""
        await self.say("xin chào")
        await self.ballot(*labels)

    async def ballot(self, *labels: str) -> None:
        """One ballot."""
        await self.say("lấy ý kiến")
        await self.press(TITLE)
        self.terms = self.all()
        for label in ("Xem từng điều", *labels, "Gửi đi"):
            await self.press(label)
        assert "Mã biên nhận" in self.all(), self.all()


async def open_ward(url: str, folder: Path, stack: AsyncExitStack) -> WebWard:
    """The ward; `url` leads to a migrated database."""
    clock = VirtualClock()
    settings = Settings(database_url=url, files_dir=folder / "files", secret_key="k" * 40, public_url=HERE)
    service = app.build(settings, clock=clock, shared=shared())
    stack.push_async_callback(service.close)
    here = installation.instance_id(settings)
    senders = [
        Sender(
            service.database, each, instance_id=here, holder=here, metrics=service.metrics, monotonic=clock.monotonic
        )
        for each in service.channels.values()
    ]
    return WebWard(service, app.web(service), app.worker(service), senders, clock, stack)
