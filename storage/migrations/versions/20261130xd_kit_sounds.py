"""Who heard a loudspeaker's sound to the end before it was passed on."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xd"
down_revision = "20261130xc"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "kit_sounds",
        sa.Column("bulletin_id", _ID, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bulletin_id", "digest", name="pk_kit_sounds"),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name="fk_kit_sounds_bulletin_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_kit_sounds_staff_id"),
    )
