"""Topics of the ward's own, former names of units; cases of a place and topic, answers of some days by an index."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261130xc"
down_revision = "20261130xb"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WHEN = sa.DateTime(timezone=True)
_DATA = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "own_topics",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("title", sa.String(64), nullable=False),
        sa.Column("former", _DATA, nullable=False),
        sa.Column("made_at", _WHEN, nullable=False),
        sa.Column("retired_at", _WHEN),
        sa.PrimaryKeyConstraint("id", name="pk_own_topics"),
        sa.UniqueConstraint("title", name="uq_own_topics_title"),
    )
    op.add_column("units", sa.Column("former", _DATA))
    op.create_index("ix_cases_unit_topic", "cases", ["unit_id", "topic", "id"])
    results = sa.text("kind = 'answer'")
    op.create_index("ix_entries_results", "entries", ["at"], sqlite_where=results, postgresql_where=results)
