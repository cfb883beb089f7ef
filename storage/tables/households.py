"""The tables of households: the roll in versions, who speaks for each, and which of them a consultation counts.

No row of these says what a household answered in a secret consultation.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.columns import Data, Id, Moment, metadata

# What the roll was: a household stands in the versions from `since` on, before `until`.
roll_versions = Table(
    "roll_versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("act", String(12), nullable=False),  # import, add, remove
    Column("total", Integer, nullable=False),  # households that stand in it
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("at", Moment, nullable=False),
)

households = Table(
    "households",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False, index=True),
    Column("code", String(32), nullable=False),  # as the ward writes it; one of the standing ones has it
    Column("representative", Text, nullable=False),
    Column("phone", Text, nullable=False, server_default=""),  # sealed
    Column("folded", Text, nullable=False),  # code and representative without diacritics, to be found by
    Column("since", Integer, ForeignKey("roll_versions.number"), nullable=False),
    Column("until", Integer, ForeignKey("roll_versions.number")),
)
Index(
    "ix_households_code", households.c.code, unique=True,
    sqlite_where=households.c.until.is_(None), postgresql_where=households.c.until.is_(None),
)  # fmt: skip

# Append only: what happened to a household and its representative, by whom. Never a choice.
household_acts = Table(
    "household_acts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("household_id", Id, ForeignKey("households.id"), nullable=False, index=True),
    Column("act", String(16), nullable=False),
    Column("detail", Data, nullable=False),
    Column("staff_id", Id, ForeignKey("staff.id")),  # none: a resident, in the chat
    Column("at", Moment, nullable=False),
)

# Codes that tie a chat to a household, good once; the code itself is nowhere, only its keyed digest.
household_codes = Table(
    "household_codes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("household_id", Id, ForeignKey("households.id"), nullable=False, index=True),
    Column("speaks", Boolean, nullable=False),  # of the slip for the representative; else for another member
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment),
)

household_claims = Table(
    "household_claims",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("household_id", Id, ForeignKey("households.id"), nullable=False, index=True),
    Column("resident_id", Id, ForeignKey("residents.id"), nullable=False),
    Column("speaks", Boolean, nullable=False),  # the representative, or who is authorised: may vote
    Column("how", String(8), nullable=False),  # code, desk
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
)
Index(
    "ix_household_claims_resident", household_claims.c.resident_id, unique=True,
    sqlite_where=household_claims.c.ended_at.is_(None), postgresql_where=household_claims.c.ended_at.is_(None),
)  # fmt: skip

# The roll of a consultation, frozen at its opening; whether a household took part and whether it changed its ballot,
# by the day: a finer time could be laid beside the order in which ballots came.
poll_households = Table(
    "poll_households",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("household_id", Id, ForeignKey("households.id"), primary_key=True),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False),
    Column("took_on", Date),  # in Viet Nam
    Column("changed_on", Date),
    Column("on_paper", Boolean, nullable=False, server_default=text("false")),  # what counts now came on paper
)

# What was said in a named consultation counted by households; every answer stays, a household's last one counts.
poll_named_households = Table(
    "poll_named_households",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("poll_id", Id, ForeignKey("polls.id"), nullable=False),
    Column("household_id", Id, ForeignKey("households.id"), nullable=False),
    Column("resident_id", Id, ForeignKey("residents.id")),  # none: on paper
    Column("staff_id", Id, ForeignKey("staff.id")),  # who keyed the paper in
    Column("choices", Text, nullable=False),  # sealed
    Column("at", Moment, nullable=False),
)
Index("ix_poll_named_households", poll_named_households.c.poll_id, poll_named_households.c.household_id)

# Tables of households that somebody uploaded: looked at first, then taken. One that is taken holds no names.
roll_offers = Table(
    "roll_offers",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),  # of the file
    Column("whole", Boolean, nullable=False),  # the table is the whole roll of its units
    Column("entries", Text, nullable=False),  # sealed JSON of civics.ward.roll.Entry; emptied when it is taken
    Column("state", String(8), nullable=False),  # offered, taken
    Column("numbers", Data, nullable=False),  # what taking it did: added, changed, same, gone
    Column("version", Integer, nullable=False, server_default=text("0")),  # of the roll after it was taken
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("at", Moment, nullable=False),
)

# A ballot on paper as one of two people read it, until it counts: one keyed digest an article, which tells whether the
# other read the same and nothing else. No choice, no time; the key is the consultation's (`poll_keys`).
paper_entries = Table(
    "paper_entries",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("household_id", Id, ForeignKey("households.id"), primary_key=True),
    Column("staff_id", Id, ForeignKey("staff.id"), primary_key=True),
    Column("marks", Data, nullable=False),  # article -> digest
    Column("agreed", Boolean, nullable=False, server_default=text("false")),  # it was counted
    sqlite_with_rowid=False,
)
