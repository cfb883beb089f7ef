"""Slips, grants at the desk and ballots on paper, checked by a second person."""

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
