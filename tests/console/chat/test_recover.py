"""A lost cookie does not lose the case; nobody else gets in by trying."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from console.frame.visitor import COOKIE
from core.message import Outgoing
from storage.database.unit import UnitOfWork
from storage.messages import chats, push, webchat
from storage.people import residents
from storage.tables.cases import cases
from tests.console.chat.conftest import Browser, Page
from tests.console.chat.ward import StoppedClock, Ward

SCRIPT = {"X-Chat": "1"}
CODE, WORD = "LS-26-000777", "cây đa bến nước"


def file_case(work: UnitOfWork, ward: Ward, page: Page) -> None:
    """What the dialog would have left behind: a resident with a recovery word and a case."""
    (incoming, *_) = ward.waiting()
    chat = chats.meet(work, incoming)
    resident = residents.of_person(work, chat, incoming.person)
    chats.change(work, chat.id, resident_id=resident.id)
    residents.set_recovery(work, resident.id, WORD)
    work.conn.execute(
        insert(cases).values(
            code=CODE, kind="phan_anh", origin="private", chat_id=chat.id, resident_id=resident.id, text="Rác",
            filed_at=work.now, heard_at=work.now,
        )
    )  # fmt: skip


@pytest.fixture
def owner(ward: Ward, browser: Browser) -> Page:
    page = browser()
    page.post("/chat/send", json={"key": "0123456789abcdef", "text": "Rác đầy ngõ"}, headers=SCRIPT)
    ward.database.run(file_case, ward, page)
    return page


def attempt(page: Page, code: str = CODE, word: str = WORD) -> tuple[int, str]:
    answer = page.post("/chat/recover", data={"code": code, "word": word})
    return answer.status_code, answer.text


@pytest.mark.parametrize("word", [WORD, "CAY DA  BEN NUOC"])
def test_code_and_word_bring_the_chat_to_a_new_browser(ward: Ward, owner: Page, browser: Browser, word: str) -> None:
    new = browser()
    before = new.cookies[COOKIE]
    assert attempt(new, " ls-26-000777 ", word)[0] == 303
    assert new.cookies[COOKIE] != before
    assert "Rác đầy ngõ" in new.get("/chat").text
    ward.database.run(webchat.say, new.chat, Outgoing("Đã dọn"))
    assert "Đã dọn" in new.get("/chat").text
    assert "Rác đầy ngõ" not in owner.get("/chat").text


def test_what_still_waits_to_be_handled_moves_along(ward: Ward, owner: Page, browser: Browser) -> None:
    new = browser()
    attempt(new)
    (incoming,) = ward.waiting()
    assert incoming.address.chat == incoming.person == new.chat
    found = ward.database.look(chats.find, incoming.address)
    assert found is not None
    assert found.resident_id is not None


def test_the_former_browser_is_told_of_nothing_any_more(ward: Ward, owner: Page, browser: Browser) -> None:
    device = push.Device("https://push.example/abc", "B" * 87, "a" * 22)
    ward.database.run(push.register, push.chat_owner(owner.chat), device, language="vi")
    new = browser()
    attempt(new)
    for chat in (owner.chat, new.chat):
        assert ward.database.run(push.tell_chat, chat) == 0


def test_a_wrong_word_and_an_unknown_code_hear_the_same(ward: Ward, owner: Page, browser: Browser) -> None:
    answers = {attempt(browser(), CODE, "sai"), attempt(browser(), CODE, "")}
    other_status, other = attempt(browser(), "LS-26-999999", WORD)
    assert {status for status, _ in answers} == {422, other_status}
    assert "chưa khớp" in other
    assert {text.replace(CODE, "") for _, text in answers} == {other.replace("LS-26-999999", "")}
    assert "Rác đầy ngõ" in owner.get("/chat").text


def test_after_five_tries_even_the_right_word_has_to_wait(
    ward: Ward, owner: Page, browser: Browser, clock: StoppedClock
) -> None:
    page = browser()
    assert [attempt(page, word=f"sai {n}")[0] for n in range(6)] == [422] * 5 + [429]
    assert attempt(page)[0] == 429
    clock.move(timedelta(minutes=15, seconds=1))
    assert attempt(page)[0] == 303


def test_a_resident_without_a_recovery_word_cannot_be_taken_over(ward: Ward, owner: Page, browser: Browser) -> None:
    def forget(work: UnitOfWork) -> None:
        residents.change(work, 1, recovery=None)

    ward.database.run(forget)
    assert attempt(browser(), CODE, "")[0] == 422


@pytest.mark.parametrize(("code", "word"), [("LS-26-999999", "gì cũng được"), ("", ""), (CODE, "sai")])
def test_a_chat_of_nobody_goes_to_nobody(ward: Ward, owner: Page, browser: Browser, code: str, word: str) -> None:
    """A web chat without a resident (a first visit) is not what a wrong code and a wrong word lead to."""
    stranger = browser()
    stranger.post("/chat/send", json={"key": "fedcba9876543210", "text": "Chưa ai biết tôi"}, headers=SCRIPT)

    def meet(work: UnitOfWork) -> None:
        for incoming in ward.waiting():
            chats.meet(work, incoming)

    ward.database.run(meet)
    page = browser()
    assert [attempt(page, code, word)[0] for _ in range(6)] == [422] * 5 + [429]
    assert "Chưa ai biết tôi" not in page.get("/chat").text
    assert "Chưa ai biết tôi" in stranger.get("/chat").text


def test_the_page_says_what_to_do(page: Page) -> None:
    text = page.get("/chat/recover").text
    assert "Mã hồ sơ" in text
    assert "Từ bí mật" in text
    assert "máy cũ sẽ không xem được nữa" in text


def test_a_right_word_of_one_s_own_gives_no_further_tries_at_others_cases(
    ward: Ward, owner: Page, browser: Browser
) -> None:
    for number in range(4):
        assert attempt(browser(), f"LS-26-00099{number}")[0] == 422
    assert attempt(browser())[0] == 303
    assert attempt(browser(), "LS-26-000995")[0] == 422
    assert attempt(browser(), "LS-26-000996")[0] == 429
