"""Indexes of what is rare among the cases that are over: late, ended without an answer, disputed, not from a chat."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xj"
down_revision = "20261130xi"
branch_labels = None
depends_on = None

_RARE = {
    "late": "answered_at > answer_due_at",
    "ended": "answered_at IS NULL AND (state NOT IN ('forwarded', 'new', 'reopened', 'taken', 'waiting'))",
    "disputed": "disputes > 0",
}


def upgrade() -> None:
    for name, which in _RARE.items():
        where = sa.text(which)
        op.create_index(f"ix_cases_{name}", "cases", ["id"], sqlite_where=where, postgresql_where=where)
    op.create_index("ix_cases_origin", "cases", ["origin", "id"])
