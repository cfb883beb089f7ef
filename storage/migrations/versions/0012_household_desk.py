"""Tables of households that wait to be taken, and ballots on paper that wait for a second reader."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DATA = sa.JSON().with_variant(JSONB(), "postgresql")


def _key(name: str, target: str, *, of: str) -> "sa.Column[Any]":
    return sa.Column(name, _ID, sa.ForeignKey(target, name=op.f(f"fk_{of}_{name}")), nullable=False)


def upgrade() -> None:
    """Two tables of their own."""
    op.create_table(
        "roll_offers",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("numbers", _DATA, nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        _key("staff_id", "staff.id", of="roll_offers"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_offers")),
    )
    op.create_table(
        "paper_entries",
        _key("poll_id", "polls.id", of="paper_entries"),
        _key("household_id", "households.id", of="paper_entries"),
        _key("staff_id", "staff.id", of="paper_entries"),
        sa.Column("marks", _DATA, nullable=False),
        sa.Column("agreed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("poll_id", "household_id", "staff_id", name=op.f("pk_paper_entries")),
        sqlite_with_rowid=False,
    )
