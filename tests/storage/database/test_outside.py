"""Keys outside the database: made once, completely or not at all; after destruction nothing under them can be read."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from storage.across import opening
from storage.database.database import Database
from storage.database.outside import KeyFolder, KeyGoneError
from storage.database.seal import DAY, RINGED, Seal, WrongKeyError, ring_of
from storage.database.unit import UnitOfWork
from storage.messages import inbox
from tests.databases import KEY, Now


def test_of_many_at_once_one_makes_the_key_and_all_find_it_whole(tmp_path: Path) -> None:
    folder = tmp_path / "poll_keys"
    with ThreadPoolExecutor(16) as threads:
        made = set(threads.map(lambda _: KeyFolder(folder).make("day-2026-11-24"), range(64)))
    assert len(made) == 1
    assert len(made.pop()) == 32
    assert [each.name for each in folder.iterdir()] == ["day-2026-11-24"]
    assert stat.S_IMODE((folder / "day-2026-11-24").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_key_that_another_process_destroyed_is_known_to_nobody(tmp_path: Path) -> None:
    ours, theirs = KeyFolder(tmp_path), KeyFolder(tmp_path)
    first = ours.make("a")
    theirs.destroy("a")
    with pytest.raises(KeyGoneError):
        ours.get("a")
    assert theirs.make("a") == ours.get("a") != first


def test_a_token_opens_with_its_own_key_and_secret_key_together_only(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path / "here")
    keys.make("a")
    seal = Seal(KEY, keys=keys)
    token = seal.close_text("một lời kín", ring="a")
    assert ring_of(token) == "a"
    assert seal.open_text(token) == "một lời kín"
    assert seal.open(seal.close(b"\x00\x01", ring="a")) == b"\x00\x01"
    with pytest.raises(KeyGoneError):
        Seal(KEY).open_text(token)
    with pytest.raises(WrongKeyError):
        Seal("another secret key, long enough", keys=keys).open_text(token)
    elsewhere = KeyFolder(tmp_path / "there")
    elsewhere.make("a")
    with pytest.raises(WrongKeyError):
        Seal(KEY, keys=elsewhere).open_text(token)
    assert seal.open_text(Seal(KEY).close_text("của bản trước")) == "của bản trước"


def test_the_length_of_a_token_tells_a_number_of_steps_only(tmp_path: Path) -> None:
    keys = KeyFolder(tmp_path)
    keys.make("a")
    seal = Seal(KEY, keys=keys)
    assert len({len(seal.close(b"x" * size, ring="a")) for size in (0, 1, 100, 508)}) == 1
    assert len(seal.close(b"x" * 509, ring="a")) > len(seal.close(b"x" * 508, ring="a"))
    assert len({len(seal.close(b"x" * size, ring="a", room=9000)) for size in (0, 5000, 9000)}) == 1


def _payloads(work: UnitOfWork) -> list[bytes]:
    return [bytes(row[0]) for row in work.conn.exec_driver_sql("SELECT raw FROM inbox ORDER BY id")]


def test_an_arrival_opens_with_its_day_s_key_which_goes_when_no_payload_of_that_day_is_left(
    store: Database, now: Now, tmp_path: Path
) -> None:
    def arrive(number: int) -> bool:
        return store.run(
            inbox.accept, channel="web", bot="web", external_id=str(number), chat="c", raw={"text": "Không đồng ý"}
        )

    first = f"{DAY}{now.at:%Y-%m-%d}"
    assert arrive(1)
    assert arrive(2)
    for raw in store.look(_payloads):
        assert raw.startswith(f"{RINGED}{first}:".encode())
        with pytest.raises(KeyGoneError):
            Seal(KEY).open(raw)
    one, two = store.look(inbox.waiting, limit=9)
    assert store.run(opening.take, one) == {"text": "Không đồng ý"}
    store.run(inbox.done, one.id)
    now.pass_(days=9)
    assert arrive(3)
    store.run(inbox.sweep)
    assert store.run(inbox.forget_days) == 0, "one of that day still waits"
    assert store.run(opening.take, two) == {"text": "Không đồng ý"}
    store.run(inbox.done, two.id, forget=True)
    assert store.run(inbox.forget_days) == 1
    assert [each.name for each in (tmp_path / "poll_keys").iterdir()] == [f"{DAY}{now.at:%Y-%m-%d}"]
    now.at -= timedelta(days=9)
    with pytest.raises(KeyGoneError):
        store.seal.keys.get(first)
