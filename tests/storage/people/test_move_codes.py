"""A code is good for one use within ten minutes, and is stored nowhere."""

import threading

import pytest
from sqlalchemy import select

from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.people import move_codes, residents
from storage.tables.moves import move_codes as rows
from tests.databases import Now
from tests.storage import kit


def test_a_code_is_found_however_it_is_typed() -> None:
    assert move_codes.typed(" ck-ab23-cd45 ") == move_codes.typed("CKAB23CD45") == "CK-AB23-CD45"
    assert move_codes.typed("CK AB23 CD45") == "CK-AB23-CD45"


@pytest.mark.parametrize("text", ["", "CK-AB23", "LS-26-000001", "CK-AB23-CD4O", "mã CK-AB23-CD45", "x" * 5000])
def test_other_words_are_no_code(text: str) -> None:
    assert move_codes.typed(text) == ""


def test_a_code_is_good_once(store: Database) -> None:
    ward = kit.people(store)
    code = store.run(move_codes.make, ward.resident_id)
    assert store.look(move_codes.owner, code) == ward.resident_id
    assert [store.run(move_codes.use, code) for _ in range(2)] == [True, False]
    assert store.look(move_codes.owner, code) is None


def test_a_code_is_good_for_ten_minutes(store: Database, now: Now) -> None:
    ward = kit.people(store)
    code = store.run(move_codes.make, ward.resident_id)
    now.pass_(minutes=9, seconds=59)
    assert store.look(move_codes.owner, code) == ward.resident_id
    now.pass_(seconds=1)
    assert store.look(move_codes.owner, code) is None
    assert store.run(move_codes.use, code) is False


def test_a_new_code_ends_the_former_one(store: Database) -> None:
    ward = kit.people(store)
    first = store.run(move_codes.make, ward.resident_id)
    store.run(move_codes.make, ward.resident_id)
    assert store.look(move_codes.owner, first) is None


@pytest.mark.parametrize("column", ["blocked_at", "erased_at"])
def test_a_blocked_or_erased_person_gives_nothing_away(store: Database, now: Now, column: str) -> None:
    ward = kit.people(store)
    code = store.run(move_codes.make, ward.resident_id)

    def shut(work: UnitOfWork) -> None:
        residents.change(work, ward.resident_id, **{column: now.at})

    store.run(shut)
    assert store.look(move_codes.owner, code) is None


def test_the_code_itself_is_stored_nowhere(store: Database) -> None:
    ward = kit.people(store)
    code = store.run(move_codes.make, ward.resident_id)
    (row,) = store.look(lambda work: work.conn.execute(select(rows)).all())
    assert code not in repr(row)
    assert code.replace("-", "") not in repr(row)


def test_of_two_uses_at_once_one_wins(store: Database) -> None:
    ward = kit.people(store)
    code = store.run(move_codes.make, ward.resident_id)
    together = threading.Barrier(2)
    won: list[bool] = []

    def use() -> None:
        together.wait()
        won.append(store.run(move_codes.use, code))

    threads = [threading.Thread(target=use) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(won) == [False, True]


def test_five_tries_from_a_chat_then_it_has_to_wait(store: Database, now: Now) -> None:
    ward = kit.people(store)
    waits = [store.run(move_codes.count_try, ward.chat_id) for _ in range(6)]
    assert waits[:5] == [None] * 5
    assert waits[5] is not None
    assert store.run(move_codes.count_try, ward.other_chat_id) is None
    now.pass_(minutes=15, seconds=1)
    assert store.run(move_codes.count_try, ward.chat_id) is None


def test_codes_of_yesterday_are_swept(store: Database, now: Now) -> None:
    ward = kit.people(store)
    store.run(move_codes.make, ward.resident_id)
    assert store.run(move_codes.sweep) == 0
    now.pass_(days=1, seconds=1)
    assert store.run(move_codes.sweep) == 1
