"""What residents may subscribe to."""

from dataclasses import dataclass

from sqlalchemy import func, select

from storage.bulletin_tables import subscriptions, topics
from storage.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic and how many chats hear of it."""

    key: str
    title: str
    chats: int


def open_now(work: UnitOfWork) -> list[Topic]:
    """The topics that are not closed, by title."""
    number = func.count(subscriptions.c.chat_id)
    rows = work.conn.execute(
        select(topics.c.key, topics.c.title, number)
        .select_from(topics.outerjoin(subscriptions, subscriptions.c.topic == topics.c.key))
        .where(topics.c.closed_at.is_(None))
        .group_by(topics.c.key, topics.c.title)
        .order_by(topics.c.title)
    )
    return [Topic(*row) for row in rows]


def add(work: UnitOfWork, key: str, title: str) -> None:
    """Offer a topic; nothing changes when it is there."""
    if work.conn.execute(select(topics.c.key).where(topics.c.key == key)).first() is None:
        work.conn.execute(topics.insert().values(key=key, title=title))
