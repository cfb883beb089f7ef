"""Bulletins as residents meet them: subscribed with two taps, answered, asked a question, brought when they waited."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from core.message import Button, Outgoing, Quoted
from storage.bulletins import bulletins, spreading
from storage.bulletins import talk as bulletin_talk
from storage.database.unit import UnitOfWork
from storage.people import staff, topics
from tests.handlers.street import Citizen, Street

TITLE = "Ngày Pháp luật 9/11"


def publish(
    street: Street, *, topic: str = "chung", choices: Sequence[str] = (), keywords: dict[str, str] | None = None,
    urgent: bool = False,
) -> int:  # fmt: skip
    """A bulletin of two parts that goes out to who hears of its topic, and into groups; its id."""

    def body(work: UnitOfWork) -> int:
        topics.offered(work)
        if staff.for_login(work, "hoa") is None:
            for login in ("hoa", "nam"):
                staff.add(work, login, name=login, password="x", role="officer")
        author, other = (next(one for one in staff.everyone(work) if one.login == each) for each in ("hoa", "nam"))
        made = bulletins.write(
            work, author.id, title=TITLE, text="Mời bà con", topic=topic, keywords=keywords or {}, urgent=urgent,
            question="Bà con rõ chưa?" if choices else "", choices=list(choices), audience={"groups": True},
        )  # fmt: skip
        rows = [(Button(each, f"bul.{made}.q{at}"),) for at, each in enumerate(choices)]
        reply = (Button("Trả lời bản tin", f"bul.{made}.a"),)
        bulletins.give_bodies(work, made, {"": [Outgoing(TITLE), Outgoing("Phần hai", rows=(*rows, reply))]})
        bulletins.ask(work, made, author.id)
        bulletins.approve(work, made, other.id, typed=0, count=0)
        return made

    made = street.store.run(body)
    while street.store.run(spreading.go_on):
        pass
    for _ in range(2):  # what a closed window holds back is held part by part
        street.send()
    return made


def subscribed(street: Street, name: str = "Lan", *, channel: str = "web") -> Citizen:
    """Somebody who hears of everything."""
    citizen = street.person(name, channel=channel)
    for words in ("xin chào", "nhan ban tin"):
        citizen.say(words)
    citizen.say("nhan tat ca") if channel == "zalo" else citizen.press("Nhận tất cả")
    return citizen


def consents(street: Street) -> list[bool]:
    """What was said about bulletins, in order."""
    return [bool(each["given"]) for each in street.rows("consents") if each["purpose"] == "bulletins"]


def test_two_taps_subscribe_and_one_more_ends_it_and_each_is_provable(street: Street) -> None:
    lan = street.person().greeted()
    lan.say("trợ giúp")
    lan.press("Nhận bản tin")
    assert "chưa nhận bản tin nào" in lan.sees()
    lan.press("Tin chung của phường")
    assert "Ông/bà đang nhận: Tin chung của phường." in lan.sees()
    publish(street)
    assert lan.saw("Phần hai")
    lan.press("✓ Tin chung của phường")
    publish(street)
    assert sum("Phần hai" in each.outgoing.text for each in lan.all()) == 1
    assert consents(street) == [True, False]
    proof = street.rows("consents")[-2]
    assert str(proof["text_version"]).startswith("bulletin.topics_lead:")


def test_the_consent_that_is_asked_first_and_the_topics_are_one_truth(street: Street) -> None:
    lan = street.person()
    lan.say("/dongy")
    for label in ("Đồng ý", "Không"):
        lan.press(label)
    lan.say("bỏ qua")
    publish(street)
    assert lan.saw("Phần hai")
    lan.say("dong y")
    for label in ("Không", "Không"):
        lan.press(label)
    lan.say("bỏ qua")
    publish(street)
    assert sum("Phần hai" in each.outgoing.text for each in lan.all()) == 1
    lan.say("BAN TIN")
    assert "chưa nhận bản tin nào" in lan.sees()


def test_a_quoted_bulletin_is_answered_at_once_and_the_case_knows_which(street: Street) -> None:
    lan = subscribed(street)
    made = publish(street)
    part = next(each for each in lan.all() if "Phần hai" in each.outgoing.text)
    lan.quote(part.id, "Họp ở đâu ạ?", from_bot=True)
    code = street.rows("cases")[0]["code"]
    assert f"Phường đã nhận lời ông/bà về bản tin. Mã: {code}" in lan.sees()
    assert [(each["text"], each["kind"], each["origin"]) for each in street.rows("cases")] == [
        ("Họp ở đâu ạ?", "hoi", "private")
    ]
    number, (case,) = street.store.look(bulletin_talk.cases_of, made)
    assert (number, case.code) == (1, code)
    assert street.store.look(bulletin_talk.of_case, 1) == (made, TITLE)
    lan.quote(part.id, "cảm ơn phường", from_bot=True)
    assert len(street.rows("cases")) == 1


def test_the_button_asks_for_words_and_a_voice_note_will_do(street: Street) -> None:
    lan = subscribed(street)
    made = publish(street)
    lan.press("Trả lời bản tin")
    assert "Ông/bà muốn nói gì về bản tin này?" in lan.sees()
    lan.voice()
    assert lan.saw("Phường đã nhận lời ông/bà về bản tin")
    assert street.store.look(bulletin_talk.cases_of, made)[0] == 1


def test_an_answer_that_names_wrongdoing_becomes_no_open_case(street: Street) -> None:
    lan = subscribed(street)
    made = publish(street)
    part = next(each for each in lan.all() if "Phần hai" in each.outgoing.text)
    quoted = Quoted(part.id, from_bot=True)
    assert street.handle(lan.event(text="Ông B tham ô tiền quỹ, tôi tố cáo", quoted=quoted))
    assert street.rows("cases") == []
    assert street.store.look(bulletin_talk.cases_of, made)[0] == 0
    assert "tham ô" not in street.everything()


def test_a_question_has_one_answer_a_chat_and_it_may_change(street: Street) -> None:
    lan, tu = subscribed(street), subscribed(street, "Tú", channel="telegram")
    made = publish(street, choices=("Rõ rồi", "Chưa rõ"))
    lan.press("Rõ rồi")
    tu.press("Rõ rồi")
    assert "• Rõ rồi: 2\n• Chưa rõ: 0" in tu.sees()
    tu.press("Chưa rõ")
    assert "Đã ghi: Chưa rõ." in tu.sees()
    assert street.store.look(bulletin_talk.tally, made, ["Rõ rồi", "Chưa rõ"]) == [1, 1]
    street.store.run(bulletins.stop, made, 1)
    lan.press("Chưa rõ")
    assert "hết hạn trả lời" in lan.sees()
    assert street.store.look(bulletin_talk.tally, made, ["Rõ rồi", "Chưa rõ"]) == [1, 1]


def test_a_digit_counts_for_the_question_that_was_said_last_and_for_no_other(street: Street) -> None:
    lan = subscribed(street, channel="zalo")
    made = publish(street, choices=("Rõ rồi", "Chưa rõ"))
    lan.say("2")
    assert "Đã ghi: Chưa rõ." in lan.sees()
    lan.say("1")  # of the list that was shown with the thanks
    assert street.store.look(bulletin_talk.tally, made, ["Rõ rồi", "Chưa rõ"]) == [1, 0]
    lan.say("menu")
    lan.say("2")
    assert "muốn hỏi gì" in lan.sees()
    assert street.store.look(bulletin_talk.tally, made, ["Rõ rồi", "Chưa rõ"]) == [1, 0]


@pytest.mark.parametrize("typed", ["PHAPLUAT", "pháp luật", "Phap  luat.", "pHÁPlUẬT"])
def test_a_keyword_starts_what_it_is_tied_to_while_the_bulletin_is_current(street: Street, typed: str) -> None:
    lan = subscribed(street)
    publish(street, choices=("Rõ rồi", "Chưa rõ"), keywords={"PHAPLUAT": "q", "HOIDAP": "menu.ask"})
    lan.say(typed)
    assert lan.sees() == "Bà con rõ chưa?"
    assert "Chưa rõ" in lan.all()[-1].buttons
    lan.say("hoi đáp")
    assert "muốn hỏi gì" in lan.sees()
    lan.say("hủy")
    street.now.pass_(days=46)
    lan.say(typed)
    assert lan.sees() != "Bà con rõ chưa?"


def test_in_a_group_a_bulletin_is_answered_in_private(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    group = lan.into("g1")
    group.say("/help")
    made = publish(street, choices=("Rõ rồi", "Chưa rõ"))
    part = next(each for each in group.all() if "Phần hai" in each.outgoing.text)
    group.press("Rõ rồi", of=part)
    assert street.toasts[-1].startswith("Bà con bấm")
    group.quote(part.id, "Họp ở đâu?", from_bot=True)
    assert "trong chat riêng" in group.sees()
    link = group.all()[-1].buttons["Mở chat riêng"].url
    assert link.endswith(f"bt{made}")
    assert street.rows("bulletin_answers") == []
    lan.say(f"/start bt{made}")
    assert lan.sees() == "Bà con rõ chưa?"
    lan.press("Rõ rồi")
    assert len(street.rows("bulletin_answers")) == 1


def test_tin_brings_what_waited_for_a_closed_window(street: Street) -> None:
    lan = subscribed(street, channel="zalo")
    street.now.pass_(days=3)
    publish(street)
    assert not lan.saw("Phần hai")
    lan.say("xin chào")
    assert lan.saw("Có 1 bản tin đang chờ ông/bà. Gõ TIN để nhận.")
    assert not lan.saw("Phần hai")
    lan.say("tin")
    assert lan.saw("mình gửi ngay đây")
    assert [each.outgoing.text for each in lan.all()][-2:] == [TITLE, "Phần hai"]
    lan.say("Tin")
    assert f"{TITLE}\nhttps://linhson.example/ban-tin/1" in lan.sees()


def test_a_trial_comes_to_who_writes_its_word_and_to_nobody_later(street: Street) -> None:
    made = publish(street)
    lan = street.person().greeted()
    word = street.store.run(bulletin_talk.trial, made, 1)
    lan.say(word.lower())
    assert [each.outgoing.text for each in lan.all()][-2:] == [TITLE, "Phần hai"]
    assert "bulletin.tried" in [each["act"] for each in street.rows("audit")]
    street.now.at += timedelta(minutes=31)
    lan.say(word)
    assert lan.sees() != "Phần hai"
    assert word not in repr(street.rows("audit"))
