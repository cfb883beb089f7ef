"""Takes a message from the inbox, and in the same statement what nearly every turn asks for first.

That is its chat, the resident and the open dialog of a private chat, where the person has the chat's id. Each is handed
out once (`UnitOfWork.ahead`): who asks again reads again, and whoever changes a dialog forgets what was read.
"""

from sqlalchemy import Select, String, and_, bindparam, func, literal, select, true

from core.message import Json
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.messages import chats, inbox, runs
from storage.messages.inbox import Taken, Waiting
from storage.people import residents
from storage.tables.messages import chats as chats_table
from storage.tables.messages import inbox as inbox_table
from storage.tables.messages import runs as runs_table
from storage.tables.people import persons
from storage.tables.people import residents as residents_table

_KNOWN = (*chats.COLUMNS, *residents.COLUMNS, *runs.COLUMNS)
_CHAT, _RESIDENT = len(chats.COLUMNS), len(chats.COLUMNS) + len(residents.COLUMNS)


def _statement(*, locks: bool) -> Select[tuple[object, ...]]:
    """The message with what is known. `locks`: the chat is locked, and nothing earlier of it may wait.

    A row that another worker has is left out. A row that it has handled since this statement began is read again,
    because the row is locked too. So what is known is never older than the message before this one: while that one is
    seen as waiting, this one is not taken.
    """
    earlier, open_runs = inbox_table.alias("earlier"), runs_table.alias("open_runs")
    newest = (
        select(func.max(open_runs.c.id))
        .where(
            open_runs.c.chat_id == chats_table.c.id,
            open_runs.c.person == inbox_table.c.chat,
            open_runs.c.state == "open",
        )
        .scalar_subquery()
    )
    lane = [inbox_table.c.channel, inbox_table.c.bot]
    there = inbox_table.outerjoin(
        chats_table, and_(*(chats_table.c[each.key] == each for each in (*lane, inbox_table.c.chat)))
    )
    there = there.outerjoin(
        persons, and_(*(persons.c[each.key] == each for each in lane), persons.c.person == inbox_table.c.chat)
    )
    there = there.outerjoin(residents_table, residents_table.c.id == persons.c.resident_id)
    there = there.outerjoin(runs_table, runs_table.c.id == newest)
    waits = (
        select(literal(1))
        .where(
            earlier.c.state == "waiting",
            earlier.c.id < inbox_table.c.id,
            *(earlier.c[each.key] == each for each in (*lane, inbox_table.c.chat)),
        )
        .exists()
    )
    of_ward = func.current_schema(type_=String).concat(bindparam("p_lane", type_=String))  # the same key as in `inbox`
    locked = func.pg_try_advisory_xact_lock(func.hashtextextended(of_ward, 7))
    first = (inbox_table.c.raw, locked, waits) if locks else (inbox_table.c.raw, true(), literal(value=False))
    columns = [each.label(f"c{number}") for number, each in enumerate((*first, *_KNOWN))]
    found = (
        select(*columns)
        .select_from(there)
        .where(inbox_table.c.id == bindparam("p_id"), inbox_table.c.state == "waiting")
    )
    return found.with_for_update(of=inbox_table, skip_locked=True) if locks else found


_TAKE = Prepared({"postgresql": _statement(locks=True), "sqlite": _statement(locks=False)})


def take(work: UnitOfWork, waiting: Waiting) -> dict[str, Json] | Taken:
    """The payload, with the chat locked for this transaction. Raises WrongKeyError, KeyGoneError.

    SQLite has only one writer, so there is nothing to lock.
    """
    given = {"p_id": waiting.id, "p_lane": "\x1f".join(waiting.lane)} if work.postgres else {"p_id": waiting.id}
    row = _TAKE.first(work, given)
    if row is None:
        return Taken.HELD if inbox.waits(work, waiting.id) else Taken.OVER
    sealed, locked, later, *known = row
    if later or not locked:
        return Taken.HELD
    chat, resident, run = known[:_CHAT], known[_CHAT:_RESIDENT], known[_RESIDENT:]
    work.ahead["chat"] = waiting.lane, _row(chat)
    work.ahead["resident"] = waiting.lane, _row(resident)
    if chat[0] is not None:
        work.ahead["run"] = (chat[0], waiting.chat), _row(run)
    return inbox.opened(work, sealed)


def _row(columns: list[object]) -> list[object] | None:
    """The columns of a row; None where the join found none. The first is its id."""
    return None if columns[0] is None else columns
