"""Bringing a database to the present form, by Alembic."""


def upgrade(url: str) -> None:
    """Make or bring the database at `url` to the present form, with its triggers and search index. Safe to repeat."""
    raise NotImplementedError


def current(url: str) -> str:
    """The revision the database is at; empty for a new one."""
    raise NotImplementedError


def is_current(url: str) -> bool:
    """Whether the database is at the newest revision."""
    raise NotImplementedError
