"""The tables of files: files of cases and drafts, and uploads from a browser."""

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables.columns import Data, Id, Moment, State, metadata, number, reference, words, yes_or_no

attachments = Table(
    "attachments",
    metadata,
    number(),
    reference("case_id", "cases.id", index=True),  # none while it belongs to a draft
    reference("entry_id", "entries.id", index=True),
    reference("run_id", "runs.id", index=True),
    reference("chat_id", "chats.id"),
    Column("poll_id", Id),  # the consultation, when it is part of an opinion that was sent
    Column("message_id", String(64), nullable=False, server_default=""),
    Column("album", String(64), nullable=False, server_default=""),
    Column("part", Integer, nullable=False, server_default="0"),  # its place within its message
    Column("kind", String(16), nullable=False),
    Column("media", Data, nullable=False),  # core.message.Media as it came; `Channel.fetch` needs it
    Column("state", State(16), nullable=False, server_default="wanted"),  # wanted, kept, refused, lost, destroyed
    Column("reason", String(32), nullable=False, server_default=""),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_try_at", Moment),
    Column("digest", String(64), nullable=False, server_default=""),  # SHA-256 of the original
    Column("stored", String(64), nullable=False, server_default=""),  # its name in the store (keyed when sealed)
    Column("shown", String(64), nullable=False, server_default=""),  # the version without EXIF, for people
    Column("thumb", String(64), nullable=False, server_default=""),
    words("name"),
    Column("mime", String(128), nullable=False, server_default=""),
    Column("size", BigInteger, nullable=False, server_default="0"),
    Column("width", Integer, nullable=False, server_default="0"),
    Column("height", Integer, nullable=False, server_default="0"),
    words("taken_at"),  # from the EXIF data, as written there
    # where it was taken, from the EXIF data, until its sender says yes or no (`storage.media.photo_places`)
    Column("photo_place", String(32), nullable=False, server_default=""),
    yes_or_no("sealed"),
    # its case was sealed later: the files are still open, and `storage.media.keeping` will seal them
    yes_or_no("unclosed"),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("chat_id", "message_id", "part", name="uq_attachments_part"),
    # ids are never used again: a file that is fetched for a deleted draft must not become another's
    sqlite_autoincrement=True,
)
Index(
    "ix_attachments_wanted",
    attachments.c.next_try_at,
    sqlite_where=attachments.c.state == "wanted",
    postgresql_where=attachments.c.state == "wanted",
)
Index(
    "ix_attachments_poll",
    attachments.c.poll_id,
    sqlite_where=attachments.c.poll_id.is_not(None),
    postgresql_where=attachments.c.poll_id.is_not(None),
)
# Files are searched by each of their names: by the store's sweep and by a chat's page.
for _name in ("stored", "shown", "thumb", "digest"):
    _named = attachments.c[_name] != ""
    Index(f"ix_attachments_{_name}", attachments.c[_name], sqlite_where=_named, postgresql_where=_named)
Index(
    "ix_attachments_unclosed",
    attachments.c.id,
    sqlite_where=text("unclosed = 1"),  # in the form that a statement uses
    postgresql_where=attachments.c.unclosed,
)
Index(
    "ix_attachments_photo_place",
    attachments.c.created_at,
    sqlite_where=attachments.c.photo_place != "",
    postgresql_where=attachments.c.photo_place != "",
)
Index("ix_attachments_album", attachments.c.chat_id, attachments.c.album)

uploads = Table(
    "uploads",
    metadata,
    Column("id", String(64), primary_key=True),  # random, given to the browser
    Column("chat", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("mime", String(128), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("stored", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)
Index("ix_uploads_at", uploads.c.at)
