"""The table of codes that bring a person's cases to another channel."""

from sqlalchemy import Column, ForeignKey, String, Table

from storage.tables.columns import Id, Moment, metadata

# Good for one use within ten minutes. Only a keyed digest of the code is stored.
move_codes = Table(
    "move_codes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("resident_id", Id, ForeignKey("residents.id"), nullable=False, index=True),
    # who gave it at the desk; none: the person asked for it in the old chat
    Column("staff_id", Id, ForeignKey("staff.id")),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)
