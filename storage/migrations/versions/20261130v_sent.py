"""When what a meeting of a consultation decided must go to UBND and UBMTTQ, and when it went."""

import sqlalchemy as sa
from alembic import op

revision = "20261130v"
down_revision = "20261130u"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sittings", sa.Column("send_by", sa.Date(), nullable=True))
    op.add_column("sittings", sa.Column("sent_on", sa.Date(), nullable=True))
