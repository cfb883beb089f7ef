"""The migrations, in order, and how Alembic runs them."""
