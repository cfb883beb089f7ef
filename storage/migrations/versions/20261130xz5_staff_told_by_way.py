"""Each account chooses by which way it is told of what; browsers are a way; the morning's numbers at a chosen hour."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xz5"
down_revision = "20261130xz2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff_ways", sa.Column("choices", sa.Text(), nullable=False, server_default=""))
    ways, staff = sa.table("staff_ways", sa.column("choices"), sa.column("staff_id")), _staff()
    chosen = sa.select(staff.c.told).where(staff.c.id == ways.c.staff_id).scalar_subquery()
    always = "urgent,approve,mention"  # until now these went by every way
    both = sa.case((chosen == "", always), else_=sa.literal(always + ",").op("||")(chosen))
    op.execute(ways.update().values(choices=both))
    op.drop_column("staff", "told")
    op.add_column("staff", sa.Column("digest_at", sa.String(5), nullable=False, server_default="07:30"))
    op.add_column("staff", sa.Column("digest_on", sa.Date(), nullable=True))
    op.add_column("staff_notices", sa.Column("numbers", sa.String(64), nullable=False, server_default=""))
    op.add_column("push_devices", sa.Column("agent", sa.Text(), nullable=False, server_default=""))
    op.add_column("push_notices", sa.Column("numbers", sa.String(64), nullable=False, server_default=""))


def _staff() -> sa.TableClause:
    return sa.table("staff", sa.column("id"), sa.column("told"))
