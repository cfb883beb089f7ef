"""NĐ 154/2026/NĐ-CP: residents book in a chat, are reminded, move and cancel; the desk gives numbers and answers."""

from datetime import timedelta

import pytest

from civics.days.calendar import day_of
from civics.registers import slots
from civics.registers.values import RegisterWhy
from core.errors import ConflictError
from handlers.registers import acts, due, reception
from handlers.registers.acts import Act, WrongFieldsError
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.registers import entries
from storage.registers.entries import Asked, Entry
from storage.ward.sight import Reader
from tests.handlers.street import Citizen, Street

DAY = {"who": "chair", "host": "Chủ tịch Hoàng Văn Minh", "place": "Phòng tiếp công dân", "minutes": "30"}


def _officer(work: UnitOfWork) -> Reader:
    return Reader(staff.add(work, "hoa", name="Hoa", password="x", role="officer", demo=True), "officer")


def _day(work: UnitOfWork, /, by: Reader, *, after: int = 1, ends: str = "09:00", **more: str) -> Entry:
    on = (day_of(work.now) + timedelta(days=after)).isoformat()
    made = acts.add(Act(work, by), "reception_day", {**DAY, "on": on, "starts": "08:00", "ends": ends, **more})
    return acts.move(Act(work, by, made.id), "publish", {})


def _desk(work: UnitOfWork, /, street: Street, by: Reader, entry_id: int, move: str, **typed: str) -> Entry:
    return acts.move(Act(work, by, entry_id, ward=street.ward), move, typed)


def _booked(street: Street) -> list[Entry]:
    asked = Asked("reception")
    return street.store.look(entries.some, asked, reader=None, first=True)


def _takes(one: Citizen, at: int = 0) -> None:
    """Press one of the slots that are offered."""
    one.press(list(one.all()[-1].buttons)[at])


def _books(street: Street, name: str) -> None:
    one = street.person(name).greeted()
    one.say("đặt lịch")
    _takes(one)
    one.say("Ranh giới đất nhà tôi với nhà bên")
    one.say(f"Nguyễn Thị {name}")
    one.press("Tôi cao tuổi")
    one.press("Gửi đi")


def test_a_resident_books_is_reminded_gets_a_number_and_the_answer(street: Street) -> None:
    by = street.store.run(_officer)
    lan = street.person().greeted()
    lan.say("đặt lịch gặp chủ tịch")
    assert "chưa có buổi" in lan.sees()
    street.store.run(_day, by)
    lan.say("đặt lịch")
    _takes(lan)
    lan.say("Đất của tôi, căn cước 019 087 001 234")
    assert "đừng ghi số căn cước" in lan.sees()
    lan.say("Ranh giới đất nhà tôi")
    lan.say("Nguyễn Thị Lan")
    lan.press("Tôi cao tuổi")
    lan.press("Gửi đi")
    assert "Đã đặt lịch: 08:00" in lan.sees()
    assert "019" not in str(street.rows("register_entries"))
    (visit,) = _booked(street)
    assert f"https://linhson.example/tiep-dan/{visit.key}.ics" in lan.sees()
    _books(street, "Bình")
    assert street.store.run(reception.remind, street.ward) == 2
    assert street.store.run(reception.remind, street.ward) == 0
    street.send()
    assert "ngày mai" in lan.sees()
    street.now.pass_(days=1)
    first, second = _booked(street)
    for each in (first, second):
        street.store.run(_desk, street, by, each.id, "arrive")
    street.send()
    assert "Số của bác là 1" in lan.sees()
    assert "Còn 1 người trước bác" in street.person("Bình").sees()
    street.store.run(_desk, street, by, first.id, "call")
    today = day_of(street.now.at).isoformat()
    street.store.run(
        _desk, street, by, first.id, "receive", received_on=today, address="Tổ 5", sort="kien_nghi",
        identity="019087001234",
    )  # fmt: skip
    with pytest.raises(ConflictError):
        street.store.run(_desk, street, by, first.id, "call")
    street.send()
    assert lan.saw("Mời bác vào")
    assert "Chậm nhất" in lan.sees()
    waits = street.store.look(due.due, day_of(street.now.at) + timedelta(days=14))
    assert ("reception", "answer") in {(each.register, each.what) for each in waits}
    street.store.run(_desk, street, by, first.id, "answer", answered_on=today, result="Đã đo lại, ranh giới theo sổ.")
    street.send()
    assert "Đã đo lại" in lan.sees()
    assert "019087001234" not in street.everything()


def test_a_full_day_has_a_waiting_list_that_moves_up_and_a_cancelled_day_tells_everybody(street: Street) -> None:
    by = street.store.run(_officer)
    day = street.store.run(_day, by, ends="08:30")
    other = street.store.run(_day, by, after=8)
    _books(street, "Lan")
    _books(street, "Bình")
    lan, binh = street.person("Lan"), street.person("Bình")
    assert "danh sách chờ" in binh.sees()
    lan.press("Đổi buổi")
    _takes(lan, 1)
    for words in ("Vẫn việc cũ", "Nguyễn Thị Lan"):
        lan.say(words)
    lan.press("Không cần")
    lan.press("Gửi đi")
    (first, second) = sorted(_booked(street), key=lambda each: each.id)
    assert (first.parent_id, first.revision) == (other.id, 1)  # the same booking, at its lasting address
    binh.say("đặt lịch")
    lan.press("Hủy lịch")
    assert "Đã hủy lịch của bác" in lan.sees()
    lan.press("Hủy lịch")
    assert "đã xong hoặc đã hủy" in lan.sees() or "đã xong hoặc đã hủy" in "".join(street.toasts)
    street.store.run(_desk, street, by, day.id, "cancel", instead="Chủ tịch họp tỉnh, thay bằng tuần sau.")
    street.send()
    assert binh.saw("Chủ tịch họp tỉnh")
    assert {each.state for each in _booked(street)} == {"cancelled"}
    assert second.id != first.id


def test_days_are_checked_and_the_chair_has_two_in_a_month(street: Street) -> None:
    by = street.store.run(_officer)
    with pytest.raises(WrongFieldsError) as found:
        street.store.run(_day, by, ends="08:10")
    assert found.value.why is RegisterWhy.ORDER
    with pytest.raises(WrongFieldsError) as found:
        street.store.run(_day, by, after=-3)
    assert found.value.why is RegisterWhy.PAST
    with pytest.raises(WrongFieldsError) as found:
        street.store.run(_day, by, who="online")
    assert found.value.why is RegisterWhy.NOTICE
    street.store.run(_day, by)
    waits = street.store.look(due.due, day_of(street.now.at))
    assert [each.what for each in waits].count("chair") >= 1
    assert slots.slots({"starts": "08:00", "ends": "09:00", "minutes": 20}) == ("08:00", "08:20", "08:40")
