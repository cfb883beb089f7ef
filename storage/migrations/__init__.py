"""The migrations in order, and Alembic's environment for them."""
