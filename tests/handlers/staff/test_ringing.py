"""An emergency rings in the chat of the person on duty, then of the next, until somebody confirms that they saw it."""

from dataclasses import dataclass

import pytest

from core.message import Kind
from core.settings import Settings
from handlers.cases import desk, ringing
from handlers.cases.desk import Act
from handlers.replies.ward import Ward
from storage.cases import duty
from storage.database.unit import UnitOfWork
from storage.notices import way_codes, ways
from storage.people import staff
from storage.ward import ward
from storage.ward.sight import Reader
from tests.handlers.street import SHOWS, Citizen, Street
from tests.parts import shared

CRY = "cháy nhà ở ngõ 5 tổ 2"


@dataclass(slots=True)
class Officer:
    """A member of staff, with a chat of their own."""

    id: int
    chat: Citizen


def officer(street: Street, name: str, *, channel: str = "telegram", role: str = "officer") -> Officer:
    """Hired, and their chat tied to the account by the code of the account's page."""
    staff_id = street.store.run(staff.add, name.lower(), name=name, password="x", role=role)
    chat = street.person(f"own-{name}", channel=channel)
    chat.say(street.store.run(way_codes.make, staff_id))
    return Officer(staff_id, chat)


def roster(street: Street, *officers: Officer) -> None:
    """Tuesday is the day of the tests; the others follow."""
    days = [None, *(each.id for each in officers), *[None] * 7][:7]
    street.store.run(duty.set_week, days, by=officers[0].id)


def later(street: Street, minutes: float) -> int:
    street.now.pass_(minutes=minutes)
    told = street.store.run(ringing.due, street.ward)
    street.send()
    return told


@pytest.mark.parametrize("channel", ["telegram", "zalo", "zalo-bot"])
def test_an_officer_ties_a_chat_by_a_code_of_one_use(street: Street, channel: str) -> None:
    ha = officer(street, "Ha", channel=channel)
    assert "tài khoản ha" in ha.chat.sees()
    assert [each.kind for each in street.store.look(ways.of, ha.id)] == [channel]
    code = street.store.run(way_codes.make, ha.id)
    other = street.person("Nam", channel=channel)
    other.say(f"  {code.lower().replace('-', ' ')} ")
    other.say(code)
    assert "không đúng" in other.sees()
    (way,) = street.store.look(ways.of, ha.id)
    assert way.chat_id is not None
    assert not street.rows("cases"), "a code is no petition"
    assert code not in street.everything()


def test_a_code_is_good_for_ten_minutes_and_not_in_the_web_chat(street: Street) -> None:
    staff_id = street.store.run(staff.add, "ha", name="Hà", password="x", role="officer")
    code = street.store.run(way_codes.make, staff_id)
    web = street.person("Lan")
    web.say(code)
    assert "Zalo hoặc Telegram" in web.sees()
    street.now.pass_(minutes=11)
    own = street.person("own", channel="telegram")
    own.say("/start " + code)
    assert "quá 10 phút" in own.sees()
    assert not street.store.look(ways.of, staff_id)


def test_codes_cannot_be_guessed_without_a_wait(street: Street) -> None:
    guesser = street.person("X", channel="telegram")
    for _ in range(7):
        guesser.say("TK-AAAA-BBBB")
    assert "Đã thử quá nhiều lần" in guesser.sees()


def test_the_officers_own_chat_rings_at_once_without_a_word_of_it(street: Street) -> None:
    ha = officer(street, "Ha")
    roster(street, ha)
    lan = street.person()
    lan.say(CRY)
    assert "Chưa ai ở phường xem" in lan.sees()
    rung = ha.chat.all()[-1]
    assert "https://linhson.example/console/duty#alert-1" in rung.outgoing.text
    assert not any(each in rung.outgoing.text for each in ("cháy", "ngõ 5", "Lan", "LS-26", "114"))
    assert rung.button("Tôi đã thấy")


@pytest.mark.parametrize("channel", ["telegram", "zalo", "zalo-bot"])
def test_a_press_tells_the_person_that_the_ward_has_read_it(street: Street, channel: str) -> None:
    ha = officer(street, "Ha", channel=channel)
    roster(street, ha)
    lan = street.person()
    lan.say(CRY)
    lan.say("lửa lan sang nhà bên")
    assert sum("việc khẩn đang chờ" in each.outgoing.text for each in ha.chat.all()) == 1, "one ring for one chat"
    ha.chat.press("Tôi đã thấy")
    assert "đã đọc tin của ông/bà lúc 09:00" in lan.sees()
    assert "Ha đã thấy lúc 09:00" in ha.chat.sees()
    assert all(row["seen_by"] == ha.id for row in street.rows("alerts"))
    assert later(street, 30) == 0
    assert not lan.saw("Vẫn chưa ai")


