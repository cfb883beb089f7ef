"""A household is claimed in a private chat with the code of its slip; the code works once, and never in a group."""

import pytest

from civics.ward.roll import Entry
from storage.database.unit import UnitOfWork
from storage.households import claims as household_claims
from storage.households import households, roll_import
from storage.people import staff
from storage.ward import ward
from tests.handlers.street import Street


@pytest.fixture
def slips(street: Street) -> dict[str, str]:
    """Three households of one group and the codes of their slips."""

    def body(work: UnitOfWork) -> dict[str, str]:
        by = staff.add(work, "roll", name="Hòa", password="x", role="admin")
        unit = ward.add_unit(work, "TDP-5", kind="to_dan_pho", name="Tổ dân phố số 5")
        entries = [Entry(unit, f"05-{n:03}", f"Nguyễn Văn {n}") for n in (1, 2, 3)]
        roll_import.put(work, entries, whole=True, staff_id=by)
        printed = household_claims.print_slips(work, unit, again=False, staff_id=by)
        assert household_claims.print_slips(work, unit, again=False, staff_id=by) == []
        return {each.household.code: each.code for each in printed}

    return street.store.run(body)


@pytest.mark.parametrize("channel", ["web", "telegram"])
def test_a_code_ties_a_chat_to_its_household_once(street: Street, slips: dict[str, str], channel: str) -> None:
    lan = street.person(channel=channel).greeted()
    lan.say(f" hộ {slips['05-001'][3:7].lower()} {slips['05-001'][8:].lower()} ")
    assert "hộ 05-001, Tổ dân phố số 5" in lan.sees()
    assert "biểu quyết thay cho hộ" in lan.sees()
    minh = street.person("Minh", channel=channel).greeted()
    minh.say(slips["05-001"])
    assert "không nhận ra mã" in minh.sees()
    assert slips["05-001"] not in street.everything()


def test_the_deep_link_of_a_slip_claims_on_the_first_press(street: Street, slips: dict[str, str]) -> None:
    lan = street.person(channel="telegram")
    lan.say(f"/start {slips['05-002']}")
    assert lan.saw("hộ 05-002")


def test_a_new_code_voids_the_old_and_tries_are_limited(street: Street, slips: dict[str, str]) -> None:
    def again(work: UnitOfWork) -> str:
        found = households.by_code(work, "05-001")
        assert found is not None
        printed = household_claims.print_slips(work, found.unit_id, again=True, staff_id=1)
        return next(each.code for each in printed if each.household == found)

    new = street.store.run(again)
    lan = street.person().greeted()
    lan.say(slips["05-001"])
    assert "không nhận ra mã" in lan.sees()
    for _ in range(5):
        lan.say("HO-2222-2222")
    lan.say(new)
    assert "thử nhiều lần" in lan.sees()
    street.now.pass_(minutes=16)
    lan.say(new)
    assert "hộ 05-001" in lan.sees()


def test_one_chat_answers_for_one_household_until_it_leaves(street: Street, slips: dict[str, str]) -> None:
    lan = street.person().greeted()
    lan.say(slips["05-001"])
    lan.say(slips["05-002"])
    assert "chỉ trả lời thay một hộ" in lan.sees()
    lan.press("Rời hộ 05-001")
    lan.say(slips["05-002"])
    assert "hộ 05-002" in lan.sees()
    lan.say("hộ của tôi")
    assert "đang là của hộ 05-002" in lan.sees()


def test_the_desk_grants_and_withdraws_and_another_representative_speaks_anew(
    street: Street, slips: dict[str, str]
) -> None:
    lan = street.person().greeted()
    lan.say(slips["05-003"])
    found = street.store.look(households.by_code, "05-003")
    assert found is not None
    street.store.run(households.represent, found.id, "Trần Thị B", phone="", same_person=False, staff_id=1)
    lan.say("hộ của tôi")
    assert "do người đại diện hộ làm" in lan.sees()
    code = street.store.run(household_claims.make, found.id, speaks=True, staff_id=1, authorised="giấy ủy quyền")
    minh = street.person("Minh").greeted()
    minh.say(code)
    assert "biểu quyết thay cho hộ" in minh.sees()
    claims = street.store.look(household_claims.of_household, found.id)
    assert [(each.speaks, each.how, each.channel) for each in claims] == [(False, "code", "web"), (True, "desk", "web")]
    street.store.run(household_claims.withdraw, found.id, claims[0].id, staff_id=1)
    lan.say("hộ của tôi")
    assert "chưa biết ông/bà thuộc hộ nào" in lan.sees()
    acts = [each.act for each in street.store.look(households.history, found.id)]
    assert acts == ["withdrawn", "claimed", "granted", "represented", "claimed", "slip"]


def test_in_a_group_a_code_is_not_taken(street: Street, slips: dict[str, str]) -> None:
    lan = street.person(channel="telegram").into("-100")
    lan.say(slips["05-001"], addressed=True)
    assert "không nhận trong nhóm" in lan.sees()
    minh = street.person("Minh").greeted()
    minh.say(slips["05-001"])
    assert "hộ 05-001" in minh.sees()
