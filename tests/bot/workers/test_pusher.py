"""Web push from a message in the web chat to the browser: over a real connection, decrypted by another library."""

import base64
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from bot.channels.push_wire import encrypted
from bot.channels.web import WebChannel
from bot.workers.pusher import Pusher
from core.errors import ConflictError
from core.message import Address, Outgoing
from core.settings import Settings
from handlers.staff import telling
from storage.database import outside
from storage.database.database import Database
from storage.database.outside import KeyFolder
from storage.media.uploads import Staging
from storage.messages import push, webchat
from storage.messages.push import WAITS
from storage.messages.webchat import Arrival
from storage.notices import choices, ways
from storage.notices.choices import Choice
from storage.notices.notices import Saying
from storage.people import staff
from tests.databases import Now
from tests.parts import shared, ward_of
from tests.servers.push_service import Plain, PushService

CHAT = "c" * 40
WHERE = Address("web", "web", CHAT)


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    found = PushService()
    await found.open()
    yield found
    await found.close()


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return outside.beside(tmp_path / "files")


@pytest.fixture
async def pusher(store: Database, service: PushService, keys: KeyFolder) -> AsyncIterator[Pusher]:
    client = httpx.AsyncClient(transport=Plain())
    yield Pusher(
        store, shared().words, keys=keys, instance_id="here", ward_name="phường Linh Sơn",
        contact="https://linhson.example", client=client, trusted=frozenset({service.place}),
    )  # fmt: skip
    await client.aclose()


@pytest.fixture
def web(store: Database, tmp_path: Path) -> WebChannel:
    return WebChannel(store, Staging(tmp_path / "uploads", store.seal), public_url="https://linhson.example")


async def register(store: Database, service: PushService, name: str = "one") -> None:
    await store.write(push.register, push.chat_owner(CHAT), service.device(name), language="vi")


async def test_an_answer_that_comes_later_is_told_without_a_word_of_it(
    store: Database, web: WebChannel, service: PushService, pusher: Pusher
) -> None:
    await register(store, service)
    await web.send(WHERE, Outgoing("Bóng đèn ngõ 12 đã thay", card="LS-26-000123"))
    assert await pusher.once()
    (said,) = service.said()
    assert said == {"title": "Phường Linh Sơn", "body": "Có tin mới. Bấm để xem.", "open": "/chat", "lang": "vi"}
    assert not await pusher.once()


async def test_the_request_is_what_push_services_ask_for_and_bears_the_wards_signature(
    store: Database, service: PushService, pusher: Pusher, now: Now
) -> None:
    await register(store, service)
    await store.write(push.notify, push.chat_owner(CHAT), topic="chat", says="chat.push.says", opens="/chat")
    await pusher.once()
    (head,) = service.heads
    assert (head["content-encoding"], head["topic"], head["urgency"]) == ("aes128gcm", "chat", "normal")
    assert int(head["ttl"]) > 0
    token, _, key = head["authorization"].removeprefix("vapid t=").partition(", k=")
    first, second, signature = token.split(".")
    claims, point, both = (_bytes(each) for each in (second, key, signature))
    told = json.loads(claims)
    assert told["aud"] == f"https://{service.place}"
    assert told["sub"] == "https://linhson.example"
    assert 0 < told["exp"] - store.clock().timestamp() <= 24 * 3600
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    sign = encode_dss_signature(int.from_bytes(both[:32], "big"), int.from_bytes(both[32:], "big"))
    theirs.verify(sign, f"{first}.{second}".encode(), ec.ECDSA(SHA256()))  # raises when it is not ours


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


async def test_who_has_just_spoken_is_looking_and_is_not_told(
    store: Database, web: WebChannel, service: PushService, pusher: Pusher, now: Now
) -> None:
    await register(store, service)
    await store.write(webchat.take, Arrival(CHAT, "0123456789abcdef", text="đèn hỏng"))
    now.pass_(seconds=10)
    await web.send(WHERE, Outgoing("Ở đâu ạ?"))
    assert not await pusher.once()
    now.pass_(minutes=2)
    await web.send(WHERE, Outgoing("Đã thay bóng đèn."))
    assert await pusher.once()
    assert len(service.said()) == 1


