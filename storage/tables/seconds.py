"""The table of acts that wait for a second person."""

from sqlalchemy import Column, Index, String, Table, text

from storage.tables.columns import Data, Moment, State, metadata, number, reference, words

waiting_acts = Table(
    "waiting_acts",
    metadata,
    number(),
    Column("kind", String(32), nullable=False),  # a name of `storage.across.seconds.kinds`
    Column("subject", String(64), nullable=False),  # what it acts on: a key or an id, as text
    Column("arguments", Data, nullable=False),  # ids, codes, states; words are sealed
    Column("digest", String(64), nullable=False),  # of the thing that it acts on, as it was when the act was asked for
    reference("case_id", "cases.id"),  # only readers of this case may know of it
    reference("staff_id", "staff.id", nullable=False),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("state", State(16), nullable=False, server_default="waiting"),
    reference("decided_by", "staff.id"),
    Column("decided_at", Moment),
    words("why"),
)
# Only one act of a kind waits per thing, however many people press at once.
Index(
    "uq_waiting_acts_one",
    waiting_acts.c.kind,
    waiting_acts.c.subject,
    unique=True,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)
Index("ix_waiting_acts_decided", waiting_acts.c.decided_at)
