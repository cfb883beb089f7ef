"""Acts that wait for a second person; one-time passwords and second factors; the trail as a chain."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261130d"
down_revision = "20261130c"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DATA = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_WAITS = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.add_column("staff", sa.Column("handed_by", _ID))
    op.add_column("staff", sa.Column("handed_at", _MOMENT))
    op.add_column("staff", sa.Column("password_until", _MOMENT))
    op.add_column("staff", sa.Column("sealed_at", _MOMENT))
    op.add_column("staff", sa.Column("factor", sa.Text(), nullable=False, server_default=""))
    op.add_column("staff", sa.Column("factor_wanted", sa.Text(), nullable=False, server_default=""))
    op.add_column("staff", sa.Column("factor_step", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("staff", sa.Column("signed_in_at", _MOMENT))
    op.add_column("staff", sa.Column("demo", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.execute("UPDATE staff SET sealed_at = created_at WHERE reads_sealed")
    op.add_column("sessions", sa.Column("waits", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    _waiting_acts()
    _recovery_codes()
    _chain()


def _recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("staff_id", _ID, sa.ForeignKey("staff.id", name=op.f("fk_recovery_codes_staff_id")), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_staff_id"), "recovery_codes", ["staff_id"])


def _chain() -> None:
    """The links of the trail and its head of each day; written once, as the trail itself."""
    op.create_table(
        "audit_links",
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("audit_id", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.String(length=64), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_links")),
        sa.UniqueConstraint("audit_id", name=op.f("uq_audit_links_audit_id")),
    )
    op.create_table(
        "audit_heads",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_audit_heads")),
    )
    for table in ("audit_links", "audit_heads"):
        if op.get_bind().dialect.name == "sqlite":
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
            continue
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
        )


def _waiting_acts() -> None:
    op.create_table(
        "waiting_acts",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("arguments", _DATA, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("case_id", _ID, sa.ForeignKey("cases.id", name=op.f("fk_waiting_acts_case_id"))),
        sa.Column("staff_id", _ID, sa.ForeignKey("staff.id", name=op.f("fk_waiting_acts_staff_id")), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False, server_default="waiting"),
        sa.Column("decided_by", _ID, sa.ForeignKey("staff.id", name=op.f("fk_waiting_acts_decided_by"))),
        sa.Column("decided_at", _MOMENT),
        sa.Column("why", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_acts")),
    )
    op.create_index(
        "uq_waiting_acts_one", "waiting_acts", ["kind", "subject"], unique=True, sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )
    op.create_index("ix_waiting_acts_decided", "waiting_acts", ["decided_at"])
