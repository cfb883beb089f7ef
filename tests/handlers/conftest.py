"""A street on each database."""

import pytest

from storage.database import Database
from tests.handlers.street import Street
from tests.storage.conftest import Now, database_url, now, postgres, sqlite_template, store

__all__ = ["database_url", "now", "postgres", "sqlite_template", "store"]


@pytest.fixture
def street(store: Database, now: Now) -> Street:
    """A ward with an empty database."""
    return Street(store, now)
