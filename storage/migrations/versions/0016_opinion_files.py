"""Files of opinions: what was spoken or shown in a named consultation."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_OF_POLL = sa.text("poll_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("attachments", sa.Column("poll_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
    op.create_index(
        "ix_attachments_poll", "attachments", ["poll_id"], sqlite_where=_OF_POLL, postgresql_where=_OF_POLL
    )
