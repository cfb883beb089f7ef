"""How long we may still write to a person, where the platform counts from their last word (Zalo: 48 hours, 7 days)."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import or_, update

from core.channel import Shows
from core.message import Incoming
from storage.chats import Chat
from storage.tables import chats
from storage.unit import UnitOfWork


class Reach(StrEnum):
    """What writing to a chat means now."""

    ALWAYS = "always"  # the platform sets no window
    FREE = "free"
    PAID = "paid"  # only what staff agreed to pay for
    CLOSED = "closed"  # kept until the person writes again


def reach(free_until: datetime | None, paid_until: datetime | None, now: datetime) -> Reach:
    """What may be said at `now`, from the moments that a chat carries. UTC."""
    if free_until is None:
        return Reach.ALWAYS
    if now < free_until:
        return Reach.FREE
    return Reach.PAID if paid_until is not None and now < paid_until else Reach.CLOSED


def may_go(free_until: datetime | None, paid_until: datetime | None, now: datetime, *, paid: bool) -> bool:
    """Whether a message may leave at `now`; `paid`: staff agreed that it may cost money."""
    now_is = reach(free_until, paid_until, now)
    return now_is in {Reach.ALWAYS, Reach.FREE} or (paid and now_is is Reach.PAID)


def opened(work: UnitOfWork, chat: Chat, incoming: Incoming, *, shows: Shows) -> None:
    """A person did something that counts as an interaction: their private chat's windows run from then.

    A message that arrives late (Zalo repeats for two hours) never shortens a window, nor does a wrong clock of the
    platform lengthen it. A word in a group of the account counts for the private chat too.
    """
    if not shows.free_hours:
        return
    said = min(incoming.sent_at, work.now)
    free = said + timedelta(hours=shows.free_hours)
    found = chats.c.id == chat.id
    if not chat.private:
        found = (chats.c.channel == chat.channel) & (chats.c.bot == chat.bot) & (chats.c.chat == incoming.person)
    work.conn.execute(
        update(chats)
        .where(found, chats.c.private.is_(True), or_(chats.c.free_until.is_(None), chats.c.free_until < free))
        .values(free_until=free, paid_until=said + timedelta(hours=max(shows.paid_hours, shows.free_hours)))
    )
