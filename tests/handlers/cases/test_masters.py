"""Many people report one matter: one answer reaches each in their own chat, and each case stays separate."""

import pytest

from civics.cases.moves import Says
from core.errors import ConflictError
from handlers.cases import desk, masters
from handlers.cases.desk import Act
from storage.cases.sealing import seal_case
from storage.database.database import Database
from storage.ward.sight import Reader
from tests.databases import Now
from tests.handlers.cases.test_verbs import does, officer, view
from tests.handlers.street import Citizen, Street

__all__ = ["officer"]


@pytest.fixture
def street(store: Database, now: Now) -> Street:
    """A ward with residents."""
    return Street(store, now)


def linked(street: Street, officer: Reader) -> tuple[list[Citizen], list[str]]:
    """Three residents on three channels; the cases of the last two follow that of the first."""
    people = [
        street.person("Lan").greeted(),
        street.person("Tu", channel="telegram").greeted(),
        street.person("Ba", channel="zalo-bot").greeted(),
    ]
    codes = [each.files() for each in people]
    for code in codes[1:]:
        does(street, officer, code, lambda act: masters.link(act, master=codes[0]))
    return people, codes


def test_one_answer_reaches_each_in_their_own_chat_with_their_own_code(street: Street, officer: Reader) -> None:
    people, codes = linked(street, officer)
    seen = [len(each.all()) for each in people]
    does(street, officer, codes[0], lambda act: masters.say_to_all(act, Says.ANSWER, text="Đã thay bóng ạ"))
    for person, code, before in zip(people, codes, seen, strict=True):
        news = [each.outgoing.text for each in person.all()[before:]]
        assert any("Đã thay bóng" in each and code in each for each in news), person.name
        assert not any(other in text for other in codes if other != code for text in news)
        assert view(street, officer, code).state == "answered"


def test_who_says_that_it_is_not_done_reopens_only_theirs_and_the_master_is_unread(
    street: Street, officer: Reader
) -> None:
    people, codes = linked(street, officer)
    does(street, officer, codes[0], lambda act: masters.say_to_all(act, Says.ANSWER, text="Đã thay bóng ạ"))
    people[1].press("Chưa xong")
    states = [view(street, officer, code).state for code in codes]
    assert states == ["answered", "reopened", "answered"]
    assert view(street, officer, codes[0]).unread


def test_a_case_that_is_unlinked_hears_no_more_of_it(street: Street, officer: Reader) -> None:
    people, codes = linked(street, officer)
    does(street, officer, codes[2], masters.unlink)
    seen = len(people[2].all())
    does(street, officer, codes[0], lambda act: masters.say_to_all(act, Says.WORD, text="Mai thợ tới ạ"))
    assert len(people[2].all()) == seen
    assert "Mai thợ tới" in people[1].all()[-1].outgoing.text


def test_a_word_in_the_master_alone_stays_there(street: Street, officer: Reader) -> None:
    people, codes = linked(street, officer)
    seen = len(people[1].all())
    does(street, officer, codes[0], lambda act: desk.word(act, text="Mai thợ tới ạ"))
    assert len(people[1].all()) == seen


def test_a_master_leads_to_no_chain_and_not_to_itself(street: Street, officer: Reader) -> None:
    _, codes = linked(street, officer)

    def follow(code: str, master: str) -> None:
        does(street, officer, code, lambda act: masters.link(act, master=master))

    for code, master in ((codes[0], codes[0]), (codes[1], codes[2]), (codes[0], codes[1]), (codes[0], "LS-26-000001")):
        with pytest.raises(ConflictError):
            follow(code, master)
    other = street.person("Nam").greeted().files()
    follow(codes[0], other)  # its cases come along
    assert [view(street, officer, code).master for code in codes] == [other] * 3


def test_a_sealed_case_follows_none_and_leads_none(street: Street, officer: Reader) -> None:
    _, codes = linked(street, officer)
    reader = Reader(officer.staff_id, "officer", reads_sealed=True)
    master = view(street, officer, codes[0])
    street.store.run(seal_case, master.id)
    assert [view(street, reader, code).master for code in codes[1:]] == ["", ""]
    with pytest.raises(ConflictError):
        street.store.run(
            lambda work: masters.link(Act.on(work, street.ward, codes[1], by=reader), master=codes[0])
        )  # fmt: skip
