"""What a table of households left out: notes, and the rows that could not be taken."""

import sqlalchemy as sa
from alembic import op

revision = "20261130o"
down_revision = "20261130n"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("roll_offers", sa.Column("told", sa.Text(), server_default="", nullable=False))
