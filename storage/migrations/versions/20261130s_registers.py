"""Registers: entries, the lines inside them, their files, what was done, and reports that were made."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261130s"
down_revision = "20261130r2"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DATA = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_AT = sa.DateTime(timezone=True)


def _link(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}")


def upgrade() -> None:
    _entries()
    _inside()
    op.create_table(
        "register_reports",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("staff_id", _ID, nullable=True),
        sa.Column("signed_by", _ID, nullable=True),
        sa.Column("signed_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_register_reports"),
        _link("register_reports", "staff_id", "staff"),
        _link("register_reports", "signed_by", "staff"),
    )
    op.create_index("ix_register_reports_period", "register_reports", ["kind", "ends"])


def _entries() -> None:
    table = "register_entries"
    links = {"parent_id": table, "owner_id": "staff", "unit_id": "units", "case_id": "cases",
             "bulletin_id": "bulletins", "resident_id": "residents", "chat_id": "chats"}
    op.create_table(
        table,
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(24), nullable=False),
        sa.Column("register", sa.String(24), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("folded", sa.Text(), server_default="", nullable=False),
        sa.Column("said", _DATA, nullable=False),
        sa.Column("closed", sa.Text(), server_default="", nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_clock", sa.String(24), server_default="", nullable=False),
        sa.Column("over", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("public", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        *(sa.Column(name, _ID, nullable=True) for name in links),
        sa.Column("slot", sa.String(5), server_default="", nullable=False),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("changed_at", _AT, nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_entries"),
        sa.UniqueConstraint("key", name="uq_register_entries_key"),
        sa.UniqueConstraint("register", "sealed", "year", "number", name="uq_register_entries_number"),
        *(_link(table, name, target) for name, target in links.items()),
    )
    listed = ["register", "on_day", "id"]
    op.create_index("ix_register_entries_list", table, listed)
    _where("ix_register_entries_due", ["due_on"], "due_on IS NOT NULL")
    _where("ix_register_entries_open", listed, "NOT over")
    _where("ix_register_entries_public", listed, "public")
    for name in ("parent_id", "case_id", "resident_id", "chat_id"):
        _where(f"ix_register_entries_{name}", [name], f"{name} IS NOT NULL")


def _where(name: str, columns: list[str], condition: str) -> None:
    op.create_index(name, "register_entries", columns, sqlite_where=sa.text(condition),
                    postgresql_where=sa.text(condition))


def _inside() -> None:
    op.create_table(
        "register_parts",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("part", sa.String(24), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("said", _DATA, nullable=False),
        sa.Column("staff_id", _ID, nullable=True),
        sa.Column("at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_parts"),
        _link("register_parts", "entry_id", "register_entries"),
        _link("register_parts", "staff_id", "staff"),
    )
    op.create_table(
        "register_files",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("role", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("mime", sa.String(128), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stored", sa.String(64), nullable=False),
        sa.Column("taken_at", sa.String(32), server_default="", nullable=False),
        sa.Column("staff_id", _ID, nullable=True),
        sa.Column("at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_files"),
        _link("register_files", "entry_id", "register_entries"),
        _link("register_files", "staff_id", "staff"),
    )
    op.create_table(
        "register_steps",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("staff_id", _ID, nullable=True),
        sa.Column("at", _AT, nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_steps"),
        _link("register_steps", "entry_id", "register_entries"),
        _link("register_steps", "staff_id", "staff"),
    )
    for table in ("register_parts", "register_files", "register_steps"):
        op.create_index(f"ix_{table}_entry_id", table, ["entry_id"])
    op.create_index("ix_register_files_stored", "register_files", ["stored"])
