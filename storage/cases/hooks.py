"""Webhooks: which systems hear of released cases, and the queue of what they are still to be told.

A notice holds only the public id. What is said of the case is read when it is sent, so a case that was sealed meanwhile
is told as gone, and nothing of it is in the queue.
"""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.errors import NotFoundError
from storage.database.unit import UnitOfWork
from storage.tables.hooks import webhook_notices, webhooks
from storage.tables.opened import public_cases
from storage.tables.ward import audit

BELL = "hooks"
# The waits before each further try, about four days in all; then the notice is dropped.
WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 30, 120, 480, 1440, 1440, 1440))
BOTH = timedelta(days=1)  # so long an old secret signs beside the new one
_REST = timedelta(minutes=1)  # for all that a system is to hear, after it did not take something
_CLAIM = timedelta(minutes=2)  # after this time an unfinished claim is free again
_SETTLED = timedelta(seconds=20)  # by then a line of the trail that is older is committed (audit: 15 seconds)
_AT_ONCE = 2_000  # lines of the trail
_H, _N = webhooks.c, webhook_notices.c


@dataclass(frozen=True, slots=True)
class Hook:
    """One webhook, without its secret."""

    id: int
    url: str
    made_at: datetime
    last_at: datetime | None
    last_status: int | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be sent now: to where, signed with which secrets. `event` stays the same over all tries."""

    id: int
    hook_id: int
    url: str
    secrets: tuple[str, ...]
    public_key: str
    event: str
    tries: int


def all_of(work: UnitOfWork) -> list[Hook]:
    """All webhooks, the newest first."""
    read = select(_H.id, _H.url, _H.made_at, _H.last_at, _H.last_status, _H.ended_at).order_by(_H.id.desc())
    return [Hook(*row) for row in work.conn.execute(read)]


def add(work: UnitOfWork, url: str, secret: str, *, by: int) -> int:
    """Store a webhook. It hears of what happens from now on."""
    newest = work.conn.execute(select(func.coalesce(func.max(audit.c.id), 0))).scalar_one()
    values = {"url": url, "secret": work.seal.close_text(secret), "cursor": newest, "made_at": work.now, "staff_id": by}
    made: int = work.conn.execute(insert(webhooks).values(**values).returning(_H.id)).scalar_one()
    return made


def renew(work: UnitOfWork, hook_id: int, secret: str) -> None:
    """Sign with another secret; for a day with the one before too. Raises NotFoundError."""
    anew = {"secret_before": _H.secret, "secret_until": work.now + BOTH, "secret": work.seal.close_text(secret)}
    if not work.conn.execute(update(webhooks).where(_H.id == hook_id, _H.ended_at.is_(None)).values(**anew)).rowcount:
        raise NotFoundError("There is no such webhook.")


def end(work: UnitOfWork, hook_id: int) -> bool:
    """Tell it nothing more. False when it had ended before. Raises NotFoundError."""
    if work.conn.execute(select(_H.id).where(_H.id == hook_id)).first() is None:
        raise NotFoundError("There is no such webhook.")
    work.conn.execute(delete(webhook_notices).where(_N.webhook_id == hook_id))
    ended = update(webhooks).where(_H.id == hook_id, _H.ended_at.is_(None)).values(ended_at=work.now)
    return work.conn.execute(ended).rowcount > 0


def tell(work: UnitOfWork, keys: Iterable[str]) -> None:
    """These released cases changed, or are gone: each webhook is to hear of it."""
    hooks = work.conn.execute(select(_H.id).where(_H.ended_at.is_(None))).scalars().all()
    for hook_id in hooks:
        _queue(work, hook_id, keys)


def _queue(work: UnitOfWork, hook_id: int, keys: Iterable[str]) -> None:
    dialect = postgresql if work.postgres else sqlite
    for key in keys:
        anew = {"event": secrets.token_hex(16), "due_at": work.now, "tries": 0}
        work.conn.execute(
            dialect.insert(webhook_notices)
            .values(webhook_id=hook_id, public_key=key, **anew)
            .on_conflict_do_update(index_elements=["webhook_id", "public_key"], set_=anew)
        )
        work.ring(BELL)


def follow_trail(work: UnitOfWork, acts: Iterable[str]) -> int:
    """Queue what such acts changed of released cases since the last look. Gives the number of lines. For the timer."""
    wanted, seen = set(acts), 0
    hooks = work.conn.execute(select(_H.id, _H.cursor).where(_H.ended_at.is_(None)).order_by(_H.id)).all()
    for hook_id, cursor in hooks:
        lines = work.conn.execute(
            select(audit.c.id, audit.c.at, audit.c.act, audit.c.case_id)
            .where(audit.c.id > cursor)
            .order_by(audit.c.id)
            .limit(_AT_ONCE)
        ).all()
        settled = [each for each in lines if each.at <= work.now - _SETTLED]
        if not settled:
            continue
        ids = {each.case_id for each in settled if each.act in wanted and each.case_id is not None}
        shown = select(public_cases.c.key).where(
            public_cases.c.case_id.in_(ids), public_cases.c.released_at.is_not(None)
        )
        _queue(work, hook_id, work.conn.execute(shown).scalars().all() if ids else ())
        work.conn.execute(update(webhooks).where(_H.id == hook_id).values(cursor=settled[-1].id))
        seen += len(settled)
    return seen


def claim(work: UnitOfWork, limit: int, *, beside: Collection[int] = ()) -> list[Notice]:
    """Claim at most `limit` due notices, none of the webhooks `beside`.

    After two minutes an unfinished claim is free again.
    """
    due = (
        select(_N.id).where(_N.due_at <= work.now, _N.webhook_id.not_in(beside)).order_by(_N.due_at, _N.id).limit(limit)
    )
    ids = list(work.conn.execute(due.with_for_update(skip_locked=True)).scalars())
    if not ids:
        return []
    work.conn.execute(update(webhook_notices).where(_N.id.in_(ids)).values(due_at=work.now + _CLAIM))
    rows = work.conn.execute(
        select(webhook_notices, _H.url, _H.secret, _H.secret_before, _H.secret_until)
        .join(webhooks, _H.id == _N.webhook_id)
        .where(_N.id.in_(ids))
        .order_by(_N.id)
    )
    return [_notice(work, row) for row in rows]


def _notice(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> Notice:
    before = [row.secret_before] if row.secret_until is not None and work.now < row.secret_until else []
    secrets = tuple(work.seal.open_text(each) for each in (row.secret, *before))
    return Notice(row.id, row.webhook_id, row.url, secrets, row.public_key, row.event, row.tries)


def next_due(work: UnitOfWork) -> datetime | None:
    """When the next notice is due; None when nothing waits."""
    found: datetime | None = work.conn.execute(select(func.min(_N.due_at))).scalar()
    return found


def taken(work: UnitOfWork, notice: Notice, status: int) -> None:
    """The other system has it, or it will never take it. What changed meanwhile is still to be sent."""
    _tried(work, notice, status)
    work.conn.execute(delete(webhook_notices).where(_N.id == notice.id, _N.event == notice.event))


def not_now(work: UnitOfWork, notice: Notice, status: int) -> None:
    """Try it later, with growing waits. The last failure drops it."""
    if notice.tries >= len(WAITS):
        taken(work, notice, status)
        return
    _tried(work, notice, status)
    later = {"due_at": work.now + WAITS[notice.tries], "tries": notice.tries + 1}
    work.conn.execute(update(webhook_notices).where(_N.id == notice.id, _N.event == notice.event).values(**later))


def rest(work: UnitOfWork, hook_id: int, notices: Iterable[Notice]) -> None:
    """Let a system rest that did not take something: what else waits for it, with these, waits a minute.

    No try counts. So many notices to one that is away or slow cost one call a minute, not one each.
    """
    later = work.now + _REST
    mine = _N.webhook_id == hook_id, or_(_N.due_at < later, _N.id.in_([each.id for each in notices]))
    work.conn.execute(update(webhook_notices).where(*mine).values(due_at=later))


def _tried(work: UnitOfWork, notice: Notice, status: int) -> None:
    tried = {"last_at": work.now, "last_status": status}
    work.conn.execute(update(webhooks).where(_H.id == notice.hook_id).values(**tried))
