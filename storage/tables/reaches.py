"""The table of answers that did not arrive by themselves: by which ways their resident is told, and what came of it."""

from sqlalchemy import Column, Index, Integer, String, Table

from storage.tables.columns import Moment, State, metadata, number, reference, yes_or_no

# Never of a sealed case: no other channel may know of it.
case_reaches = Table(
    "case_reaches",
    metadata,
    number(),
    reference("case_id", "cases.id", nullable=False, index=True),
    reference("entry_id", "entries.id", nullable=False, unique=True),
    Column("channel", String(16), nullable=False),  # of the chat in which it was to arrive
    Column("state", State(16), nullable=False),  # civics.cases.reaching.Reached
    Column("way", String(8), nullable=False, server_default=""),  # the way that is tried now, or was the last
    Column("tried", String(32), nullable=False, server_default=""),  # the ways that did not work, with commas
    Column("why", String(32), nullable=False, server_default=""),  # the word key of why the answer did not arrive
    yes_or_no("paid"),  # staff have seen the cost and agreed
    Column("made_at", Moment, nullable=False),
    Column("due_at", Moment),  # of a template message: when it is tried next, or when its claim ends
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("told_at", Moment),
    Column("told_by", String(8), nullable=False, server_default=""),  # the way by which the person was told
    Column("message_id", String(64), nullable=False, server_default=""),  # the platform's id of the template message
    Column("link", String(64), unique=True),  # keyed digest of the one-time link
    Column("link_until", Moment),
    Column("reached_at", Moment),
    Column("how", String(8), nullable=False, server_default=""),  # civics.cases.reaching.How
    Column("calls", Integer, nullable=False, server_default="0"),  # in vain
    reference("staff_id", "staff.id"),  # who called
)
for _state in ("waits", "sending", "call", "told"):
    _where = case_reaches.c.state == _state
    Index(f"ix_case_reaches_{_state}", case_reaches.c.id, sqlite_where=_where, postgresql_where=_where)
Index("ix_case_reaches_made", case_reaches.c.made_at)
