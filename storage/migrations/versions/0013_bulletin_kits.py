"""Share kits of a bulletin: their words, the address of each group, and who took them, once a day."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "bulletin_kits",
        sa.Column("bulletin_id", _ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("spoken", sa.Text(), nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name=op.f("fk_bulletin_kits_bulletin_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_bulletin_kits_staff_id")),
        sa.PrimaryKeyConstraint("bulletin_id", name=op.f("pk_bulletin_kits")),
    )
    with op.batch_alter_table("kit_links", schema=None) as batch_op:
        batch_op.add_column(sa.Column("word", sa.String(length=16), nullable=True))
        batch_op.create_unique_constraint("uq_kit_links_word", ["word"])
    with op.batch_alter_table("kit_takings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unique_key", sa.String(length=64), nullable=True))
        batch_op.create_unique_constraint("uq_kit_takings_key", ["unique_key"])
