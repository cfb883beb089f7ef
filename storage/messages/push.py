"""Web push: the registered browsers, and the notifications that wait for them. No text of a message is stored here.

The owner of a browser is a string: `chat_owner(chat)` for a resident's web chat, `staff_owner(id)` for an account of
the console. Other code calls `notify`; one sender (`bot.workers.pusher`) does the rest.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.tables.messages import web_messages
from storage.tables.push import push_devices, push_notices

BELL = "push"
MOST_DEVICES = 5  # per owner; the oldest is removed
WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 30, 120, 480))  # backoff before each retry; then it is dropped
LONGEST_WAIT = timedelta(days=1)  # the longest Retry-After of a push service that we respect
_CLAIM = timedelta(minutes=2)  # after this time an unfinished claim is free again
_SILENT = timedelta(seconds=45)  # a person who wrote so recently is looking at the page
_LONGEST = 1000  # characters of an endpoint
_LONGEST_NAME = 300
_NAMES = ("id", "device_id", "topic", "says", "opens", "numbers", "urgent", "made_at", "tries")


@dataclass(frozen=True, slots=True)
class Device:
    """A browser at its push service. `p256dh` and `auth` are the browser's keys (base64url)."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Browser:
    """A registered browser, as its owner sees it."""

    id: int
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification for a browser. `says` is a word key, `opens` a path of ours, `numbers` those of a morning."""

    id: int
    device_id: int
    device: Device
    language: str
    topic: str
    says: str
    opens: str
    numbers: str
    urgent: bool
    made_at: datetime
    tries: int


def chat_owner(chat: str) -> str:
    """The owner's name for a resident's web chat."""
    return f"web:{chat}"


def staff_owner(staff_id: int) -> str:
    """The owner's name for an account of the console."""
    return f"staff:{staff_id}"


def register(work: UnitOfWork, owner: str, device: Device, *, language: str, name: str = "") -> None:
    """Register a browser for notifications. Safe to repeat. A browser of another owner is taken over.

    `name`: what the browser says of itself, to be shown to its owner. Raises ConflictError for an
    address that is not a push service's.
    """
    parts = urlsplit(device.endpoint)
    if parts.scheme != "https" or not parts.hostname or parts.username or len(device.endpoint) > _LONGEST:
        raise ConflictError("That is no address of a push service.")
    key = work.seal.name("push", device.endpoint)
    body = work.seal.close_text(json.dumps([device.endpoint, device.p256dh, device.auth]))
    dialect = postgresql if work.postgres else sqlite
    told = work.seal.close_text(name[:_LONGEST_NAME]) if name else ""
    fresh = {"owner": owner, "body": body, "language": language, "agent": told}
    work.conn.execute(
        dialect.insert(push_devices)
        .values(endpoint_key=key, created_at=work.now, **fresh)
        .on_conflict_do_update(index_elements=["endpoint_key"], set_=fresh)
    )
    mine = select(push_devices.c.id).where(push_devices.c.owner == owner).order_by(push_devices.c.id.desc())
    for device_id in work.conn.execute(mine.offset(MOST_DEVICES)).scalars().all():
        forget_device(work, device_id)


def forget_device(work: UnitOfWork, device_id: int) -> None:
    """Remove a browser: it gets no more notifications."""
    work.conn.execute(delete(push_notices).where(push_notices.c.device_id == device_id))
    work.conn.execute(delete(push_devices).where(push_devices.c.id == device_id))


def forget(work: UnitOfWork, owner: str) -> None:
    """Remove all browsers of this owner."""
    for device_id in _devices(work, owner):
        forget_device(work, device_id)


def browsers(work: UnitOfWork, owner: str) -> list[Browser]:
    """The browsers of this owner, oldest first."""
    rows = work.conn.execute(
        select(push_devices.c.id, push_devices.c.agent, push_devices.c.created_at)
        .where(push_devices.c.owner == owner)
        .order_by(push_devices.c.id)
    )
    return [Browser(row.id, work.seal.open_text(row.agent) if row.agent else "", row.created_at) for row in rows]


