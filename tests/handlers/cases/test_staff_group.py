"""Work from staff's own chat group: cards that follow their cases, answers by replying, commands, and who may."""

from dataclasses import dataclass, replace

import pytest

from core.message import Quoted
from handlers.cases import staff_cards
from storage.cases import acts, finding, staff_groups
from storage.cases.sealing import seal_case
from storage.media import attachments
from storage.media.file_rows import Kept
from storage.notices import way_codes
from storage.people import staff
from storage.ward.sight import Reader
from tests.handlers.street import Citizen, Seen, Street

GROUP = "-500"


@dataclass(slots=True)
class Crew:
    """A group of staff: an admin and an officer with their own chats tied, and somebody without an account."""

    street: Street
    admin: Citizen
    officer: Citizen
    guest: Citizen

    def tend(self) -> None:
        """What the timer does; then everything leaves."""
        self.street.store.run(staff_cards.tend, self.street.ward)
        self.street.send()

    def cards(self, code: str) -> list[Seen]:
        """The messages in the group that name the case."""
        return [each for each in self.officer.all() if code in each.outgoing.text]

    def reply(self, to: Seen, text: str, *, by: Citizen | None = None) -> None:
        """Reply to a message of the bot."""
        (by or self.officer).say(text, quoted=Quoted(to.id, from_bot=True))


def member(street: Street, name: str, *, role: str, channel: str = "telegram") -> Citizen:
    staff_id = street.store.run(staff.add, name.lower(), name=name, password="x", role=role)
    own = replace(street.person(name, channel=channel), chat=name)  # a private chat has its person's id
    own.say(street.store.run(way_codes.make, staff_id))
    return own.into(GROUP)


def crew(street: Street, *, channel: str = "telegram", topics: bool = False) -> Crew:
    admin = member(street, "Lan", role="admin", channel=channel)
    officer = member(street, "Hong", role="officer", channel=channel)
    made = Crew(street, admin, officer, street.person("Khach", channel=channel).into(GROUP))
    officer.say("/nhomcanbo")
    assert "Chỉ quản trị" in officer.sees()
    admin.say("/nhomcanbo", topics=topics)
    assert "nhóm làm việc" in admin.sees()
    return made


def state(street: Street) -> object:
    return street.rows("cases")[-1]["state"]


def test_a_case_has_one_card_without_words_which_follows_it(street: Street) -> None:
    team = crew(street)
    resident = street.person("Lan Anh").greeted()
    code = resident.files()
    team.tend()
    (card,) = team.cards(code)
    assert "Chiếu sáng" in card.outgoing.text or "chưa ai nhận" in card.outgoing.text
    assert "đèn" not in card.outgoing.text.lower().replace("đèn đường", "")
    assert "ngõ 12" not in card.outgoing.text
    team.tend()
    assert len(team.cards(code)) == 1
    team.guest.press("Nhận", of=card)
    assert (state(street), street.toasts[-1][:30]) == ("new", "Trò chuyện của anh/chị chưa nố")
    team.officer.press("Nhận", of=card)
    assert state(street) == "taken"
    assert resident.saw("đã có người nhận") or "taken" in str(street.rows("audit"))
    team.tend()
    changed = team.cards(code)[-1].outgoing
    assert changed.edits == card.id
    assert "Hong" in changed.text
    team.officer.press("Nhận", of=card)  # an old button, and a second press: nothing happens twice
    assert [each["act"] for each in street.rows("audit")].count("case.taken") <= 2


def test_an_answer_by_replying_is_taken_shown_and_can_be_taken_back(street: Street) -> None:
    team = crew(street)
    resident = street.person("Mai").greeted()
    code = resident.files()
    team.tend()
    (card,) = team.cards(code)
    team.officer.say("mọi người xem giúp hồ sơ này nhé")  # the staff's own talk
    team.reply(card, "Đã thay bóng đèn.", by=team.guest)
    assert state(street) == "new"
    team.reply(card, "Đã thay bóng đèn.")
    assert "câu trả lời đi sau một phút" in team.officer.sees()
    assert "bóng đèn" not in team.officer.sees()
    team.officer.press("Thu lại")
    street.now.pass_(minutes=2)
    street.send()
    assert not resident.saw("bóng đèn")
    team.reply(card, "Đã thay bóng đèn hôm nay.")
    street.now.pass_(minutes=2)
    street.send()
    assert resident.saw("Đã thay bóng đèn hôm nay.")
    assert not resident.saw("mọi người xem giúp")
    team.tend()
    assert "Đã trả lời" in team.cards(code)[-1].outgoing.text
    assert "mọi người xem giúp" not in street.everything()


