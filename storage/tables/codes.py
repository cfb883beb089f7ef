"""The tables of codes beside a household's own: requests by two members of staff, codes for persons, wrong codes."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, text

from storage.tables.columns import Id, Moment, metadata

# A request by one member of staff, to which another must agree before somebody may speak for a household. The code does
# not exist yet, so nothing here can be misused. The row is deleted when the code is shown.
code_asks = Table(
    "code_asks",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("what", String(12), nullable=False),  # storage.households.code_asks.What
    Column("household_id", Id, ForeignKey("households.id")),
    Column("unit_id", Id, ForeignKey("units.id")),  # of slips for a whole group
    # the claim of a member who shall speak for the household
    Column("claim_id", Id, ForeignKey("household_claims.id")),
    Column("again", Boolean, nullable=False, server_default=text("false")),  # the old slips become invalid
    Column("word", Text, nullable=False, server_default=""),  # who vouched for the person, as the desk recorded it
    Column("after", String(32), nullable=False, server_default=""),  # the last household whose slip was printed
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("agreed_by", Id, ForeignKey("staff.id")),
    Column("agreed_at", Moment),
    sqlite_autoincrement=True,  # an open page agrees by id, so ids are never used again
)

# Codes that the desk gives to a person who is present, good for one use: their chat then belongs to one person. Only a
# keyed digest is stored, and no row says who used it.
person_codes = Table(
    "person_codes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

person_checks = Table(
    "person_checks",
    metadata,
    Column("resident_id", Id, ForeignKey("residents.id"), primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)

# How many wrong codes were typed in the ward in an hour; names no chat.
code_misses = Table(
    "code_misses",
    metadata,
    Column("hour", Moment, primary_key=True),
    Column("number", Integer, nullable=False),
)
