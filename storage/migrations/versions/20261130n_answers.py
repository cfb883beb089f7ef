"""Records of answers with their versions, what chats were answered last, and what was asked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261130n"
down_revision = "20261130m"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DATA = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    _versions()
    op.create_table(
        "answer_talks",
        sa.Column("chat_id", _ID, autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="pk_answer_talks"),
    )
    op.create_index("ix_answer_talks_at", "answer_talks", ["at"])
    op.create_table(
        "answer_questions",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.String(200), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("nearest", _DATA, nullable=False),
        sa.Column("answered_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer_questions"),
        sa.UniqueConstraint("folded", name="uq_answer_questions_folded"),
    )
    op.create_index("ix_answer_questions_day", "answer_questions", ["day"])
    op.create_table(
        "answer_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "what", name="pk_answer_counts"),
    )


def _versions() -> None:
    op.create_table(
        "answer_versions",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", _DATA, nullable=False),
        sa.Column("retires", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("proposed_by", _ID, nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", _ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_answer_versions"),
        sa.UniqueConstraint("key", "number", name="uq_answer_versions_key_number"),
        sa.ForeignKeyConstraint(["proposed_by"], ["staff.id"], name="fk_answer_versions_proposed_by"),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name="fk_answer_versions_decided_by"),
    )
    op.create_index("ix_answer_versions_state", "answer_versions", ["state", "key"])
