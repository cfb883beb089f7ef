"""Files that Telegram has already: the bytes are sent once, and then the id that Telegram gave them."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bot.channels.once import Once
from bot.channels.telegram_models import Message
from core.errors import Fate, SendError
from core.message import Media

_MOST = 500


class Uploads:
    """Ids by the SHA-256 of our file, for this bot.

    They are forgotten with the process, or when Telegram forgets them.
    """

    def __init__(self) -> None:
        self._ids: OrderedDict[str, str] = OrderedDict()
        self._once = Once()

    def known(self, media: Media) -> str:
        """The id of a file that Telegram has; empty when it must be uploaded."""
        return self._ids.get(_name(media), "")

    @contextmanager
    def sending(self, media: Sequence[Media]) -> Iterator[None]:
        """While these files are sent.

        If Telegram no longer knows a file, its id is forgotten and the message is sent again.
        """
        with self._once.uploading(_name(each) for each in media if not self.known(each)):
            try:
                yield
            except SendError as error:
                if error.fate is Fate.OURS and "file identifier" in str(error).lower():
                    for each in media:
                        self._ids.pop(_name(each), None)
                    raise SendError(Fate.AGAIN, "Telegram no longer has the file") from None
                raise

    def learn(self, media: Sequence[Media], messages: Sequence[Message]) -> None:
        """Store the ids in these messages, unless they do not tell which file is which."""
        found = [each for each in map(_id_of, messages) if each]
        if len(found) != len(media):
            return
        for each, file_id in zip(media, found, strict=True):
            self._ids[_name(each)] = file_id
        while len(self._ids) > _MOST:
            self._ids.popitem(last=False)


def _name(media: Media) -> str:
    return f"{media.kind}:{media.ref}"  # a file that was sent as a picture cannot be sent as a document by its id


def _id_of(message: Message) -> str:
    if message.photo:
        return message.photo[-1].file_id
    file = message.document or message.video or message.audio or message.voice
    return file.file_id if file is not None else ""
