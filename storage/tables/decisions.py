"""The tables of what the community decides: a matter, one vote of each group, and the entries of two people."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, String, Table, Text, UniqueConstraint, text

from storage.tables.columns import Data, DataOrNone, Id, Moment, metadata, words

decisions = Table(
    "decisions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("key", String(16), nullable=False, unique=True),  # for links; cannot be guessed
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),  # what is decided on
    Column("clause", String(8), nullable=False),  # of Luật 10/2022 Điều 15: "15.1" to "15.6"
    # carried out in the whole ward: each group votes, then groups are counted (Điều 21.1)
    Column("ward_wide", Boolean, nullable=False, server_default=text("false")),
    Column("facts", Data, nullable=False),  # civics.polls.community.Facts: papers and days after the vote
    Column("created_at", Moment, nullable=False),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    sqlite_autoincrement=True,
)

# One group's vote, typed in by two people. A group may meet first and be given ballots later: the newest one counts.
decision_votes = Table(
    "decision_votes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("decision_id", Id, ForeignKey("decisions.id"), nullable=False),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False),
    Column("source", String(12), nullable=False),  # meeting, paper
    Column("before", Data, nullable=False),  # civics.polls.ways.Before: notices, plans and agreements before it
    Column("agreed", DataOrNone),  # civics.polls.sittings.Record, once both entries are equal
    Column("agreed_at", Moment),
    Column("send_by", Date),  # to UBND and UBMTTQ (Điều 20.3), once it passed
    Column("sent_on", Date),
    Column("alerted_at", Moment),  # staff were told that it is not sent yet
    Column("created_at", Moment, nullable=False),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    sqlite_autoincrement=True,
)
Index("ix_decision_votes_decision", decision_votes.c.decision_id, decision_votes.c.id)
_unsent = decision_votes.c.sent_on.is_(None)
Index("ix_decision_votes_unsent", decision_votes.c.send_by, sqlite_where=_unsent, postgresql_where=_unsent)

decision_entries = Table(
    "decision_entries",
    metadata,
    Column("vote_id", Id, ForeignKey("decision_votes.id"), primary_key=True),
    Column("staff_id", Id, ForeignKey("staff.id"), primary_key=True),
    Column("said", Data, nullable=False),
    Column("at", Moment, nullable=False),
)

# The forms of the decrees that an admin has compared with the official annex; the others say that nobody did.
compared_forms = Table(
    "compared_forms",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("form", String(16), nullable=False),  # civics.polls.paper_forms
    words("said"),  # which copy it was compared with
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("form", name="uq_compared_forms_form"),
)
