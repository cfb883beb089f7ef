"""Reports are made beside the service: what was asked for, and how far it has come."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xu"
down_revision = "20261130xtb"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)
_TASKS = "register_report_tasks"


def _count(name: str) -> "sa.Column[int]":
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False)


def upgrade() -> None:
    op.create_table(
        _TASKS,
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        _count("done"),
        _count("total"),
        _count("tries"),
        sa.Column("wanted_at", _AT, nullable=False),
        sa.Column("alive_at", _AT, nullable=True),
        sa.Column("ended_at", _AT, nullable=True),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("report_id", _ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name=f"pk_{_TASKS}"),
        sa.UniqueConstraint("kind", "begins", "ends", name=f"uq_{_TASKS}_period"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=f"fk_{_TASKS}_staff_id"),
        sa.ForeignKeyConstraint(["report_id"], ["register_reports.id"], name=f"fk_{_TASKS}_report_id"),
    )
