"""A draft is answered in the chat; the answer is kept apart from the person."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from civics.polls.draft import plain_paragraphs
from civics.polls.draft_reading import parse
from civics.polls.rules import PollKind, PollState, Secrecy
from core.message import Json
from handlers.polls import due
from storage.database.outside import beside
from storage.households import person_codes
from storage.people import staff
from storage.polls import ballots, polls
from storage.polls import drafts as poll_drafts
from storage.polls import keys as poll_keys
from storage.polls import openings as poll_openings
from storage.polls.openings import Plan
from storage.polls.polls import Poll
from tests.handlers.street import SHOWS, Citizen, Street

TEXT = "Điều 1. Ngõ\nGiữ sạch ngõ.\nĐiều 2. Loa\nKhông mở loa sau 22 giờ.\nĐiều 3. Chó\nRa đường có rọ mõm."


def begin(street: Street, *, secrecy: Secrecy = Secrecy.SECRET, changeable: bool = True, articles: int = 2) -> str:
    """An open consultation."""
    who = street.store.run(staff.add, f"hoa{street.number}", name="Hòa", password="x", role="admin")
    draft = parse(plain_paragraphs("\n".join(TEXT.split("\n")[: 2 * articles])))
    key = street.store.run(poll_drafts.add, "Dự thảo quy ước", draft=draft, source=TEXT, staff_id=who)
    plan = Plan(
        title="Dự thảo quy ước", kind=PollKind.INFORMAL, secrecy=secrecy, changeable=changeable, units=(1,),
        opens_at=street.now.at, closes_at=street.now.at + timedelta(days=3),
    )  # fmt: skip
    street.store.run(poll_openings.set_up, key, plan)
    poll_keys.make(beside(street.ward.settings.files_dir), key)
    street.store.run(poll_openings.open_it, key, staff_id=who)
    return key


def agrees(person: Citizen) -> None:
    """Answer the only open consultation with yes to all."""
    person.say("lấy ý kiến")
    person.press("Dự thảo quy ước")
    person.press("Đồng ý hết, trừ vài điều")
    person.say("bỏ qua")
    person.press("Gửi đi")


def test_on_zalo_a_question_has_its_first_five_choices_as_buttons(street: Street, poll: str) -> None:
    """Six ways to answer, and the platform has room for five: the last is typed, by its number or its words."""
    lan = street.person(channel="zalo").greeted()
    lan.say("/gopy")
    lan.press("Dự thảo quy ước")
    lan.press("Xem từng điều")
    asked = lan.all()[-1]
    assert len(asked.buttons) == SHOWS["zalo"].buttons == 5
    assert asked.outgoing.text.endswith("Hoặc gõ: 6. Hủy.")
    lan.press("Quay lại")
    lan.press("Xem từng điều")
    lan.say("6")
    assert street.rows("runs")[-1]["state"] == "dropped"
    assert not street.rows("poll_waiting")


@pytest.fixture(autouse=True)
def folder(street: Street, tmp_path: Path) -> None:
    """Keys lie in a folder of the test's own."""
    settings = replace(street.ward.settings, files_dir=tmp_path / "files")
    street.ward = replace(street.ward, settings=settings)


@pytest.fixture
def poll(street: Street, folder: None) -> str:
    """An open secret consultation about two articles."""
    return begin(street)


def close(street: Street, poll: str) -> polls.Poll:
    """The poll, closed, with its result."""
    street.store.run(ballots.close, poll, staff_id=1)
    poll_keys.destroy(beside(street.ward.settings.files_dir), poll)
    return street.store.look(polls.get, poll)


def listed_apart(closed: Poll) -> dict[str, Json]:
    """What chats of the web page said that have shown nothing; nothing else was said."""
    assert closed.result is not None
    assert closed.result["ballots"] == 0
    apart = closed.result["apart"]
    assert isinstance(apart, dict)
    return apart


def test_a_resident_answers_article_by_article_and_gets_a_receipt(street: Street, poll: str) -> None:
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    lan.press("Xem từng điều")
    assert lan.sees().startswith("(1/2) Điều 1. Ngõ")
    lan.press("Đồng ý")
    lan.press("Ý kiến khác")
    lan.say("Nên là 21 giờ")
    assert "không phải kết quả biểu quyết" in lan.sees()
    lan.press("Gửi đi")
    assert "Mã biên nhận" in lan.sees()
    apart = listed_apart(close(street, poll))
    assert apart["ballots"] == 1
    assert apart["articles"] == {
        "a1": {"yes": 1, "no": 0, "other": 0, "blank": 0},
        "a2": {"yes": 0, "no": 0, "other": 1, "blank": 0},
    }
    assert [row["text"] for row in street.rows("opinions")] == ["Nên là 21 giờ"]


def test_the_last_answer_counts_once_and_all_but_some_is_the_quick_way(street: Street, poll: str) -> None:
    lan = street.person().greeted()
    for choice in ("Đồng ý", "Không đồng ý"):
        lan.say("lấy ý kiến")
        lan.press("Dự thảo quy ước")
        lan.press("Đồng ý hết, trừ vài điều")
        lan.say("2")
        lan.press(choice)
        lan.press("Gửi đi")
    apart = listed_apart(close(street, poll))
    assert apart["ballots"] == 1
    assert apart["articles"] == {
        "a1": {"yes": 1, "no": 0, "other": 0, "blank": 0},
        "a2": {"yes": 0, "no": 1, "other": 0, "blank": 0},
    }


