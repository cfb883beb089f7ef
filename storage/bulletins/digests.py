"""Combines several bulletins of a day in one group: the first is sent at once, the others wait for the evening's
digest.

An urgent one never waits. If nobody makes the digest in time, each is sent whole at its hour.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select, update

from civics.bulletins.rules import DIGEST_AHEAD, LEAVES, digest_after
from core.clock import in_vietnam
from storage.database.unit import UnitOfWork
from storage.tables.bulletins import bulletins
from storage.tables.messages import chats, outbox

SAYS = "send.in_digest"


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest for one group. `bulletins` are ids, in order."""

    chat_id: int
    at: datetime
    bulletins: tuple[int, ...]

    @property
    def once(self) -> str:
        """The key that makes sure that it exists only once."""
        return f"digest:{self.chat_id}:{in_vietnam(self.at).date().isoformat()}"


def hold_back(work: UnitOfWork, bulletin_id: int, here: ColumnElement[bool]) -> None:
    """Let a bulletin wait for the evening in groups that got another one today. `here`: a condition on `chats`."""
    midnight = in_vietnam(work.now).replace(hour=0, minute=0, second=0, microsecond=0)
    other = outbox.alias()
    had = exists().where(
        other.c.chat_id == chats.c.id, other.c.bulletin_id.is_not(None), other.c.bulletin_id != bulletin_id,
        other.c.made_at >= midnight,
    )  # fmt: skip
    groups = select(chats.c.id).where(here, chats.c.private.is_(False), had)
    mine = outbox.c.bulletin_id == bulletin_id, outbox.c.state == "waiting", outbox.c.chat_id.in_(groups)
    work.conn.execute(update(outbox).where(*mine).values(due_at=digest_after(work.now)))


def due(work: UnitOfWork, *, limit: int = 100) -> list[Digest]:
    """The groups in which several bulletins wait for the digest that is due soon."""
    hour = digest_after(work.now - DIGEST_AHEAD)
    if hour - work.now > DIGEST_AHEAD:
        return []
    waiting = (
        outbox.c.state == "waiting", outbox.c.bulletin_id.is_not(None), outbox.c.due_at == hour,
        chats.c.private.is_(False), bulletins.c.state.in_([each.value for each in LEAVES]),
        bulletins.c.shown_on_page,  # a headline leads to the page, so bulletins that are not on the page are sent whole
    )  # fmt: skip
    joined = outbox.join(chats, chats.c.id == outbox.c.chat_id).join(bulletins, bulletins.c.id == outbox.c.bulletin_id)
    several = func.count(outbox.c.bulletin_id.distinct()) > 1
    groups = select(outbox.c.chat_id).select_from(joined).where(*waiting).group_by(outbox.c.chat_id).having(several)
    chosen = work.conn.execute(groups.order_by(outbox.c.chat_id).limit(limit)).scalars().all()
    rows = work.conn.execute(
        select(outbox.c.chat_id, outbox.c.bulletin_id)
        .select_from(joined)
        .where(*waiting, outbox.c.chat_id.in_(chosen))
        .distinct()
        .order_by(outbox.c.chat_id, outbox.c.bulletin_id)
    ).all()
    return [Digest(each, hour, tuple(row[1] for row in rows if row[0] == each)) for each in chosen]


def gathered(work: UnitOfWork, digest: Digest) -> None:
    """Record that a group gets these in one message; nothing more of them is sent there."""
    mine = outbox.c.chat_id == digest.chat_id, outbox.c.bulletin_id.in_(digest.bulletins), outbox.c.state == "waiting"
    work.conn.execute(update(outbox).where(*mine).values(state="sent", sent_at=work.now, says=SAYS))
