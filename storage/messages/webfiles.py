"""Where the bytes of a file in a web chat lie, for the one browser that may see them.

A resident's own file is first in the staging folder, then, once the fetcher took it, in the store as a version
without EXIF. A file of ours is in the store from the start. What staff destroyed is nowhere.
"""

from dataclasses import dataclass

from sqlalchemy import false, or_, select

from core.errors import NotFoundError
from core.message import Media
from storage.cases.links import by_message
from storage.database.unit import UnitOfWork
from storage.messages import webchat
from storage.tables.media import attachments
from storage.tables.messages import chats


@dataclass(frozen=True, slots=True)
class WebFile:
    """A file somebody may see. Either `staged` names an upload, or the other names are the store's."""

    media: Media
    mime: str
    staged: str = ""
    stored: str = ""
    shown: str = ""
    thumb: str = ""


def find(work: UnitOfWork, chat: str, message_id: str, part: int) -> WebFile:
    """The file of a message of that chat. Raises NotFoundError, whatever the reason, alike."""
    message = webchat.get(work, chat, message_id)
    files = webchat.media_of(message)
    if not 0 <= part < len(files):
        raise NotFoundError("There is no such file.")
    media = files[part]
    wanted = select(attachments).order_by(attachments.c.id).limit(1)
    if message.ours:
        wanted = wanted.where(
            or_(attachments.c.digest == media.ref, attachments.c.stored == media.ref), attachments.c.state == "kept"
        )
    else:
        here = select(chats.c.id).where(chats.c.channel == webchat.CHANNEL, chats.c.chat == chat)
        chat_id = work.conn.execute(here).scalar()
        mine = false() if chat_id is None else by_message(work, attachments, chat_id, str(message.id))
        wanted = wanted.where(mine, attachments.c.part == part)
    row = work.conn.execute(wanted).one_or_none()
    if row is not None and row.state == "kept":
        return WebFile(media, row.mime, stored=row.stored, shown=row.shown, thumb=row.thumb)
    if message.ours or (row is not None and row.state != "wanted"):
        raise NotFoundError("There is no such file.")
    return WebFile(media, media.mime, staged=media.ref)
