"""Windows of what may still be said, choices shown as a list, and messages that may cost money."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("free_until", sa.DateTime(timezone=True)))
    op.add_column("chats", sa.Column("paid_until", sa.DateTime(timezone=True)))
    op.add_column("chats", sa.Column("choices", sa.JSON().with_variant(JSONB(), "postgresql")))
    op.add_column("outbox", sa.Column("paid", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.create_index(
        "ix_outbox_held",
        "outbox",
        ["chat_id"],
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