def test_the_next_on_the_roster_is_rung_after_the_minutes_of_the_ward_and_everybody_hears_who_saw_it(
    street: Street,
) -> None:
    ha, nga, minh = (officer(street, each) for each in ("Ha", "Nga", "Minh"))
    roster(street, ha, nga, minh)
    street.store.run(ward.put_settings, {"duty.next_minutes": 3})
    lan = street.person()
    lan.say(CRY)
    assert later(street, 2) == 0
    assert not nga.chat.saw("việc khẩn đang chờ")
    assert later(street, 1) == 1
    assert nga.chat.saw("việc khẩn đang chờ")
    assert "Vẫn chưa ai ở phường xem" in lan.sees()
    assert "114" in lan.sees()
    assert not minh.chat.saw("việc khẩn đang chờ")
    nga.chat.press("Tôi đã thấy")
    assert "Nga đã thấy việc khẩn" in ha.chat.sees()
    ha.chat.press("Tôi đã thấy")
    assert "Nga đã thấy lúc" in ha.chat.sees()
    assert later(street, 10) == 0
    assert not minh.chat.saw("việc khẩn đang chờ")
    assert sum("đã đọc tin của ông/bà" in each.outgoing.text for each in lan.all()) == 1


def test_the_roster_is_rung_three_times_and_no_more(street: Street) -> None:
    ha, nga = officer(street, "Ha"), officer(street, "Nga")
    roster(street, ha, nga)
    street.person().say(CRY)
    assert sum(later(street, 5) for _ in range(12)) == 5
    assert [len([each for each in who.chat.all() if "đang chờ" in each.outgoing.text]) for who in (ha, nga)] == [3, 3]


def test_who_cannot_be_reached_is_passed_over_and_a_ward_without_ways_is_told_so(street: Street) -> None:
    nobody = street.store.run(staff.add, "tam", name="Tâm", password="x", role="officer")
    blocked, closed, ha = officer(street, "Nga"), officer(street, "Minh", channel="zalo"), officer(street, "Ha")
    observer = officer(street, "Xem", role="observer")
    street.handle(blocked.chat.event(Kind.REMOVED))
    street.now.pass_(days=7, hours=1)
    week = [nobody, observer.id, blocked.id, closed.id, None, None, None]
    street.store.run(duty.set_week, [*week[1:], None], by=ha.id)
    street.person().say(CRY)
    assert not any(each.chat.saw("việc khẩn đang chờ") for each in (blocked, closed, observer, ha))
    assert "duty_unreached" in [row["kind"] for row in street.rows("alerts")]
    street.store.run(duty.set_week, [nobody, observer.id, blocked.id, closed.id, ha.id, None, None], by=ha.id)
    assert later(street, 1) == 1
    assert ha.chat.saw("việc khẩn đang chờ")


def test_a_press_elsewhere_or_of_a_closed_account_proves_nothing(street: Street) -> None:
    ha = officer(street, "Ha")
    roster(street, ha)
    lan = street.person()
    lan.say(CRY)
    stranger = street.person("Kẻ lạ", channel="telegram")
    stranger.press_value("staff.saw.1")
    assert "không còn dùng được" in stranger.sees()
    street.store.run(staff.disable, ha.id, disabled=True)
    ha.chat.press("Tôi đã thấy")
    assert "không còn dùng được" in ha.chat.sees()
    assert [row["seen_at"] for row in street.rows("alerts")] == [None]


def test_who_says_that_they_are_safe_calms_the_row_and_nobody_more_is_rung(street: Street) -> None:
    ha, nga = officer(street, "Ha"), officer(street, "Nga")
    roster(street, ha, nga)
    lan = street.person()
    lan.say(CRY)
    street.now.pass_(minutes=2)
    lan.press("Tôi an toàn rồi")
    (case,) = street.rows("cases")
    assert (bool(case["urgent"]), case["safe_at"] is not None) == (False, True)
    assert "đã an toàn" in str([row["text"] for row in street.rows("entries")])
    assert later(street, 6) == 0
    assert not nga.chat.saw("việc khẩn đang chờ")


