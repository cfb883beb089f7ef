"""One person on several channels: what is moved, what stays, and who may move it."""

import re
import threading

import pytest

from core.message import Incoming, Quoted
from handlers.arrivals import route
from storage.cases import answers as case_answers
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.people import residents, staff
from storage.tables.messages import outbox
from storage.ward.sight import Reader
from tests.databases import Now
from tests.handlers.street import Citizen, Street


def code_of(person: Citizen) -> str:
    """Ask for a code in the chat that still works."""
    person.say("/chuyenkenh")
    match = re.search(r"CK-\w{4}-\w{4}", person.sees())
    assert match is not None, person.sees()
    return match[0]


def elsewhere(street: Street, name: str = "Lan-moi") -> Citizen:
    """The same person on another channel."""
    return street.person(name, channel="telegram").greeted()


def officer(street: Street) -> Reader:
    def made(work: UnitOfWork) -> Reader:
        return Reader(staff.add(work, login="hong", name="Hồng", password="x", role="officer"), "officer")

    return street.store.run(made)


def answer(street: Street, by: Reader, text: str, *, case_id: int = 1) -> None:
    street.store.run(lambda work: case_answers.answer(work, case_id, text=text, by=by))


def test_a_code_from_the_living_side_brings_the_cases(street: Street) -> None:
    lan = street.person().greeted()
    code = lan.files()
    new = elsewhere(street)
    new.say(code_of(lan))
    assert new.saw(f"Đã chuyển sang đây: {code}")
    new.say("/hoso")
    assert code in new.sees()
    assert lan.saw("vừa được chuyển sang Telegram")
    lan.say("/hoso")
    assert code not in lan.sees()


def test_the_answer_that_waited_arrives_in_the_new_chat(street: Street, now: Now) -> None:
    lan = street.person().greeted()
    lan.files()
    answer(street, officer(street), "Đã thay bóng đèn.")
    new = elsewhere(street)
    new.say(code_of(lan))
    now.pass_(seconds=70)
    street.send()
    assert new.saw("Đã thay bóng đèn.")
    assert not lan.saw("Đã thay bóng đèn.")


def test_what_could_not_be_delivered_arrives_in_the_new_chat(street: Street, now: Now) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.files()
    code = code_of(lan)
    answer(street, officer(street), "Đã thay bóng đèn.")

    def blocked(work: UnitOfWork) -> None:
        work.conn.execute(outbox.update().where(outbox.c.entry_id.is_not(None)).values(state="gone"))
        chats.change(work, 1, state="blocked")

    street.store.run(blocked)
    new = street.person("Lan-web").greeted()
    new.say(code)
    now.pass_(seconds=70)
    street.send()
    assert new.saw("Đã thay bóng đèn.")
    assert not lan.saw("vừa được chuyển")  # a dead chat is not written to


def test_later_answers_go_to_the_new_chat(street: Street, now: Now) -> None:
    lan = street.person().greeted()
    lan.files()
    new = elsewhere(street)
    new.say(code_of(lan))
    answer(street, officer(street), "Đã thay bóng đèn.")
    now.pass_(seconds=70)
    street.send()
    assert new.saw("Đã thay bóng đèn.")


def test_an_unfinished_draft_goes_along_and_can_be_finished(street: Street) -> None:
    lan = street.person().greeted()
    lan.say("Ống nước vỡ ở đầu ngõ 7 từ hôm qua")
    new = elsewhere(street)
    new.say(code_of(lan))
    assert new.saw("tiếp tục")
    new.say("tiếp tục")
    new.press("Gửi đi")
    (case,) = street.rows("cases")
    assert "Ống nước vỡ" in str(case["text"])


