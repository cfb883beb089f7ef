"""The web chat's own store: the messages of both sides, sealed, in order. The page and its event stream read it.

A row is a message or a transient event: a toast (the answer to a press) or an edit (the message is already changed in
its own row; the event only informs open pages). Our bodies are `Outgoing` as JSON, the resident's what `take` wrote.

Rows of a secret ballot are sealed under the consultation's ring (`storage.messages.webchat_rings`). When its key is
gone, the row is skipped.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, or_, select, update

from core.errors import NotFoundError
from core.message import Json, Media, MediaKind, Outgoing, Point, to_json
from storage.database.outside import KeyGoneError
from storage.database.unit import UnitOfWork
from storage.messages import inbox, push
from storage.messages import webchat_rings as rings
from storage.tables.media import uploads
from storage.tables.messages import web_messages

CHANNEL = BOT = "web"
BELL = "web"
_SAME = timedelta(minutes=10)  # if we say the same again within this time, with nothing between, it is a retry
_LATE = 64  # ids are assigned before commits: a row may appear up to this many ids behind the newest
_STIRRED = 5000  # rows that one look for news reads
_EVENTS_KEPT = timedelta(hours=1)
FORGETS = "forgets"  # key in an event's body: the ids of removed messages
_EVENT, _EVENT_END = "event", "evenu"  # the keys of events sort between these two; other keys are hex digests
_QUOTE = 300


@dataclass(frozen=True, slots=True)
class WebMessage:
    """One row, with its `body` decrypted."""

    id: int
    ours: bool
    at: datetime
    body: Mapping[str, Json]

    @property
    def event(self) -> bool:
        """Whether it only informs open pages and is not part of the history."""
        return self.ours and any(self.body.get(each) for each in ("answers_press", "edits", FORGETS))


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a browser sent. `key`: the idempotency key, which the browser makes once per message."""

    chat: str
    key: str
    text: str = ""
    press: str = ""
    under: str = ""  # the message whose button was pressed
    label: str = ""  # the label of the button; the history shows it instead of the command
    reply_to: str = ""
    media: tuple[Media, ...] = ()
    point: Point | None = None
    language: str = ""


def take(work: UnitOfWork, arrival: Arrival) -> int:
    """Store what a person sent and add it to the inbox, in this transaction; returns its message id.

    The same key again returns the same id and adds nothing. Raises NotFoundError for a quote from another chat.
    """
    external_id = f"{arrival.chat[:40]}.{arrival.key}"
    body: dict[str, Json] = {"key": arrival.key}
    if arrival.text or arrival.label:
        body["text"] = arrival.label or arrival.text
    if arrival.media:
        body["media"] = [_media(each) for each in arrival.media]
    if arrival.point is not None:
        body["point"] = {"lat": arrival.point.lat, "lon": arrival.point.lon}
    quoted = _quoted(work, arrival) if arrival.reply_to else None
    if quoted is not None:
        body["quoted"] = quoted
    ring = rings.of_arrival(work, arrival.chat)
    message_id, fresh = _keep(work, arrival.chat, body, external_id, ring=ring)
    if fresh:
        inbox.accept(
            work,
            channel=CHANNEL,
            bot=BOT,
            external_id=external_id,
            chat=arrival.chat,
            raw=_raw(work, arrival, external_id, message_id=message_id, quoted=quoted),
        )
        work.ring(BELL)
    return message_id


def _raw(
    work: UnitOfWork, arrival: Arrival, external_id: str, *, message_id: int, quoted: Mapping[str, Json] | None
) -> dict[str, Json]:
    raw: dict[str, Json] = {
        "id": external_id,
        "chat": arrival.chat,
        "at": work.now.isoformat(),
        "message_id": str(message_id),
        "text": arrival.text,
        "press": arrival.press,
        "under": arrival.under,
        "media": [_media(each) for each in arrival.media],
        "language": arrival.language,
    }
    if arrival.point is not None:
        raw["point"] = {"lat": arrival.point.lat, "lon": arrival.point.lon}
    if quoted is not None:
        raw["quoted"] = dict(quoted)
    return raw


