"""What residents say to bulletins, and the kits that heads of groups take."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "kit_links",
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_kit_links_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_kit_links_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_kit_links")),
    )
    with op.batch_alter_table("kit_takings", schema=None) as batch_op:
        batch_op.alter_column("staff_id", existing_type=_ID, nullable=True)
        batch_op.add_column(sa.Column("unit_id", _ID, nullable=True))
        batch_op.create_foreign_key(op.f("fk_kit_takings_unit_id"), "units", ["unit_id"], ["id"])
