"""Publishes a closed consultation, and informs participants and groups about the outcome: each once, in batches."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from civics.polls.opinions import Readiness, unready
from civics.polls.rules import PollState
from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.messages.chats import Chat
from storage.polls import opinions, polls
from storage.polls.walks import next_chats
from storage.tables.messages import chats
from storage.tables.polls import poll_people
from storage.tables.polls import polls as polls_table
from storage.ward import audit

TOLD_FOR = timedelta(days=7)  # after that, an outcome is no longer news
_GROUPS = ".groups"
_ENDED = tuple(each.value for each in (PollState.CLOSED, PollState.CANCELLED, PollState.PUBLISHED))


class UnreadyError(ConflictError):
    """It may not be published yet. `reasons` are tails of word keys, of `civics.polls.opinions.unready`."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


def missing(work: UnitOfWork, poll: polls.Poll) -> tuple[str, ...]:
    """What must be done before publishing."""
    found = opinions.tally(work, poll.id)
    return unready(Readiness(poll.state, poll.kind, found["waiting"] == 0, found["open"]))


def publish(work: UnitOfWork, key: str, *, staff_id: int) -> None:
    """Publish the answers and inform the participants. From now on no answer changes. Raises UnreadyError."""
    work.conn.execute(select(polls_table.c.id).where(polls_table.c.key == key).with_for_update())
    poll = polls.get(work, key)
    reasons = missing(work, poll)
    if reasons:
        raise UnreadyError(reasons)
    values = {"state": PollState.PUBLISHED.value, "published_at": work.now}
    work.conn.execute(update(polls_table).where(polls_table.c.id == poll.id).values(**values))
    found = opinions.tally(work, poll.id)
    audit.record(
        work, "poll.published", actor=audit.STAFF, staff_id=staff_id, poll=key, accepted=found["accepted"],
        explained=found["explain"], open=found["open"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """Chats that are to be informed now about a consultation; `what` names the message."""

    poll: polls.Poll
    what: str  # closed, cancelled, published
    groups: bool
    chats: tuple[Chat, ...]

    def once(self, chat: Chat) -> str:
        """The key that makes sure that the message exists only once."""
        told = f"poll:{self.poll.key}:{chat.id}"
        return f"{told}:published" if self.what == "published" else told


def next_batch(work: UnitOfWork, *, limit: int) -> Batch | None:
    """The next chats by id, recorded as informed; None when all were informed.

    First the participants, then, for a result, the groups. A chat that missed the message about the close gets the one
    about the answers.
    """
    for key, what in _news(work):
        poll = polls.get(work, key)
        for groups in (False, True) if what != "cancelled" else (False,):
            found = _batch(work, poll, what, groups=groups, limit=limit)
            if found:
                return Batch(poll, what, groups, found)
    return None


def _news(work: UnitOfWork) -> list[tuple[str, str]]:
    since = work.now - TOLD_FOR
    rows = work.conn.execute(
        select(polls_table.c.key, polls_table.c.state)
        .where(
            (polls_table.c.closed_at >= since) | (polls_table.c.published_at >= since),
            polls_table.c.state.in_(_ENDED),
        )
        .order_by(polls_table.c.id)
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


def _batch(work: UnitOfWork, poll: polls.Poll, what: str, *, groups: bool, limit: int) -> tuple[Chat, ...]:
    name = what + (_GROUPS if groups else "")
    if groups:
        wanted = select(chats.c.id).where(chats.c.private.is_(False), chats.c.state == "open")
        return next_chats(work, poll.id, name, wanted=wanted, column=chats.c.id, limit=limit)
    took = select(poll_people.c.chat_id).where(poll_people.c.poll_id == poll.id)
    return next_chats(work, poll.id, name, wanted=took, column=poll_people.c.chat_id, limit=limit)
