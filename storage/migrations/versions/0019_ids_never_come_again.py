"""On SQLite an id that was deleted came again: the chat's page looks for messages by it, the fetcher brings a file to it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return  # a sequence never goes back
    for table in ("web_messages", "attachments", "opinion_groups", "sittings"):
        with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
            batch_op.alter_column("id", existing_type=sa.Integer(), nullable=False)
