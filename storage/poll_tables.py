"""The tables of polls. Who took part stands apart from what was said: no row holds both."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, Text, UniqueConstraint, text

from storage.tables import Data, Id, Moment, metadata

polls = Table(
    "polls",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("key", String(16), nullable=False, unique=True),  # in links; no guessable number
    Column("title", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(12), nullable=False, server_default="draft"),  # draft, open, closed
    Column("source", Text, nullable=False),  # the text as it was given
    Column("fingerprint", String(64), nullable=False),  # SHA-256 of `source`
    Column("posted_on", Date),  # when the draft was posted on the board (NĐ 61/2023 Điều 9)
    Column("closes_at", Moment),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("opened_at", Moment),
    Column("closed_at", Moment),
    Column("result", Data),  # counted at the close
)

poll_articles = Table(
    "poll_articles",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("poll_id", Id, ForeignKey("polls.id"), nullable=False),
    Column("code", String(16), nullable=False),  # stable: in buttons and ballots
    Column("place", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("plain", Text, nullable=False, server_default=""),
    Column("asked", Boolean, nullable=False, server_default=text("true")),
    UniqueConstraint("poll_id", "code", name="uq_poll_articles_code"),
)

# Who took part; holds no choice.
poll_people = Table(
    "poll_people",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("resident_id", Id, ForeignKey("residents.id"), primary_key=True),
    Column("chat_id", Id, ForeignKey("chats.id"), nullable=False),
)

# What was said, sealed, without a time or a running number; `mark` is keyed with a file outside the database and
# becomes a random word at the close.
poll_ballots = Table(
    "poll_ballots",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("mark", String(64), primary_key=True),
    Column("choices", Text, nullable=False),
    sqlite_with_rowid=False,
)

poll_receipts = Table(
    "poll_receipts",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("receipt", String(16), primary_key=True),
    Column("mark", String(64), nullable=False),  # emptied at the close
    sqlite_with_rowid=False,
)
