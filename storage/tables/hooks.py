"""The tables of webhooks: addresses of other systems that hear of released cases, and what they are to be told."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from storage.tables.columns import Moment, metadata, number, reference

webhooks = Table(
    "webhooks",
    metadata,
    number(),
    Column("url", String(500), nullable=False),
    Column("secret", Text, nullable=False),  # sealed: each call is signed with it
    Column("made_at", Moment, nullable=False),
    reference("staff_id", "staff.id"),
    Column("cursor", Integer, nullable=False),  # the newest line of the trail that was looked at for it
    Column("last_at", Moment),  # of the last try, and what the other system answered: 0 where it could not be reached
    Column("last_status", Integer),
    Column("ended_at", Moment),
    Column("secret_before", Text, nullable=False, server_default=""),  # sealed: it signs beside the new one …
    Column("secret_until", Moment),  # … until then
)

# Without content: what is told is read when it is sent. What changes again before it left is one notice.
webhook_notices = Table(
    "webhook_notices",
    metadata,
    number(),
    reference("webhook_id", "webhooks.id", nullable=False),
    Column("public_key", String(24), nullable=False),
    Column("event", String(32), nullable=False, unique=True),  # by which the other system knows a double
    Column("due_at", Moment, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    UniqueConstraint("webhook_id", "public_key", name="uq_webhook_notices_key"),
)
Index("ix_webhook_notices_due", webhook_notices.c.due_at)
