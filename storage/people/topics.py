"""Topics to which residents can subscribe.

Subscriptions say what a chat gets; `consents` prove that the person wanted it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.unit import UnitOfWork
from storage.tables.bulletins import subscriptions, topics

INVITES = "hop"  # subscribers are invited to meetings and consultations
FIRST = (  # of a ward that has no topics of its own
    ("chung", "Tin chung của phường"), ("phap-luat", "Pháp luật, tuyên truyền"), (INVITES, "Mời họp, lấy ý kiến"),
    ("canh-bao", "Cảnh báo, thời tiết"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, and how many chats subscribe to it."""

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
        .order_by(topics.c.title, topics.c.key)
    )
    return [Topic(*row) for row in rows]


def offered(work: UnitOfWork) -> list[Topic]:
    """The same. A ward without topics begins with four."""
    found = open_now(work)
    if found or work.conn.execute(select(topics.c.key).limit(1)).first() is not None:
        return found
    for key, title in FIRST:
        add(work, key, title)
    return open_now(work)


def usual(known: Sequence[Topic]) -> str:
    """The topic that a new bulletin begins with: the ward's general news, never a warning by chance."""
    general = FIRST[0][0]
    return general if any(each.key == general for each in known) else ""


def add(work: UnitOfWork, key: str, title: str) -> None:
    """Offer a topic; nothing changes when it exists."""
    row = (postgresql if work.postgres else sqlite).insert(topics).values(key=key, title=title)
    work.conn.execute(row.on_conflict_do_nothing())


def name(work: UnitOfWork, key: str, title: str) -> None:
    """Offer a topic under that title, also if it was closed."""
    add(work, key, title)
    work.conn.execute(update(topics).where(topics.c.key == key).values(title=title, closed_at=None))


def close(work: UnitOfWork, key: str) -> None:
    """Stop offering a topic. Subscriptions stay, in case it is offered again."""
    work.conn.execute(update(topics).where(topics.c.key == key).values(closed_at=work.now))


def of_chat(work: UnitOfWork, chat_id: int) -> frozenset[str]:
    """The topics to which a chat subscribes."""
    return frozenset(
        work.conn.execute(select(subscriptions.c.topic).where(subscriptions.c.chat_id == chat_id)).scalars()
    )


def join_all(work: UnitOfWork, chat_id: int) -> None:
    """Subscribe the chat to every topic, unless it has chosen some already."""
    if of_chat(work, chat_id):
        return
    rows = [{"topic": each.key, "chat_id": chat_id, "at": work.now} for each in offered(work)]
    if rows:
        made = (postgresql if work.postgres else sqlite).insert(subscriptions)
        work.conn.execute(made.on_conflict_do_nothing(), rows)


def leave_all(work: UnitOfWork, chat_id: int) -> None:
    """End all subscriptions of the chat."""
    work.conn.execute(delete(subscriptions).where(subscriptions.c.chat_id == chat_id))
