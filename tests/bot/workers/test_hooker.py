"""Webhooks over a real connection: signed, retried under one id, and nothing of a case that was sealed."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from bot.workers.hooker import Hooker
from civics.cases.opening import Told
from core.errors import ConflictError, NotFoundError
from handlers.cases import webhooks
from storage.cases import acts, hooks, opened
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.hooks import webhook_notices
from storage.ward import alerts
from tests.databases import Now
from tests.servers.push_service import Plain
from tests.servers.receiver import Receiver
from tests.storage import kit

BASE = "https://linhson.example"


@pytest.fixture
async def other() -> AsyncIterator[Receiver]:
    found = Receiver()
    await found.open()
    yield found
    await found.close()


def hooker(store: Database, *trusted: str) -> Hooker:
    return Hooker(
        store, content=partial(webhooks.content, base=BASE), gone=webhooks.gone, instance_id="here",
        client=httpx.AsyncClient(transport=Plain()), trusted=frozenset(trusted),
    )  # fmt: skip


def signed(secret: str, call: tuple[dict[str, str], bytes]) -> dict[str, Any]:
    """The content of a call whose signature is right, by the text of the standard."""
    head, body = call
    said = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mark = base64.b64encode(hmac.digest(key, said, hashlib.sha256)).decode()
    assert f"v1,{mark}" in head["webhook-signature"].split(" ")
    found: dict[str, Any] = json.loads(body)
    return found


def shown(store: Database, ward: kit.Ward) -> tuple[int, str]:
    case_id = kit.file(store, ward, topic="duong_sa").case_id
    store.run(opened.put, case_id, Told("Ổ gà"), ground="topic", by=None)
    found = store.look(opened.of_case, case_id)
    assert found is not None
    return case_id, found.key


async def test_a_change_is_told_until_it_is_taken_under_one_id_and_a_sealed_case_as_gone(
    store: Database, now: Now, other: Receiver
) -> None:
    ward = kit.people(store)
    secret = store.run(webhooks.make, f"https://{other.place}/in", by=ward.officer.staff_id)
    case_id, key = shown(store, ward)
    worker = hooker(store, other.place)
    other.answers = [500, 302]
    await worker.once()
    assert not await worker.once(), "it waits"
    for minutes in (1, 5):
        now.pass_(minutes=minutes)
        await worker.once()
    told = [signed(secret, each) for each in other.calls]
    assert [each["type"] for each in told] == ["case.shown"] * 3
    assert told[0]["data"]["title"] == "Ổ gà"
    assert len({each[0]["webhook-id"] for each in other.calls}) == 1
    assert len({each[0]["webhook-timestamp"] for each in other.calls}) == 3, "signed anew for each try"
    assert store.look(hooks.next_due) is None
    store.run(acts.take, case_id, by=ward.officer)
    now.pass_(minutes=1)
    assert store.run(webhooks.follow_trail) > 0
    assert store.run(webhooks.follow_trail) == 0
    store.run(acts.change_kind, case_id, kind="to_cao", by=ward.named)
    await worker.once()
    (last,) = [signed(secret, each) for each in other.calls[3:]]
    assert (last["type"], last["data"]) == ("case.gone", {"id": key})
    assert other.calls[3][0]["webhook-id"] != other.calls[2][0]["webhook-id"]
    await worker.close()


async def test_our_own_network_is_never_called_and_410_ends_it(store: Database, now: Now, other: Receiver) -> None:
    ward = kit.people(store)
    by = ward.officer.staff_id
    for bad in (
        "http://x.example/",
        "https://a:b@x.example/",
        "https://",
        "javascript:1",
        "https://x.example/" + "a" * 500,
    ):
        with pytest.raises(ConflictError):
            store.run(webhooks.make, bad, by=by)
    store.run(webhooks.make, f"https://{other.place}/in", by=by)
    shown(store, ward)
    careful = hooker(store)
    await careful.once()
    assert other.calls == []
    assert [each.last_status for each in store.look(hooks.all_of)] == [1]
    await careful.close()
    now.pass_(minutes=2)
    other.answers = [410]
    worker = hooker(store, other.place)
    await worker.once()
    assert len(other.calls) == 1
    assert store.look(hooks.all_of)[0].ended_at is not None
    assert "webhook_gone" in {each.kind for each in store.look(alerts.latest)}
    shown(store, ward)
    assert store.look(hooks.next_due) is None
    await worker.close()


async def test_a_slow_system_keeps_no_other_waiting_and_rests_after_a_refusal(
    store: Database, now: Now, other: Receiver
) -> None:
    ward = kit.people(store)
    away = Receiver(slow=asyncio.Event(), answers=[500])
    await away.open()
    for each in (away, other):
        store.run(webhooks.make, f"https://{each.place}/in", by=ward.officer.staff_id)
    worker = hooker(store, away.place, other.place)
    for number in range(3):
        shown(store, ward)
        await worker.once()
        assert len(other.calls) == number + 1, "at once, each time"
    assert len(away.calls) == 1, "one call at a time"
    assert away.slow is not None
    away.slow.set()
    await worker.close()
    waiting = store.look(_due)
    assert waiting == [now() + timedelta(minutes=1)] * 3, "all that it is to hear waits a minute"
    await away.close()


async def test_a_secret_is_changed_while_both_sign_for_a_day(store: Database, now: Now, other: Receiver) -> None:
    ward = kit.people(store)
    old = store.run(webhooks.make, f"https://{other.place}/in", by=ward.officer.staff_id)
    new = store.run(webhooks.renew, 1, by=ward.officer.staff_id)
    worker = hooker(store, other.place)
    shown(store, ward)
    await worker.once()
    assert signed(old, other.calls[0]) == signed(new, other.calls[0])
    now.pass_(days=1)
    shown(store, ward)
    await worker.once()
    assert " " not in other.calls[1][0]["webhook-signature"]
    assert signed(new, other.calls[1])
    store.run(webhooks.end, 1, by=ward.officer.staff_id)
    with pytest.raises(NotFoundError):
        store.run(webhooks.renew, 1, by=ward.officer.staff_id)
    await worker.close()


def _due(work: UnitOfWork) -> list[datetime]:
    return list(work.conn.execute(select(webhook_notices.c.due_at)).scalars())
