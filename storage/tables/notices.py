"""The tables of notices to staff: where each account is told of what cannot wait, and what it was told."""

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint

from storage.tables.columns import Moment, State, metadata, number, reference, words

# Where an account is told: one way per kind. A chat, a mailbox that waits for its proof until `confirmed_at`, or the
# browsers in `push_devices` of which the account is the owner.
staff_ways = Table(
    "staff_ways",
    metadata,
    number(),
    reference("staff_id", "staff.id", nullable=False),
    Column("kind", String(16), nullable=False),  # the channel of the chat, "mail", or "push": all browsers
    reference("chat_id", "chats.id", unique=True),
    words("mailbox"),  # sealed
    Column("made_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    words("choices"),  # of what the account is told by this way (storage.notices.choices), by commas
    UniqueConstraint("staff_id", "kind", name="uq_staff_ways_kind"),
)

# Codes by which an officer ties a chat to their account: for one use, stored as keyed digests.
way_codes = Table(
    "way_codes",
    metadata,
    number(),
    Column("digest", String(64), nullable=False, unique=True),
    reference("staff_id", "staff.id", nullable=False, index=True),
    Column("expires_at", Moment, nullable=False),
)

# Without content: `says` is a word key, `opens` a path of the console. What is said on a topic is said once per way.
staff_notices = Table(
    "staff_notices",
    metadata,
    number(),
    reference("staff_id", "staff.id", nullable=False),
    reference("way_id", "staff_ways.id", nullable=False, index=True),
    Column("topic", String(64), nullable=False),
    Column("says", String(64), nullable=False),
    Column("opens", String(200), nullable=False),
    Column("numbers", String(64), nullable=False, server_default=""),  # of the morning, by commas
    reference("alert_id", "alerts.id", index=True),  # of the emergency that it rings for
    Column("made_at", Moment, nullable=False),
    Column("state", State(16), nullable=False),  # waiting, sent, failed (e-mail); queued: the outbox has it
    Column("due_at", Moment),  # e-mail: when it is tried next
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("seen_at", Moment),  # the officer has said "I have seen it"
    UniqueConstraint("way_id", "topic", name="uq_staff_notices_topic"),
)
_waits = staff_notices.c.state == "waiting"
Index("ix_staff_notices_due", staff_notices.c.due_at, sqlite_where=_waits, postgresql_where=_waits)
Index("ix_staff_notices_made", staff_notices.c.made_at)
