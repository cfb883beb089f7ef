"""The chats we know: their language, whether they can be written to, and which case is open in them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from core.errors import NotFoundError
from core.message import Address, Incoming, Json
from storage.database.prepared import Prepared, made_by
from storage.database.unit import Part, UnitOfWork
from storage.tables.columns import among
from storage.tables.messages import chats

UNMET = 0  # the id of a chat that `heard` creates
OPEN_FOR = timedelta(hours=12)  # how long a message in a chat is added to the case that was opened there


@dataclass(frozen=True, slots=True)
class Chat:
    """One chat, as stored. `lang` is empty until known."""

    id: int
    channel: str
    bot: str
    chat: str
    private: bool
    title: str
    lang: str
    lang_next: str
    lang_fixed: bool
    state: str
    resident_id: int | None
    open_case_id: int | None
    open_until: datetime | None
    greeted_at: datetime | None
    moved_to: int | None
    choices: dict[str, Json] | None  # of the numbered list shown last, where buttons do not fit

    @property
    def address(self) -> Address:
        """The address to which messages are sent."""
        return Address(self.channel, self.bot, self.chat)


COLUMNS = [chats.c[each.name] for each in fields(Chat)]
_FIND = Prepared(
    select(*COLUMNS).where(
        chats.c.channel == bindparam("p_channel"),
        chats.c.bot == bindparam("p_bot"),
        chats.c.chat == bindparam("p_chat"),
    )
)
_NEW = made_by(chats)
_CHANGE = Prepared(update(chats).where(chats.c.id == bindparam("p_id")))
_HEARD_PART = "UPDATE chats SET last_in_at = %(heard_at)s WHERE id = ANY(%(heard)s::bigint[])"
_HEARD = Prepared(update(chats).where(among(chats.c.id, "p_ids")).values(last_in_at=bindparam("p_now")))
_GET = Prepared(select(*COLUMNS).where(chats.c.id == bindparam("p_id")))


def find(work: UnitOfWork, address: Address) -> Chat | None:
    """The chat at an address; a group that moved is found under its new address."""
    given = {"p_channel": address.channel, "p_bot": address.bot, "p_chat": address.chat}
    found = work.expected("chat", tuple(given.values()), lambda: _FIND.first(work, given))
    if found is None:
        return None
    chat = _made(work, found)
    return get(work, chat.moved_to) if chat.moved_to is not None else chat


def _made(work: UnitOfWork, row: Sequence[Any]) -> Chat:
    chat = Chat(*row)
    if chat.open_case_id is None or chat.open_case_id >= 0:
        return chat
    return replace(chat, open_case_id=work.seal.bare("open case", chat.open_case_id))


def get(work: UnitOfWork, chat_id: int) -> Chat:
    """The chat with that id. Raises NotFoundError."""
    found = _GET.first(work, {"p_id": chat_id})
    if found is None:
        raise NotFoundError("There is no such chat.")
    return _made(work, found)


def meet(work: UnitOfWork, incoming: Incoming, *, later: bool = False) -> Chat:
    """The chat that an event came from; a new chat is created. A message from a closed chat opens it again.

    `later`: a new chat has the id UNMET and is created by `heard`, which is called next.
    """
    chat = find(work, incoming.address)
    if chat is None:
        address = incoming.address
        chat = Chat(
            UNMET, address.channel, address.bot, address.chat, incoming.private, incoming.title, lang="", lang_next="",
            lang_fixed=False, state="open", resident_id=None, open_case_id=None, open_until=None, greeted_at=None,
            moved_to=None, choices=None,
        )  # fmt: skip
        return chat if later else replace(chat, id=_made_now(work, chat))
    if incoming.title and incoming.title != chat.title:
        change(work, chat.id, title=incoming.title)
    return chat


def _made_now(work: UnitOfWork, chat: Chat, **columns: Any) -> int:  # Chat's own fields, and last_in_at
    row = {
        "channel": chat.channel, "bot": chat.bot, "chat": chat.chat, "private": chat.private, "title": chat.title,
        "created_at": work.now, **columns,
    }  # fmt: skip
    made = _NEW.made(work, row)
    work.ahead["run"] = (made, chat.chat), None  # nobody has begun a dialog there
    return made


def change(work: UnitOfWork, chat_id: int, **columns: object) -> None:
    """Set columns of a chat."""
    _CHANGE.do(work, {"p_id": chat_id, **columns})


def changed(work: UnitOfWork, chat: Chat, **columns: Any) -> Chat:  # Chat's own fields
    """Set columns of a chat; returns the changed chat without reading it again."""
    change(work, chat.id, **columns)
    return replace(chat, **columns)


def heard(work: UnitOfWork, chat: Chat, **columns: Any) -> Chat:  # Chat's own fields
    """Record that somebody wrote there now, and set other columns, in one statement. A closed chat is open again."""
    if chat.id == UNMET:
        return replace(chat, id=_made_now(work, chat, last_in_at=work.now, **columns), **columns)
    if columns or chat.state != "open":
        change(work, chat.id, last_in_at=work.now, state="open", **columns)
    else:
        work.at_end(_heard, chat.id)
    return replace(chat, state="open", **columns)


def _heard(work: UnitOfWork, ids: list[int]) -> Part | None:
    if work.postgres:
        return Part(_HEARD_PART, {"heard": sorted(ids), "heard_at": work.now})
    _HEARD.do(work, {"p_ids": sorted(ids), "p_now": work.now})
    return None


def open_case(work: UnitOfWork, chat_id: int, case_id: int | None, *, span: timedelta = OPEN_FOR) -> None:
    """From now on messages in this chat are added to the case (None: to no case), for twelve hours or for `span`."""
    until = work.now + span if case_id is not None else None
    hidden = None if case_id is None else work.seal.blind("open case", case_id)  # always: the case may be sealed
    change(work, chat_id, open_case_id=hidden, open_until=until)


def migrate(work: UnitOfWork, chat: Chat, new: str) -> Chat:
    """Give a group's row its new id. If another row has that id already, it becomes a pointer to this one."""
    there = _FIND.first(work, {"p_channel": chat.channel, "p_bot": chat.bot, "p_chat": new})
    if there is not None and there.id != chat.id:
        # messages came under both ids before the platform told us: the older row keeps everything and gets the new id
        change(work, there.id, chat=f"old:{there.id}:{new}"[:64], moved_to=chat.id, state="moved")
    old = chat.chat
    change(work, chat.id, chat=new, state="open")
    if _FIND.first(work, {"p_channel": chat.channel, "p_bot": chat.bot, "p_chat": old}) is None:
        work.conn.execute(
            insert(chats).values(
                channel=chat.channel,
                bot=chat.bot,
                chat=old,
                private=False,
                state="moved",
                moved_to=chat.id,
                created_at=work.now,
            )
        )  # late events under the old id find the group through it
    return get(work, chat.id)
