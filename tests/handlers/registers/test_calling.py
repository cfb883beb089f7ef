"""NĐ 59/2023/NĐ-CP Điều 3 khoản 3: one press sends Mẫu số 01 into the households' chats, two days before at least."""

from datetime import timedelta

import pytest

from civics.days.calendar import day_of
from civics.registers.values import RegisterWhy
from civics.ward.roll import Entry as House
from core.errors import ConflictError
from handlers.registers import acts, calling
from handlers.registers.acts import Act, WrongFieldsError
from storage.database.unit import UnitOfWork
from storage.households import claims, households
from storage.people import staff
from storage.registers import parts
from storage.registers.entries import Entry
from storage.ward import ward
from storage.ward.sight import Reader
from tests.handlers.street import Street


def _group(work: UnitOfWork) -> tuple[Reader, list[str], int]:
    """A group of three households, and the codes of their slips."""
    by = Reader(staff.add(work, "hoa", name="Hoa", password="x", role="officer", demo=True), "officer")
    unit, other = (ward.add_unit(work, f"tdp-{at}", kind="to_dan_pho", name=f"Tổ dân phố {at}") for at in (5, 6))
    homes = ((unit, "05-001"), (unit, "05-002"), (unit, "05-003"), (other, "06-001"))
    made = [households.add(work, House(at, code, "Lý Thị Mai", ""), staff_id=by.staff_id) for at, code in homes]
    return by, [claims.make(work, each, speaks=True, staff_id=by.staff_id) for each in made], unit


def _plan(work: UnitOfWork, by: Reader, unit: int, *, days: int) -> Entry:
    typed = {
        "name": "Đổ bê tông ngõ 12", "unit": str(unit), "sort": "meeting", "starts": "19:30", "place": "Nhà văn hóa",
        "on": (day_of(work.now) + timedelta(days=days)).isoformat(), "chair": "Ông Tám", "agenda": "Mức góp\nNgày làm",
        "owner": str(by.staff_id), "clause": "6",
    }  # fmt: skip
    return acts.add(Act(work, by), "meeting", typed)


def _call(street: Street, by: Reader, meeting: Entry) -> Entry:
    return street.store.run(lambda work: calling.call(Act(work, by, meeting.id, ward=street.ward), {}))


def test_one_press_invites_each_household_once_and_is_the_proof(street: Street) -> None:
    by, codes, unit = street.store.run(_group)
    lan, tam, strange = (street.person(name).greeted() for name in ("Lan", "Tám", "Yến"))
    for one, code in ((lan, codes[0]), (strange, codes[3])):
        one.say(code)
    meeting = street.store.run(_plan, by, unit, days=3)
    called = _call(street, by, meeting)
    street.send()
    assert (called.state, called.said["sent_on"]) == ("called", day_of(street.now.at).isoformat())
    assert "dự họp: Đổ bê tông ngõ 12" in lan.sees()
    assert "đại diện hộ 05-001" in lan.sees()
    assert "2. Ngày làm" in lan.sees()
    assert not strange.saw("GIẤY MỜI")
    tam.say(codes[1])
    for _ in range(2):  # once more: who has come since gets it, nobody else
        _call(street, by, meeting)
        street.send()
    assert "đại diện hộ 05-002" in tam.sees()
    assert sum("GIẤY MỜI" in each.outgoing.text for each in street.seen) == 2
    lines = street.store.look(parts.of, [meeting.id])[meeting.id]
    assert [(each.part, each.said["households"]) for each in lines] == [("sent", 1), ("sent", 1)]


def test_a_call_that_comes_too_late_or_after_the_meeting_is_refused(street: Street) -> None:
    by, codes, unit = street.store.run(_group)
    lan = street.person().greeted()
    lan.say(codes[0])
    late = street.store.run(_plan, by, unit, days=1)
    with pytest.raises(WrongFieldsError) as wrong:
        _call(street, by, late)
    assert wrong.value.why is RegisterWhy.TOO_LATE
    passed = street.store.run(_plan, by, unit, days=-1)
    with pytest.raises(ConflictError) as found:
        _call(street, by, passed)
    assert found.value.why is RegisterWhy.PAST
    street.send()
    assert not lan.saw("GIẤY MỜI")
