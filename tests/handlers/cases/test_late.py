"""A case passed its date: its resident hears so, and that the chief was told only where the chief was told."""

from handlers.cases import due
from handlers.cases.chief import CHIEF
from storage.people import staff
from storage.ward import ward
from tests.handlers.staff.test_ringing import officer
from tests.handlers.street import Street


def pass_the_date(street: Street) -> None:
    street.now.pass_(hours=24 * 40)
    street.store.run(due.late, street.ward)
    street.send()


def test_the_chief_is_told_without_a_word_of_the_case_and_the_resident_reads_so(street: Street) -> None:
    chief = officer(street, "Chu", channel="telegram", role="observer")
    street.store.run(ward.put_settings, {CHIEF: chief.id})
    lan = street.person().greeted()
    lan.say("Ổ gà to giữa đường gần cầu Gia Bảy")
    lan.press("Gửi đi")
    code = str(street.rows("cases")[0]["code"])
    pass_the_date(street)
    assert "đã được báo lên lãnh đạo phường" in lan.sees()
    assert "quá hạn" in chief.chat.sees()
    assert code not in chief.chat.sees()
    said = len(chief.chat.all())
    street.store.run(due.late, street.ward)
    street.send()
    assert len(chief.chat.all()) == said, "once"


def test_without_a_chief_who_can_be_told_nobody_says_that_one_was(street: Street) -> None:
    deaf = street.store.run(staff.add, "phu", name="Phú", password="x", role="officer")
    for name, chief in (("Lan", None), ("Bình", deaf)):  # none named; one whom nothing reaches
        lan = street.person(name).greeted()
        street.store.run(ward.put_settings, {CHIEF: chief})
        lan.say("Đèn đường ngõ 9 hỏng đã ba hôm nay")
        lan.press("Gửi đi")
        pass_the_date(street)
        assert "việc đang được làm tiếp" in lan.sees()
        assert not lan.saw("báo lên")
    assert [each["kind"] for each in street.rows("alerts")] == ["chief_unreached"]
