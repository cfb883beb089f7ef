"""What becomes of a raw payload once it was answered, and whether a handler answered at all."""

from enum import Enum
from typing import TypeAlias


class After(Enum):
    """What the inbox does with the raw payload of an event that was answered."""

    KEEP = "keep"  # for as long as raw payloads are kept
    FORGET = "forget"  # at once: it held a denunciation, a code or a secret word, or was none of our business

    @classmethod
    def of(cls, *, sealed: bool) -> "After":
        """What a message's words ask for, that went into something sealed or open."""
        return cls.FORGET if sealed else cls.KEEP


Answer: TypeAlias = After | None
"""What a handler answers that is asked in turn with others: None when the event is not its own."""
