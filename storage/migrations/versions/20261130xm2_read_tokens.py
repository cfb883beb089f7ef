"""Tokens by which a program of a member of staff reads figures."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xm2"
down_revision = "20261130xm"
branch_labels = None
depends_on = None


def upgrade() -> None:
    identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "read_tokens",
        sa.Column("id", identity, autoincrement=True, nullable=False),
        sa.Column("staff_id", identity, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_read_tokens"),
        sa.UniqueConstraint("staff_id", name="uq_read_tokens_staff_id"),
        sa.UniqueConstraint("digest", name="uq_read_tokens_digest"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_read_tokens_staff_id"),
    )
