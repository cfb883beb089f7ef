"""Staff's own chat groups, and the cards of cases in them."""

import sqlalchemy as sa
from alembic import op

revision = "20261130r2"
down_revision = "20261130r"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NO = sa.text("false")


def upgrade() -> None:
    op.create_table(
        "staff_groups",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("chat_id", _ID, nullable=False),
        sa.Column("after_case", _ID, nullable=False),
        sa.Column("topics", sa.Boolean(), server_default=_NO, nullable=False),
        sa.Column("shows_words", sa.Boolean(), server_default=_NO, nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_staff_groups_chat_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_groups_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_groups"),
        sa.UniqueConstraint("chat_id", name="uq_staff_groups_chat_id"),
    )
    op.create_table(
        "staff_cards",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("group_id", _ID, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unread", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.String(64), nullable=False),
        sa.Column("thread", sa.String(32), server_default="", nullable=False),
        sa.Column("over", sa.Boolean(), server_default=_NO, nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["staff_groups.id"], name="fk_staff_cards_group_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_staff_cards_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_cards"),
        sa.UniqueConstraint("group_id", "case_id", name="uq_staff_cards_case"),
    )
    op.create_index("ix_staff_cards_case_id", "staff_cards", ["case_id"])