def _media(media: Media) -> dict[str, Json]:
    return {"kind": media.kind.value, "ref": media.ref, "name": media.name, "mime": media.mime, "size": media.size}


def _quoted(work: UnitOfWork, arrival: Arrival) -> dict[str, Json]:
    found = get(work, arrival.chat, arrival.reply_to)
    return {
        "message_id": str(found.id),
        "text": _words_of(work, arrival.chat, arrival.reply_to),
        "media": found.body.get("media", []) if not found.ours else [],
        "ours": found.ours,
    }


def say(work: UnitOfWork, chat: str, outgoing: Outgoing) -> int:
    """Add a message of ours to a chat; returns its message id. The same message twice in a row is stored once.

    An edit also changes the earlier row. Raises NotFoundError when the edited message is not in this chat.
    """
    if outgoing.reply_to and not outgoing.quote:
        outgoing = replace(outgoing, quote=_words_of(work, chat, outgoing.reply_to))
    body = to_json(outgoing)
    work.ring(BELL)
    sealed = rings.closed(work, body, ring=outgoing.ring, room=outgoing.room)
    if outgoing.edits:
        _change(work, chat, outgoing)
    if outgoing.edits or outgoing.answers_press:
        return _insert(work, chat, sealed, ours=True, unique_key=_EVENT + secrets.token_hex(16))
    last = work.conn.execute(
        select(*_COLUMNS).where(web_messages.c.chat == chat, _LASTS).order_by(web_messages.c.id.desc()).limit(1)
    ).one_or_none()
    if last is not None and last.ours and last.at > work.now - _SAME:
        before = _row(work, last)
        if before is not None and before.body == body:
            return before.id
    return _insert(work, chat, sealed, ours=True, unique_key=None)


def _words_of(work: UnitOfWork, chat: str, message_id: str) -> str:
    try:
        text = get(work, chat, message_id).body.get("text")
    except NotFoundError:
        return ""
    return text[:_QUOTE] if isinstance(text, str) else ""


def _change(work: UnitOfWork, chat: str, outgoing: Outgoing) -> None:
    before = get(work, chat, outgoing.edits)
    if not before.ours:
        raise NotFoundError("There is no such message of ours in this chat.")
    after = {name: value for name, value in to_json(outgoing).items() if name != "edits"}
    after["edited"] = True
    closed = rings.closed(work, after, ring=outgoing.ring, room=outgoing.room)
    work.conn.execute(update(web_messages).where(web_messages.c.id == before.id).values(body=closed))


def _keep(work: UnitOfWork, chat: str, body: Mapping[str, Json], external_id: str, *, ring: str) -> tuple[int, bool]:
    key = work.seal.name("web", external_id)
    if work.postgres:  # of two tries of one message at once, the second waits here and then finds the first
        work.conn.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))
    found = work.conn.execute(select(web_messages.c.id).where(web_messages.c.unique_key == key)).scalar()
    if found is not None:
        return int(found), False
    return _insert(work, chat, rings.closed(work, body, ring=ring), ours=False, unique_key=key), True


def _insert(work: UnitOfWork, chat: str, sealed: str, *, ours: bool, unique_key: str | None) -> int:
    made = work.conn.execute(
        insert(web_messages).values(chat=chat, ours=ours, body=sealed, at=work.now, unique_key=unique_key)
    )
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


_COLUMNS = (web_messages.c.id, web_messages.c.ours, web_messages.c.at, web_messages.c.body)
_LASTS = or_(
    web_messages.c.unique_key.is_(None), web_messages.c.unique_key < _EVENT, web_messages.c.unique_key >= _EVENT_END
)


class _Row:
    """A row of `_COLUMNS`, with types for the type checker."""

    id: int
    ours: bool
    at: datetime
    body: str


def _row(work: UnitOfWork, row: object) -> WebMessage | None:
    """The message; None when it was part of a secret ballot whose key is gone."""
    found: _Row = row  # type: ignore[assignment]  # a Row of _COLUMNS
    try:
        return WebMessage(found.id, found.ours, found.at, json.loads(work.seal.open_text(found.body)))
    except KeyGoneError:
        return None


