"""A wrong key stops the start."""

import pytest
from sqlalchemy import insert

from core.errors import SettingError
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.tables.ward import ward as ward_rows
from storage.ward import key_check, ward


def test_the_first_key_is_kept_and_another_is_refused(store: Database) -> None:
    store.run(key_check.check)
    store.run(key_check.check)
    store.seal = Seal("another key, also long enough for it")
    with pytest.raises(SettingError, match="SECRET_KEY"):
        store.run(key_check.check)


@pytest.mark.parametrize("same", [True, False])
def test_two_processes_that_start_for_the_first_time_at_once_agree_on_the_first_key(
    store: Database, same: bool
) -> None:
    def both(work: UnitOfWork) -> None:
        assert ward.setting(work, key_check.KEY) is None
        # the other process commits its own between this one's look and its write
        other = key_check.mark(work) if same else "of another key"
        work.conn.execute(insert(ward_rows).values(key=key_check.KEY, value=other))
        key_check.check(work)

    if same:
        store.run(both)
        store.run(key_check.check)
    else:
        with pytest.raises(SettingError, match="SECRET_KEY"):
            store.run(both)


def test_of_two_who_save_the_same_setting_at_once_the_later_one_stays(store: Database) -> None:
    def both(work: UnitOfWork) -> None:
        assert ward.setting(work, "polls.burst") is None
        work.conn.execute(insert(ward_rows).values(key="polls.burst", value=5))
        assert ward.put_settings(work, {"polls.burst": 7}) == ["polls.burst"]

    store.run(both)
    assert store.look(ward.setting, "polls.burst") == 7
