"""Boundaries of groups and hamlets."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261130k2"
down_revision = "20261130k"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "unit_boundaries",
        sa.Column("unit_id", _ID, autoincrement=False, nullable=False),
        sa.Column("rings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("south", sa.Float(), nullable=False),
        sa.Column("north", sa.Float(), nullable=False),
        sa.Column("west", sa.Float(), nullable=False),
        sa.Column("east", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_unit_boundaries_unit_id"),
        sa.PrimaryKeyConstraint("unit_id", name="pk_unit_boundaries"),
    )