def forget_some(work: UnitOfWork, chat: str, ids: Sequence[int]) -> None:
    """Remove messages of a chat. Open pages remove them from the screen."""
    if not ids:
        return
    work.conn.execute(delete(web_messages).where(web_messages.c.chat == chat, web_messages.c.id.in_(ids)))
    told = rings.closed(work, {FORGETS: list(ids)}, ring=work.seal.arriving(work.now))  # sealed: their number is a hint
    _insert(work, chat, told, ours=True, unique_key=_EVENT + secrets.token_hex(16))
    work.ring(BELL)


def get(work: UnitOfWork, chat: str, message_id: str) -> WebMessage:
    """A message of that chat. Raises NotFoundError, also for a message of another chat."""
    number = int(message_id) if message_id.isascii() and message_id.isdigit() and len(message_id) < 19 else 0
    found = work.conn.execute(
        select(*_COLUMNS).where(web_messages.c.id == number, web_messages.c.chat == chat)
    ).one_or_none()
    message = None if found is None else _row(work, found)
    if message is None:
        raise NotFoundError("There is no such message in this chat.")
    return message


def history(work: UnitOfWork, chat: str, *, before: int = 0, limit: int = 60) -> tuple[list[WebMessage], bool]:
    """The newest `limit` messages (of those older than `before`), oldest first, and whether there are older ones."""
    wanted = select(*_COLUMNS).where(web_messages.c.chat == chat, _LASTS).order_by(web_messages.c.id.desc())
    if before:
        wanted = wanted.where(web_messages.c.id < before)
    rows = work.conn.execute(wanted.limit(limit + 1)).all()
    found = [each for row in rows[:limit] if (each := _row(work, row)) is not None]
    return found[::-1], len(rows) > limit


def since(work: UnitOfWork, chat: str, after: int) -> list[WebMessage]:
    """The messages that a page lacks which has seen all up to `after`, oldest first. The last few may come again."""
    rows = work.conn.execute(
        select(*_COLUMNS)
        .where(web_messages.c.chat == chat, web_messages.c.id > after - _LATE)
        .order_by(web_messages.c.id)
        .limit(200 + _LATE)
    )
    return [each for row in rows if (each := _row(work, row)) is not None]


def newest(work: UnitOfWork) -> int:
    """The newest id in all chats; 0 when there is no message yet."""
    return int(work.conn.execute(select(func.max(web_messages.c.id))).scalar() or 0)


def stirred(work: UnitOfWork, after: int) -> tuple[int, set[str]]:
    """The newest id in all chats, and the chats with rows after `after` (or just before it), whose pages must wake."""
    found = select(web_messages.c.id, web_messages.c.chat).where(web_messages.c.id > after - _LATE)
    rows = work.conn.execute(found.order_by(web_messages.c.id).limit(_STIRRED)).all()  # else older ones are left out
    return max((row.id for row in rows), default=after), {row.chat for row in rows}


def media_of(message: WebMessage) -> tuple[Media, ...]:
    """The files of a message, whoever sent it."""
    raw = message.body.get("media")
    found: list[Media] = []
    for each in raw if isinstance(raw, list) else []:
        assert isinstance(each, dict)
        fields: dict[str, object] = {**each, "kind": MediaKind(str(each["kind"]))}
        found.append(Media(**fields))  # type: ignore[arg-type]  # JSON that we wrote ourselves
    return tuple(found)


def forget(work: UnitOfWork, chat: str) -> None:
    """Remove all messages of a chat, the rows of its uploads (`Staging.sweep` removes the bytes) and its web push."""
    work.conn.execute(delete(web_messages).where(web_messages.c.chat == chat))
    work.conn.execute(delete(uploads).where(uploads.c.chat == chat))
    push.forget(work, push.chat_owner(chat))


def sweep(work: UnitOfWork) -> int:
    """Remove toasts and edit events that every open page has seen long ago; returns the number of rows."""
    return work.conn.execute(
        delete(web_messages).where(
            web_messages.c.unique_key >= _EVENT,
            web_messages.c.unique_key < _EVENT_END,
            web_messages.c.at < work.now - _EVENTS_KEPT,
        )
    ).rowcount
