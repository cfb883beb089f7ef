"""Webhooks: other systems that hear of released cases."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xg"
down_revision = "20261130xf2"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("staff_id", _ID, nullable=True),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("last_at", _AT, nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_webhooks"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_webhooks_staff_id"),
    )
    op.create_table(
        "webhook_notices",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("webhook_id", _ID, nullable=False),
        sa.Column("public_key", sa.String(24), nullable=False),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("due_at", _AT, nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_notices"),
        sa.UniqueConstraint("event", name="uq_webhook_notices_event"),
        sa.UniqueConstraint("webhook_id", "public_key", name="uq_webhook_notices_key"),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name="fk_webhook_notices_webhook_id"),
    )
    op.create_index("ix_webhook_notices_due", "webhook_notices", ["due_at"])
