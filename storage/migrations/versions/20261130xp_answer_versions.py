"""An index by which a question finds out, without reading records, whether there are new ones."""

from alembic import op

revision = "20261130xp"
down_revision = "20261130xm2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_answer_versions_decided", "answer_versions", ["decided_at"])
