"""Whatever a person says, in whatever state the talk is: the words are kept, or the person sees that they are not.

Kept is: in a case, an entry or a talk's answers. Else they are quoted back, so that nobody believes they were taken.
"""

from collections.abc import Callable

import pytest

from dialogs.engine import menu
from storage.database.unit import UnitOfWork
from storage.messages import runs
from tests.handlers.street import Citizen, Street
from tests.parts import shared

SHORT, LONG = "mất nước rồi", "Cột điện đầu ngõ 7 nghiêng sắp đổ xuống đường, trẻ con qua lại nhiều lắm"
THANKS_BUT = "Cảm ơn nhưng đèn vẫn chưa sáng"


def started(lan: Citizen) -> None:
    """Past "Bắt đầu"."""
    lan.say("/start")


def at_rest(lan: Citizen) -> None:
    lan.greeted()


def with_a_case(lan: Citizen) -> None:
    lan.greeted().files()


def text_asked(lan: Citizen) -> None:
    lan.greeted().say("phản ánh")


def kind_asked(lan: Citizen) -> None:
    lan.greeted().say("xyz qwerty")
    assert lan.all()[-1].button("Câu hỏi")


def summary_shown(lan: Citizen) -> None:
    lan.greeted().say("Đèn hỏng ở đầu ngõ")
    assert lan.all()[-1].button("Gửi đi")


def place_asked(lan: Citizen) -> None:
    summary_shown(lan)
    lan.press("Đổi nơi")


def unit_asked(lan: Citizen) -> None:
    summary_shown(lan)
    lan.press("Đổi tổ, xóm")


def kind_changed(lan: Citizen) -> None:
    summary_shown(lan)
    lan.press("Sửa ý khác")
    lan.press("Loại")


def notice_shown(lan: Citizen) -> None:
    lan.greeted().say("khiếu nại")


def after_filing(lan: Citizen) -> None:
    lan.files("Đèn đường ngõ 12 hỏng, tối lắm")


def old_or_new_asked(lan: Citizen) -> None:
    with_a_case(lan)
    lan.say("Rác ở chợ chưa ai dọn cả tuần nay")


def question_asked(lan: Citizen) -> None:
    lan.greeted().say("/hoi")


def case_opened(lan: Citizen) -> None:
    with_a_case(lan)
    lan.say("hồ sơ")
    lan.press(next(label for each in reversed(lan.all()) for label in each.buttons if label.startswith("Mở ")))


def status_shown(lan: Citizen) -> None:
    with_a_case(lan)
    lan.say("bao giờ xong")


def in_danger(lan: Citizen) -> None:
    lan.say("cháy nhà ở ngõ 5 tổ 2")


def withdrawal_asked(lan: Citizen) -> None:
    with_a_case(lan)
    lan.say("cho tôi rút hồ sơ")


def given_up(lan: Citizen) -> None:
    summary_shown(lan)
    lan.say("hủy")


def consents_again(lan: Citizen) -> None:
    lan.greeted().say("/dongy")


def nobody_yet(_lan: Citizen) -> None:
    """These are the first words of all."""


STATES: tuple[Callable[[Citizen], None], ...] = (
    nobody_yet, started, at_rest, with_a_case, text_asked, kind_asked, summary_shown, place_asked, unit_asked,
    kind_changed, notice_shown, after_filing, old_or_new_asked, question_asked, case_opened, status_shown, in_danger,
    withdrawal_asked, given_up, consents_again,
)  # fmt: skip


def kept(street: Street, lan: Citizen, words: str) -> bool:
    """Whether the words stand in a case, an entry or a talk, or were quoted back to who said them."""

    def answers(work: UnitOfWork) -> list[str]:
        keys = [str(row["key"]) for row in street.rows("runs")]
        found = [runs.by_key(work, key) for key in keys]
        return [str(each.answers) for each in found if each is not None]

    stored = [str(row["text"]) for table in ("cases", "entries") for row in street.rows(table)]
    return any(words in each for each in (*stored, *street.store.look(answers))) or lan.saw(words)


@pytest.mark.parametrize("words", [SHORT, LONG, THANKS_BUT, "đèn hỏng"])
@pytest.mark.parametrize("channel", ["web", pytest.param("telegram", marks=pytest.mark.deep)])
@pytest.mark.parametrize("state", STATES, ids=lambda each: each.__name__)
def test_words_are_kept_or_quoted_back(
    street: Street, state: Callable[[Citizen], None], channel: str, words: str
) -> None:
    lan = street.person(channel=channel)
    state(lan)
    before = len(lan.all())
    lan.say(words)
    assert len(lan.all()) > before, "something is answered"
    assert kept(street, lan, words)


def test_words_for_a_case_that_is_no_more_become_a_petition(street: Street) -> None:
    lan = street.person().greeted()
    lan.files()
    lan.say("Rác ở chợ chưa ai dọn cả tuần nay")
    street.store.run(lambda work: work.conn.exec_driver_sql("UPDATE cases SET resident_id = NULL"))
    lan.press(next(label for label in lan.all()[-1].buttons if label.startswith("LS-26-")))
    assert lan.saw("không")
    assert "Gửi đi" in lan.all()[-1].buttons
    assert kept(street, lan, "Rác ở chợ chưa ai dọn cả tuần nay")


def test_words_behind_a_slash_command_are_its_text(street: Street) -> None:
    lan = street.person().greeted()
    lan.say("/phananh đèn ngõ 3 tắt")
    assert "Nội dung: đèn ngõ 3 tắt" in lan.sees()
    assert kept(street, lan, "đèn ngõ 3 tắt")


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("cảm ơn", True), ("Cảm ơn phường nhiều ạ", True), ("cảm ơn, tks", True), ("thank you very much", True),
        (THANKS_BUT, False), ("cảm ơn đèn sáng rồi", False), ("cảm ơn, còn rác thì sao", False), ("", False),
        ("phường ơi", False),
    ],
)  # fmt: skip
def test_thanks_are_only_thanks_when_nothing_else_is_said(text: str, only: bool) -> None:
    assert menu.is_thanks(shared().words, text) is only


@pytest.mark.parametrize(("text", "only"), [("xin chào ạ", True), ("vâng ạ", True), ("chào, mất điện", False)])
def test_a_greeting_is_one_when_nothing_else_is_said(text: str, only: bool) -> None:
    assert menu.is_greeting(shared().words, text) is only
