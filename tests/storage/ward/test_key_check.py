"""A wrong key stops the start."""

import pytest

from core.errors import SettingError
from storage.database.database import Database
from storage.database.seal import Seal
from storage.ward import key_check


def test_the_first_key_is_kept_and_another_is_refused(store: Database) -> None:
    store.run(key_check.check)
    store.run(key_check.check)
    store.seal = Seal("another key, also long enough for it")
    with pytest.raises(SettingError, match="SECRET_KEY"):
        store.run(key_check.check)
