"""Staff's own chat groups, the cards of cases in them, and who speaks there: never a sealed case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from civics.cases.states import DONE, REOPENED
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.messages.chats import Chat
from storage.tables.cases import cases
from storage.tables.columns import same
from storage.tables.messages import chats, outbox
from storage.tables.notices import staff_ways
from storage.tables.people import staff
from storage.tables.staff_groups import staff_cards, staff_groups
from storage.ward import audit
from storage.ward.sight import Reader

WORDS_ON = frozenset({"zalo"})  # words of residents stay in the country: never on Telegram (Luật 91/2025/QH15 Điều 20)


@dataclass(frozen=True, slots=True)
class Group:
    """A group. `shows_words`: its cards show what residents wrote; `topics`: each case gets a topic."""

    id: int
    chat_id: int
    channel: str
    title: str
    topics: bool
    shows_words: bool
    after_case: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """A case that needs a card, or whose card is older than the case. `id` is None for a new one."""

    id: int | None
    case_id: int
    version: int
    unread: bool
    shown: str
    thread: str
    sealed: bool
    over: bool  # whether the case is over now


@dataclass(frozen=True, slots=True)
class Message:
    """The message that carries a card. `message_id` is empty until the platform took it."""

    state: str
    message_id: str
    thread: str


_GROUP = select(
    staff_groups.c.id, staff_groups.c.chat_id, chats.c.channel, chats.c.title, staff_groups.c.topics,
    staff_groups.c.shows_words, staff_groups.c.after_case, staff_groups.c.made_at,
).join(chats, chats.c.id == staff_groups.c.chat_id)  # fmt: skip
_OF_CHAT = Prepared(_GROUP.where(staff_groups.c.chat_id == bindparam("p_chat")))


def of_chat(work: UnitOfWork, chat_id: int) -> Group | None:
    """The staff group that this chat is; None for any other chat."""
    row = _OF_CHAT.first(work, {"p_chat": chat_id})
    return None if row is None else Group(*row)


def everyone(work: UnitOfWork) -> list[Group]:
    """All groups of staff."""
    return [Group(*row) for row in work.conn.execute(_GROUP.order_by(staff_groups.c.id))]


def tie(work: UnitOfWork, chat: Chat, *, topics: bool, by: Reader) -> bool:
    """From now on this chat is a group of staff, and new cases get a card there. False when it was one already."""
    if of_chat(work, chat.id) is not None:
        work.conn.execute(update(staff_groups).where(staff_groups.c.chat_id == chat.id).values(topics=topics))
        return False
    last = work.conn.execute(select(func.max(cases.c.id))).scalar() or 0
    values = {"chat_id": chat.id, "after_case": max(0, last), "topics": topics, "staff_id": by.staff_id}
    work.conn.execute(insert(staff_groups).values(**values, made_at=work.now))
    work.conn.execute(update(chats).where(chats.c.id == chat.id).values(lang="vi", lang_fixed=True))
    audit.record(work, "staff_group.tied", actor=by.actor, staff_id=by.staff_id, chat=chat.id)
    return True


def untie(work: UnitOfWork, group_id: int, *, by: Reader) -> None:
    """It is no group of staff any more: nothing is taken from there, and no card is sent."""
    work.conn.execute(delete(staff_cards).where(staff_cards.c.group_id == group_id))
    if work.conn.execute(delete(staff_groups).where(staff_groups.c.id == group_id)).rowcount:
        audit.record(work, "staff_group.dropped", actor=by.actor, staff_id=by.staff_id, group=group_id)


def show_words(work: UnitOfWork, group_id: int, *, shown: bool, by: Reader) -> bool:
    """Whether its cards show what residents wrote. False, and nothing changes, where that may never be."""
    found = next((each for each in everyone(work) if each.id == group_id), None)
    if found is None or found.channel not in WORDS_ON:
        return False
    values = {"shows_words": shown, "staff_id": by.staff_id}
    work.conn.execute(update(staff_groups).where(staff_groups.c.id == group_id).values(**values))
    audit.record(work, "staff_group.words", actor=by.actor, staff_id=by.staff_id, group=group_id, shown=shown)
    return True


def account(work: UnitOfWork, chat: Chat, person: str) -> Reader | None:
    """Who speaks: the account to which the person has tied their own chat with the same bot. None for anybody else.

    In a group nobody reads denunciations, whatever their account may.
    """
    row = work.conn.execute(
        select(staff.c.id, staff.c.role, staff.c.unit_id)
        .join(staff_ways, staff_ways.c.staff_id == staff.c.id)
        .join(chats, chats.c.id == staff_ways.c.chat_id)
        .where(
            chats.c.channel == chat.channel, chats.c.bot == chat.bot, chats.c.chat == person,
            chats.c.private.is_(True), staff_ways.c.confirmed_at.is_not(None), staff.c.disabled_at.is_(None),
        )
    ).one_or_none()  # fmt: skip
    return None if row is None or not person else Reader(row.id, row.role, reads_sealed=False, unit_id=row.unit_id)


def due(work: UnitOfWork, group: Group, *, limit: int = 20) -> list[Card]:
    """The cards that are missing or older than their case, the oldest first."""
    learn(work, group)
    columns = (cases.c.version, cases.c.unread)
    fresh = (
        select(cases.c.id, *columns)
        .where(
            cases.c.id > group.after_case, cases.c.sealed.is_(False), cases.c.state.not_in(DONE),
            ~select(staff_cards.c.id).where(*_mine(group), staff_cards.c.case_id == cases.c.id).exists(),
        )
        .order_by(cases.c.id)
        .limit(limit)
    )  # fmt: skip
    found = [Card(None, *row, "", "", sealed=False, over=False) for row in work.conn.execute(fresh)]
    differs = or_(cases.c.version != staff_cards.c.version, cases.c.unread != staff_cards.c.unread)
    moved = (
        select(
            staff_cards.c.id, cases.c.id, *columns, staff_cards.c.shown, staff_cards.c.thread, cases.c.sealed,
            cases.c.state.in_(DONE),
        )
        .join(cases, cases.c.id == staff_cards.c.case_id)
        .where(*_mine(group), or_(differs & staff_cards.c.over.is_(False), _again(), cases.c.sealed.is_(True)))
        .order_by(staff_cards.c.id)
        .limit(limit)
    )  # fmt: skip
    return found + [Card(*row) for row in work.conn.execute(moved)]


def _mine(group: Group) -> Sequence[Any]:
    return (staff_cards.c.group_id == group.id,)


def _again() -> Any:  # a condition
    return staff_cards.c.over.is_(True) & (cases.c.state == REOPENED)


def put(work: UnitOfWork, group: Group, card: Card, *, shown: str) -> None:
    """The card says that now."""
    values = {"version": card.version, "unread": card.unread, "shown": shown, "over": card.over}
    if card.id is None:
        work.conn.execute(insert(staff_cards).values(group_id=group.id, case_id=card.case_id, **values))
    else:
        work.conn.execute(update(staff_cards).where(staff_cards.c.id == card.id).values(**values))


def drop(work: UnitOfWork, card: Card) -> None:
    """The case has no card any more."""
    work.conn.execute(delete(staff_cards).where(same(staff_cards.c.id, card.id)))


def key(group: Group, case_id: int) -> str:
    """The unique key of the message that carries a card."""
    return f"card:{group.id}:{case_id}"


def message(work: UnitOfWork, group: Group, case_id: int) -> Message | None:
    """The message that carries the card of that case."""
    row = work.conn.execute(
        select(outbox.c.state, outbox.c.message_id, outbox.c.thread).where(outbox.c.unique_key == key(group, case_id))
    ).one_or_none()
    return None if row is None else Message(*row)


def learn(work: UnitOfWork, group: Group) -> None:
    """Note which topics the platform opened for cards."""
    if not group.topics:
        return
    unknown = select(staff_cards.c.id, staff_cards.c.case_id).where(*_mine(group), staff_cards.c.thread == "")
    for card_id, case_id in work.conn.execute(unknown.order_by(staff_cards.c.id.desc()).limit(50)).all():
        found = message(work, group, case_id)
        if found is not None and found.thread:
            work.conn.execute(update(staff_cards).where(staff_cards.c.id == card_id).values(thread=found.thread))


def case_of(work: UnitOfWork, group: Group, *, quoted: str = "", thread: str = "") -> tuple[int | None, bool]:
    """The case whose card somebody answers (`quoted`: the message), or in whose topic they write.

    Gives its id, and whether the message is the card itself.
    """
    if quoted:
        theirs = outbox.c.chat_id == group.chat_id, outbox.c.message_id == quoted
        found = work.conn.execute(select(outbox.c.unique_key).where(*theirs).limit(1)).scalar() or ""
        start, _, case_id = found.rpartition(":")
        if start == f"card:{group.id}" and case_id.isdecimal():
            return int(case_id), True
    if thread:
        learn(work, group)
        mine = (*_mine(group), staff_cards.c.thread == thread)
        return work.conn.execute(select(staff_cards.c.case_id).where(*mine)).scalar(), False
    return None, False
