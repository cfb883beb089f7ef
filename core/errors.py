"""One tree of errors. Adapters turn a platform's exceptions into these, so no other room sees a foreign exception."""

from enum import StrEnum


class DanBanError(Exception):
    """The root of our errors. `str()` is a sentence that a person can act on."""


class SettingError(DanBanError):
    """A setting is missing or wrong. The sentence names the variable and shows a right value."""


class UnreadableError(DanBanError):
    """A stored payload cannot be read. The inbox sets it aside with an alert and goes on with the others."""


class _WithWhyError(DanBanError):
    """An error that pages explain in their own words: `why` is a value of a subject's `Why`; None without one.

    It takes a sentence or a value of a `Why`.
    """

    def __init__(self, said: str | StrEnum, *, why: StrEnum | None = None) -> None:
        super().__init__(said)
        self.why: StrEnum | None = why or (said if isinstance(said, StrEnum) else None)


class NotAllowedError(_WithWhyError):
    """The person who asks may not do or see this."""


class NotFoundError(DanBanError):
    """The thing does not exist, or the person who asks may not know of it."""


class WithdrawnError(DanBanError):
    """The thing was public and has been withdrawn."""


class ConflictError(_WithWhyError):
    """Somebody else was faster, or the state no longer allows it. The sentence says what is true now."""


class RefusedFileError(DanBanError):
    """A file is not accepted.

    `reason` is a word key: too_big, bad_type, broken, too_many_pixels, bad_address, pieces, away.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class StoreAwayError(RefusedFileError):
    """The file store does not answer, or gave something else than was stored. It may be tried again; nothing is lost.

    A page shows it as any other reason why a file is not accepted ("away"). Whoever works beside the pages waits.
    """

    def __init__(self, detail: str) -> None:
        super().__init__("away")
        self.detail = detail

    def __str__(self) -> str:
        """What an operator reads."""
        return f"The file store does not answer as it should ({self.detail}). See FILES_URL and `danban doctor`."


class LostFileError(DanBanError):
    """The platform no longer has the file, or did not deliver it within the tries allowed."""


class Fate(StrEnum):
    """What a failed send means for its row in the outbox."""

    AGAIN = "again"  # not sent (connection refused, 5xx before acceptance): retry with backoff
    LATER = "later"  # the platform named a wait: `after` seconds, for the chat or, with `everybody`, for the bot
    GONE = "gone"  # the person blocked us or left: close the chat, keep its rows
    MOVED = "moved"  # the chat goes on under the id `moved_to`
    OURS = "ours"  # the platform refuses this content: set aside with an alert, go on with the next message
    DOUBTFUL = "doubtful"  # nobody knows whether it arrived
    WAITS = "waits"  # the platform lets us write only after the person writes: keep the row until then
    RECONNECT = "reconnect"  # our credentials are no longer valid: hold the whole bot and alert the admins


class SendError(DanBanError):
    """A send that failed. `says` is the word key of the sentence that staff read.

    `alarm` is the kind of the alert that admins get, once per day. An invalid connection (RECONNECT) has one by itself,
    unless `alarm` is "".
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


def once_more(error: SendError) -> SendError:
    """The error of an act that may safely be repeated: where nobody knows whether it was done, it is done again."""
    return SendError(Fate.AGAIN, str(error)) if error.fate is Fate.DOUBTFUL else error
