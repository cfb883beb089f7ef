"""Bulletins: what is told, to whom it goes, and what came back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "topics",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=128), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_topics")),
    )
    op.create_table(
        "bulletins",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=32), server_default="", nullable=False),
        sa.Column("fills", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("keywords", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("audience", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("urgent", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.String(length=12), server_default="draft", nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("approver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("approved_count", sa.Integer(), nullable=True),
        sa.Column("question", sa.Text(), server_default="", nullable=False),
        sa.Column("choices", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tied", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        sa.Column("rule", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=True),
        sa.Column("made_from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shown_on_page", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "checkpoint", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False
        ),
        sa.Column("spread", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spread_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trial_code", sa.String(length=8), nullable=True),
        sa.Column("trial_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["approver_id"], ["staff.id"], name=op.f("fk_bulletins_approver_id")),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_bulletins_author_id")),
        sa.ForeignKeyConstraint(["made_from_id"], ["bulletins.id"], name=op.f("fk_bulletins_made_from_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletins")),
    )
    with op.batch_alter_table("bulletins", schema=None) as batch_op:
        batch_op.create_index("ix_bulletins_state", ["state", "planned_at"], unique=False)

    op.create_table(
        "bulletin_answers",
        sa.Column("bulletin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("choice", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name=op.f("fk_bulletin_answers_bulletin_id")),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_bulletin_answers_chat_id")),
        sa.PrimaryKeyConstraint("bulletin_id", "chat_id", name=op.f("pk_bulletin_answers")),
    )
    op.create_table(
        "bulletin_bodies",
        sa.Column("bulletin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name=op.f("fk_bulletin_bodies_bulletin_id")),
        sa.PrimaryKeyConstraint("bulletin_id", "channel", "part", name=op.f("pk_bulletin_bodies")),
    )
    op.create_table(
        "bulletin_files",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("bulletin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("mime", sa.String(length=128), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stored", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name=op.f("fk_bulletin_files_bulletin_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_files")),
    )
    with op.batch_alter_table("bulletin_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bulletin_files_bulletin_id"), ["bulletin_id"], unique=False)

    op.create_table(
        "bulletin_versions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("bulletin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name=op.f("fk_bulletin_versions_bulletin_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_bulletin_versions_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_versions")),
        sa.UniqueConstraint("bulletin_id", "version", name="uq_bulletin_versions_version"),
    )
    op.create_table(
        "kit_takings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("bulletin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name=op.f("fk_kit_takings_bulletin_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_kit_takings_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit_takings")),
    )
    with op.batch_alter_table("kit_takings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kit_takings_bulletin_id"), ["bulletin_id"], unique=False)

    op.create_table(
        "subscriptions",
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_subscriptions_chat_id")),
        sa.ForeignKeyConstraint(["topic"], ["topics.key"], name=op.f("fk_subscriptions_topic")),
        sa.PrimaryKeyConstraint("topic", "chat_id", name=op.f("pk_subscriptions")),
    )
    with op.batch_alter_table("subscriptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscriptions_chat_id"), ["chat_id"], unique=False)

    op.create_table(
        "bulletin_cases",
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bulletin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletins.id"], name=op.f("fk_bulletin_cases_bulletin_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_bulletin_cases_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_bulletin_cases")),
    )
    with op.batch_alter_table("bulletin_cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bulletin_cases_bulletin_id"), ["bulletin_id"], unique=False)

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("bulletin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("part", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(
            "ix_outbox_bulletin",
            ["bulletin_id", "chat_id", "part"],
            unique=True,
            sqlite_where=sa.text("bulletin_id IS NOT NULL"),
            postgresql_where=sa.text("bulletin_id IS NOT NULL"),
        )
