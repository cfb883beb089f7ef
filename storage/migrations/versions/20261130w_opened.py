"""What is shown of a case on the public page; keys of Open311 and what came by them."""

import sqlalchemy as sa
from alembic import op

revision = "20261130w"
down_revision = "20261130v"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)
_PUBLIC, _KEYS, _FILINGS = "public_cases", "open311_keys", "open311_filings"


def _link(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}")


def upgrade() -> None:
    links = {"case_id": "cases", "staff_id": "staff", "before_id": "attachments", "after_id": "attachments"}
    op.create_table(
        _PUBLIC,
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(24), nullable=False),
        sa.Column("case_id", _ID, nullable=False),
        sa.Column("filed_at", _AT, nullable=False),
        *(sa.Column(name, _AT, nullable=True) for name in ("asked_at", "agreed_at", "refused_at", "released_at")),
        sa.Column("ground", sa.String(8), server_default="", nullable=False),
        sa.Column("changed_at", _AT, nullable=False),
        sa.Column("staff_id", _ID, nullable=True),
        *(sa.Column(name, sa.Text(), server_default="", nullable=False)
          for name in ("title", "body", "answer", "place")),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("folded", sa.Text(), server_default="", nullable=False),
        sa.Column("before_id", _ID, nullable=True),
        sa.Column("after_id", _ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_public_cases"),
        sa.UniqueConstraint("key", name="uq_public_cases_key"),
        sa.UniqueConstraint("case_id", name="uq_public_cases_case_id"),
        *(_link(_PUBLIC, name, target) for name, target in links.items()),
    )  # fmt: skip
    released = sa.text("released_at IS NOT NULL")
    op.create_index("ix_public_cases_list", _PUBLIC, ["filed_at", "id"], sqlite_where=released,
                    postgresql_where=released)  # fmt: skip
    _open311()


def _open311() -> None:
    op.create_table(
        _KEYS,
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("per_hour", sa.Integer(), nullable=False),
        sa.Column("made_at", _AT, nullable=False),
        sa.Column("staff_id", _ID, nullable=True),
        sa.Column("revoked_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_open311_keys"),
        sa.UniqueConstraint("digest", name="uq_open311_keys_digest"),
        _link(_KEYS, "staff_id", "staff"),
    )
    op.create_table(
        _FILINGS,
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("key_id", _ID, nullable=False),
        sa.Column("ref", sa.String(64), nullable=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("public_key", sa.String(24), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_open311_filings"),
        sa.UniqueConstraint("public_key", name="uq_open311_filings_public_key"),
        sa.UniqueConstraint("key_id", "ref", name="uq_open311_filings_key_id"),
        _link(_FILINGS, "key_id", _KEYS),
    )
    op.create_index("ix_open311_filings_key_id", _FILINGS, ["key_id", "at"])
