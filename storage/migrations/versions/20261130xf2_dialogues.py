"""Who asks which question for a dialogue."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xf2"
down_revision = "20261130xf"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLE = "dialogue_backers"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("question_id", _ID, nullable=False),
        sa.Column("resident_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("question_id", "resident_id", name="pk_dialogue_backers"),
        sa.ForeignKeyConstraint(["question_id"], ["register_entries.id"], name="fk_dialogue_backers_question_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["residents.id"], name="fk_dialogue_backers_resident_id"),
    )
    op.create_index("ix_dialogue_backers_resident_id", _TABLE, ["resident_id"])
