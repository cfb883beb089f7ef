"""Each account chooses of what it is told outside the console."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xtb"
down_revision = "20261130xta"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("told", sa.Text(), nullable=False, server_default=""))
