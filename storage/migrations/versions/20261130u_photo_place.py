"""Where a photo was taken, until its sender has said whether that may be used."""

import sqlalchemy as sa
from alembic import op

revision = "20261130u"
down_revision = "20261130s"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachments", sa.Column("photo_place", sa.String(32), server_default="", nullable=False))
    op.create_index(
        "ix_attachments_photo_place",
        "attachments",
        ["created_at"],
        sqlite_where=sa.text("photo_place != ''"),
        postgresql_where=sa.text("photo_place != ''"),
    )
