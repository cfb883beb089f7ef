"""After an answer: xong closes the case; chưa opens it at once, and one question asks why, which may be skipped."""

from handlers.cases import notices
from storage.cases import answers as case_answers
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.ward.sight import Reader
from tests.handlers.street import Citizen, Street


def answered(street: Street) -> Citizen:
    """Somebody whose case was answered."""
    lan = street.person().greeted()
    lan.files()
    (case,) = street.rows("cases")

    def answer(work: UnitOfWork) -> None:
        by = staff.add(work, "nam", name="Nam", password="x", role="officer")
        entry = case_answers.answer(work, int(str(case["id"])), text="Đã thay bóng", by=Reader(by, "officer"))
        notices.answered(work, street.ward, int(str(case["id"])), entry_id=entry)

    street.store.run(answer)
    street.now.pass_(minutes=5)
    street.send()
    return lan


def words(street: Street) -> str:
    """What stands on the case."""
    return "\n".join(str(row["text"]) for row in street.rows("entries"))


def test_not_yet_opens_the_case_at_once_and_the_reason_goes_to_it(street: Street) -> None:
    lan = answered(street)
    lan.press("Chưa xong")
    assert street.rows("cases")[0]["state"] == "reopened"
    assert lan.saw("được mở lại")
    assert "chưa xong" in lan.sees()
    lan.say("Đèn vẫn tối, chỉ chớp chớp")
    assert "ghi lý do" in lan.sees()
    assert "Đèn vẫn tối, chỉ chớp chớp" in words(street)
    assert len(street.rows("cases")) == 1


def test_the_reason_may_be_skipped_and_a_second_press_changes_nothing(street: Street) -> None:
    lan = answered(street)
    lan.press("Chưa xong")
    lan.say("bo qua")
    assert "vẫn mở" in lan.sees()
    before = words(street)
    lan.press("Chưa xong")
    assert words(street) == before
    assert street.rows("cases")[0]["state"] == "reopened"


def test_done_closes_and_asks_nothing(street: Street) -> None:
    lan = answered(street)
    lan.press("Xong rồi")
    assert "đã đóng" in lan.sees()
    assert street.rows("cases")[0]["state"] == "closed"
