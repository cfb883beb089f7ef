"""What residents say to a bulletin: questions under it, kits taken by heads of groups."""

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