def test_who_is_answering_when_it_closes_is_told_so(street: Street, poll: str) -> None:
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    lan.press("Xem từng điều")
    lan.press("Ý kiến khác")
    lan.say("Chưa gửi đi")
    old = lan.all()[-1]
    close(street, poll)
    assert "Chưa gửi" not in "".join(
        street.store.seal.open_text(str(row["answers"])) for row in street.rows("runs")
    )  # fmt: skip
    lan.press("Đồng ý", of=old)
    assert "đã kết thúc" in lan.sees()


def test_nothing_kept_joins_a_chat_to_what_was_said(street: Street, poll: str) -> None:
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    lan.press("Xem từng điều")
    lan.press("Ý kiến khác")
    lan.say("Một ý rất riêng")
    lan.press("Đồng ý")
    lan.press("Gửi đi")
    assert "Một ý rất riêng" not in street.everything()
    told = [row for row in street.rows("outbox") if row["run_id"] is not None]
    assert not any("rất riêng" in street.store.seal.open_text(str(row["body"])) for row in told)
    close(street, poll)
    assert {row["mark"] for row in street.rows("poll_receipts")} == {""}


def test_telegram_leads_to_the_web_chat(street: Street, poll: str) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.say("lấy ý kiến")
    assert "https://linhson.example/chat" in lan.sees()


def test_it_closes_at_its_time_and_tells_who_took_part_once(street: Street, poll: str) -> None:
    lan = street.person().greeted()
    agrees(lan)
    street.now.at += timedelta(days=3)
    assert street.store.run(due.close) == 1
    assert street.store.run(due.close) == 0
    keys = street.ward.settings.files_dir.absolute().parent / "poll_keys"
    assert list(keys.iterdir()) == []
    street.now.at = street.now.at.replace(hour=3)  # ten in the morning here
    assert street.store.run(due.tell, street.ward) == 1
    assert street.store.run(due.tell, street.ward) == 0
    street.send()
    assert f"/gop-y/{poll}" in lan.sees()


def test_who_stopped_half_way_is_reminded_once(street: Street, poll: str) -> None:
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    street.now.at = street.now.at.replace(hour=3) + timedelta(days=1)
    assert street.store.run(due.remind, street.ward) == 1
    assert street.store.run(due.remind, street.ward) == 0


def ballot(citizen: Citizen) -> None:
    """The whole draft agreed to."""
    citizen.say("lấy ý kiến")
    for label in ("Dự thảo quy ước", "Xem từng điều", "Đồng ý", "Đồng ý", "Gửi đi"):
        citizen.say(label) if citizen.channel == "zalo" else citizen.press(label)


def test_a_zalo_account_counts_and_a_web_chat_after_the_desk_s_code(street: Street, poll: str) -> None:
    minh = street.person("Minh", channel="zalo")
    for each in ("xin chào", "không", "không"):
        minh.say(each)
    ballot(minh)
    assert not minh.saw("liệt kê riêng")
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    assert lan.saw("ý kiến được liệt kê riêng")
    assert lan.saw("xin mã ở Trung tâm")
    lan.say("hủy")
    lan.say(street.store.run(person_codes.make, staff_id=1))
    ballot(lan)
    street.person("Nam").greeted()
    found = close(street, poll)
    assert found.result is not None
    assert found.result["ballots"] == 2
    assert found.result["apart"] == {"ballots": 0, "articles": {}}


def test_a_code_of_the_desk_is_taken_in_private_only_and_guesses_end(street: Street, poll: str) -> None:
    lan = street.person().greeted()
    code = street.store.run(person_codes.make, staff_id=1)
    for _ in range(5):
        lan.say("XN-2222-2222")
    lan.say(code)
    assert "thử nhiều lần" in lan.sees()
    street.now.pass_(days=3)  # past
    lan.say(code)
    assert "không nhận ra mã này" in lan.sees()


def test_the_link_of_a_drafts_page_leads_into_that_draft(street: Street, poll: str) -> None:
    lan = street.person().greeted()
    other = begin(street, articles=3)
    lan.say(f"/start gopy-{other}")
    lan.press("Xem từng điều")
    assert lan.sees().startswith("(1/3) Điều 1. Ngõ")
    minh = street.person("Minh").greeted()
    minh.say("/start gopy-00000000")
    labels = [each.label for row in minh.all()[-1].outgoing.rows for each in row]
    assert sum("Dự thảo quy ước" in each for each in labels) == 2, "one that is over: the open ones are asked about"


def test_two_consultations_with_many_ballots_are_not_counted_in_one_transaction(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = begin(street)
    lan = street.person().greeted()
    agrees(lan)
    second = begin(street)
    assert street.store.look(polls.answered, first) == 1
    monkeypatch.setattr(due, "_AT_ONCE", 1)
    street.now.at += timedelta(days=4)
    assert [street.store.run(due.close) for _ in range(3)] == [1, 1, 0]
    assert {street.store.look(polls.get, each).state for each in (first, second)} == {PollState.CLOSED}
