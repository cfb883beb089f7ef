"""What happens to a bulletin after it was sent: corrections, answers, series."""

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
