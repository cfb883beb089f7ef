"""How long we may still write to a person, where the platform counts from their last word (Zalo: 48 hours, 7 days)."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import or_, select, update

from civics.cases.reaching import Cost, hours_until
from core.channel import Shows
from core.message import Incoming
from storage.database.unit import UnitOfWork
from storage.messages.chats import Chat
from storage.tables.messages import chats

_SPARE = timedelta(seconds=15)  # what leaves in time should also arrive in time


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


def in_time(work: UnitOfWork, chat_id: int, wanted: datetime) -> datetime:
    """`wanted`, or earlier when the window that is open now closes before: who answers at 47 h 59 answers free. UTC."""
    row = work.conn.execute(select(chats.c.free_until, chats.c.paid_until).where(chats.c.id == chat_id)).one()
    closes = next((each for each in (row.free_until, row.paid_until) if each is not None and each > work.now), None)
    return wanted if closes is None else max(work.now, min(wanted, closes - _SPARE))


def reopened(work: UnitOfWork, chat_id: int, *, last: datetime) -> bool:
    """The platform says when the person last did something: whether a free window is open by that, which holds now."""
    free, paid = (last + timedelta(hours=hours_until(each)) for each in (Cost.FREE, Cost.CHARGED))
    if free <= work.now:
        return False
    work.conn.execute(update(chats).where(chats.c.id == chat_id).values(free_until=free, paid_until=paid))
    return True


def opened(work: UnitOfWork, chat: Chat, incoming: Incoming, *, shows: Shows) -> None:
    """A person did something that counts as an interaction: their private chat's windows run from then.

    A message that arrives late (Zalo repeats for two hours) never shortens a window, nor does a wrong clock of the
    platform lengthen it. A word in a group of the account counts for the private chat too.
    """
    if not shows.free_hours:
        return
    said = min(incoming.sent_at, work.now)
    if said < work.now - timedelta(hours=max(shows.paid_hours, shows.free_hours)):
        said = work.now  # no such message is delivered so late: the stamp is in another unit. A refusal still holds
    free = said + timedelta(hours=shows.free_hours)
    found = chats.c.id == chat.id
    if not chat.private:
        found = (chats.c.channel == chat.channel) & (chats.c.bot == chat.bot) & (chats.c.chat == incoming.person)
    work.conn.execute(
        update(chats)
        .where(found, chats.c.private.is_(True), or_(chats.c.free_until.is_(None), chats.c.free_until < free))
        .values(free_until=free, paid_until=said + timedelta(hours=max(shows.paid_hours, shows.free_hours)))
    )
