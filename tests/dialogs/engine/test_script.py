"""The engine, with small scripts of its own."""

from collections.abc import Callable

import pytest

from core.message import Json
from dialogs.engine import menu, press
from dialogs.engine.errors import DuplicateKeyError
from dialogs.engine.menu import Intent
from dialogs.engine.questions import yes_no
from dialogs.engine.script import (
    Asking,
    Dialog,
    Done,
    Here,
    Script,
    Wanting,
    found,
    look,
    play,
    play_on,
)  # fmt: skip
from tests.dialogs.resident import WORDS, Resident


def one(_here: Here) -> Script[tuple[bool, ...]]:
    """The first release."""
    a = yield from yes_no("a", "x.a")
    b = yield from yes_no("b", "x.b")
    return (a, b)


def inserted(_here: Here) -> Script[tuple[bool, ...]]:
    """The next release asks something behind the person's back."""
    new = yield from yes_no("new", "x.new")
    return (new, *(yield from one(_here)))


def removed(_here: Here) -> Script[tuple[bool, ...]]:
    """The next release asks less."""
    return ((yield from yes_no("b", "x.b")),)


def twice(_here: Here) -> Script[tuple[bool, ...]]:
    """A wrong script."""
    return ((yield from yes_no("a", "x.a")), (yield from yes_no("a", "x.a")))


def at(
    script: Callable[[Here], Script[tuple[bool, ...]]], answers: dict[str, Json]
) -> Asking | Wanting | Done[tuple[bool, ...]] | object:
    """Where it stands."""
    return play(Dialog("x", 1, script), answers, Here())


def asked(stand: object) -> str:
    """The key that is asked."""
    assert isinstance(stand, Asking)
    return stand.question.key


def test_after_a_restart_the_run_stands_where_it_stood() -> None:
    assert asked(at(one, {"a": "yes"})) == "b"
    assert at(one, {"a": "yes", "b": "no"}) == Done((True, False), ("a", "b"))


def test_a_question_inserted_by_a_release_is_asked_and_no_answer_shifts() -> None:
    assert asked(at(inserted, {"a": "yes"})) == "new"
    assert at(inserted, {"a": "yes", "b": "no", "new": "no"}) == Done((False, True, False), ("new", "a", "b"))


def test_a_question_removed_by_a_release_is_left_out() -> None:
    assert at(removed, {"a": "yes", "b": "no"}) == Done((False,), ("b",))


@pytest.mark.parametrize("odd", ["maybe", 1, None, [], {"yes": 1}])
def test_an_answer_that_a_release_no_longer_takes_is_asked_again(odd: Json) -> None:
    assert asked(at(one, {"a": odd, "b": "no"})) == "a"


def test_a_key_used_twice_is_an_error() -> None:
    with pytest.raises(DuplicateKeyError, match="'a'"):
        at(twice, {"a": "yes"})


def test_a_finding_serves_only_for_what_it_was_found_for() -> None:
    def script(_here: Here) -> Script[str]:
        a = yield from yes_no("a", "x.a")
        return (yield from look("seen", "finder", str, about=a))

    dialog = Dialog("x", 1, script)
    stand = play(dialog, {"a": "yes"}, Here())
    assert isinstance(stand, Wanting)
    answers = found({"a": "yes"}, stand.look, "here")
    assert play(dialog, answers, Here()) == Done("here", ("a",))
    assert isinstance(play(dialog, {**answers, "a": "no"}, Here()), Wanting)


def test_facts_are_found_while_the_script_is_played_once() -> None:
    began: list[str] = []

    def script(_here: Here) -> Script[tuple[str, str]]:
        began.append("once")
        a = yield from yes_no("a", "x.a")
        first = yield from look("first", "finder", str, about=a)
        return (first, (yield from look("second", "finder", str, about=first)))

    given: dict[str, Json] = {"a": "yes", "first": {"for": "of an earlier answer", "found": "old"}}
    stand, answers = play_on(Dialog("x", 1, script), given, Here(), lambda each, _: f"{each.key} of {each.about}")
    assert (stand, began) == (Done(("first of True", "second of first of True"), ("a",)), ["once"])
    assert play(Dialog("x", 1, script), answers, Here()) == stand, "what was found is recorded"
    assert given["first"] == {"for": "of an earlier answer", "found": "old"}, "the given answers stay as they were"


def test_a_button_never_carries_more_than_64_bytes() -> None:
    assert press.read(press.write("r1", "kind", "a=b.c")) == press.Press("r1", "kind", "a=b.c")
    with pytest.raises(ValueError, match="cannot carry"):
        press.write("r1", "kind", "ơ" * 40)
    assert press.read("lang.vi") is None


@pytest.mark.parametrize(
    ("typed", "intent"),
    [
        ("báo", Intent.REPORT),
        ("phan anh", Intent.REPORT),
        ("HỎI", Intent.ASK),
        ("ho so cua toi", Intent.CASES),
        ("ngôn ngữ", Intent.LANGUAGE),
        ("giup", Intent.HELP),
        ("hello", Intent.MENU),
        ("đèn hỏng ở đầu ngõ 12 mấy hôm nay rồi", None),
        ("", None),
        ("🙂", None),
    ],
)
def test_menu_words_are_heard_with_and_without_diacritics(typed: str, intent: Intent | None) -> None:
    assert menu.intent(WORDS, typed) == intent


def test_consents_are_separate_and_none_is_given_by_silence() -> None:
    resident = Resident("welcome", here=Here(recovery=True))
    assert resident.asked == "bulletins"
    resident.says("khong").presses("voice=yes")
    assert (resident.answers["bulletins"], resident.answers["voice"]) == ("no", "yes")
    assert resident.asked == "recovery"
    assert resident.says("bỏ qua").asked == ""


def test_two_runs_do_not_touch_each_other() -> None:
    first, second = Resident(run="r1"), Resident(run="r2")
    second.presses("r1.kind=phan_anh")
    first.says("Đèn hỏng")
    assert (first.asked, second.asked) == ("summary", "text")
