"""One tree of errors. Adapters turn a platform's exceptions into these; nothing above sees a foreign one."""

from enum import StrEnum


class DanBanError(Exception):
    """The root. `str()` is a sentence that a person can act on."""


class SettingError(DanBanError):
    """A setting is missing or odd. The sentence names the variable and shows a right value."""


class UnreadableError(DanBanError):
    """A stored payload cannot be read. The inbox sets it aside with an alert; others go on."""


class _WithWhyError(DanBanError):
    """An error that pages tell apart: `why` is a word of a subject's `Why`, none where no page says it differently.

    Given a word of a `Why` instead of a sentence, it carries that word.
    """

    def __init__(self, said: str | StrEnum, *, why: StrEnum | None = None) -> None:
        super().__init__(said)
        self.why: StrEnum | None = why or (said if isinstance(said, StrEnum) else None)


class NotAllowedError(_WithWhyError):
    """Who asks may not do or see this."""


class NotFoundError(DanBanError):
    """There is no such thing, or none that the asker may know of."""


class WithdrawnError(DanBanError):
    """There was such a thing, open to all, and it was taken back."""


class ConflictError(_WithWhyError):
    """Somebody was faster, or the state no longer allows it. The sentence says what is so now."""


class RefusedFileError(DanBanError):
    """A file is not taken. `reason` is a word key: too_big, bad_type, broken, too_many_pixels, bad_address, pieces."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LostFileError(DanBanError):
    """The platform no longer has the file, or never gave it within the tries allowed."""


class Fate(StrEnum):
    """What a failed send means for its row."""

    AGAIN = "again"  # not sent (refused connection, 5xx before acceptance): try again with back-off
    LATER = "later"  # the platform named a wait: `after` seconds, for the chat or, with `everybody`, the bot
    GONE = "gone"  # the person blocked us or left: close the chat, keep its rows
    MOVED = "moved"  # the chat goes on under `moved_to`
    OURS = "ours"  # the platform refuses this content: set aside with an alert, the next goes on
    DOUBTFUL = "doubtful"  # may or may not have arrived
    WAITS = "waits"  # the platform lets us write only after the person wrote: keep the row, send it on their next word
    RECONNECT = "reconnect"  # our credentials are dead: hold the whole bot and tell the admins


class SendError(DanBanError):
    """A send that did not end well. `says` is a word key with the sentence that staff read.

    `alarm`: the kind of the alert that admins get, once a day; a dead connection has one unless it is "".
    """

    def __init__(
        self,
        fate: Fate,
        detail: str,
        *,
        after: float = 0.0,
        everybody: bool = False,
        moved_to: str = "",
        says: str = "",
        alarm: str | None = None,
    ) -> None:
        super().__init__(detail)
        self.fate = fate
        self.after = after
        self.everybody = everybody
        self.moved_to = moved_to
        self.says = says or f"send.{fate.value}"
        self.alarm = alarm if alarm is not None else ("reconnect" if fate is Fate.RECONNECT else "")
