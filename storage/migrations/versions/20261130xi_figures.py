"""An index that holds all that the public figures count."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xi"
down_revision = "20261130xh"
branch_labels = None
depends_on = None

_TOLD = (
    *("filed_at", "topic", "unit_id", "kind", "state", "emergency", "answered_at", "answer_due_at", "due_at"),
    *("disputes", "sealed", "names_staff_id", "names_unit_id"),
)


def upgrade() -> None:
    sqlite, postgres = (
        sa.text(f"sealed IS {no} AND names_staff_id IS NULL AND names_unit_id IS NULL") for no in ("0", "false")
    )
    op.create_index("ix_cases_told", "cases", _TOLD, sqlite_where=sqlite, postgresql_where=postgres)
