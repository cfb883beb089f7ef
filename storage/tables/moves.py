"""The table of codes that bring a person's cases to another channel."""

from sqlalchemy import Column, ForeignKey, String, Table

from storage.tables.columns import Id, Moment, metadata

# Good once, for ten minutes; the code itself is nowhere, only its keyed digest.
move_codes = Table(
    "move_codes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("resident_id", Id, ForeignKey("residents.id"), nullable=False, index=True),
    Column("staff_id", Id, ForeignKey("staff.id")),  # who gave it at the desk; none: the living side asked for it
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)
