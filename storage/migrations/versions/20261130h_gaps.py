"""Indexes: rows of a paused bulletin, talks of consultations."""

import sqlalchemy as sa
from alembic import op

revision = "20261130h"
down_revision = "20261130g"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, table, column, where in (
        ("ix_outbox_paused", "outbox", "bulletin_id", "state = 'paused'"),
        ("ix_runs_poll", "runs", "touched_at", "dialog = 'poll'"),
    ):
        op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
