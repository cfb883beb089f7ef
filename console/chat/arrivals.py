"""Counts ballots from the web page by place and hour: a hint for a person, beside the ballots themselves.

Only here an address is known. It becomes a word that nobody can turn back into it, is counted in memory, and is written
in batches, never in a transaction of a message or a ballot. What a killed process had not written yet is lost, which is
acceptable for a hint.
"""

from datetime import datetime, timedelta

from console.chat.places import Hidden, place_of
from console.chat.room import Room
from console.frame.visitor import Visitor
from core.message import Address
from dialogs.engine import press
from storage.database.unit import UnitOfWork
from storage.messages import chats, runs, webchat
from storage.messages.webchat import Arrival
from storage.polls import arrivals

BATCH = 5  # as many are written together; at most this many minus one wait
WAITS = timedelta(minutes=10)
_REVIEW, _SEND = "summary", "send"  # dialogs.scripts.poll


def answers(work: UnitOfWork, arrival: Arrival) -> str:
    """The key of the consultation whose ballot this message sends; empty for all other messages."""
    pressed = press.read(arrival.press) if arrival.press else None
    if arrival.press and (pressed is None or (pressed.key, pressed.value) != (_REVIEW, _SEND)):
        return ""
    chat = chats.find(work, Address(webchat.CHANNEL, webchat.BOT, arrival.chat))
    run = runs.open_of(work, chat.id, arrival.chat) if chat is not None else None
    if run is None or run.dialog != "poll" or run.asked != _REVIEW:
        return ""
    return str(run.answers.get("which") or "")


class Arrivals:
    """One per application."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._hidden = Hidden()
        self._seen: dict[tuple[str, datetime, str], int] = {}
        self._since: datetime | None = None

    async def note(self, visitor: Visitor, poll: str) -> None:
        """Count one, if it is a ballot. From time to time the counts are written."""
        if not poll:
            return
        now = self._room.context.clock()
        hour = now.replace(minute=0, second=0, microsecond=0)
        key = (poll, hour, self._hidden.word(place_of(visitor.address), now))
        self._seen[key] = self._seen.get(key, 0) + 1
        self._since = self._since or now
        if sum(self._seen.values()) >= BATCH or now - self._since >= WAITS:
            seen, self._seen, self._since = self._seen, {}, None
            await self._room.database.write(arrivals.count, seen)
