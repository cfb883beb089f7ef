"""What changes while people answer: an article is withdrawn, the consultation is cancelled; who may answer where."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from civics.polls.rules import PollState, Secrecy
from handlers.polls import due
from storage.polls import ballots, polls
from storage.polls import openings as poll_openings
from tests.handlers.polls.test_polling import begin, close, listed_apart
from tests.handlers.street import Citizen, Street


@pytest.fixture(autouse=True)
def folder(street: Street, tmp_path: Path) -> None:
    """Keys lie in a folder of the test's own."""
    street.ward = replace(street.ward, settings=replace(street.ward.settings, files_dir=tmp_path / "files"))


def reading(street: Street, *, channel: str = "web") -> Citizen:
    """Somebody who is asked about the first article."""
    lan = street.person(channel=channel).greeted()
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    lan.press("Xem từng điều")
    return lan


def answered(lan: Citizen, *choices: str) -> None:
    """The whole draft answered with these and sent."""
    for each in choices:
        lan.press(each)
    lan.press("Gửi đi")


def counts(street: Street, key: str) -> dict[str, dict[str, int]]:
    """What was said, per article: by an account, or else by chats of the web page that have shown nothing."""
    found = close(street, key)
    counted = found.result["articles"] if found.result and found.result["ballots"] else listed_apart(found)["articles"]
    assert isinstance(counted, dict)
    return {
        code: {name: number for name, number in each.items() if isinstance(number, int) and number}
        for code, each in counted.items()
        if isinstance(each, dict)
    }


def test_an_article_withdrawn_while_it_is_asked_is_said_so_and_a_digit_for_it_answers_no_other(street: Street) -> None:
    key = begin(street, articles=3)
    lan = reading(street)
    lan.press("Không đồng ý")
    assert "(2/3) Điều 2. Loa" in lan.sees()
    street.store.run(poll_openings.withdraw, key, "a2", staff_id=1)
    lan.say("1")
    told = [each.outgoing.text for each in lan.all()[-2:]]
    assert "vừa rút" in told[0]
    assert "Điều 2. Loa" in told[0]
    assert told[1].startswith("(3/3) Điều 3. Chó")
    lan.press("Bỏ qua")
    assert "Điều 2" not in lan.sees()
    lan.press("Gửi đi")
    assert counts(street, key) == {"a1": {"no": 1}, "a3": {"blank": 1}}


def test_an_old_button_of_a_withdrawn_article_answers_nothing(street: Street) -> None:
    key = begin(street, articles=3)
    lan = reading(street)
    old = lan.all()[-1]
    street.store.run(poll_openings.withdraw, key, "a1", staff_id=1)
    lan.press("Đồng ý", of=old)
    assert lan.sees().startswith("(2/3) Điều 2")
    answered(lan, "Đồng ý", "Không đồng ý")
    assert counts(street, key) == {"a2": {"yes": 1}, "a3": {"no": 1}}


def test_numbers_of_articles_keep_their_meaning_after_a_withdrawal(street: Street) -> None:
    key = begin(street, articles=3)
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    lan.press("Đồng ý hết, trừ vài điều")
    street.store.run(poll_openings.withdraw, key, "a1", staff_id=1)
    lan.say("3")
    assert "(3/3) Điều 3. Chó" in lan.sees()
    answered(lan, "Không đồng ý")
    assert counts(street, key) == {"a2": {"yes": 1}, "a3": {"no": 1}}


def test_a_ballot_from_before_a_withdrawal_still_counts_for_the_rest(street: Street) -> None:
    key = begin(street)
    answered(reading(street), "Đồng ý", "Không đồng ý")
    street.store.run(poll_openings.withdraw, key, "a1", staff_id=1)
    assert counts(street, key) == {"a2": {"no": 1}}


