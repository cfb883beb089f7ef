"""What Telegram's errors and network errors mean for a message: foreign exceptions become `SendError`.

The texts of errors are those of the Bot API. An error with an unknown cause counts as ours. URLs contain the token, so
no message contains a URL: of a network error we only give its kind.
"""

from aiohttp import ClientConnectorError, ConnectionTimeoutError

from bot.channels.telegram_models import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from core.errors import Fate, SendError

_GONE_400 = ("chat not found", "user not found", "peer_id_invalid", "chat_write_forbidden",
             "user_is_deactivated", "group chat was deactivated", "bot is not a member",
             "not enough rights to send", "have no rights")  # fmt: skip
_GONE_SAYS = (
    ("blocked by the user", "send.blocked"),
    ("deactivated", "send.deactivated"),
    ("kicked", "send.kicked"),
    ("not a member", "send.kicked"),
    ("initiate conversation", "send.never_started"),
)
_HARMLESS = ("message is not modified", "query is too old", "query id is invalid")
_UNEDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_DELETED = ("message to delete not found", "message identifier is not specified")
_UNDELETABLE = ("message can't be deleted",)
_NOT_SENT = (ClientConnectorError, ConnectionTimeoutError)


def harmless(error: BaseException) -> bool:
    """Whether the error means that the wanted state exists already, or that nobody waits for the answer any more."""
    return isinstance(error, TelegramBadRequest) and any(each in error.message.lower() for each in _HARMLESS)


def uneditable(error: BaseException) -> bool:
    """Whether the message to be edited no longer exists, so that it must be sent anew."""
    return isinstance(error, TelegramBadRequest) and any(each in error.message.lower() for each in _UNEDITABLE)


def deleted(error: BaseException) -> bool:
    """Whether the message to be deleted no longer exists."""
    return isinstance(error, TelegramBadRequest) and any(each in error.message.lower() for each in _DELETED)


def undeletable(error: BaseException) -> bool:
    """Whether it is too late: Telegram allows deleting for 48 hours."""
    return isinstance(error, TelegramBadRequest) and any(each in error.message.lower() for each in _UNDELETABLE)


def without_text(error: BaseException) -> bool:
    """Whether the message to be edited is a file with a caption."""
    return isinstance(error, TelegramBadRequest) and "no text in the message to edit" in error.message.lower()


def send_error(error: BaseException, *, everybody: bool = False) -> SendError:
    """The fate of a message whose send ended with `error`. `everybody`: a named wait holds for the whole bot."""
    if isinstance(error, TelegramRetryAfter):
        return SendError(Fate.LATER, "too many requests", after=float(error.retry_after), everybody=everybody)
    if isinstance(error, TelegramMigrateToChat):
        return SendError(Fate.MOVED, "the group became a supergroup", moved_to=str(error.migrate_to_chat_id))
    if isinstance(error, TelegramNetworkError):
        return _network(error)
    if isinstance(error, TelegramAPIError):
        return _answered(error)
    if isinstance(error, ClientDecodeError):
        return SendError(Fate.DOUBTFUL, "the answer could not be read")
    if isinstance(error, TimeoutError):
        return SendError(Fate.DOUBTFUL, "no answer in time")
    return SendError(Fate.DOUBTFUL, type(error).__name__)


def _network(error: TelegramNetworkError) -> SendError:
    cause = error.__cause__
    name = type(cause or error).__name__
    if error.message.startswith("Request Entity Too Large"):
        return SendError(Fate.OURS, "the file is larger than Telegram takes", says="send.too_big")
    return SendError(Fate.AGAIN if isinstance(cause, _NOT_SENT) else Fate.DOUBTFUL, name)


def _answered(error: TelegramAPIError) -> SendError:
    text = error.message or type(error).__name__
    low = text.lower()
    if isinstance(error, TelegramForbiddenError):
        return SendError(Fate.GONE, text, says=_gone(low))
    if isinstance(error, TelegramUnauthorizedError | TelegramNotFound):
        return SendError(Fate.RECONNECT, text)
    if isinstance(error, TelegramServerError | TelegramConflictError):
        return SendError(Fate.AGAIN, text)
    if isinstance(error, TelegramBadRequest) and any(each in low for each in _GONE_400):
        return SendError(Fate.GONE, text, says=_gone(low))
    return SendError(Fate.OURS, text)


def _gone(text: str) -> str:
    return next((says for words, says in _GONE_SAYS if words in text), "send.gone")
