"""Polls on drafts: kept, opened, closed. The gates of the law are asked again at the opening."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import String, cast, func, insert, literal, select, update

from core.clock import in_vietnam
from core.errors import ConflictError, NotFoundError
from core.message import Json
from storage import audit
from storage.poll_tables import poll_articles, poll_people, polls
from storage.tables import outbox
from storage.unit import UnitOfWork

QUY_UOC, DIEU_25, INFORMAL = "quy_uoc", "dieu_25", "informal"
KINDS = (QUY_UOC, DIEU_25, INFORMAL)
POSTED_DAYS = 30  # NĐ 61/2023 Điều 9
MOST_ARTICLES = 200


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it is asked. `code` is stable."""

    code: str
    title: str
    text: str
    plain: str = ""
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll. It takes answers while `state` is open and `closes_at` is ahead."""

    id: int
    key: str
    title: str
    kind: str
    state: str
    fingerprint: str
    posted_on: date | None
    closes_at: datetime | None
    result: dict[str, Json] | None

    def takes_answers(self, now: datetime) -> bool:
        """Whether an answer still counts at that moment."""
        return self.state == "open" and self.closes_at is not None and now < self.closes_at


_NAMES = ("id", "key", "title", "kind", "state", "fingerprint", "posted_on", "closes_at", "result")
_POLL = select(*(polls.c[each] for each in _NAMES))


def add(work: UnitOfWork, title: str, *, kind: str, source: str, articles: Sequence[Article], staff_id: int) -> str:
    """Keep a draft with its articles; gives the poll's key. Raises ConflictError for an odd kind or no article."""
    if kind not in KINDS or not title or not 0 < len(articles) <= MOST_ARTICLES:
        raise ConflictError("a consultation needs a title, a kind and at least one article")
    key = secrets.token_hex(4)
    poll_id = work.conn.execute(
        insert(polls)
        .values(
            key=key, title=title, kind=kind, source=source, staff_id=staff_id, created_at=work.now,
            fingerprint=hashlib.sha256(source.encode()).hexdigest(),
        )
        .returning(polls.c.id)
    ).scalar_one()  # fmt: skip
    rows = [
        {"poll_id": poll_id, "place": place, "code": each.code, "title": each.title, "text": each.text,
         "plain": each.plain, "asked": each.asked}
        for place, each in enumerate(articles, 1)
    ]  # fmt: skip
    work.conn.execute(insert(poll_articles), rows)
    audit.record(work, "poll.added", actor=audit.STAFF, staff_id=staff_id, poll=key)
    return key


def get(work: UnitOfWork, key: str) -> Poll:
    """The poll of that key. Raises NotFoundError."""
    row = work.conn.execute(_POLL.where(polls.c.key == key)).first()
    if row is None:
        raise NotFoundError("no such consultation")
    return Poll(*row)


def every(work: UnitOfWork, *, limit: int = 100) -> list[Poll]:
    """The newest polls first."""
    return [Poll(*row) for row in work.conn.execute(_POLL.order_by(polls.c.id.desc()).limit(limit))]


def open_now(work: UnitOfWork, *, limit: int = 10) -> list[Poll]:
    """Polls that take answers now, those that close first in front."""
    wanted = _POLL.where(polls.c.state == "open", polls.c.closes_at > work.now).order_by(polls.c.closes_at)
    return [Poll(*row) for row in work.conn.execute(wanted.limit(limit))]


def articles(work: UnitOfWork, poll_id: int) -> list[Article]:
    """All articles in order."""
    names = ("code", "title", "text", "plain", "asked")
    rows = work.conn.execute(
        select(*(poll_articles.c[each] for each in names))
        .where(poll_articles.c.poll_id == poll_id)
        .order_by(poll_articles.c.place)
    )
    return [Article(*row) for row in rows]


def change_article(work: UnitOfWork, poll: Poll, code: str, *, plain: str, asked: bool) -> None:
    """Set the plain-words line, and whether it is asked. Raises ConflictError once it is open: the text is frozen."""
    if poll.state != "draft":
        raise ConflictError("an open consultation is frozen")
    work.conn.execute(
        update(poll_articles)
        .where(poll_articles.c.poll_id == poll.id, poll_articles.c.code == code)
        .values(plain=plain, asked=asked)
    )


def open_it(work: UnitOfWork, key: str, *, posted_on: date | None, closes_at: datetime, staff_id: int) -> None:
    """Let answers in until `closes_at`. Raises ConflictError: opened before, too short a posting, nothing asked."""
    poll = get(work, key)
    if closes_at <= work.now:
        raise ConflictError("the closing time is past")
    if poll.kind == QUY_UOC and not long_enough(posted_on, closes_at, now=work.now):
        raise ConflictError("posted_days")
    if not any(each.asked for each in articles(work, poll.id)):
        raise ConflictError("nothing is asked")
    taken = work.conn.execute(
        update(polls)
        .where(polls.c.id == poll.id, polls.c.state == "draft")
        .values(state="open", posted_on=posted_on, closes_at=closes_at, opened_at=work.now)
    )
    if taken.rowcount == 0:
        raise ConflictError("it was opened before")
    audit.record(work, "poll.opened", actor=audit.STAFF, staff_id=staff_id, poll=key, fingerprint=poll.fingerprint)


def long_enough(posted_on: date | None, closes_at: datetime, *, now: datetime) -> bool:
    """Whether the draft of a quy ước hangs 30 whole days before the close, and hangs already (NĐ 61/2023 Điều 9)."""
    if posted_on is None or posted_on > in_vietnam(now).date():
        return False
    return in_vietnam(closes_at).date() >= posted_on + timedelta(days=POSTED_DAYS)


def turnout(work: UnitOfWork, poll_id: int) -> int:
    """How many took part."""
    found: int = work.conn.execute(
        select(func.count()).select_from(poll_people).where(poll_people.c.poll_id == poll_id)
    ).scalar_one()
    return found


def past(work: UnitOfWork, *, limit: int = 20) -> list[str]:
    """Keys of open polls whose time is over."""
    rows = work.conn.execute(
        select(polls.c.key).where(polls.c.state == "open", polls.c.closes_at <= work.now).limit(limit)
    )
    return list(rows.scalars())


def closed_lately(work: UnitOfWork) -> list[str]:
    """Keys of polls closed in the last week, whose secret may still have to go."""
    since = work.now - timedelta(days=7)
    return list(work.conn.execute(select(polls.c.key).where(polls.c.closed_at >= since)).scalars())


@dataclass(frozen=True, slots=True)
class Untold:
    """A chat from which somebody took part and which does not know of the result. `once` names the message."""

    key: str
    title: str
    chat_id: int
    once: str


def untold(work: UnitOfWork, *, limit: int) -> list[Untold]:
    """Chats to be told of polls closed in the last week."""
    since = work.now - timedelta(days=7)
    once = literal("poll:") + polls.c.key + literal(":") + cast(poll_people.c.chat_id, String)
    told = select(outbox.c.id).where(outbox.c.unique_key == once).exists()
    rows = work.conn.execute(
        select(polls.c.key, polls.c.title, poll_people.c.chat_id, once)
        .join(poll_people, poll_people.c.poll_id == polls.c.id)
        .where(polls.c.closed_at >= since, ~told)
        .distinct()
        .limit(limit)
    )
    return [Untold(*row) for row in rows]
