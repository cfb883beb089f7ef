"""Reports that a new one may follow are found by topic and day, without those that are over."""

import sqlalchemy as sa
from alembic import op

revision = "20261201xa1"
down_revision = "20261130xz7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_cases_near",
        "cases",
        ["topic", "filed_at"],
        sqlite_where=sa.text("sealed IS 0 AND (state NOT IN ('closed', 'dropped'))"),
        postgresql_where=sa.text("sealed IS false AND state NOT IN ('closed', 'dropped')"),
    )
