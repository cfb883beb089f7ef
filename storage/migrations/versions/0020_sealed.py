"""Codes of cases are drawn, not counted: the counters of the years would tell how many cases are sealed."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.text("DELETE FROM counters WHERE name LIKE 'case:%'"))
