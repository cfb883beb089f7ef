"""Every step that may answer a private message is reached here; the words are kept, or the person sees that not."""

from collections.abc import Callable

import pytest

from civics.answers.examples import examples
from core.message import Kind, Media, MediaKind, Point
from handlers.arrivals import private
from handlers.replies.after import Answer
from handlers.replies.turn import Turn
from storage.answers import records
from storage.bulletins import talk as bulletin_talk
from tests.handlers.arrivals.test_nothing_lost import kept
from tests.handlers.bulletins.test_bulletins import publish, subscribed
from tests.handlers.street import Citizen, Street

TABLES = ("_BEFORE_GREETING", "_SECRETS", "_OUTSIDE", "_WORDS", "_BESIDE", "_BESIDE_CONSENTS")
STORY = "Rác ở chợ chưa ai dọn cả tuần nay"


def says(words: str, *before: str) -> Callable[[Street], tuple[Citizen, str]]:
    """Somebody who says these words after others."""

    def act(street: Street) -> tuple[Citizen, str]:
        lan = street.person(channel="telegram").greeted()
        for each in before:
            lan.say(each)
        lan.say(words)
        return lan, words

    return act


def comes(street: Street) -> tuple[Citizen, str]:
    lan = street.person(channel="zalo")
    street.handle(lan.event(Kind.ADDED))
    return lan, ""


def quotes_a_case(street: Street) -> tuple[Citizen, str]:
    lan = street.person(channel="telegram").greeted()
    lan.files()
    lan.quote(lan.all()[-1].id, "hôm nay vẫn tối", from_bot=True)
    return lan, "hôm nay vẫn tối"


def quotes_a_bulletin(street: Street) -> tuple[Citizen, str]:
    lan = subscribed(street)
    publish(street)
    lan.quote(lan.all()[-1].id, "Tổ 3 họp mấy giờ vậy phường", from_bot=True)
    return lan, "Tổ 3 họp mấy giờ vậy phường"


def types_a_keyword(street: Street) -> tuple[Citizen, str]:
    made = publish(street)
    lan = street.person().greeted()
    lan.say(street.store.run(bulletin_talk.trial, made, 1))
    return lan, ""


def sends_a_late_part(street: Street) -> tuple[Citizen, str]:
    lan = street.person(channel="telegram").greeted()
    lan.photo("p1", album="A", text=STORY)
    street.now.pass_(seconds=3)
    street.send()
    lan.press("Gửi đi")
    lan.photo("p2", album="A")
    street.now.pass_(seconds=10)
    street.send()
    return lan, STORY


def sends_a_sticker(street: Street) -> tuple[Citizen, str]:
    lan = street.person(channel="telegram").greeted()
    lan.say()
    return lan, ""


def writes_into_an_open_case(street: Street) -> tuple[Citizen, str]:
    lan = street.person(channel="telegram").greeted()
    lan.files()
    lan.say("hồ sơ")
    lan.press(f"Mở {street.rows('cases')[0]['code']}")
    lan.say("thêm một ý nữa cho rõ hơn")
    return lan, "thêm một ý nữa cho rõ hơn"


def asks(words: str, *before: str) -> Callable[[Street], tuple[Citizen, str]]:
    """Somebody who asks a ward that has records to answer from."""

    def act(street: Street) -> tuple[Citizen, str]:
        street.store.run(lambda work: records.begin(work, examples()))
        return says(words, *before)(street)

    return act


REACHED: dict[str, Callable[[Street], tuple[Citizen, str]]] = {
    "_came": comes, "_withdraws_at_platform": says("/xoadulieu withdrawn"),
    "_in_danger": says("cháy nhà ở ngõ 5 tổ 2"), "_secret": says("CK-ABCD-2345"), "_command": says("/hoso"),
    "_late_part": sends_a_late_part, "_quoted_bulletin": quotes_a_bulletin,
    "_in_dialog": says("cả cột điện nữa", "Đèn hỏng ở đầu ngõ"), "_said_nothing": sends_a_sticker,
    "_quoted_case": quotes_a_case, "_keyword": types_a_keyword, "case_of_code": says("mã LS-26-123456 tới đâu rồi"),
    "right": says("thôi không nhận tin nữa"), "_menu_word": says("hồ sơ"), "status": says("bao giờ xong"),
    "_go_on": says("tiếp tục"), "small_talk": says("cảm ơn"), "_open_case": writes_into_an_open_case,
    "surely": asks("cấp lại thẻ căn cước bao lâu có kết quả"), "of_the_ward": says("phường làm việc mấy giờ"),
    "surely_asked": asks("đăng ký kết hôn cần giấy tờ gì"), "asked": asks("phường có cho thuê sân cầu lông không ạ"),
    "_question_inside": says("đèn hỏng thì gọi ai"), "_petition": says("mất nước rồi"),
    "_story_beside_consents": says(STORY, "/dongy"),
}  # fmt: skip


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of the steps that answered."""
    found: set[str] = set()

    def noted(step: private.Step) -> private.Step:
        def note(turn: Turn) -> Answer:
            after = step(turn)
            if after is not None:
                found.add(step.__name__)
            return after

        return note

    for table in TABLES:
        monkeypatch.setattr(private, table, tuple(map(noted, getattr(private, table))))
    return found


def test_every_step_has_a_way_here_that_reaches_it() -> None:
    steps = {each.__name__ for table in TABLES for each in getattr(private, table)}
    assert steps == set(REACHED)


@pytest.mark.parametrize("step", REACHED)
def test_a_step_that_answers_keeps_the_words_or_shows_where_the_person_is(
    street: Street, answered: set[str], step: str
) -> None:
    lan, words = REACHED[step](street)
    assert step in answered
    assert lan.all(), "something is answered"
    shown = lan.all()[-1].outgoing
    assert shown.rows or (words and kept(street, lan, words)) or len(shown.text) > 20


def test_files_and_a_pin_without_words_are_kept_too(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.say(media=(Media(MediaKind.PHOTO, "p1", size=1000),))
    lan.say(point=Point(21.6, 105.8))
    lan.say(STORY)
    lan.press("Gửi đi")
    (case,) = street.rows("cases")
    assert case["lat"] == pytest.approx(21.6)
    assert [row["case_id"] for row in street.rows("attachments")] == [case["id"]]
