"""Browsers that asked to be told by web push."""

import sqlalchemy as sa
from alembic import op

revision = "20261130j"
down_revision = "20261130h"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "push_devices",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("owner", sa.String(96), nullable=False),
        sa.Column("endpoint_key", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_push_devices"),
        sa.UniqueConstraint("endpoint_key", name="uq_push_devices_endpoint_key"),
    )
    op.create_index("ix_push_devices_owner", "push_devices", ["owner", "id"])
    op.create_table(
        "push_notices",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("device_id", _ID, nullable=False),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("says", sa.String(64), nullable=False),
        sa.Column("opens", sa.String(128), nullable=False),
        sa.Column("urgent", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_push_notices"),
        sa.UniqueConstraint("device_id", "topic", name="uq_push_notices_topic"),
        sa.ForeignKeyConstraint(["device_id"], ["push_devices.id"], name="fk_push_notices_device_id"),
    )
    op.create_index("ix_push_notices_due", "push_notices", ["due_at"])
