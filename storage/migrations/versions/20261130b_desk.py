"""What staff look at all day costs by what is open, not by all that ever was: indexes of the few rows that count."""

import sqlalchemy as sa
from alembic import op

revision = "20261130b"
down_revision = "20261130a"
branch_labels = None
depends_on = None

# name, table, columns, the rows that stand in it (on SQLite, on PostgreSQL)
_RUNNING = "(state NOT IN ('answered', 'closed', 'dropped'))"
_ANSWERED = "state = 'answered'"
_INDEXES: tuple[tuple[str, str, tuple[str, ...], str, str], ...] = (
    ("ix_cases_filed", "cases", ("filed_at",), "", ""),
    ("ix_cases_kind", "cases", ("kind", "id"), "", ""),
    ("ix_cases_topic", "cases", ("topic", "id"), "", ""),
    ("ix_cases_unit_id", "cases", ("unit_id", "id"), "", ""),
    ("ix_cases_running", "cases", ("id",), _RUNNING, _RUNNING),
    ("ix_cases_answered", "cases", ("id",), _ANSWERED, _ANSWERED),
    ("ix_cases_answered_by", "cases", ("officer_id", "id"), _ANSWERED, _ANSWERED),
    ("ix_cases_unread", "cases", ("id",), "unread = 1", "unread"),
    ("ix_pointers_case", "pointers", ("case_id",), "case_id IS NOT NULL", "case_id IS NOT NULL"),
    ("ix_inbox_done", "inbox", ("chat",), "state = 'done'", "state = 'done'"),
    ("ix_inbox_aside", "inbox", ("chat",), "state = 'aside'", "state = 'aside'"),
    ("ix_runs_chat", "runs", ("chat_id", "id"), "", ""),
    ("ix_runs_case", "runs", ("case_id",), "case_id IS NOT NULL", "case_id IS NOT NULL"),
    ("ix_attachments_stored", "attachments", ("stored",), "stored != ''", "stored != ''"),
    ("ix_attachments_shown", "attachments", ("shown",), "shown != ''", "shown != ''"),
    ("ix_attachments_thumb", "attachments", ("thumb",), "thumb != ''", "thumb != ''"),
    ("ix_attachments_digest", "attachments", ("digest",), "digest != ''", "digest != ''"),
    ("ix_attachments_unclosed", "attachments", ("id",), "unclosed = 1", "unclosed"),
    ("ix_audit_staff", "audit", ("staff_id", "id"), "staff_id IS NOT NULL", "staff_id IS NOT NULL"),
    ("ix_alerts_kind", "alerts", ("kind", "id"), "", ""),
    ("ix_alerts_unseen", "alerts", ("id",), "seen_at IS NULL", "seen_at IS NULL"),
    ("ix_residents_erased", "residents", ("erased_at",), "erased_at IS NOT NULL", "erased_at IS NOT NULL"),
)


def upgrade() -> None:
    for name, table, columns, here, there in _INDEXES:
        some = (sa.text(here), sa.text(there)) if here else (None, None)
        op.create_index(name, table, list(columns), sqlite_where=some[0], postgresql_where=some[1])
