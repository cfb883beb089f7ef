"""Who follows a case that somebody else has reported; which answers may be sent to them."""

import sqlalchemy as sa
from alembic import op

revision = "20261130k3"
down_revision = "20261130k2"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("entries", sa.Column("released_at", sa.DateTime(timezone=True)))
    op.create_table(
        "case_followers",
        sa.Column("case_id", _ID, autoincrement=False, nullable=False),
        sa.Column("chat_id", _ID, autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_state", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_followers_case_id"),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_case_followers_chat_id"),
        sa.PrimaryKeyConstraint("case_id", "chat_id", name="pk_case_followers"),
    )
    op.create_index("ix_case_followers_chat_id", "case_followers", ["chat_id"])
