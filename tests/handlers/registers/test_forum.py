"""Questions for a dialogue: asked in the chat, listed by staff, joined by others, each person once."""

from datetime import timedelta

from civics.days.calendar import day_of
from handlers.registers import acts
from handlers.registers.acts import Act
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.registers import entries
from storage.registers.entries import Asked, Entry
from storage.ward.sight import Reader
from tests.handlers.street import Street


def _dialogue(work: UnitOfWork) -> Reader:
    by = Reader(staff.add(work, "hoa", name="Hoa", password="x", role="officer", demo=True), "officer")
    typed = {
        "who": "dialogue", "host": "UBND phường", "place": "Hội trường", "minutes": "30", "starts": "08:00",
        "ends": "11:00", "on": (day_of(work.now) + timedelta(days=9)).isoformat(),
    }  # fmt: skip
    made = acts.add(Act(work, by), "reception_day", typed)
    acts.move(Act(work, by, made.id), "publish", {})
    return by


def _lists(work: UnitOfWork, /, by: Reader, entry_id: int) -> Entry:
    return acts.move(Act(work, by, entry_id), "list", {"answer_by": "2026-12-20"})


def _questions(street: Street) -> list[Entry]:
    return street.store.look(entries.some, Asked("dialogue_question"), reader=None, first=True)


def test_a_question_is_asked_listed_and_joined_once_by_each(street: Street) -> None:
    lan, tam = street.person().greeted(), street.person("Tám", channel="zalo-bot").greeted()
    lan.say("hỏi đối thoại")
    assert "chưa có buổi đối thoại nào" in lan.sees()
    by = street.store.run(_dialogue)
    lan.say("hỏi đối thoại")
    lan.say("Bao giờ phường sửa đường tổ 5?")
    assert "Đã ghi câu hỏi" in lan.sees()
    (asked,) = _questions(street)
    assert (asked.state, asked.public, asked.resident_id) == ("asked", False, None)
    tam.say("hỏi đối thoại")
    assert "sửa đường" not in tam.sees()  # nobody has looked at it yet
    tam.say("hủy")
    street.store.run(_lists, by, asked.id)
    for _ in range(2):
        tam.say("hỏi đối thoại")
        tam.say("1")
        assert "2 người cùng hỏi" in tam.sees()
    assert _questions(street)[0].said["backers"] == 2
