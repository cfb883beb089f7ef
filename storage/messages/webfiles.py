"""Finds the bytes of a file in a web chat, for the one browser that may see them.

A resident's own file is first in the staging folder; after the fetcher has taken it, a version without EXIF data is in
the file store. A file of ours (of an answer or a bulletin) is in the store from the start. A file that staff destroyed
is not found.
"""

from dataclasses import dataclass

from sqlalchemy import false, or_, select

from core.errors import NotFoundError
from core.message import Media
from storage.database.unit import UnitOfWork
from storage.messages import webchat
from storage.tables.bulletins import bulletin_files
from storage.tables.media import attachments
from storage.tables.messages import chats
from storage.ward.links import by_message


@dataclass(frozen=True, slots=True)
class WebFile:
    """A file that the browser may see. Either `staged` names an upload, or the other names are in the store."""

    media: Media
    mime: str
    staged: str = ""
    stored: str = ""
    shown: str = ""
    thumb: str = ""


def find(work: UnitOfWork, chat: str, message_id: str, part: int) -> WebFile:
    """The file of a message of that chat. Raises the same NotFoundError for every reason."""
    message = webchat.get(work, chat, message_id)
    files = webchat.media_of(message)
    if not 0 <= part < len(files):
        raise NotFoundError("There is no such file.")
    media = files[part]
    found = _ours(work, media) if message.ours else _theirs(work, chat, str(message.id), part=part, media=media)
    if found is None:
        raise NotFoundError("There is no such file.")
    return found


def _ours(work: UnitOfWork, media: Media) -> WebFile | None:
    """A file that we sent, under any of its names in the store. Of a picture we send the version without EXIF data.

    If the case was sealed after the file was sent, the file has a keyed name, made from the name that was sent.
    """
    names = (media.ref, work.seal.name("file", media.ref))
    row = work.conn.execute(
        select(attachments)
        .where(
            or_(*(attachments.c[each].in_(names) for each in ("stored", "shown", "digest"))),
            attachments.c.state == "kept",
        )
        .order_by(attachments.c.id)
        .limit(1)
    ).one_or_none()
    if row is not None:
        return WebFile(media, row.mime, stored=row.stored, shown=row.shown, thumb=row.thumb)
    told = work.conn.execute(select(bulletin_files).where(bulletin_files.c.stored == media.ref).limit(1)).one_or_none()
    return None if told is None else WebFile(media, told.mime, stored=told.stored)


def _theirs(work: UnitOfWork, chat: str, message_id: str, *, part: int, media: Media) -> WebFile | None:
    """A file that the chat's person sent."""
    here = select(chats.c.id).where(chats.c.channel == webchat.CHANNEL, chats.c.chat == chat)
    chat_id = work.conn.execute(here).scalar()
    mine = false() if chat_id is None else by_message(work, attachments, chat_id, message_id)
    row = work.conn.execute(
        select(attachments).where(mine, attachments.c.part == part).order_by(attachments.c.id).limit(1)
    ).one_or_none()
    if row is None or row.state == "wanted":
        return WebFile(media, media.mime, staged=media.ref)
    if row.state != "kept":
        return None
    return WebFile(media, row.mime, stored=row.stored, shown=row.shown, thumb=row.thumb)
