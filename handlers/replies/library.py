"""The records that questions are answered from. They are indexed once, and read again after a change was approved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from civics.answers.answering import Base, base_of
from civics.answers.records import Record
from civics.answers.signs import words_of
from civics.days.calendar import day_of
from core.message import Incoming
from storage.answers import records
from storage.database.unit import UnitOfWork

_HELD = 200  # choices
_LIKE = 0.25  # compared with the best


@dataclass(frozen=True, slots=True)
class Shelf:
    """The base of one revision on one day. `ids` maps the key of a record to its live version."""

    base: Base
    ids: Mapping[str, int]

    def record(self, key: str) -> Record | None:
        """The record or the article with this key, when it is valid now."""
        return self.base.record(key)

    def nearest(self, text: str, most: int) -> list[Record]:
        """The records that are most similar to a text, the best first; none much less similar than the best."""
        hits = self.base.index.search(words_of(text)).records
        best = hits[0].score if hits else 0.0
        return [self.base.records[each.key] for each in hits[:most] if each.score >= _LIKE * best]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a language model chose for a message: a key among `keys`, or none. `outcome`: chosen, none, odd, failed."""

    question: str  # as it left: without personal data
    keys: tuple[str, ...]
    key: str
    outcome: str
    took_ms: int


@dataclass(slots=True)
class Choices:
    """The choices for messages that are being handled, in one process; the oldest are forgotten."""

    _held: dict[tuple[str, str, str, str], Chosen] = field(default_factory=dict)

    def put(self, incoming: Incoming, chosen: Chosen) -> None:
        """Keep the choice for a message until it is handled."""
        self._held[_mark(incoming)] = chosen
        while len(self._held) > _HELD:
            self._held.pop(next(iter(self._held)), None)

    def of(self, incoming: Incoming) -> Chosen | None:
        """The choice for a message. It stays, because the message may be handled again."""
        return self._held.get(_mark(incoming))


def _mark(incoming: Incoming) -> tuple[str, str, str, str]:
    at = incoming.address
    return at.channel, at.bot, at.chat, incoming.external_id


@dataclass(slots=True)
class Library:
    """The index of the live records in one process. A record whose end date has passed is not in it."""

    choices: Choices = field(default_factory=Choices)
    _read: tuple[tuple[tuple[int, str], date], Shelf] | None = field(default=None)

    def shelf(self, work: UnitOfWork) -> Shelf:
        """The records that are valid now. It costs one small query while nothing has changed."""
        mark = records.revision(work), day_of(work.now)
        found = self._read
        if found is None or found[0] != mark:
            found = self._read = mark, _shelf(work, mark[1])
        return found[1]


def _shelf(work: UnitOfWork, today: date) -> Shelf:
    live = [each for each in records.live(work) if not each.record.silent(today)]
    base = base_of([each.record for each in live])
    return Shelf(base, {each.record.key: each.id for each in live})
