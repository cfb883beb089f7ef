"""The trail of sealed cases is a chain too."""

import sqlalchemy as sa
from alembic import op

revision = "20261130g"
down_revision = "20261130f"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sealed_links",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_sealed_links"),
        sa.UniqueConstraint("line_id", name="uq_sealed_links_line_id"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER sealed_links_no_{act.lower()} BEFORE {act} ON sealed_links "
                "BEGIN SELECT RAISE(ABORT, 'sealed_links is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION sealed_links_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'sealed_links is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER sealed_links_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sealed_links "
        "FOR EACH STATEMENT EXECUTE FUNCTION sealed_links_append_only()"
    )