async def test_many_messages_at_once_are_one_push_to_each_browser(
    store: Database, web: WebChannel, service: PushService, pusher: Pusher
) -> None:
    await register(store, service)
    await register(store, service, "two")
    for n in range(5):
        await web.send(WHERE, Outgoing(f"tin {n}"))
    await pusher.once()
    assert sorted(each[":line"].split()[1] for each in service.heads) == ["/send/one", "/send/two"]


@pytest.mark.parametrize("status", [404, 410, 403])
async def test_a_browser_that_is_gone_is_forgotten(
    store: Database, service: PushService, pusher: Pusher, status: int
) -> None:
    await register(store, service)
    service.answers = [(status, "")]
    owner = push.chat_owner(CHAT)
    await store.write(push.notify, owner, topic="chat", says="chat.push.says", opens="/chat")
    await pusher.once()
    assert await store.write(push.notify, owner, topic="chat", says="chat.push.says", opens="/chat") == 0


async def test_a_service_that_is_away_is_tried_a_bounded_number_of_times(
    store: Database, service: PushService, pusher: Pusher, now: Now
) -> None:
    await register(store, service)
    service.answers = [(503, "")] * 20
    await store.write(push.notify, push.chat_owner(CHAT), topic="chat", says="chat.push.says", opens="/chat")
    for _ in range(20):
        await pusher.once()
        now.pass_(days=1)
    assert len(service.heads) == len(WAITS) + 1
    assert await store.read(push.next_due) is None


async def test_a_service_that_names_a_time_is_asked_then_and_not_before(
    store: Database, service: PushService, pusher: Pusher, now: Now
) -> None:
    await register(store, service)
    service.answers = [(429, "600")]
    await store.write(push.notify, push.chat_owner(CHAT), topic="chat", says="chat.push.says", opens="/chat")
    await pusher.once()
    now.pass_(seconds=599)
    assert not await pusher.once()
    now.pass_(seconds=2)
    assert await pusher.once()
    assert len(service.heads) == 2


async def test_what_comes_while_the_first_is_on_its_way_is_still_said(store: Database, now: Now) -> None:
    owner = push.chat_owner(CHAT)
    await store.write(push.register, owner, _device(), language="vi")
    await store.write(push.notify, owner, topic="chat", says="chat.push.says", opens="/chat")
    (first,) = await store.write(push.claim, 10)
    now.pass_(seconds=1)
    await store.write(push.notify, owner, topic="chat", says="chat.push.says", opens="/chat")
    await store.write(push.said, first)
    assert len(await store.write(push.claim, 10)) == 1


def _device() -> push.Device:
    return push.Device("https://push.example/abc", "p" * 87, "a" * 22)


@pytest.mark.parametrize(
    "endpoint",
    ["http://push.example/a", "https:///a", "https://a:b@push.example/", "https://push.example/" + "a" * 1000],
)
async def test_an_address_that_is_no_push_services_is_refused(store: Database, endpoint: str) -> None:
    with pytest.raises(ConflictError):
        await store.write(push.register, push.chat_owner(CHAT), replace(_device(), endpoint=endpoint), language="vi")


async def test_an_inside_address_is_never_spoken_to(store: Database, service: PushService, keys: KeyFolder) -> None:
    await register(store, service)
    await store.write(push.notify, push.chat_owner(CHAT), topic="chat", says="chat.push.says", opens="/chat")
    client = httpx.AsyncClient(transport=Plain())
    careful = Pusher(
        store, shared().words, keys=keys, instance_id="here", ward_name="phường", contact="https://linhson.example",
        client=client,
    )  # fmt: skip
    await careful.once()
    assert service.heads == []
    assert await store.read(push.next_due) is None
    await client.aclose()


async def test_a_copy_of_the_database_tells_nobody(
    store: Database, service: PushService, pusher: Pusher, keys: KeyFolder
) -> None:
    await register(store, service)
    await pusher.once()
    await store.write(push.notify, push.chat_owner(CHAT), topic="chat", says="chat.push.says", opens="/chat")
    await pusher.once()
    await store.write(push.notify, push.chat_owner(CHAT), topic="chat", says="chat.push.says", opens="/chat")
    copied = Pusher(
        store, shared().words, keys=keys, instance_id="elsewhere", ward_name="phường",
        contact="https://linhson.example", trusted=frozenset({service.place}),
    )  # fmt: skip
    assert not await copied.once()
    assert len(service.heads) == 1


