"""Reminders of staff: on which day somebody is reminded of a case."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xz7"
down_revision = "20261130xz6"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WHEN = sa.DateTime(timezone=True)
_OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        *(sa.Column(name, _ID, nullable=False) for name in ("case_id", "for_id", "by_id")),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("moved_from", sa.Date()),
        sa.Column("with_case", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("made_at", _WHEN, nullable=False),
        sa.Column("told_on", sa.Date()),
        sa.Column("ended_at", _WHEN),
        sa.PrimaryKeyConstraint("id", name="pk_reminders"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_reminders_case_id"),
        sa.ForeignKeyConstraint(["for_id"], ["staff.id"], name="fk_reminders_for_id"),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name="fk_reminders_by_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reminders_case_id", "reminders", ["case_id"])
    op.create_index("ix_reminders_open", "reminders", ["for_id", "due_on"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_index("ix_reminders_due", "reminders", ["due_on"], sqlite_where=_OPEN, postgresql_where=_OPEN)
