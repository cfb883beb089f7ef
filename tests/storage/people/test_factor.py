"""Second factors, one-time passwords and the named list, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import totp
from core.errors import ConflictError
from storage.database.database import Database
from storage.people import factor, readers, sessions, staff
from storage.tables.people import recovery_codes
from storage.tables.people import staff as table
from storage.ward import alerts, audit
from tests.databases import Now

SECRET = b"12345678901234567890"


def hire(store: Database, login: str = "hoa", *, role: str = "officer", reads: bool = False) -> int:
    return store.run(staff.add, login, name=login.title(), password="argon", role=role, reads_sealed=reads)


def code(now: Now, *, steps: int = 0) -> str:
    return totp.code(SECRET, totp.step_at(now()) + steps)


def equip(store: Database, staff_id: int, now: Now) -> None:
    store.run(factor.want, staff_id, SECRET)
    assert store.run(factor.confirm, staff_id, code(now), codes=("aaaa-bbbb-cccc", "dddd-eeee-ffff"))


def test_a_second_factor_is_taken_by_its_first_code_and_lies_sealed(store: Database, now: Now) -> None:
    hoa = hire(store)
    assert store.run(factor.want, hoa, SECRET) == SECRET
    assert store.run(factor.want, hoa, b"another") == SECRET, "the one on the screen stays"
    assert not store.run(factor.confirm, hoa, "000000", codes=("aaaa-bbbb-cccc",))
    equip(store, hoa, now)
    assert store.look(staff.get, hoa).has_factor
    row = store.look(lambda work: work.conn.execute(select(table.c.factor, table.c.factor_wanted)).one())
    assert totp.text_of(SECRET) not in row.factor
    assert row.factor_wanted == ""
    kept = store.look(lambda work: work.conn.execute(select(recovery_codes.c.digest)).scalars().all())
    assert len(kept) == 2
    assert not any("aaaa" in each for each in kept)


def test_each_code_is_good_once(store: Database, now: Now) -> None:
    hoa = hire(store)
    equip(store, hoa, now)
    assert not store.run(factor.proves, hoa, code(now)), "the code of the set-up is used"
    now.pass_(seconds=30)
    assert store.run(factor.proves, hoa, f" {code(now)[:3]} {code(now)[3:]}")
    assert not store.run(factor.proves, hoa, code(now))
    assert store.run(factor.proves, hoa, " AAAA bbbb-cccc")
    assert not store.run(factor.proves, hoa, "aaaa-bbbb-cccc")
    assert store.look(factor.left, hoa) == 1
    nam = hire(store, "nam")
    assert not store.run(factor.proves, nam, "dddd-eeee-ffff"), "somebody else's"
    store.run(factor.take_off, hoa)
    assert not store.run(factor.proves, hoa, "dddd-eeee-ffff")


def test_admins_and_readers_owe_a_second_factor_and_the_demo_nothing(store: Database, now: Now) -> None:
    known = {
        "hoa": (hire(store, "hoa"), ""), "nam": (hire(store, "nam", role="admin"), "factor"),
        "lan": (hire(store, "lan", reads=True), "factor"),
    }  # fmt: skip
    for made, owes in known.values():
        assert store.look(staff.get, made).owes == owes
    equip(store, known["nam"][0], now)
    assert store.look(staff.get, known["nam"][0]).owes == ""
    shown = store.run(staff.add, "tu", name="Tú", password="x", role="admin", reads_sealed=True, demo=True)
    assert store.look(staff.get, shown).owes == ""
    assert store.look(staff.has_demo)


def test_a_one_time_password_ends_sessions_and_is_replaced_by_the_person_s_own(store: Database, now: Now) -> None:
    hoa = hire(store)
    store.run(sessions.begin, hoa, digest="a", agent="")
    store.run(staff.hand_out, hoa, "argon 2", by=None)
    assert store.look(sessions.owner, "a") is None
    found = store.look(staff.get, hoa)
    assert (found.owes, found.password_until) == ("password", now() + timedelta(days=7))
    store.run(staff.choose_password, hoa, "argon 3")
    assert store.look(staff.get, hoa).owes == ""


def test_half_a_session_lasts_ten_minutes_and_becomes_whole_by_the_code(store: Database, now: Now) -> None:
    hoa = hire(store)
    for digest in ("a", "b"):
        store.run(sessions.begin, hoa, digest=digest, agent="", waits=True)
    half = store.look(sessions.owner, "a")
    assert half is not None
    assert half.waits
    assert store.look(staff.get, hoa).signed_in_at is None
    store.run(sessions.proved, "a", staff_id=hoa)
    now.pass_(minutes=11)
    whole = store.look(sessions.owner, "a")
    assert whole is not None
    assert not whole.waits
    assert store.look(sessions.owner, "b") is None


def test_the_list_hears_of_everything_and_never_loses_its_last_by_a_page(store: Database) -> None:
    hoa, lan, nam = hire(store, "hoa", role="admin"), hire(store, "lan"), hire(store, "nam")
    assert not store.look(readers.ever)
    store.run(readers.grant, lan, act="staff.sealed_first", by=hoa)
    with pytest.raises(ConflictError):
        store.run(readers.withdraw, lan, by=hoa)
    store.run(readers.grant, nam, by=lan)
    store.run(readers.withdraw, lan, by=hoa)
    store.run(readers.withdraw, nam, by=None)
    assert store.look(readers.ever), "an admin alone names the first only, not the first again"
    assert [(each.act, name) for each, name in store.look(readers.heard)] == [
        ("staff.sealed_withdrawn", "Nam"), ("staff.sealed_withdrawn", "Lan"), ("staff.sealed_granted", "Nam"),
        ("staff.sealed_first", "Lan"),
    ]  # fmt: skip
    assert {each.kind for each in store.look(alerts.latest)} == {"reader_first", "reader_granted", "reader_withdrawn"}
    assert {each.actor for each in store.look(audit.since, 0) if each.act == "staff.sealed_withdrawn"} == {
        audit.STAFF, audit.COMMAND,
    }  # fmt: skip
