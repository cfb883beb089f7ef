"""The sender takes lanes that are equally due in the order of their chats."""

from alembic import op

revision = "20261130xr"
down_revision = "20261130xq"
branch_labels = None
depends_on = None

_COLUMNS = ["channel", "bot", "priority", "ready_at"]


def upgrade() -> None:
    op.drop_index("ix_lanes_ready", table_name="lanes")
    op.create_index("ix_lanes_ready", "lanes", [*_COLUMNS, "chat_id"])
