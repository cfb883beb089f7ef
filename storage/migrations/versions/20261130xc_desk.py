"""Indexes: cases of a place and topic together, and the answers of some days."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xc"
down_revision = "20261130xb"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_cases_unit_topic", "cases", ["unit_id", "topic", "id"])
    results = sa.text("kind = 'answer'")
    op.create_index("ix_entries_results", "entries", ["at"], sqlite_where=results, postgresql_where=results)
