"""All tables. Queries on the hot path are Core statements over these; migrations must agree with them (a test).

Moments are UTC. A text column of a sealed case holds a `storage.seal` token.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware UTC in Python, on SQLite stored without the zone it cannot keep."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = BigInteger().with_variant(Integer(), "sqlite")
Data = JSON().with_variant(JSONB(), "postgresql")
DataOrNone = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _key(name: str, target: str, **kw: Any) -> Column[int]:  # passes Column's own options on
    return Column(name, Id, ForeignKey(target), **kw)


def _words(name: str, **kw: Any) -> Column[str]:  # as above
    return Column(name, Text, nullable=False, server_default="", **kw)


def _yes(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text("false"))


# --- what arrives -----------------------------------------------------------------------------------------------

# No foreign key: the hook's insert must never wait for a worker that holds the chat.
inbox = Table(
    "inbox",
    metadata,
    _id(),
    Column("channel", String(16), nullable=False),
    Column("bot", String(64), nullable=False),
    Column("external_id", String(128), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("raw", LargeBinary, nullable=False),  # sealed: nobody knows yet what it says
    Column("received_at", Moment, nullable=False),
    Column("state", String(8), nullable=False, server_default="waiting"),  # waiting, done, aside
    Column("tries", Integer, nullable=False, server_default="0"),
    _words("error"),
    Column("handled_at", Moment),
    UniqueConstraint("channel", "bot", "external_id", name="uq_inbox_external"),
)
Index(
    "ix_inbox_waiting", inbox.c.id, sqlite_where=inbox.c.state == "waiting", postgresql_where=inbox.c.state == "waiting"
)
Index("ix_inbox_handled", inbox.c.handled_at)

# --- who speaks -------------------------------------------------------------------------------------------------

residents = Table(
    "residents",
    metadata,
    _id(),
    _words("name"),  # as the person wants to be called; may be sealed
    _words("phone"),
    Column("unit_id", Id, ForeignKey("units.id")),
    Column("created_at", Moment, nullable=False),
    Column("blocked_at", Moment),  # a spammer, by staff
    _words("blocked_why"),
    Column("recovery", String(64)),  # keyed digest of the recovery word
    Column("erased_at", Moment),
)

# A person on a platform, and whose resident they are.
persons = Table(
    "persons",
    metadata,
    _id(),
    Column("channel", String(16), nullable=False),
    Column("bot", String(64), nullable=False),
    Column("person", String(64), nullable=False),
    _words("name"),
    _key("resident_id", "residents.id", nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("channel", "bot", "person", name="uq_persons_person"),
)

chats = Table(
    "chats",
    metadata,
    _id(),
    Column("channel", String(16), nullable=False),
    Column("bot", String(64), nullable=False),
    Column("chat", String(64), nullable=False),
    Column("private", Boolean, nullable=False),
    _words("title"),
    Column("lang", String(2), nullable=False, server_default=""),  # empty: not known yet
    Column("lang_next", String(2), nullable=False, server_default=""),  # seen once, needs a second vote
    _yes("lang_fixed"),  # chosen by a button
    Column("state", String(8), nullable=False, server_default="open"),  # open, blocked, left, moved
    _key("moved_to", "chats.id"),
    _key("resident_id", "residents.id", index=True),  # of a private chat
    Column("open_case_id", Id),  # what a message adds to now; no key: cases point here
    Column("open_until", Moment),
    Column("greeted_at", Moment),
    Column("last_in_at", Moment),
    # where the platform lets us write only for a while after the person did (Zalo); none: always
    Column("free_until", Moment),
    Column("paid_until", Moment),
    Column("choices", Data),  # of the list last shown where buttons do not fit: [[value, label], …]
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("channel", "bot", "chat", name="uq_chats_chat"),
)

# Append only: a consent is given or taken back, each provable (Luật 91/2025/QH15 Điều 9).
consents = Table(
    "consents",
    metadata,
    _id(),
    _key("resident_id", "residents.id", nullable=False, index=True),
    Column("purpose", String(32), nullable=False),  # notice, bulletins, voice
    Column("given", Boolean, nullable=False),
    Column("text_version", String(64), nullable=False),  # digest of the words shown, and their language
    Column("language", String(2), nullable=False),
    Column("at", Moment, nullable=False),
    _key("chat_id", "chats.id", nullable=False),
    Column("message_id", String(64), nullable=False, server_default=""),
)

# A dialog of a person in a chat: nothing but the answers, each under the key of its question.
runs = Table(
    "runs",
    metadata,
    _id(),
    Column("key", String(12), nullable=False, unique=True),  # in the buttons
    _key("chat_id", "chats.id", nullable=False),
    Column("person", String(64), nullable=False),
    Column("dialog", String(32), nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("answers", Text, nullable=False),  # JSON, sealed for a denunciation
    _yes("sealed"),
    Column("state", String(8), nullable=False, server_default="open"),  # open, left, done, dropped
    Column("asked", String(64), nullable=False, server_default=""),  # key of the question now asked
    Column("asked_message_id", String(64), nullable=False, server_default=""),
    Column("started_at", Moment, nullable=False),
    Column("touched_at", Moment, nullable=False),
    Column("reminded_at", Moment),
    Column("case_id", Id),  # what it became, or is about; no key: cases point here
)
Index(
    "ix_runs_open",
    runs.c.chat_id,
    runs.c.person,
    sqlite_where=runs.c.state == "open",
    postgresql_where=runs.c.state == "open",
)
Index(
    "ix_runs_touched", runs.c.touched_at, sqlite_where=runs.c.state == "open", postgresql_where=runs.c.state == "open"
)

# --- the ward ---------------------------------------------------------------------------------------------------

units = Table(
    "units",
    metadata,
    _id(),
    Column("code", String(32), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),  # to_dan_pho, xom
    Column("name", String(128), nullable=False),
    Column("aliases", Data, nullable=False),
    Column("valid_from", Moment),
    Column("valid_to", Moment),
    _key("merged_into", "units.id"),
)

staff = Table(
    "staff",
    metadata,
    _id(),
    Column("login", String(64), nullable=False, unique=True),
    Column("name", String(128), nullable=False),
    Column("password", String(256), nullable=False),  # argon2
    Column("role", String(16), nullable=False),
    Column("language", String(2), nullable=False, server_default="vi"),
    _key("unit_id", "units.id"),
    _yes("reads_sealed"),  # on the named list for denunciations
    Column("disabled_at", Moment),
    Column("created_at", Moment, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token", String(64), primary_key=True),  # SHA-256 of the cookie
    _key("staff_id", "staff.id", nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    _words("agent"),
)

login_tries = Table(
    "login_tries",
    metadata,
    _id(),
    Column("who", String(128), nullable=False),  # login or address
    Column("at", Moment, nullable=False),
)
Index("ix_login_tries_who", login_tries.c.who, login_tries.c.at)

canned = Table(
    "canned",
    metadata,
    _id(),
    Column("short", String(32), nullable=False, unique=True),
    Column("title", String(128), nullable=False),
    Column("text", Text, nullable=False),
)

# What admins change at run time (promises, reception hours, duty phone …), key to JSON.
ward = Table("ward", metadata, Column("key", String(64), primary_key=True), Column("value", Data, nullable=False))

# --- cases ------------------------------------------------------------------------------------------------------

counters = Table(
    "counters", metadata, Column("name", String(32), primary_key=True), Column("value", BigInteger, nullable=False)
)

cases = Table(
    "cases",
    metadata,
    _id(),
    Column("code", String(24), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("topic", String(32), nullable=False, server_default="khac"),
    Column("state", String(16), nullable=False, server_default="new"),
    _yes("sealed"),
    _yes("urgent"),
    Column("emergency", String(64), nullable=False, server_default=""),
    Column("origin", String(8), nullable=False),  # private, group, desk, phone
    _key("chat_id", "chats.id", index=True),  # where answers go; none for desk and phone
    _key("resident_id", "residents.id", index=True),
    _key("run_id", "runs.id", unique=True),  # one finished dialog files one case
    Column("group_message_id", String(64), nullable=False, server_default=""),  # answered as a reply to it
    _words("group_quote"),
    _words("name"),  # how to address the person; sealed with the case
    _words("phone"),
    Column("text", Text, nullable=False),
    _words("place"),
    Column("lat", Float),
    Column("lon", Float),
    _words("lat_lon"),  # the same, sealed, for a sealed case
    _key("unit_id", "units.id"),
    _key("officer_id", "staff.id", index=True),
    _words("forwarded_to"),
    _key("names_staff_id", "staff.id"),  # whom a denunciation names: they must not see it
    _key("names_unit_id", "units.id"),
    Column("filed_at", Moment, nullable=False),
    Column("form_date", Moment),  # of a valid đơn, entered by staff: starts a legal clock
    Column("accepted_on", Moment),  # thụ lý: starts the next one
    _yes("spoken"),  # the form is the minutes of a spoken statement
    _yes("second"),  # khiếu nại lần 2: another clock
    Column("extended", String(16), nullable=False, server_default=""),  # for which cause the period was lengthened
    Column("promised", Data),  # what the ward promised when it was filed: {clock: how many}; none: as the table says
    _yes("anonymous"),
    Column("clock_from", Moment),  # when it was reopened: the clock counts from there
    Column("due_at", Moment),
    Column("due_name", String(32), nullable=False, server_default=""),
    _words("due_basis"),
    _yes("due_legal"),
    Column("calendar_version", String(32), nullable=False, server_default=""),
    Column("taken_at", Moment),
    Column("answered_at", Moment),
    Column("closed_at", Moment),
    Column("late_told_at", Moment),
    Column("heard_at", Moment, nullable=False),  # last word of the resident
    _yes("unread"),
    Column("photos", Integer, nullable=False, server_default="0"),
    Column("version", Integer, nullable=False, server_default="1"),  # of the row; a stale form is refused
)
Index("ix_cases_state_due", cases.c.state, cases.c.due_at)
Index("ix_cases_resident", cases.c.resident_id, cases.c.id)

# The timeline that both sides see in part: words of the resident, answers, internal notes.
entries = Table(
    "entries",
    metadata,
    _id(),
    _key("case_id", "cases.id", nullable=False),
    Column("kind", String(16), nullable=False),  # said, answer, note, told (a notice of ours), edit, outside
    Column("at", Moment, nullable=False),
    _key("staff_id", "staff.id"),
    _words("text"),
    _words("before"),  # for an edit: the former words
    Column("message_id", String(64), nullable=False, server_default=""),  # the platform's, of what was said
    Column("album", String(64), nullable=False, server_default=""),
    _key("chat_id", "chats.id"),
    Column("state_before", String(16), nullable=False, server_default=""),  # of the case: what taking back restores
    Column("taken_back_at", Moment),
)
Index("ix_entries_case", entries.c.case_id, entries.c.id)
Index("ix_entries_message", entries.c.chat_id, entries.c.message_id)

# The further messages behind one entry (a petition is told in several); `entries.message_id` is the one with its text.
entry_messages = Table(
    "entry_messages",
    metadata,
    _id(),
    _key("entry_id", "entries.id", nullable=False, index=True),
    _key("chat_id", "chats.id", nullable=False),
    Column("message_id", String(64), nullable=False),
    UniqueConstraint("chat_id", "message_id", "entry_id", name="uq_entry_messages_message"),
)

attachments = Table(
    "attachments",
    metadata,
    _id(),
    _key("case_id", "cases.id", index=True),  # none while it belongs to a draft
    _key("entry_id", "entries.id", index=True),
    _key("run_id", "runs.id", index=True),
    _key("chat_id", "chats.id"),
    Column("message_id", String(64), nullable=False, server_default=""),
    Column("album", String(64), nullable=False, server_default=""),
    Column("part", Integer, nullable=False, server_default="0"),  # place within its message
    Column("kind", String(16), nullable=False),
    Column("media", Data, nullable=False),  # core.message.Media as it came: what `Channel.fetch` needs
    Column("state", String(16), nullable=False, server_default="wanted"),  # wanted, kept, refused, lost, destroyed
    Column("reason", String(32), nullable=False, server_default=""),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_try_at", Moment),
    Column("digest", String(64), nullable=False, server_default=""),  # SHA-256 of the original
    Column("stored", String(64), nullable=False, server_default=""),  # the store's name for it (keyed when sealed)
    Column("shown", String(64), nullable=False, server_default=""),  # the version without EXIF, for people
    Column("thumb", String(64), nullable=False, server_default=""),
    _words("name"),
    Column("mime", String(128), nullable=False, server_default=""),
    Column("size", BigInteger, nullable=False, server_default="0"),
    Column("width", Integer, nullable=False, server_default="0"),
    Column("height", Integer, nullable=False, server_default="0"),
    _words("taken_at"),  # from the EXIF, as written there
    _yes("sealed"),
    _yes("unclosed"),  # sealed after it was kept: its files still lie open and wait for `storage.keeping`
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("chat_id", "message_id", "part", name="uq_attachments_part"),
)
Index(
    "ix_attachments_wanted",
    attachments.c.next_try_at,
    sqlite_where=attachments.c.state == "wanted",
    postgresql_where=attachments.c.state == "wanted",
)
Index("ix_attachments_album", attachments.c.chat_id, attachments.c.album)

# Who is on a case right now, and whether they are writing.
presence = Table(
    "presence",
    metadata,
    _key("case_id", "cases.id", primary_key=True),
    _key("staff_id", "staff.id", primary_key=True),
    Column("seen_at", Moment, nullable=False),
    _yes("writing"),
)

# A group message that somebody asked to file; a pointer only, until its author agrees (24 h).
pointers = Table(
    "pointers",
    metadata,
    _id(),
    Column("key", String(12), nullable=False, unique=True),
    _key("chat_id", "chats.id", nullable=False),
    Column("message_id", String(64), nullable=False),
    Column("author", String(64), nullable=False),
    Column("asked_message_id", String(64), nullable=False, server_default=""),
    Column("raw", LargeBinary, nullable=False),  # sealed; removed when refused or past
    Column("expires_at", Moment, nullable=False),
    _key("case_id", "cases.id"),
    UniqueConstraint("chat_id", "message_id", name="uq_pointers_message"),
)

# --- what leaves ------------------------------------------------------------------------------------------------

outbox = Table(
    "outbox",
    metadata,
    _id(),
    _key("chat_id", "chats.id", nullable=False),
    Column("priority", Integer, nullable=False),  # 0 reply, 1 notice, 2 bulk
    Column("body", Text, nullable=False),  # Outgoing as JSON; sealed for a sealed case
    Column("thread", String(32), nullable=False, server_default=""),
    Column("state", String(8), nullable=False, server_default="waiting"),
    # waiting, sending, sent, gone (blocked), failed (set aside), doubtful, back (taken back), late (press too old),
    # held (the person must write first), paused (its bulletin is), expired (was held too long)
    Column("due_at", Moment, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("attempt", String(36), nullable=False, server_default=""),  # fences outcomes
    Column("marked_at", Moment),
    Column("sent_at", Moment),
    Column("message_id", String(64), nullable=False, server_default=""),
    Column("error", String(200), nullable=False, server_default=""),
    Column("says", String(32), nullable=False, server_default=""),  # word key of what staff read
    Column("unique_key", String(96), unique=True),  # an acknowledgement exists once
    _key("case_id", "cases.id", index=True),
    _key("entry_id", "entries.id", index=True),
    _key("run_id", "runs.id"),
    _yes("sealed"),
    _yes("paid"),  # staff agreed that this one may cost money
    Column("bulletin_id", Id),  # whose body is in `bulletin_bodies`; no key: bulletins stand in a room of their own
    Column("part", Integer, nullable=False, server_default="0"),  # of a bulletin too long for one message
    Column("more_ids", Text, nullable=False, server_default=""),  # of a message in several: all ids, with commas
    Column("correction_id", Id),  # whose body is in `correction_bodies`; no key, as above
    Column("aims", Text, nullable=False, server_default=""),  # ids of the messages that it changes or deletes
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
    unique=True,  # nobody is told of a correction twice
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
Index("ix_outbox_message", outbox.c.chat_id, outbox.c.message_id)

# One row a chat with something to send: the sender looks here, never through the outbox.
lanes = Table(
    "lanes",
    metadata,
    _key("chat_id", "chats.id", primary_key=True),
    Column("channel", String(16), nullable=False),
    Column("bot", String(64), nullable=False),
    Column("ready_at", Moment),  # none: nothing waits
    Column("priority", Integer, nullable=False, server_default="2"),
    Column("held_until", Moment),  # a 429 of the chat
    _yes("busy"),  # one in flight
)
Index("ix_lanes_ready", lanes.c.channel, lanes.c.bot, lanes.c.priority, lanes.c.ready_at)

# --- the web chat -----------------------------------------------------------------------------------------------

web_messages = Table(
    "web_messages",
    metadata,
    _id(),
    Column("chat", String(64), nullable=False),
    Column("ours", Boolean, nullable=False),
    Column("body", Text, nullable=False),  # JSON, sealed
    Column("at", Moment, nullable=False),
    Column("unique_key", String(96), unique=True),
)
Index("ix_web_messages_chat", web_messages.c.chat, web_messages.c.id)

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

# --- the machine room -------------------------------------------------------------------------------------------

# Append only (triggers refuse the rest). `detail` never holds what a person said.
audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", Moment, nullable=False),
    Column("act", String(48), nullable=False),
    Column("actor", String(16), nullable=False),  # staff, resident, system, command
    _key("staff_id", "staff.id"),
    _key("case_id", "cases.id", index=True),
    Column("detail", Data, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    _id(),
    Column("at", Moment, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Column("unique_key", String(96), unique=True),
    Column("seen_at", Moment),
    _key("seen_by", "staff.id"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(96), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", Moment, nullable=False),
)

# With which tokens a platform lets us in (Zalo); sealed. A refresh token is good for one use.
grants = Table(
    "grants",
    metadata,
    Column("name", String(96), primary_key=True),
    _words("access"),
    _words("refresh"),
    Column("expires_at", Moment),
    Column("refreshed_at", Moment),
    Column("spending_since", Moment),  # it was handed over, and nobody wrote down what came back
    _yes("dead"),
)

# Whose database this is: a copy that meets another instance id does not send.
instance = Table(
    "instance", metadata, Column("id", String(64), primary_key=True), Column("adopted_at", Moment, nullable=False)
)

job_runs = Table(
    "job_runs",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("slot", String(32), primary_key=True),
    Column("started_at", Moment, nullable=False),
    Column("done_at", Moment),
)
