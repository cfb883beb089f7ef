"""What happens to a raw payload after its event was answered, and whether a handler answered the event at all."""

from enum import Enum
from typing import TypeAlias


class After(Enum):
    """What the inbox does with the raw payload of an event that was answered."""

    KEEP = "keep"  # it stays as long as raw payloads are kept
    FORGET = "forget"  # it goes at once: it held a denunciation, a code or a secret word, or it did not concern us

    @classmethod
    def of(cls, *, sealed: bool) -> "After":
        """What to do with the payload of a message whose words went into a case or a dialog, sealed or open."""
        return cls.FORGET if sealed else cls.KEEP


Answer: TypeAlias = After | None
"""The answer of a handler that is asked in turn with others: None when the event does not belong to it."""
