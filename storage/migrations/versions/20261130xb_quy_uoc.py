"""What came before a meeting or ballots inside a consultation, and the papers of its quy ước."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "20261130xb"
down_revision = "20261130w"
branch_labels = None
depends_on = None

_DATA = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("sittings", sa.Column("before", _DATA, nullable=True))
    op.add_column("sittings", sa.Column("facts", _DATA, nullable=True))
