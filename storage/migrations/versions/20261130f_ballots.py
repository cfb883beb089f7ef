"""Secret ballots wait sealed and without a mark before they are shuffled in; receipts have a mark of their own."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261130f"
down_revision = "20261130e"
branch_labels = None
depends_on = None

_DATA = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "poll_waiting",
        sa.Column("poll_id", _ID, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("ballot", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_waiting_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", "id", name=op.f("pk_poll_waiting")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "poll_shares",
        sa.Column("poll_id", _ID, nullable=False),
        sa.Column("public", sa.String(length=64), nullable=False),
        sa.Column("wrapped", _DATA, nullable=False),
        sa.Column("marks", _DATA, nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_shares_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("pk_poll_shares")),
        sqlite_with_rowid=False,
    )
    op.add_column("poll_receipts", sa.Column("casts", sa.Integer(), nullable=False, server_default="1"))
    op.create_index("ix_poll_receipts_mark", "poll_receipts", ["poll_id", "mark"])
