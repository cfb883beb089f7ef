"""The tables of codes beside a household's own: what two of the staff stand for, codes for persons, wrong ones."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, text

from storage.tables.columns import Id, Moment, metadata

# What one of the staff asks for and another agrees to, before somebody may speak for a household. There is no code
# yet, so nothing here can be used; the row goes when the code is shown.
code_asks = Table(
    "code_asks",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("what", String(12), nullable=False),  # storage.households.code_asks.What
    Column("household_id", Id, ForeignKey("households.id")),
    Column("unit_id", Id, ForeignKey("units.id")),  # of slips for a whole group
    Column("claim_id", Id, ForeignKey("household_claims.id")),  # of a member who is to speak
    Column("again", Boolean, nullable=False, server_default=text("false")),  # old slips are void
    Column("word", Text, nullable=False, server_default=""),  # on whose word, as the desk recorded it
    Column("after", String(32), nullable=False, server_default=""),  # how far the printing of a group has come
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("agreed_by", Id, ForeignKey("staff.id")),
    Column("agreed_at", Moment),
    sqlite_autoincrement=True,  # a page that is open agrees by its id
)

# Codes told at the desk to somebody who stands there, good once: their chat is then one person's. Only a keyed digest;
# no row tells who used it.
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

# How many codes were typed wrong in the ward in an hour; names no chat.
code_misses = Table(
    "code_misses",
    metadata,
    Column("hour", Moment, primary_key=True),
    Column("number", Integer, nullable=False),
)
