"""The tables of households: the roll in versions, who speaks for each household, and whom a consultation counts.

No row here says what a household answered in a secret consultation.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from storage.tables.columns import Data, Id, Moment, metadata

# The history of the roll: a household is in the versions from `since` on, before `until`.
roll_versions = Table(
    "roll_versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("act", String(12), nullable=False),  # import, add, remove
    Column("total", Integer, nullable=False),  # how many households are in this version
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("at", Moment, nullable=False),
)

households = Table(
    "households",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False, index=True),
    # as the ward writes it; unique among the households that are on the roll now
    Column("code", String(32), nullable=False),
    Column("representative", Text, nullable=False),
    Column("phone", Text, nullable=False, server_default=""),  # sealed
    Column("folded", Text, nullable=False),  # code and representative without diacritics, for the search
    Column("since", Integer, ForeignKey("roll_versions.number"), nullable=False),
    Column("until", Integer, ForeignKey("roll_versions.number")),
)
Index(
    "ix_households_code", households.c.code, unique=True,
    sqlite_where=households.c.until.is_(None), postgresql_where=households.c.until.is_(None),
)  # fmt: skip

# Append only: what happened to a household and its representative, and who did it. Never a choice.
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

# Codes that tie a chat to a household, good for one use. Only a keyed digest of the code is stored.
household_codes = Table(
    "household_codes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("household_id", Id, ForeignKey("households.id"), nullable=False, index=True),
    Column("speaks", Boolean, nullable=False),  # whether the slip is for the representative; else for another member
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment),
)

household_claims = Table(
    "household_claims",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("household_id", Id, ForeignKey("households.id"), nullable=False, index=True),
    Column("resident_id", Id, ForeignKey("residents.id"), nullable=False),
    Column("speaks", Boolean, nullable=False),  # the representative or an authorised person, who may vote
    Column("how", String(8), nullable=False),  # code, desk
    Column("at", Moment, nullable=False),
    Column("ended_at", Moment),
)
Index(
    "ix_household_claims_resident", household_claims.c.resident_id, unique=True,
    sqlite_where=household_claims.c.ended_at.is_(None), postgresql_where=household_claims.c.ended_at.is_(None),
)  # fmt: skip

# The roll of a consultation, frozen at its opening. It says whether a household took part and changed its ballot, by
# day only: a finer time could be compared with the order of the ballots.
poll_households = Table(
    "poll_households",
    metadata,
    Column("poll_id", Id, ForeignKey("polls.id"), primary_key=True),
    Column("household_id", Id, ForeignKey("households.id"), primary_key=True),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False),
    Column("took_on", Date),  # in Viet Nam
    Column("changed_on", Date),
    Column("on_paper", Boolean, nullable=False, server_default=text("false")),  # the ballot that counts now is on paper
)

# The answers of named consultations that count households. All answers stay; a household's last one counts.
poll_named_households = Table(
    "poll_named_households",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("poll_id", Id, ForeignKey("polls.id"), nullable=False),
    Column("household_id", Id, ForeignKey("households.id"), nullable=False),
    Column("resident_id", Id, ForeignKey("residents.id")),  # none: on paper
    Column("staff_id", Id, ForeignKey("staff.id")),  # who typed in the paper ballot
    Column("choices", Text, nullable=False),  # sealed
    Column("at", Moment, nullable=False),
)
Index("ix_poll_named_households", poll_named_households.c.poll_id, poll_named_households.c.household_id)

# Uploaded tables of households: first they are shown, then they are imported. An imported one keeps no names.
roll_offers = Table(
    "roll_offers",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),  # the name of the file
    Column("whole", Boolean, nullable=False),  # whether the table is the complete roll of its units
    Column("entries", Text, nullable=False),  # sealed JSON of civics.ward.roll.Entry; emptied at the import
    # sealed JSON of civics.ward.roll.Note and BadRow: what the table left out; emptied at the import
    Column("told", Text, nullable=False, server_default=""),
    Column("state", String(8), nullable=False),  # offered, taken
    Column("numbers", Data, nullable=False),  # the result of the import: added, changed, same, gone
    Column("version", Integer, nullable=False, server_default=text("0")),  # of the roll after the import
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("at", Moment, nullable=False),
)

# A ballot on paper as one of two people typed it, until it counts: one keyed digest per article. The digest only tells
# whether both typed the same. No choice, no time; the key is the consultation's (`poll_keys`).
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
