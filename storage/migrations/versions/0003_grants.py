"""The tokens of a platform that lets us in for a while (Zalo), sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grants",
        sa.Column("name", sa.String(length=96), nullable=False),
        sa.Column("access", sa.Text(), nullable=False, server_default=""),
        sa.Column("refresh", sa.Text(), nullable=False, server_default=""),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("refreshed_at", sa.DateTime(timezone=True)),
        sa.Column("spending_since", sa.DateTime(timezone=True)),
        sa.Column("dead", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_grants")),
    )