def test_safe_is_heard_when_the_case_is_open_in_the_chat_no_more(street: Street) -> None:
    lan = street.person()
    lan.say(CRY)
    street.now.pass_(hours=13)
    lan.press("Tôi an toàn rồi")
    assert street.rows("cases")[0]["safe_at"] is not None


@pytest.mark.parametrize("words", ["chồng đang đánh tôi", "con bé nhà bên bị bố đánh suốt", "tôi không muốn sống nữa"])
def test_where_somebody_may_make_them_say_so_it_rings_on_and_stays_on_top(street: Street, words: str) -> None:
    ha, nga = officer(street, "Ha"), officer(street, "Nga")
    roster(street, ha, nga)
    lan = street.person(channel="zalo")
    lan.say(words)
    lan.press("Tôi an toàn rồi")
    (case,) = street.rows("cases")
    assert bool(case["urgent"])
    assert later(street, 6) == 1
    assert nga.chat.saw("việc khẩn đang chờ")
    assert not lan.saw("Vẫn chưa ai"), "nothing comes by itself that a stranger may read"
    nga.chat.press("Tôi đã thấy")
    assert lan.sees() == "phường Linh Sơn đã đọc tin của ông/bà lúc 09:06."


def test_a_denunciation_rings_too_and_nothing_of_it_is_said(street: Street) -> None:
    ha = officer(street, "Ha")
    roster(street, ha)
    lan = street.person()
    lan.say("Tôi tố cáo ông Hùng tổ trưởng đang cầm dao đuổi chém người nhà tôi, cứu với")
    assert lan.saw("113")
    assert not lan.saw("việc khẩn LS"), "it is not filed as an open case"
    assert "Hùng" not in ha.chat.sees()
    assert ha.chat.saw("việc khẩn đang chờ")


def test_an_officer_who_is_forgotten_as_a_person_is_rung_no_more(street: Street) -> None:
    ha = officer(street, "Ha")
    ha.chat.say("/xoadulieu")
    ha.chat.press("Xóa dữ liệu của tôi")
    assert not street.store.look(ways.of, ha.id)


def test_a_chat_belongs_to_one_account(street: Street) -> None:
    ha = officer(street, "Ha")
    nga = street.store.run(staff.add, "nga", name="Nga", password="x", role="officer")
    ha.chat.say(street.store.run(way_codes.make, nga))
    assert not street.store.look(ways.of, ha.id)
    assert len(street.store.look(ways.of, nga)) == 1


def test_the_mailbox_of_a_ward_without_a_mail_server_is_no_way(street: Street) -> None:
    ha = street.store.run(staff.add, "ha", name="Hà", password="x", role="officer")
    way = street.store.run(ways.ask_mailbox, ha, "ha@linhson.example")
    assert street.store.run(ways.confirm, ha, street.store.look(ways.proof, way))
    street.store.run(duty.set_week, [None, ha, None, None, None, None, None], by=ha)
    street.person().say(CRY)
    assert not street.rows("staff_notices")
    settings = Settings(secret_key="k" * 40, public_url="https://linhson.example", smtp_host="127.0.0.1")
    parts = shared()
    street.ward = Ward(settings, parts.words, parts.ear, parts.detector, SHOWS, street.ward.link)
    assert later(street, 1) == 1
    (row,) = street.rows("staff_notices")
    assert (row["state"], row["says"]) == ("waiting", "notice.emergency")
    assert "ha@linhson.example" not in street.everything()


def test_a_colleague_who_is_named_in_a_note_is_told_without_a_word_of_it(street: Street) -> None:
    ha, nam = officer(street, "Ha"), officer(street, "Nam")
    code = street.person("Lan").greeted().files()
    by = Reader(nam.id, "officer")

    def noted(work: UnitOfWork, text: str) -> None:
        desk.note(Act.on(work, street.ward, code, by=by), text=text)

    street.store.run(noted, "@ha xem giúp: nhà bà Tư; thư nam@ha.vn, @Nam, @khongco")
    street.send()
    assert code in ha.chat.sees()
    assert "nhắc tên" in ha.chat.sees()
    assert "bà Tư" not in ha.chat.sees()
    assert "nhắc tên" not in nam.chat.sees()  # one's own name tells nobody
