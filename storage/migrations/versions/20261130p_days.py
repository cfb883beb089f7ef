"""Days off and days worked that the ward sets, and by which of them the dates of a case count."""

import sqlalchemy as sa
from alembic import op

revision = "20261130p"
down_revision = "20261130o"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ward_days",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(8), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_ward_days_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ward_days"),
    )
    op.add_column("cases", sa.Column("days_revision", sa.Integer(), server_default="0", nullable=False))
