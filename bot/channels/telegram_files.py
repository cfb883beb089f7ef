"""Fetches files that people sent: first the path of a file, then its bytes, with limits of size and time."""

from collections.abc import AsyncIterator

from aiohttp import ClientError, ClientTimeout

from bot.channels import telegram_errors as errors
from bot.channels.telegram_models import (
    AiohttpSession,
    Bot,
    ClientDecodeError,
    GetFile,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramRetryAfter,
)
from core.errors import Fate, LostFileError, RefusedFileError, SendError
from core.message import LARGEST_FILE, Media

_DOWNLOAD = ClientTimeout(total=120.0, sock_connect=5.0, sock_read=20.0)
_PIECE = 65_536


async def fetched(bot: Bot, session: AiohttpSession, media: Media) -> AsyncIterator[bytes]:
    """The bytes of a file, at most 20 MB. Raises RefusedFileError, LostFileError, or SendError (AGAIN)."""
    if media.size > LARGEST_FILE:
        raise RefusedFileError("too_big")
    for _ in range(2):  # a path lives for an hour; ask once for a second one
        path = await _path_of(bot, media.ref)
        async for piece in _download(bot, session, path):
            yield piece
            path = ""
        if not path:
            return
    raise LostFileError("Telegram no longer has the file.")


async def _path_of(bot: Bot, file_id: str) -> str:
    try:
        found = await bot(GetFile(file_id=file_id))
    except TelegramBadRequest as error:
        low = error.message.lower()
        if "too big" in low:
            raise RefusedFileError("too_big") from None
        if "temporarily" in low:
            raise SendError(Fate.AGAIN, error.message) from None
        raise LostFileError("Telegram does not know the file.") from None
    except (TelegramAPIError, ClientDecodeError, TimeoutError, OSError, ClientError) as error:
        found_error = errors.send_error(error, everybody=isinstance(error, TelegramRetryAfter))
        if found_error.fate in {Fate.LATER, Fate.RECONNECT}:
            raise found_error from None
        raise SendError(Fate.AGAIN, str(found_error)) from None
    if (found.file_size or 0) > LARGEST_FILE:
        raise RefusedFileError("too_big")
    if not found.file_path:
        raise LostFileError("Telegram gives no path to the file.")
    return found.file_path


async def _download(bot: Bot, session: AiohttpSession, path: str) -> AsyncIterator[bytes]:
    """The bytes at a path; nothing at all when the path has expired."""
    client = await session.create_session()
    url = session.api.file_url(bot.token, path)
    size = 0
    try:
        async with client.get(url, timeout=_DOWNLOAD, allow_redirects=False) as response:
            if response.status in {404, 410}:
                return
            if response.status != 200:
                raise SendError(Fate.AGAIN, f"the file server answered {response.status}")
            async for piece in response.content.iter_chunked(_PIECE):
                size += len(piece)
                if size > LARGEST_FILE:
                    raise RefusedFileError("too_big")
                yield piece
    except (ClientError, TimeoutError, OSError) as error:
        raise SendError(Fate.AGAIN, type(error).__name__) from None
    if size == 0:
        yield b""  # an empty file is a file too