def _devices(work: UnitOfWork, owner: str) -> list[int]:
    return list(work.conn.execute(select(push_devices.c.id).where(push_devices.c.owner == owner)).scalars())


def notify(
    work: UnitOfWork, owner: str, *, topic: str, says: str, opens: str, numbers: str = "", urgent: bool = False
) -> int:
    """Queue a notification for every browser of the owner; returns the number of browsers.

    While one on the same topic waits, there is no second one. `says`: a word key whose text may appear on a lock
    screen, so it tells nothing of the content. `topic`: letters, digits and "-" only (RFC 8030, 5.4).
    """
    devices = _devices(work, owner)
    dialect = postgresql if work.postgres else sqlite
    for device_id in devices:
        anew = {
            "says": says, "opens": opens, "numbers": numbers, "urgent": urgent, "made_at": work.now,
            "due_at": work.now, "tries": 0,
        }  # fmt: skip
        work.conn.execute(
            dialect.insert(push_notices)
            .values(device_id=device_id, topic=topic, **anew)
            .on_conflict_do_update(index_elements=["device_id", "topic"], set_=anew)
        )
    if devices:
        work.ring(BELL)
    return len(devices)


def tell_chat(work: UnitOfWork, chat: str) -> int:
    """Notify the browsers of a web chat of a new message, unless its person wrote a moment ago and is looking at it."""
    owner = chat_owner(chat)
    if not _devices(work, owner):
        return 0
    spoke = work.conn.execute(
        select(func.max(web_messages.c.at)).where(web_messages.c.chat == chat, web_messages.c.ours.is_(False))
    ).scalar()
    if spoke is not None and spoke > work.now - _SILENT:
        return 0
    return notify(work, owner, topic="chat", says="chat.push.says", opens="/chat")


def claim(work: UnitOfWork, limit: int) -> list[Notice]:
    """Claim at most `limit` due notifications for this sender. After two minutes an unfinished claim is free again."""
    due = (
        select(push_notices.c.id)
        .where(push_notices.c.due_at <= work.now)
        .order_by(push_notices.c.due_at, push_notices.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = list(work.conn.execute(due).scalars())
    if not ids:
        return []
    work.conn.execute(update(push_notices).where(push_notices.c.id.in_(ids)).values(due_at=work.now + _CLAIM))
    rows = work.conn.execute(
        select(
            *(push_notices.c[each] for each in _NAMES), push_devices.c.language.label("language"),
            push_devices.c.body.label("body"),
        )
        .join(push_devices, push_devices.c.id == push_notices.c.device_id)
        .where(push_notices.c.id.in_(ids))
        .order_by(push_notices.c.id)
    ).mappings()  # fmt: skip
    return [
        Notice(
            device=Device(*json.loads(work.seal.open_text(row["body"]))),
            language=row["language"],
            **{each: row[each] for each in _NAMES},
        )
        for row in rows
    ]


def next_due(work: UnitOfWork) -> datetime | None:
    """When the next notification is due, in UTC; None when nothing waits."""
    found: datetime | None = work.conn.execute(select(func.min(push_notices.c.due_at))).scalar()
    return found


def said(work: UnitOfWork, notice: Notice) -> None:
    """The push service accepted it. News on the same topic that came meanwhile is still to be sent."""
    work.conn.execute(
        delete(push_notices).where(push_notices.c.id == notice.id, push_notices.c.made_at == notice.made_at)
    )


def not_now(work: UnitOfWork, notice: Notice, wait: timedelta | None = None) -> None:
    """Retry later: after `wait` if the service named one, else with a growing backoff. The last failure drops it.

    Nothing is lost, because the message itself is in the chat.
    """
    if notice.tries >= len(WAITS):
        said(work, notice)
        return
    due = work.now + min(max(wait or WAITS[notice.tries], WAITS[0]), LONGEST_WAIT)
    work.conn.execute(
        update(push_notices)
        .where(push_notices.c.id == notice.id, push_notices.c.made_at == notice.made_at)
        .values(due_at=due, tries=notice.tries + 1)
    )
