"""Where an account is told of what cannot wait, and what it was told; when a person said that they are safe."""

import sqlalchemy as sa
from alembic import op

revision = "20261130k"
down_revision = "20261130j"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("cases", sa.Column("safe_at", sa.DateTime(timezone=True)))
    op.create_table(
        "staff_ways",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("chat_id", _ID),
        sa.Column("mailbox", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_ways_staff_id"),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name="fk_staff_ways_chat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_ways"),
        sa.UniqueConstraint("chat_id", name="uq_staff_ways_chat_id"),
        sa.UniqueConstraint("staff_id", "kind", name="uq_staff_ways_kind"),
    )
    op.create_table(
        "way_codes",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_way_codes_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_way_codes"),
        sa.UniqueConstraint("digest", name="uq_way_codes_digest"),
    )
    op.create_index("ix_way_codes_staff_id", "way_codes", ["staff_id"])
    _notices()


def _notices() -> None:
    op.create_table(
        "staff_notices",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("way_id", _ID, nullable=False),
        sa.Column("topic", sa.String(64), nullable=False),
        sa.Column("says", sa.String(64), nullable=False),
        sa.Column("opens", sa.String(200), nullable=False),
        sa.Column("alert_id", _ID),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_notices_staff_id"),
        sa.ForeignKeyConstraint(["way_id"], ["staff_ways.id"], name="fk_staff_notices_way_id"),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name="fk_staff_notices_alert_id"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_notices"),
        sa.UniqueConstraint("way_id", "topic", name="uq_staff_notices_topic"),
    )
    op.create_index("ix_staff_notices_way_id", "staff_notices", ["way_id"])
    op.create_index("ix_staff_notices_alert_id", "staff_notices", ["alert_id"])
    op.create_index("ix_staff_notices_made", "staff_notices", ["made_at"])
    waits = sa.text("state = 'waiting'")
    op.create_index("ix_staff_notices_due", "staff_notices", ["due_at"], sqlite_where=waits, postgresql_where=waits)
