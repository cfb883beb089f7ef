"""A street on each database."""

import pytest

from storage.database.database import Database
from tests.databases import Now
from tests.handlers.street import Street


@pytest.fixture
def street(store: Database, now: Now) -> Street:
    """A ward with an empty database."""
    return Street(store, now)
