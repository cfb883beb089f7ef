"""The tables of web push: browsers that asked to be told, and what they are still to be told."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.columns import Moment, metadata, number, reference, words, yes_or_no

push_devices = Table(
    "push_devices",
    metadata,
    number(),
    Column("owner", String(96), nullable=False),  # who is told: "web:<chat>", "staff:<id>"
    Column("endpoint_key", String(64), nullable=False, unique=True),  # keyed digest: a browser stands here once
    Column("body", Text, nullable=False),  # sealed: the address at the push service, the browser's keys
    Column("language", String(2), nullable=False),
    words("agent"),  # sealed: what the browser says of itself, so that staff know one of theirs from another
    Column("created_at", Moment, nullable=False),
)
Index("ix_push_devices_owner", push_devices.c.owner, push_devices.c.id)

# Without content: `says` is a word key. What is said again before it left is one notice.
push_notices = Table(
    "push_notices",
    metadata,
    number(),
    reference("device_id", "push_devices.id", nullable=False),
    Column("topic", String(32), nullable=False),
    Column("says", String(64), nullable=False),
    Column("opens", String(128), nullable=False),  # a path of ours
    Column("numbers", String(64), nullable=False, server_default=""),  # of the morning of staff, by commas
    yes_or_no("urgent"),
    Column("made_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    UniqueConstraint("device_id", "topic", name="uq_push_notices_topic"),
)
Index("ix_push_notices_due", push_notices.c.due_at)
