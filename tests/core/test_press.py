"""What buttons carry: written and read back, and every form that an earlier release has sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.press import LIMIT, Press, read, write

WORD = st.text("abcxyzABC019_-*", min_size=1, max_size=8)
VERB = st.sampled_from(["case", "done", "group", "erase", "topic", "bul", "menu"])


@given(VERB, st.lists(WORD, min_size=2, max_size=4))
def test_what_is_written_is_read_back(verb: str, args: list[str]) -> None:
    assert read(write(verb, *args)) == Press(verb, tuple(args))


@pytest.mark.parametrize("args", [("a.b",), ("",), ("x" * LIMIT,), ("ự" * 22,)])
def test_what_could_not_be_read_back_is_not_written(args: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="cannot carry"):
        write("verb", *args)


@pytest.mark.parametrize(
    ("sent", "today"),
    [
        ("case+12", "case.open.12"),
        ("case+-12", "case.open.-12"),
        ("case-12", "case.leave.12"),
        ("case--12", "case.leave.-12"),
        ("done+12", "done.yes.12"),
        ("done--12", "done.no.-12"),
        ("gn+Ab-_3xYz", "group.yes.Ab-_3xYz"),
        ("gn--b-_3xYz", "group.no.-b-_3xYz"),
        ("erase+29000000", "erase.yes.29000000"),
        ("erase-0", "erase.no.0"),
        ("voice+", "voice.yes"),
        ("voice-", "voice.no"),
        ("topic.phap-luat+", "topic.phap-luat.yes"),
        ("topic.*-", "topic.*.no"),
        ("hh.leave", "household.leave"),
        ("bul.7.q", "bul.7.q"),
        ("bul.7.q3", "bul.7.q.3"),
        ("bul.7.a", "bul.7.a"),
        ("menu.report", "menu.report"),
        ("lang.ko", "lang.ko"),
    ],
)
def test_a_button_of_an_earlier_release_says_today_what_it_said(sent: str, today: str) -> None:
    assert read(sent) == read(today)
    verb, *args = today.split(".")
    assert read(sent) == Press(verb, tuple(args))


@pytest.mark.parametrize("run", ["gn-bcdef", "case-123", "done-123", "erase-12", "voice-ab"])
def test_a_run_whose_key_looks_like_a_verb_keeps_its_buttons(run: str) -> None:
    """Keys of runs are drawn from letters, digits, `-` and `_`, so a dialog's button may begin like another."""
    assert read(f"{run}.photos=x").verb == run
