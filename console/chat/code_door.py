"""Limits codes that are typed into the web chat, per place: a new chat costs nothing, so five tries each limit nobody.

USUAL is far more than a street behind one address types on the evening its slips came (the roll of a whole ward has
some ten thousand codes). It is far too little for guessing: 120 per hour for a month is 86,400 of 850 billion forms.
When the whole ward has many wrong codes (`storage.households.code_misses`), each place has WARY. That is still enough
for a house with several families, so a stranger who makes noise shuts nobody out. Zalo and Telegram are not limited
here: an account there costs a telephone number, and five tries per chat are a limit.
"""

import re
from datetime import timedelta

from console.chat.answers import RefusedError
from console.chat.places import Backoff, place_of
from console.chat.room import Room
from console.frame.visitor import Visitor
from core.text import fold
from dialogs.engine.ear import phrases, plain
from handlers.people import moving
from storage.households import code_misses

USUAL, WARY = 120, 10  # tries of one place per hour
_LIKE = re.compile(r"\b(?:HO|XN|CK)\W*[2-9A-Z]{4}\W*[2-9A-Z]{4}\b")  # everything that is read as a code, and more
_CASE = re.compile(r"\b[A-Z]{1,6}-[0-9]{2}-[0-9]{4,9} \S")  # a case's code, followed by what may be its recovery word
_LONGEST = 100  # characters, white space together; no longer message is taken as a code


class CodeDoor:
    """One per application."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._tries = Backoff(clock=room.context.clock)

    async def pass_(self, visitor: Visitor, text: str) -> None:
        """Let a message through. Raises RefusedError, 429, for a code from a place that has typed too many."""
        if not self._tries_something(" ".join(text.split())):
            return
        database = self._room.database
        wary = await database.read(code_misses.are_many)
        wait, just_now = self._tries.take(place_of(visitor.address), WARY if wary else USUAL)
        if wait is None:
            return
        self._room.context.count("code_refused")
        if just_now:
            await database.write(code_misses.place_waits)
        raise RefusedError(429, "codes_later", minutes=max(1, round(wait / timedelta(minutes=1))))

    def _tries_something(self, line: str) -> bool:
        """Whether it may be a code, or the recovery word of a case, as `handlers.people.moving` takes it."""
        if len(line) > _LONGEST:
            return False
        folded = fold(line).upper()
        if _LIKE.search(folded) is not None:
            return True
        begins = tuple(phrases(self._room.context.words, "menu.move"))
        moves = line.lower().startswith(tuple(f"/{each}" for each in moving.COMMANDS)) or plain(line).startswith(begins)
        return moves and _CASE.search(folded) is not None