def test_group_cases_stay_in_their_group(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    group = lan.into("group-1")
    said = group.say("Ngõ 5 ngập sâu quá", addressed=False)
    quoted = Quoted(said, person="Lan", person_name="Lan", text="Ngõ 5 ngập sâu quá")
    group.say("/ghinhan", quoted=quoted)
    group.press("Đồng ý")
    lan.files()
    new = street.person("Lan-web").greeted()
    new.say(code_of(lan))
    origin = {row["origin"]: row for row in street.rows("cases")}
    assert origin["group"]["resident_id"] == 1
    assert origin["private"]["resident_id"] != 1
    assert origin["group"]["chat_id"] != origin["private"]["chat_id"]
    group.say("/phananh")  # the group goes on as before


def test_a_denunciation_never_moves(street: Street) -> None:
    lan = street.person().greeted()
    lan.files()

    def seal(work: UnitOfWork) -> None:
        work.conn.exec_driver_sql("UPDATE cases SET sealed = true, kind = 'to_cao' WHERE id = 1")

    street.store.run(seal)
    lan.files("Đèn đường ngõ 14 cũng hỏng rồi")
    new = elsewhere(street)
    new.say(code_of(lan))
    first, second = street.rows("cases")
    assert first["chat_id"] == 1
    assert first["resident_id"] != second["resident_id"]
    assert str(first["code"]) not in new.sees()


def test_consents_go_along_and_end_in_the_old_chat(street: Street) -> None:
    lan = street.person()
    lan.say("/dongy")
    lan.press("Đồng ý")
    lan.press("Không")
    lan.say("cây đa")
    lan.files()
    new = elsewhere(street)
    street.now.pass_(minutes=1)
    old_id, new_id = (row["resident_id"] for row in street.rows("persons"))
    # the newer word, given in the new chat, holds
    assert isinstance(new_id, int)
    assert isinstance(old_id, int)
    lan.say("đồng ý")
    lan.press("Đồng ý")
    lan.press("Không")
    lan.say("bỏ qua")
    new.say(code_of(lan))
    agreed = [street.store.look(residents.consents_of, each) for each in (old_id, new_id)]
    assert [each["bulletins"] for each in agreed] == [False, True]


def test_the_code_is_used_once_and_wrong_ones_are_told_alike(street: Street) -> None:
    lan = street.person().greeted()
    lan.files()
    code = code_of(lan)
    new, thief = elsewhere(street), elsewhere(street, "Ai")
    new.say(code)
    thief.say(code)
    said = thief.sees()
    thief.say("CK-AAAA-AAAA")
    assert thief.sees() == said
    assert said.startswith("Mình không nhận ra mã này")


def test_after_five_wrong_codes_even_the_right_one_has_to_wait(street: Street) -> None:
    lan = street.person().greeted()
    lan.files()
    code = code_of(lan)
    thief = elsewhere(street, "Ai")
    for _ in range(5):
        thief.say("CK-AAAA-AAAA")
    thief.say(code)
    assert thief.sees().startswith("Ông/bà đã thử nhiều lần")
    assert [row["resident_id"] for row in street.rows("cases")] == [1]


def test_a_code_entered_where_it_was_given_is_not_used_up(street: Street) -> None:
    lan = street.person().greeted()
    lan.files()
    code = code_of(lan)
    lan.say(code)
    assert lan.sees().startswith("Mã này dùng ở chat mới")
    new = elsewhere(street)
    new.say(code)
    assert new.saw("Đã chuyển sang đây")


def test_the_code_and_the_word_stand_nowhere_in_the_clear(street: Street) -> None:
    lan = street.person()
    lan.say("/dongy")
    lan.press("Không")
    lan.press("Không")
    lan.say("cây đa bến nước")
    filed = lan.files()
    code = code_of(lan)
    new = elsewhere(street)
    assert street.handle(new.event(text=f"chuyển kênh {filed} sai từ")) is True
    assert street.handle(new.event(text=code)) is True
    assert code not in street.everything()
    assert "bến nước" not in street.everything()


@pytest.mark.parametrize("said", ["chuyển kênh {} CAY DA  bến nước", "/chuyenkenh {} cây đa bến nước"])
def test_the_recovery_word_brings_the_cases_when_the_old_side_is_dead(street: Street, said: str) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.say("đồng ý")
    lan.press("Không")
    lan.press("Không")
    lan.say("cây đa bến nước")
    code = lan.files()
    street.store.run(lambda work: chats.change(work, 1, state="blocked"))
    new = street.person("Lan-web")
    new.say(said.format(code))
    assert new.saw(f"Đã chuyển sang đây: {code}")


def test_a_wrong_word_brings_nothing(street: Street) -> None:
    lan = street.person().greeted()
    code = lan.files()
    new = elsewhere(street)
    for word in ("sai", "-"):
        new.say(f"chuyển kênh {code} {word}")
        assert new.sees().startswith("Mình không nhận ra mã này")
    assert [row["resident_id"] for row in street.rows("cases")] == [1]


def test_who_has_nothing_here_hears_how_to_bring_it(street: Street) -> None:
    new = elsewhere(street)
    new.say("chuyển kênh")
    assert "có ba cách" in new.sees()
    assert street.rows("move_codes") == []


def test_a_code_is_never_given_in_a_group(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.files()
    lan.into("group-1").say("/chuyenkenh")
    assert street.rows("move_codes") == []


def test_of_two_chats_that_enter_a_code_at_once_one_gets_the_cases(street: Street) -> None:
    lan = street.person().greeted()
    lan.files()
    code = code_of(lan)
    new, thief = elsewhere(street), elsewhere(street, "Ai")
    together = threading.Barrier(2)

    def enter(incoming: Incoming) -> None:
        together.wait()
        street.store.run(route.handle, incoming, street.ward)

    threads = [threading.Thread(target=enter, args=(each.event(text=code),)) for each in (new, thief)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    street.send()
    got = [person.saw("Đã chuyển sang đây") for person in (new, thief)]
    refused = [person.saw("Mình không nhận ra mã này") for person in (new, thief)]
    assert sorted(got) == [False, True]
    assert refused == [not each for each in got]
    ((case,),) = [street.rows("cases")]
    assert case["resident_id"] != 1
