"""Spreading a bulletin writes less: PostgreSQL checks no foreign keys."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xz2"
down_revision = "20261130xv2"
branch_labels = None
depends_on = None

_KEYS = (
    ("outbox", ("chat_id", "case_id", "entry_id", "run_id")),
    ("lanes", ("chat_id",)),
)


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        for table, columns in _KEYS:
            for column in columns:
                op.drop_constraint(f"fk_{table}_{column}", table, type_="foreignkey")
