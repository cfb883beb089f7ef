"""Files behind addresses on the internet, which another program gave with its report (`media_url` of Open311).

The fetcher gets them like all other files, with its limits, and never from inside our own network.
"""

from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from core.message import Media, MediaKind
from storage.database.unit import UnitOfWork
from storage.media import attachments

_LONGEST_NAME = 100


def want(work: UnitOfWork, urls: Sequence[str], *, case_id: int, entry_id: int | None = None) -> None:
    """Ask for the pictures behind these addresses, for this case or for what was said in it.

    One that cannot be fetched is shown as refused.
    """
    for part, url in enumerate(urls):
        media = Media(MediaKind.PHOTO, url, name_of(url))
        message_id = f"{attachments.BY_LINK}{part}"
        attachments.want(
            work, media, part=part, message_id=message_id, chat_id=None, case_id=case_id, entry_id=entry_id
        )


def name_of(url: str) -> str:
    """The last part of an address's path, as a file is called; "" where there is none or it is no address."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return unquote(path.rpartition("/")[2])[-_LONGEST_NAME:]