async def test_neither_log_nor_database_shows_an_address_or_key(
    store: Database, service: PushService, pusher: Pusher, keys: KeyFolder, caplog: pytest.LogCaptureFixture
) -> None:
    await register(store, service, "geheim")
    service.answers = [(500, ""), (400, "")]
    with caplog.at_level(logging.DEBUG, "danban"):
        await store.write(push.notify, push.chat_owner(CHAT), topic="chat", says="chat.push.says", opens="/chat")
        await pusher.once()
    assert "geheim" not in caplog.text
    assert service.place not in caplog.text
    stored = await store.read(lambda work: str(work.conn.exec_driver_sql("SELECT body FROM push_devices").all()))
    assert "geheim" not in stored
    assert oct(keys.place("push-vapid").stat().st_mode & 0o777) == "0o600"


async def test_forgetting_the_chat_ends_it(store: Database, service: PushService, pusher: Pusher) -> None:
    await register(store, service)
    await store.write(push.notify, push.chat_owner(CHAT), topic="chat", says="chat.push.says", opens="/chat")
    await store.write(webchat.forget, CHAT)
    assert not await pusher.once()
    assert await store.read(lambda work: work.conn.exec_driver_sql("SELECT count(*) FROM push_devices").scalar()) == 0


async def test_of_many_browsers_the_newest_stay(store: Database) -> None:
    owner = push.chat_owner(CHAT)
    for n in range(push.MOST_DEVICES + 3):
        await store.write(push.register, owner, replace(_device(), endpoint=f"https://push.example/{n}"), language="vi")
    assert await store.write(push.notify, owner, topic="t", says="chat.push.says", opens="/") == push.MOST_DEVICES


async def test_every_push_is_as_long_as_every_other(service: PushService) -> None:
    device = service.device()
    assert len({len(encrypted(each, device)) for each in (b"", b"x", "dài hơn nhiều".encode() * 20)}) == 1


async def test_staff_are_told_in_words_without_content_and_a_kill_repeats_it_in_the_place_of_the_first(
    store: Database, service: PushService, pusher: Pusher, now: Now
) -> None:
    staff_id = await store.write(staff.add, "ha", name="Hà", password="x", role="officer")
    await store.write(ways.add_browser, staff_id, service.device("one"), language="vi", name="")
    await store.write(ways.add_browser, staff_id, service.device("two"), language="en", name="")
    ward = ward_of(Settings(secret_key="x" * 32, public_url="https://linhson.example"))
    assigned = Saying("assigned:7", "notice.assigned", "/console/cases/LS-26-7", choice=Choice.ASSIGNED)
    urgent = Saying("emergency:1:0", "notice.emergency", "/console/duty#alert-1", choice=Choice.URGENT)
    assert await store.write(telling.notify, ward, staff_id, assigned) == 0, "not chosen for this way"
    await store.write(choices.choose, staff_id, {"push": [Choice.ASSIGNED, Choice.URGENT]})
    assert await store.write(telling.notify, ward, staff_id, assigned) == 1
    assert await store.write(telling.notify, ward, staff_id, assigned) == 0, "once per topic"
    assert len(await store.write(push.claim, 9)) == 2
    now.pass_(minutes=3)  # a sender that was killed has recorded nothing
    service.answers = [(410, "")]
    await pusher.once()
    assert len(service.said()) == 2
    assert not await pusher.once()
    assert {each["body"] for each in service.said()} == {"Anh/chị vừa được giao một hồ sơ.", "A case was given to you."}
    assert {each["open"] for each in service.said()} == {"/console/cases/LS-26-7"}
    assert len({head["topic"] for head in service.heads}) == 1, "a repeated one takes the place of the first"
    assert all(head["topic"].isalnum() for head in service.heads)
    assert len(await store.read(push.browsers, push.staff_owner(staff_id))) == 1, "one browser was gone"
    await store.write(telling.notify, ward, staff_id, urgent)
    await pusher.once()
    assert service.heads[-1]["urgency"] == "high"
    numbers = Saying("day:20261201", "notice.day", "/console/today", choice=Choice.URGENT, numbers="0,2,0,0,0,1")
    await store.write(telling.notify, ward, staff_id, numbers)
    await pusher.once()
    assert service.said()[-1]["body"].count(":") == 2, "two numbers are not zero"
