"""Manners in a group of residents."""

from dataclasses import replace

from core.message import Kind, Quoted
from storage.cases import answers as case_answers
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.people import staff
from storage.ward.sight import Reader
from tests.handlers.street import Citizen, Street

GROUP = "-100"


def neighbours(street: Street) -> tuple[Citizen, Citizen]:
    an = street.person("An", channel="telegram").into(GROUP)
    street.handle(an.event(Kind.ADDED))
    return an, street.person("Bình", channel="telegram").into(GROUP)


def record(an: Citizen, author: str = "Bình", **more: object) -> None:
    quoted = Quoted("m7", person=author, person_name=author, text="Cống tắc ba hôm nay rồi", **more)  # type: ignore[arg-type]  # fields by name
    an.say("/ghinhan", quoted=quoted)


def test_the_bot_introduces_itself_once_and_then_keeps_still(street: Street) -> None:
    an, binh = neighbours(street)
    street.handle(an.event(Kind.ADDED))
    assert len(an.all()) == 1
    assert street.handle(binh.event(text="mai họp tổ nhé bà con", addressed=False))
    assert len(an.all()) == 1
    assert "mai họp" not in street.everything()


def test_only_the_author_can_agree_and_the_answer_comes_back_under_the_message(street: Street) -> None:
    an, binh = neighbours(street)
    record(an)
    assert "Cống tắc" not in street.everything()
    an.press("Đồng ý")
    assert "Chỉ người viết" in street.toasts[-1]
    assert not street.rows("cases")
    binh.press("Đồng ý")
    (case,) = street.rows("cases")
    assert (case["text"], case["origin"], case["group_message_id"]) == ("Cống tắc ba hôm nay rồi", "group", "m7")
    binh.press("Đồng ý")
    assert len(street.rows("cases")) == 1

    def answer(work: UnitOfWork) -> None:
        made = staff.add(work, "ha", name="Hà", password="x", role="officer")
        case_answers.answer(work, 1, text="Chiều nay thông cống.", by=Reader(made, "officer"))

    street.store.run(answer)
    street.now.pass_(seconds=61)
    street.send()
    last = an.all()[-1].outgoing
    assert "Chiều nay thông cống." in last.text
    assert last.reply_to == "m7"


def test_a_pointer_lives_a_day_and_nobody_speaks_for_an_anonymous_admin(street: Street) -> None:
    an, binh = neighbours(street)
    record(an, anonymous=True)
    assert "không hỏi ý kiến" in an.sees()
    before = street.rows("residents")
    street.handle(replace(an.event(command="phananh"), person="", anonymous=True))
    assert "chat riêng" in an.sees()
    assert street.rows("residents") == before
    record(an)
    street.now.pass_(hours=25)
    binh.press("Đồng ý")
    assert not street.rows("cases")


def test_a_group_that_moves_keeps_its_case_and_its_waiting_answers(street: Street) -> None:
    an, binh = neighbours(street)
    record(an)
    binh.press("Đồng ý")

    def answer(work: UnitOfWork) -> None:
        made = staff.add(work, "ha", name="Hà", password="x", role="officer")
        case_answers.answer(work, 1, text="Đã thông cống.", by=Reader(made, "officer"))

    street.store.run(answer)
    street.handle(an.event(Kind.MIGRATED, moved_to="-200", person=""))
    street.now.pass_(seconds=61)
    street.send()
    there = [each for each in street.seen if each.chat == "-200"]
    assert any("Đã thông cống." in each.outgoing.text for each in there)
    late = street.store.run(chats.find, an.event().address)
    assert late is not None
    assert late.chat == "-200"


def test_reporting_in_a_group_leads_to_the_private_chat(street: Street) -> None:
    an, _ = neighbours(street)
    an.say("/phananh")
    (button,) = an.all()[-1].buttons.values()
    assert button.url == "https://t.example/report"
