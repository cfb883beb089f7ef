"""Acts that wait for a second person, and who let an account in."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DATA = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_WAITS = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.add_column("staff", sa.Column("handed_by", _ID))
    op.add_column("staff", sa.Column("handed_at", _MOMENT))
    _waiting_acts()


def _waiting_acts() -> None:
    op.create_table(
        "waiting_acts",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("arguments", _DATA, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("case_id", _ID, sa.ForeignKey("cases.id", name=op.f("fk_waiting_acts_case_id"))),
        sa.Column("staff_id", _ID, sa.ForeignKey("staff.id", name=op.f("fk_waiting_acts_staff_id")), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False, server_default="waiting"),
        sa.Column("decided_by", _ID, sa.ForeignKey("staff.id", name=op.f("fk_waiting_acts_decided_by"))),
        sa.Column("decided_at", _MOMENT),
        sa.Column("why", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_acts")),
    )
    op.create_index(
        "uq_waiting_acts_one", "waiting_acts", ["kind", "subject"], unique=True, sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )
    op.create_index("ix_waiting_acts_decided", "waiting_acts", ["decided_at"])
