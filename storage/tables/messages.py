"""The tables of messages: what arrived, chats and their dialogs, what is sent, who may send."""

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint, literal

from core.priority import Priority
from storage.tables.columns import Data, Id, Moment, State, metadata, number, reference, words, yes_or_no

bulk = literal(Priority.BULK, Integer)  # the priority, where a statement writes it for many rows

# There is no foreign key: the webhook's insert must never wait for a worker that holds the chat.
inbox = Table(
    "inbox",
    metadata,
    number(),
    Column("channel", String(16), nullable=False),
    Column("bot", String(64), nullable=False),
    Column("external_id", String(128), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("raw", LargeBinary, nullable=False),  # sealed, because nobody knows yet what it contains
    Column("received_at", Moment, nullable=False),
    Column("state", State(8), nullable=False, server_default="waiting"),  # waiting, done, aside
    Column("tries", Integer, nullable=False, server_default="0"),
    words("error"),
    Column("handled_at", Moment),
    UniqueConstraint("channel", "bot", "external_id", name="uq_inbox_external"),
)
Index(
    "ix_inbox_waiting", inbox.c.id, sqlite_where=inbox.c.state == "waiting", postgresql_where=inbox.c.state == "waiting"
)
Index("ix_inbox_handled", inbox.c.handled_at)
# Handled arrivals of a chat: their bytes are deleted when the case is sealed, or when the person asks to be forgotten.
Index(
    "ix_inbox_done",
    inbox.c.chat,
    sqlite_where=inbox.c.state == "done",
    postgresql_where=inbox.c.state == "done",
)
Index("ix_inbox_aside", inbox.c.chat, sqlite_where=inbox.c.state == "aside", postgresql_where=inbox.c.state == "aside")

chats = Table(
    "chats",
    metadata,
    number(),
    Column("channel", String(16), nullable=False),
    Column("bot", String(64), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("private", Boolean, nullable=False),
    words("title"),
    Column("lang", String(2), nullable=False, server_default=""),  # empty: not known yet
    Column("lang_next", String(2), nullable=False, server_default=""),  # seen once; a second message must confirm it
    yes_or_no("lang_fixed"),  # chosen by a button
    Column("state", State(8), nullable=False, server_default="open"),  # open, blocked, left, moved
    reference("moved_to", "chats.id"),
    reference("resident_id", "residents.id", index=True),  # of a private chat
    Column("open_case_id", Id),  # the case to which the next message is added; no foreign key, because cases point here
    Column("open_until", Moment),
    Column("greeted_at", Moment),
    Column("last_in_at", Moment),
    # until when we may write, where the platform limits it after a person's message (Zalo); none: always
    Column("free_until", Moment),
    Column("paid_until", Moment),
    Column("choices", Data),  # the list shown last, where buttons do not fit: [[value, label], …]
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("channel", "bot", "chat", name="uq_chats_chat"),
)

# A dialog of a person in a chat. It keeps only the answers, each under the key of its question.
runs = Table(
    "runs",
    metadata,
    number(),
    Column("key", String(12), nullable=False, unique=True),  # in the buttons
    reference("chat_id", "chats.id", nullable=False),
    Column("person", String(64), nullable=False),
    Column("dialog", String(32), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("answers", Text, nullable=False),  # JSON, sealed for a denunciation
    yes_or_no("sealed"),
    Column("state", State(8), nullable=False, server_default="open"),  # open, left, done, dropped
    Column("asked", String(64), nullable=False, server_default=""),  # key of the current question
    Column("asked_message_id", String(64), nullable=False, server_default=""),
    Column("started_at", Moment, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Column("reminded_at", Moment),
    Column("case_id", Id),  # the case that it became or that it is about; no foreign key, because cases point here
)
Index(
    "ix_runs_open",
    runs.c.chat_id,
    runs.c.person,
    sqlite_where=runs.c.state == "open",
    postgresql_where=runs.c.state == "open",
)
Index("ix_runs_chat", runs.c.chat_id, runs.c.id)
Index(
    "ix_runs_case",
    runs.c.case_id,
    sqlite_where=runs.c.case_id.is_not(None),
    postgresql_where=runs.c.case_id.is_not(None),
)
Index(
    "ix_runs_touched", runs.c.touched_at, sqlite_where=runs.c.state == "open", postgresql_where=runs.c.state == "open"
)
Index(  # talks of consultations: the close of one looks at those that it touched
    "ix_runs_poll", runs.c.touched_at, sqlite_where=runs.c.dialog == "poll", postgresql_where=runs.c.dialog == "poll"
)


outbox = Table(
    "outbox",
    metadata,
    number(),
    reference("chat_id", "chats.id", nullable=False),
    Column("priority", Integer, nullable=False),  # core.priority
    Column("body", Text, nullable=False),  # Outgoing as JSON; sealed for a sealed case
    Column("thread", String(32), nullable=False, server_default=""),
    Column("state", State(8), nullable=False, server_default="waiting"),
    # waiting, sending, sent, gone (blocked), failed (set aside), doubtful, back (taken back), late (press too old),
    # held (the person must write first), paused (its bulletin is paused), expired (was held too long)
    Column("due_at", Moment, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("attempt", String(36), nullable=False, server_default=""),  # an outcome of another attempt does not count
    Column("marked_at", Moment),
    Column("sent_at", Moment),
    Column("message_id", String(64), nullable=False, server_default=""),
    Column("error", String(200), nullable=False, server_default=""),
    Column("says", String(32), nullable=False, server_default=""),  # word key of the sentence that staff read
    Column("unique_key", String(96), unique=True),  # for example, so that an acknowledgement exists once
    reference("case_id", "cases.id"),
    reference("entry_id", "entries.id"),
    reference("run_id", "runs.id"),
    yes_or_no("sealed"),
    yes_or_no("paid"),  # staff agreed that sending this may cost money
    # its body is in `bulletin_bodies`; no foreign key, because bulletins are another subject
    Column("bulletin_id", Id),
    # the part of a bulletin that is too long for one message
    Column("part", Integer, nullable=False, server_default="0"),
    # of a message that was sent as several: all ids, separated by commas
    Column("more_ids", Text, nullable=False, server_default=""),
    Column("correction_id", Id),  # its body is in `correction_bodies`; no foreign key, as above
    Column("aims", Text, nullable=False, server_default=""),  # ids of the messages that it edits or deletes
)
for _column in (outbox.c.case_id, outbox.c.entry_id):  # rows of a bulletin, or replies in a chat, have neither
    Index(
        f"ix_outbox_{_column.name}", _column, sqlite_where=_column.is_not(None), postgresql_where=_column.is_not(None)
    )
Index(
    "ix_outbox_bulletin",
    outbox.c.bulletin_id,
    outbox.c.chat_id,
    outbox.c.part,
    unique=True,  # nobody gets a bulletin twice
    sqlite_where=outbox.c.bulletin_id.is_not(None),
    postgresql_where=outbox.c.bulletin_id.is_not(None),
)
Index(
    "ix_outbox_correction",
    outbox.c.correction_id,
    outbox.c.chat_id,
    outbox.c.part,
    unique=True,  # nobody gets a correction twice
    sqlite_where=outbox.c.correction_id.is_not(None),
    postgresql_where=outbox.c.correction_id.is_not(None),
)
Index(
    "ix_outbox_held",
    outbox.c.chat_id,
    sqlite_where=outbox.c.state == "held",
    postgresql_where=outbox.c.state == "held",
)
Index(
    "ix_outbox_paused",
    outbox.c.bulletin_id,
    sqlite_where=outbox.c.state == "paused",
    postgresql_where=outbox.c.state == "paused",
)
Index(
    "ix_outbox_lane",
    outbox.c.chat_id,
    outbox.c.priority,
    outbox.c.id,
    sqlite_where=outbox.c.state == "waiting",
    postgresql_where=outbox.c.state == "waiting",
)
Index(
    "ix_outbox_sending",
    outbox.c.marked_at,
    sqlite_where=outbox.c.state == "sending",
    postgresql_where=outbox.c.state == "sending",
)
# By chat for what is erased, refused or blanked; with the number for a message that is quoted.
Index("ix_outbox_message", outbox.c.chat_id, outbox.c.message_id)
# What staff said and did not arrive: few rows, however many there are.
STUCK = outbox.c.state.in_(("held", "gone", "failed")) & outbox.c.entry_id.is_not(None)
Index("ix_outbox_stuck", outbox.c.id, sqlite_where=STUCK, postgresql_where=STUCK)

# One row per chat with something to send. The sender looks here and never searches the outbox.
lanes = Table(
    "lanes",
    metadata,
    reference("chat_id", "chats.id", primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("bot", String(64), nullable=False),
    Column("ready_at", Moment),  # none: nothing waits
    Column("priority", Integer, nullable=False, server_default="2"),
    Column("held_until", Moment),  # after a 429 for this chat
    yes_or_no("busy"),  # one message is being sent
)
# PostgreSQL checks and locks the other row for each row of a bulletin: a third of the time of spreading. What holds
# there instead is in docs/decisions/0050-the-outbox-without-foreign-keys.md; SQLite keeps the keys.
for _key in (*outbox.foreign_key_constraints, *lanes.foreign_key_constraints):
    _key.ddl_if(dialect="sqlite")
Index("ix_lanes_ready", lanes.c.channel, lanes.c.bot, lanes.c.priority, lanes.c.ready_at, lanes.c.chat_id)


web_messages = Table(
    "web_messages",
    metadata,
    number(),
    Column("chat", String(64), nullable=False),
    Column("ours", Boolean, nullable=False),
    Column("body", Text, nullable=False),  # JSON, sealed
    Column("at", Moment, nullable=False),
    Column("unique_key", String(96), unique=True),
    sqlite_autoincrement=True,  # a page asks for ids above the last one that it has, so ids are never used again
)
Index("ix_web_messages_chat", web_messages.c.chat, web_messages.c.id)

leases = Table(
    "leases",
    metadata,
    Column("name", String(96), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", Moment, nullable=False),
)

# The tokens for a platform that gives us tokens (Zalo); sealed. A refresh token is good for one use.
grants = Table(
    "grants",
    metadata,
    Column("name", String(96), primary_key=True),
    words("access"),
    words("refresh"),
    Column("expires_at", Moment),
    Column("refreshed_at", Moment),
    Column("spending_since", Moment),  # the token was used, and the answer is not stored yet
    yes_or_no("dead"),
)
