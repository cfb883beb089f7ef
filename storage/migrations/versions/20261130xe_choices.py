"""What a language model chose among the records that fit a question."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261130xe"
down_revision = "20261130xd"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DATA = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "answer_choices",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("offered", _DATA, nullable=False),
        sa.Column("chosen", sa.Text(), server_default="", nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer_choices"),
    )
    op.create_index("ix_answer_choices_at", "answer_choices", ["at"])
