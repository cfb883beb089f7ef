"""What the storage holds of a person: each subject names it, and says what becomes of it when the person asks for that.

The law is Luật 91/2025/QH15 Điều 14 (and NĐ 356/2025 Điều 5: in 20 days; here at once). `storage.across.erasing` walks
what the subjects name; a test finds a column of a person that nobody named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column

from storage.database.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Whom:
    """A person who asks to be forgotten."""

    resident_id: int
    chats: tuple[Any, ...]  # rows of their private chats
    owed: tuple[int, ...]  # ids of their cases that are still to be answered
    over: tuple[int, ...]  # ids of those that are over
    owed_messages: tuple[int, ...]  # messages of sealed cases that are owed, which do not name their case

    @property
    def chat_ids(self) -> list[int]:
        """The ids of their private chats."""
        return [each.id for each in self.chats]


Wipe = Callable[[UnitOfWork, Whom], object]


@dataclass(frozen=True, slots=True)
class Holding:
    """Columns that hold something of a person. Each is wiped at once or a day later, or stays, and `stays` says why."""

    what: str
    columns: tuple[Column[Any], ...]
    at_once: Wipe | None = None  # safe to repeat
    later: Wipe | None = None  # a day later, when nothing more is owed; safe to repeat
    stays: str = ""
