"""Who may know of a denunciation, and what each role of the staff may do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.cases.sealing import BARE, WHOLE, Eyes, may_know, may_read, visible_fields
from civics.ward.roles import ACTS, Role, may, works

ids = st.integers(1, 4)
eyes = st.builds(
    Eyes, staff_id=ids, role=st.sampled_from(list(Role)), reads_sealed=st.booleans(), unit_id=st.none() | ids
)


@given(eyes, st.booleans(), st.none() | ids, st.none() | ids)
def test_who_reads_also_knows_and_sees_the_whole(who: Eyes, sealed: bool, staff: int | None, unit: int | None) -> None:
    known = may_know(who, sealed=sealed, named_staff=staff, named_unit=unit)
    read = may_read(who, sealed=sealed, named_staff=staff, named_unit=unit)
    assert known or not read
    fields = visible_fields(who, sealed=sealed, named_staff=staff, named_unit=unit)
    assert fields == (WHOLE if read else BARE if known else frozenset())


@given(eyes, ids, ids)
def test_a_sealed_case_does_not_exist_for_whom_or_which_unit_it_names(who: Eyes, other: int, unit: int) -> None:
    assert not may_know(who, sealed=True, named_staff=who.staff_id)
    if who.unit_id is not None:
        assert not may_know(who, sealed=True, named_staff=other, named_unit=who.unit_id)


@given(eyes)
def test_a_sealed_case_is_known_to_the_named_list_only_and_to_no_observer(who: Eyes) -> None:
    assert may_know(who, sealed=True) is (who.reads_sealed and works(who.role))


def test_an_admin_who_is_not_on_the_list_knows_of_nothing_sealed() -> None:
    assert not may_know(Eyes(1, Role.ADMIN, reads_sealed=False), sealed=True)


def test_an_observer_sees_no_text_photo_place_or_name() -> None:
    fields = visible_fields(Eyes(1, Role.OBSERVER, reads_sealed=True), sealed=False)
    assert fields == BARE
    assert not fields & {"text", "photos", "place", "name", "contact", "notes"}


def test_roles_grow_from_observer_to_admin() -> None:
    by_role = {role: {act for act in ACTS if may(role, act)} for role in Role}
    assert by_role[Role.OBSERVER] == {"queue.read", "case.read", "figures.read"}
    assert by_role[Role.OBSERVER] < by_role[Role.OFFICER] < by_role[Role.LEADER] < by_role[Role.ADMIN] == ACTS
    assert by_role[Role.LEADER] - by_role[Role.OFFICER] == {
        "case.hand_over", "team.manage", "figures.people", "case.approve", "poll.approve", "roll.approve",
    }  # fmt: skip
    assert by_role[Role.ADMIN] - by_role[Role.LEADER] == {
        "staff.manage",
        "settings.change",
        "sealed.grant",
        "alerts.read",
        "person.move",
    }


def test_an_act_nobody_knows_and_a_role_nobody_has_are_slips_of_the_pen() -> None:
    with pytest.raises(KeyError):
        may(Role.ADMIN, "case.raed")
    with pytest.raises(ValueError, match="king"):
        may("king", "case.read")
