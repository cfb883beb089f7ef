"""Answers that did not arrive by themselves, and by which ways their residents are told."""

import sqlalchemy as sa
from alembic import op

revision = "20261130r"
down_revision = "20261130q"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "case_reaches",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("way", sa.String(8), server_default="", nullable=False),
        sa.Column("tried", sa.String(32), server_default="", nullable=False),
        sa.Column("why", sa.String(32), server_default="", nullable=False),
        sa.Column("paid", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("told_at", _MOMENT),
        sa.Column("told_by", sa.String(8), server_default="", nullable=False),
        sa.Column("message_id", sa.String(64), server_default="", nullable=False),
        sa.Column("link", sa.String(64)),
        sa.Column("link_until", _MOMENT),
        sa.Column("reached_at", _MOMENT),
        sa.Column("how", sa.String(8), server_default="", nullable=False),
        sa.Column("calls", sa.Integer(), server_default="0", nullable=False),
        sa.Column("staff_id", _ID),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_reaches_case_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_case_reaches_entry_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_case_reaches_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_reaches"),
        sa.UniqueConstraint("entry_id", name="uq_case_reaches_entry_id"),
        sa.UniqueConstraint("link", name="uq_case_reaches_link"),
    )
    op.create_index("ix_case_reaches_case_id", "case_reaches", ["case_id"])
    op.create_index("ix_case_reaches_made", "case_reaches", ["made_at"])
    for state in ("waits", "sending", "call", "told"):
        where = sa.text(f"state = '{state}'")
        op.create_index(
            f"ix_case_reaches_{state}", "case_reaches", ["id"], sqlite_where=where, postgresql_where=where
        )
    stuck = sa.text("state IN ('held', 'gone', 'failed') AND entry_id IS NOT NULL")
    op.create_index("ix_outbox_stuck", "outbox", ["id"], sqlite_where=stuck, postgresql_where=stuck)
