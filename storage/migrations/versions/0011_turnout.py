"""Invitations, reminders and outcomes of a consultation, told once to each."""

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
