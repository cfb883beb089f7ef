"""What residents see when staff send messages, questions and results, and what their own messages change."""

from collections.abc import Callable
from datetime import date

import pytest

from civics.cases.moves import Says
from handlers.cases import desk
from handlers.cases.desk import Act
from storage.cases.views import CaseView
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.ward.sight import Reader
from tests.databases import Now
from tests.handlers.street import Street


@pytest.fixture
def street(store: Database, now: Now) -> Street:
    """A ward with residents."""
    return Street(store, now)


@pytest.fixture
def officer(street: Street) -> Reader:
    """Who acts."""
    return Reader(street.store.run(staff.add, "hoa", name="Hoa", password="-", role="officer"), "officer")


def does(street: Street, officer: Reader, code: str, act: Callable[[Act], object]) -> CaseView:
    """Do the act on the case with that code, wait a minute and send; returns the case as it is then."""

    def body(work: UnitOfWork) -> None:
        act(Act.on(work, street.ward, code, by=officer))

    street.store.run(body)
    street.now.pass_(minutes=2)
    street.send()
    return view(street, officer, code)


def view(street: Street, officer: Reader, code: str) -> CaseView:
    return street.store.look(lambda work: Act.on(work, street.ward, code, by=officer).case)


def test_a_word_of_thanks_neither_wakes_nor_adds_and_words_about_the_matter_do(street: Street, officer: Reader) -> None:
    lan = street.person("Lan").greeted()
    code = lan.files()
    day = date(2026, 11, 27)
    aside = does(street, officer, code, lambda act: desk.snooze(act, until=day))
    assert aside.snoozed_until is not None
    lan.say("cảm ơn")
    assert view(street, officer, code).snoozed_until is not None
    lan.quote(next(each.id for each in reversed(lan.all()) if code in each.outgoing.text), "Hôm nay tối quá")
    assert view(street, officer, code).snoozed_until is None


def test_what_is_asked_back_is_answered_by_the_next_words_even_the_day_after(street: Street, officer: Reader) -> None:
    lan = street.person("Lan").greeted()
    code = lan.files()
    seen = len(lan.all())
    asked = does(street, officer, code, lambda act: desk.ask(act, text="Số nhà gần nhất là bao nhiêu ạ?"))
    assert asked.state == "waiting"
    (told,) = lan.all()[seen:]  # one message: the question itself
    assert "Số nhà gần nhất" in told.outgoing.text
    assert "trả lời ngay trong chat này" in told.outgoing.text
    street.now.pass_(hours=26)
    lan.say("Nhà số 15 ngõ 12 ạ")
    back = view(street, officer, code)
    assert back.state == "taken"
    assert back.entries[-1].text == "Nhà số 15 ngõ 12 ạ"


def test_an_interim_word_is_not_followed_by_a_question_whether_it_is_done(street: Street, officer: Reader) -> None:
    lan = street.person("Lan").greeted()
    code = lan.files()
    seen = len(lan.all())
    does(street, officer, code, lambda act: desk.say(act, Says.WORD, text="Mai cán bộ tới xem ạ"))
    (told,) = lan.all()[seen:]
    assert "Mai cán bộ tới xem ạ" in told.outgoing.text
    assert not told.buttons
    does(street, officer, code, lambda act: desk.answer(act, text="Đã thay bóng ạ"))
    assert lan.all()[-1].button("Xong rồi")
