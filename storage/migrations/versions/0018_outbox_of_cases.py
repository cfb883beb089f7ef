"""Few messages are of a case: the others stand in none of its indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("case_id", "entry_id"):
        name, some = f"ix_outbox_{column}", sa.text(f"{column} IS NOT NULL")
        op.drop_index(name, "outbox")
        op.create_index(name, "outbox", [column], sqlite_where=some, postgresql_where=some)
