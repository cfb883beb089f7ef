"""Spreading a bulletin writes less: PostgreSQL checks no foreign keys, and only sent messages are indexed by number."""

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
    numbered = sa.text("message_id != ''")
    op.drop_index("ix_outbox_message", table_name="outbox")
    op.create_index(
        "ix_outbox_message", "outbox", ["chat_id", "message_id"], sqlite_where=numbered, postgresql_where=numbered
    )
    if op.get_context().dialect.name == "postgresql":
        for table, columns in _KEYS:
            for column in columns:
                op.drop_constraint(f"fk_{table}_{column}", table, type_="foreignkey")
