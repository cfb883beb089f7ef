"""The dates of a signed form in full, and what the ward promised when a case was filed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_DATA = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    no = sa.text("false")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("spoken", sa.Boolean(), nullable=False, server_default=no))
        batch_op.add_column(sa.Column("second", sa.Boolean(), nullable=False, server_default=no))
        batch_op.add_column(sa.Column("extended", sa.String(length=16), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("promised", _DATA, nullable=True))
