"""Accounts, sessions, the throttle, settings, prepared answers, units and alerts, on both databases."""

from datetime import timedelta

import pytest

from core.errors import ConflictError, NotFoundError
from storage.database.database import Database
from storage.people import sessions, staff
from storage.ward import alerts, ward
from tests.databases import Now


def hire(store: Database, login: str = "hoa", **how: str) -> int:
    """Make an account; returns its id."""
    return store.run(staff.add, login, **{"name": "Hoa", "password": "argon", "role": "officer", **how})  # type: ignore[arg-type]  # text fields only


def test_a_login_is_found_in_any_writing_and_taken_once(store: Database) -> None:
    made = hire(store, " Hòa ")
    found = store.look(staff.for_login, "HO\u0300A")  # decomposed, as some keyboards write it
    assert found is not None
    assert (found[0].id, found[1]) == (made, "argon")
    with pytest.raises(ConflictError):
        hire(store, "hòa")


def test_a_disabled_account_does_not_log_in_but_is_still_listed(store: Database) -> None:
    made = hire(store)
    store.run(staff.disable, made, disabled=True)
    assert store.look(staff.for_login, "hoa") is None
    assert [each.id for each in store.look(staff.everyone)] == [made]
    assert store.look(staff.everyone, active=True) == []
    with pytest.raises(NotFoundError):
        store.look(staff.get, made + 1)


def test_a_session_lives_until_it_is_idle_old_revoked_or_its_owner_disabled(store: Database, now: Now) -> None:
    made = hire(store)
    for digest in ("a", "b", "c"):
        store.run(sessions.begin, made, digest=digest, agent="x" * 500)
    found = store.look(sessions.owner, "a")
    assert found is not None
    assert found.account.id == made
    assert not found.stale
    store.run(sessions.revoke, "b", staff_id=made)
    assert store.look(sessions.owner, "b") is None
    now.pass_(hours=11)
    stale = store.look(sessions.owner, "a")
    assert stale is not None
    assert stale.stale
    store.run(sessions.touch, "a")
    now.pass_(hours=2)
    assert store.look(sessions.owner, "a") is not None
    assert store.look(sessions.owner, "c") is None
    assert [each.digest for each in store.look(sessions.of, made)] == ["a"]
    store.run(staff.disable, made, disabled=True)
    assert store.look(sessions.owner, "a") is None


def test_revoking_all_but_one_leaves_that_one(store: Database) -> None:
    made = hire(store)
    for digest in ("a", "b", "c"):
        store.run(sessions.begin, made, digest=digest, agent="")
    assert store.run(sessions.revoke_all, made, but="b") == 2
    assert store.look(sessions.owner, "b") is not None
    assert store.look(sessions.owner, "a") is None


def test_too_many_tries_wait_until_the_first_is_a_quarter_of_an_hour_old(store: Database, now: Now) -> None:
    for _ in range(sessions.TRIES):
        assert store.run(sessions.count_login, "hoa", "2001:db8::1") is None
        now.pass_(minutes=1)
    assert store.run(sessions.count_login, "hoa", "2001:db8::2") == timedelta(minutes=10)  # the same household
    assert store.run(sessions.count_login, "hoa", "192.0.2.1") is None  # hoa herself is not locked out
    assert store.run(sessions.count_login, "nam", "2001:db8::1") is None
    now.pass_(minutes=10, seconds=1)
    assert store.run(sessions.count_login, "hoa", "2001:db8::1") is None


def test_an_address_that_tries_every_login_waits_and_a_right_password_gives_back_one_try_only(store: Database) -> None:
    for number in range(sessions.ADDRESS_TRIES):
        assert store.run(sessions.count_login, f"staff{number}", "192.0.2.9") is None
    assert store.run(sessions.count_login, "another", "192.0.2.9") is not None
    store.run(sessions.forget_login, "staff3", "192.0.2.9")
    assert store.run(sessions.count_login, "staff3", "192.0.2.9") is None
    assert store.run(sessions.count_login, "staff3", "192.0.2.9") is not None


def test_settings_say_what_changed(store: Database) -> None:
    assert store.run(ward.put_settings, {"reception.place": "Phòng 1", "duty.staff_id": None}) == [
        "reception.place", "duty.staff_id",
    ]  # fmt: skip
    assert store.run(ward.put_settings, {"reception.place": "Phòng 2", "duty.staff_id": None}) == ["reception.place"]
    assert store.look(ward.reception) == ward.Reception(place="Phòng 2")
    assert store.look(ward.setting, "nothing", 7) == 7


def test_a_short_name_of_a_prepared_answer_is_taken_once(store: Database) -> None:
    made = store.run(ward.put_canned, None, short="Rác thải", title="a", text="b")
    assert store.run(ward.put_canned, made, short="rac thai", title="c", text="d") == made
    with pytest.raises(ConflictError):
        store.run(ward.put_canned, None, short="rac-thai", title="e", text="f")
    with pytest.raises(NotFoundError):
        store.run(ward.put_canned, made + 9, short="khac", title="e", text="f")
    store.run(ward.drop_canned, made)
    assert store.look(ward.canned_answers) == []


def test_a_unit_is_kept_with_its_other_names(store: Database) -> None:
    made = store.run(ward.add_unit, "nui-hot", kind="xom", name="Núi Hột", aliases=("xóm 1",))
    assert store.look(ward.unit, made).aliases == ("xóm 1",)
    with pytest.raises(ConflictError):
        store.run(ward.add_unit, "nui-hot", kind="xom", name="Núi Hột")


def test_an_alert_sounds_once_and_is_seen_by_somebody(store: Database) -> None:
    made = hire(store)
    assert store.run(alerts.sound, "aside", detail="inbox 1", unique_key="a")
    assert not store.run(alerts.sound, "aside", detail="inbox 1", unique_key="a")
    for number in (2, 3):
        assert store.run(alerts.sound, "aside", detail=f"inbox {number}")  # without a key, each one is an alert
    first = min(each.id for each in store.look(alerts.latest))
    assert store.run(alerts.see, 0, staff_id=made, only=first) == 1
    assert store.look(alerts.waiting) == 2
    assert [each.seen_by for each in store.look(alerts.latest)] == ["", "", "Hoa"]
