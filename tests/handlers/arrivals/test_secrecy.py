"""Khiếu nại, tố cáo: what the law allows to say, and what must stand nowhere."""

from storage.cases import acts as case_acts
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.ward.sight import Reader
from tests.handlers.street import Street

SECRET = "chủ thầu họ Lê rút ruột công trình"


def test_a_complaint_is_never_called_accepted(street: Street) -> None:
    lan = street.person().greeted()
    lan.say("Tôi khiếu nại quyết định số 45 của phường")
    assert "chưa phải là đơn khiếu nại" in lan.sees()
    lan.press("Tôi hiểu, tiếp tục")
    lan.press("Gửi đi")
    assert lan.saw("đơn có chữ ký")
    assert not any("thụ lý" in each.outgoing.text for each in lan.all())
    assert street.rows("cases")[0]["due_at"] is None


def test_a_denunciation_leaves_nothing_on_telegram(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.say(f"Tôi muốn tố cáo {SECRET}")
    assert "https://linhson.example/chat" in lan.sees()
    assert not street.rows("cases")
    assert SECRET not in street.everything()


def test_a_denunciation_on_the_web_is_sealed_from_the_first_word(street: Street) -> None:
    lan = street.person().greeted()
    lan.say("tố cáo")
    lan.press("Tôi hiểu, tiếp tục")
    lan.say(SECRET)
    assert SECRET not in street.everything()
    lan.press("Đổi nơi")
    lan.say("gần nhà bà Tư xóm Ao Lang")
    lan.press("Gửi đi")
    (case,) = street.rows("cases")
    assert case["sealed"] in (1, True)
    assert SECRET not in street.everything()
    assert "bà Tư" not in street.everything()
    assert street.rows("case_words") == []
    assert not any("thụ lý" in each.outgoing.text for each in lan.all())


def test_words_that_denounce_are_sealed_before_the_kind_is_known(street: Street) -> None:
    lan = street.person().greeted()
    told = lan.event(text=f"toi muon to cao {SECRET}")
    assert street.handle(told)  # the raw payload is forgotten at once
    assert SECRET not in street.everything()


def test_who_is_not_on_the_list_does_not_know_of_it(street: Street) -> None:
    test_a_denunciation_on_the_web_is_sealed_from_the_first_word(street)

    def ask(work: UnitOfWork) -> str:
        made = staff.add(work, "an", name="An", password="x", role="officer")
        try:
            case_acts.note(work, 1, text="?", by=Reader(made, "officer"))
        except Exception as error:
            return type(error).__name__
        return "seen"

    assert street.store.run(ask) == "NotFoundError"