@pytest.mark.parametrize("secrecy", list(Secrecy))
def test_a_cancelled_consultation_erases_what_was_said_and_tells_why(street: Street, secrecy: Secrecy) -> None:
    key = begin(street, secrecy=secrecy)
    lan = reading(street)
    lan.press("Ý kiến khác")
    lan.say("Một ý rất riêng")
    answered(lan, "Đồng ý")
    minh = street.person("Minh").greeted()
    minh.say("lấy ý kiến")
    minh.press("Dự thảo quy ước")
    minh.press("Xem từng điều")
    minh.press("Ý kiến khác")
    minh.say("Một ý viết dở")
    old = minh.all()[-1]
    street.store.run(ballots.cancel, key, why="Dự thảo phải viết lại", staff_id=1)
    for table in ("poll_ballots", "poll_named", "poll_receipts"):
        assert street.rows(table) == []
    opened = [street.store.seal.open_text(str(row["answers"])) for row in street.rows("runs")]
    opened += [street.store.seal.open_text(str(row["body"])) for row in street.rows("outbox")]
    opened += [street.store.seal.open_text(str(row["body"])) for row in street.rows("web_messages")]
    assert not any("rất riêng" in each or "viết dở" in each for each in opened)
    minh.press("Đồng ý", of=old)
    assert "Lý do: Dự thảo phải viết lại" in minh.sees()
    street.now.at = street.now.at.replace(hour=3) + timedelta(days=1)
    assert street.store.run(due.tell, street.ward) == 1
    street.send()
    assert "Lý do: Dự thảo phải viết lại" in lan.sees()
    assert street.store.look(polls.get, key).state is PollState.CANCELLED


def test_a_secret_draft_is_a_link_on_telegram_and_a_named_one_is_answered_there(street: Street) -> None:
    begin(street)
    lan = street.person(channel="telegram").greeted()
    lan.say("lấy ý kiến")
    assert "https://linhson.example/chat" in lan.sees()
    key = begin(street, secrecy=Secrecy.NAMED)
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    assert "Đợt này ghi tên" in lan.sees()
    lan.press("Xem từng điều")
    answered(lan, "Đồng ý", "Không đồng ý")
    assert "giữ cùng tên ông/bà" in lan.sees()
    assert counts(street, key) == {"a1": {"yes": 1}, "a2": {"no": 1}}


def test_a_named_consultation_keeps_the_history_and_counts_the_last(street: Street) -> None:
    key = begin(street, secrecy=Secrecy.NAMED)
    for choice in ("Đồng ý", "Không đồng ý"):
        lan = reading(street)
        answered(lan, choice, "Bỏ qua")
    assert len(street.rows("poll_named")) == 2
    assert counts(street, key) == {"a1": {"no": 1}, "a2": {"blank": 1}}


def test_where_answers_cannot_be_changed_a_second_one_is_not_asked_for(street: Street) -> None:
    key = begin(street, changeable=False)
    lan = reading(street)
    answered(lan, "Đồng ý", "Đồng ý")
    assert "không sửa được" in lan.sees()
    lan.say("lấy ý kiến")
    assert "đã góp ý rồi" in lan.sees()
    assert counts(street, key) == {"a1": {"yes": 1}, "a2": {"yes": 1}}


def test_a_consultation_is_not_offered_before_it_begins(street: Street) -> None:
    begin(street)
    street.now.at -= timedelta(minutes=1)
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    assert "chưa lấy ý kiến" in lan.sees()


def test_in_the_quick_way_a_number_is_that_of_the_article_and_one_there_is_not_is_said_so(street: Street) -> None:
    key = begin(street, articles=3)
    street.store.run(poll_openings.withdraw, key, "a1", staff_id=1)
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    lan.press("Đồng ý hết, trừ vài điều")
    assert lan.sees().endswith("\n\nĐiều 2. Loa\nĐiều 3. Chó")
    for wrong in ("1", "2 9", "điều cuối"):
        lan.say(wrong)
        assert "Mình không thấy điều" in lan.sees()
    lan.say("điều 2, 3")
    assert "Điều 2. Loa" in lan.sees()
    lan.press("Không đồng ý")
    assert "Điều 3. Chó" in lan.sees()
    answered(lan, "Bỏ qua")
    assert counts(street, key) == {"a2": {"no": 1}, "a3": {"blank": 1}}
