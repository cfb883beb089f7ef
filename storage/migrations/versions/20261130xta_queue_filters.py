"""Indexes for the filters of the queue that read every case, and the channel of a case beside its chat."""

import sqlalchemy as sa
from alembic import op

revision = "20261130xta"
down_revision = "20261130xt"
branch_labels = None
depends_on = None

_THEIRS = "said_at IS NULL OR said_at < heard_at"  # the resident spoke last
_CHANNEL = "coalesce((SELECT channel FROM chats WHERE id = {}.chat_id), '')"


def upgrade() -> None:
    op.add_column("cases", sa.Column("channel", sa.String(16), nullable=False, server_default=""))
    op.execute(f"UPDATE cases SET channel = {_CHANNEL.format('cases')} WHERE chat_id IS NOT NULL")  # noqa: S608  # ours
    for name in ("state", "channel"):
        op.create_index(f"ix_cases_{name}", "cases", [name, "id"])
    for name, embedded, server in (
        ("urgent", "urgent = 1", "urgent"), ("heard_last", _THEIRS, _THEIRS),
        ("said_last", f"NOT ({_THEIRS})", f"NOT ({_THEIRS})"),
    ):  # fmt: skip
        op.create_index(f"ix_cases_{name}", "cases", ["id"], sqlite_where=sa.text(embedded),
                        postgresql_where=sa.text(server))  # fmt: skip
    last = sa.text("(CASE WHEN (said_at > heard_at) THEN said_at ELSE heard_at END)")
    op.create_index("ix_cases_last_word", "cases", [last, "id"])
    if op.get_bind().dialect.name == "sqlite":
        put = f"UPDATE cases SET channel = {_CHANNEL.format('new')} WHERE id = new.id"  # noqa: S608  # ours
        op.execute(
            f"CREATE TRIGGER cases_channel_insert AFTER INSERT ON cases WHEN new.chat_id IS NOT NULL BEGIN {put}; END"
        )
        op.execute(f"CREATE TRIGGER cases_channel_update AFTER UPDATE OF chat_id ON cases BEGIN {put}; END")
    else:
        op.execute(
            f"""CREATE FUNCTION case_channel() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              NEW.channel := {_CHANNEL.format("NEW")};
              RETURN NEW;
            END $$"""
        )
        op.execute(
            "CREATE TRIGGER cases_channel BEFORE INSERT OR UPDATE OF chat_id ON cases "
            "FOR EACH ROW EXECUTE FUNCTION case_channel()"
        )
