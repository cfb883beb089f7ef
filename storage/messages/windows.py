"""How long we may write to a person on a platform that counts from their last message (Zalo: 48 hours, 7 days)."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import or_, select, update

from civics.cases.reaching import Cost, hours_until
from core.channel import Shows
from core.message import Incoming
from storage.database.unit import UnitOfWork
from storage.messages.chats import Chat
from storage.tables.messages import chats

_SPARE = timedelta(seconds=15)  # a message that is sent in time should also arrive in time


class Reach(StrEnum):
    """Whether a message to a chat can be sent now, and whether it costs money."""

    ALWAYS = "always"  # the platform has no window
    FREE = "free"
    PAID = "paid"  # only messages that staff agreed to pay for
    CLOSED = "closed"  # kept until the person writes again


def reach(free_until: datetime | None, paid_until: datetime | None, now: datetime) -> Reach:
    """What may be sent at `now`, given the ends of the chat's windows. All times are UTC."""
    if free_until is None:
        return Reach.ALWAYS
    if now < free_until:
        return Reach.FREE
    return Reach.PAID if paid_until is not None and now < paid_until else Reach.CLOSED


def may_go(free_until: datetime | None, paid_until: datetime | None, now: datetime, *, paid: bool) -> bool:
    """Whether a message may be sent at `now`. `paid`: staff agreed that it may cost money."""
    now_is = reach(free_until, paid_until, now)
    return now_is in {Reach.ALWAYS, Reach.FREE} or (paid and now_is is Reach.PAID)


def in_time(work: UnitOfWork, chat_id: int, wanted: datetime) -> datetime:
    """`wanted`, or earlier if the open window closes before it: an answer written at 47 h 59 min is still free. UTC."""
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
    """Start the windows of a person's private chat again, because they did something that counts as an interaction.

    A message that arrives late (Zalo retries for two hours) never shortens a window, and a wrong clock of the platform
    never lengthens it. A message in a group of the Official Account counts for the private chat too.
    """
    if not shows.free_hours:
        return
    said = min(incoming.sent_at, work.now)
    if said < work.now - timedelta(hours=max(shows.paid_hours, shows.free_hours)):
        said = work.now  # no message is delivered so late: the stamp must be in another unit. A refusal still holds
    free = said + timedelta(hours=shows.free_hours)
    found = chats.c.id == chat.id
    if not chat.private:
        found = (chats.c.channel == chat.channel) & (chats.c.bot == chat.bot) & (chats.c.chat == incoming.person)
    work.conn.execute(
        update(chats)
        .where(found, chats.c.private.is_(True), or_(chats.c.free_until.is_(None), chats.c.free_until < free))
        .values(free_until=free, paid_until=said + timedelta(hours=max(shows.paid_hours, shows.free_hours)))
    )
