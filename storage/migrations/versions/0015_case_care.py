"""For which cause the law lets the time of a complaint be longer."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column."""
    op.add_column("cases", sa.Column("extended", sa.String(length=16), server_default="", nullable=False))