def test_commands_find_their_case_by_code_card_or_topic(street: Street) -> None:
    team = crew(street, topics=True)
    resident = street.person("Tu").greeted()
    code = resident.files()
    team.tend()
    (card,) = team.cards(code)
    assert card.outgoing.topic.startswith(code)
    team.officer.say(f"/nhan {code.lower().replace('-', ' ')}")
    assert f"{code}: anh/chị đã nhận" in team.officer.sees()
    team.officer.say(f"/giao {code} Lan")
    assert "đã giao cho Lan" in team.officer.sees()
    team.officer.say(f"/giao {code} khong-co-ai")
    assert "Chưa rõ giao cho ai" in team.officer.sees()
    team.reply(card, "/ghichu gọi anh Ba điện lực trước")
    assert "ghi chú nội bộ" in team.officer.sees()
    team.reply(card, "/hoi Cột đèn số mấy ạ?")
    street.now.pass_(minutes=2)
    street.send()
    assert resident.saw("Cột đèn số mấy")
    assert not resident.saw("anh Ba")
    assert state(street) == "waiting"
    team.officer.say("/xong Đã sửa.")
    assert "Chưa rõ hồ sơ nào" in team.officer.sees()
    team.officer.say(f"/xong {code} Đã sửa xong cột 5.")
    team.officer.say(f"/xong {code}")
    assert (state(street), "đã đóng" in team.officer.sees()) == ("closed", True)
    team.officer.say(f"/hoi {code} Còn gì không?")
    assert "không làm được việc này" in team.officer.sees()


def test_a_sealed_case_has_no_card_and_one_that_is_sealed_loses_it(street: Street) -> None:
    team = crew(street)
    code = street.person("Sau").greeted().files()
    team.tend()
    (card,) = team.cards(code)
    lan = Reader(1, "admin", reads_sealed=True)
    case_id = street.store.look(finding.id_of, code, reader=lan)
    street.store.run(seal_case, case_id)
    team.officer.say(f"/nhan {code}")
    assert "Chưa rõ hồ sơ nào" in team.officer.sees()
    team.reply(card, "/xong Đã rõ.")
    assert "Chưa rõ hồ sơ nào" in team.officer.sees()
    team.tend()
    assert team.officer.all()[-1].outgoing.deletes == (card.id,)
    assert street.rows("staff_cards") == []


@pytest.mark.parametrize(("channel", "shown"), [("zalo", True), ("telegram", False)])
def test_words_of_residents_stand_on_cards_on_zalo_only_and_by_choice(
    street: Street, channel: str, *, shown: bool
) -> None:
    team = crew(street, channel=channel)
    first = street.person("Bay").greeted().files()
    team.tend()
    (group,) = street.store.look(staff_groups.everyone)
    assert street.store.run(staff_groups.show_words, group.id, shown=True, by=Reader(1, "admin")) is shown
    second = street.person("Tam").greeted().files("Rác thải chất đống ở ngõ 30")
    photo = Kept("d" * 64, "kho/anh.jpg", 9, "image/jpeg", sealed=False, shown="kho/anh-xem.jpg")
    of_second = street.store.look(finding.id_of, second, reader=Reader(1, "admin"))
    street.store.run(attachments.add_kept, photo, kind="photo", case_id=of_second)
    team.tend()
    media = [each.ref for each in team.cards(second)[0].outgoing.media]
    assert media == (["kho/anh-xem.jpg"] if shown else [])  # never the original, whose EXIF names a place
    assert "ngõ 12" not in team.cards(first)[0].outgoing.text
    assert ("ngõ 30" in team.cards(second)[0].outgoing.text) is shown
    if channel == "zalo":  # without buttons, and without edits
        team.officer.say(f"/nhan {second}")
        team.tend()
        assert "Hong" in team.cards(second)[-1].outgoing.text


def test_an_account_that_is_closed_does_nothing_and_the_case_moved_elsewhere_is_shown(street: Street) -> None:
    team = crew(street)
    code = street.person("Chin").greeted().files()
    team.tend()
    case_id = street.store.look(finding.id_of, code, reader=Reader(1, "admin"))
    street.store.run(acts.take, case_id, by=Reader(1, "admin"))
    team.tend()
    assert "Lan" in team.cards(code)[-1].outgoing.text
    street.store.run(staff.disable, 2, disabled=True)
    team.officer.say(f"/xong {code} Đã xong.")
    assert "chưa nối" in team.officer.sees()
