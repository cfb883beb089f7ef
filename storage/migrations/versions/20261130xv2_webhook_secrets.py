"""The secret of a webhook may be changed; for a day the one before signs too."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xv2"
down_revision = "20261130xv"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("webhooks", sa.Column("secret_before", sa.Text(), nullable=False, server_default=""))
    op.add_column("webhooks", sa.Column("secret_until", sa.DateTime(timezone=True), nullable=True))
