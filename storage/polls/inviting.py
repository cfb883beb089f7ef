"""Who is invited to an open consultation, and who is reminded before its close: each chat once."""

from datetime import timedelta

from sqlalchemy import Exists, Select, exists, or_, select

from storage.database.unit import UnitOfWork
from storage.messages.chats import Chat
from storage.people.topics import INVITES
from storage.polls.polls import Poll
from storage.polls.walks import next_chats
from storage.tables.bulletins import subscriptions, topics
from storage.tables.messages import chats, runs
from storage.tables.people import residents

LAST_CALL = timedelta(hours=24)  # before the close
_UNFINISHED = ("open", "left")


def next_subscribers(work: UnitOfWork, poll: Poll, *, limit: int) -> tuple[Chat, ...]:
    """The next private chats that subscribe to consultations and whose unit is asked or unknown."""
    here = or_(residents.c.unit_id.is_(None), residents.c.unit_id.in_(poll.units))
    wanted = (
        select(chats.c.id)
        .select_from(chats.outerjoin(residents, residents.c.id == chats.c.resident_id))
        .where(chats.c.private, chats.c.state == "open", _hears(work), here)
    )
    return next_chats(work, poll.id, "opened", wanted=wanted, column=chats.c.id, limit=limit)


def next_groups(work: UnitOfWork, poll: Poll, *, limit: int) -> tuple[Chat, ...]:
    """The next groups. The unit of a platform's group is unknown, so all groups are invited."""
    wanted: Select[tuple[int]] = select(chats.c.id).where(chats.c.private.is_(False), chats.c.state == "open")
    return next_chats(work, poll.id, "opened.groups", wanted=wanted, column=chats.c.id, limit=limit)


def next_unfinished(work: UnitOfWork, poll: Poll, *, limit: int) -> tuple[Chat, ...]:
    """The next chats with a half-answered consultation, a day before this one closes.

    The caller checks which consultation it is. None before that day, and none when the whole consultation is shorter
    than two days.
    """
    if poll.opens_at is None or poll.closes_at is None or poll.closes_at - poll.opens_at < 2 * LAST_CALL:
        return ()
    if work.now < poll.closes_at - LAST_CALL:
        return ()
    wanted: Select[tuple[int]] = select(runs.c.chat_id).where(runs.c.dialog == "poll", runs.c.state.in_(_UNFINISHED))
    return next_chats(work, poll.id, "closing", wanted=wanted, column=runs.c.chat_id, limit=limit)


def _hears(work: UnitOfWork) -> Exists:
    """Subscribed to invitations; in a ward without this topic, to any topic."""
    mine = subscriptions.c.chat_id == chats.c.id
    offered = select(topics.c.key).where(topics.c.key == INVITES, topics.c.closed_at.is_(None))
    if work.conn.execute(offered).first() is None:
        return exists().where(mine)
    return exists().where(mine, subscriptions.c.topic == INVITES)
