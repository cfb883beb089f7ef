"""Every button that was ever sent is answered; an unknown value counts as an old button and changes nothing."""

import pytest

from core.press import read
from dialogs.engine.menu import Intent
from handlers.arrivals import bulletin_replies, commands, groups, presses
from handlers.bulletins import subscribing
from handlers.people import claiming, consents, erasing
from tests.handlers.street import Street

SENT = {
    "case+12": presses._of_case,
    "case-12": presses._of_case,
    "case+-12": presses._of_case,
    "done+12": presses._of_answer,
    "done-12": presses._of_answer,
    "done--12": presses._of_answer,
    "gn+Ab-_3xYz": groups.pressed,
    "gn-Ab-_3xYz": groups.pressed,
    "erase+29000000": erasing.pressed,
    "erase-0": erasing.pressed,
    "voice+": consents.pressed,
    "voice-": consents.pressed,
    "topic.chung+": subscribing.pressed,
    "topic.*-": subscribing.pressed,
    "hh.leave": claiming.pressed,
    "bul.7.a": bulletin_replies.pressed,
    "bul.7.q": bulletin_replies.pressed,
    "bul.7.q3": bulletin_replies.pressed,
    "lang.vi": commands.language_pressed,
    "lang.ko": commands.language_pressed,
    **{f"menu.{each.value}": commands.pressed for each in Intent},
}
NEVER = (
    "case+x", "case.open.x", "done.maybe.1", "done+", "gn+", "group.yes", "erase", "voice+1", "topic.+", "hh.stay",
    "bul.x.a", "bul", "lang.fr", "menu", "menu.", "AbCdEfGh.summary=send", "gn-bcdef.photos=x", "", ".",
    "case+" + "9" * 19,
)  # fmt: skip


@pytest.mark.parametrize("sent", SENT)
def test_a_button_of_an_earlier_release_reaches_who_answered_it(sent: str) -> None:
    found = presses.button_of(read(sent))
    assert found is not None
    assert found.do is SENT[sent]


@pytest.mark.parametrize("sent", NEVER)
def test_what_was_never_sent_reaches_nobody(sent: str) -> None:
    assert presses.button_of(read(sent)) is None


def test_a_button_out_of_nowhere_is_answered_and_changes_no_case(street: Street) -> None:
    for number, sent in enumerate(each for each in [*SENT, *NEVER] if each):
        nam = street.person(f"Nam {number}").greeted()
        before = len(nam.all()) + len(street.toasts)
        nam.press_value(sent)
        assert len(nam.all()) + len(street.toasts) > before, sent
        nam.into("group-1").press_value(sent)
    assert street.rows("cases") == []
    assert [each["erased_at"] for each in street.rows("residents") if each["erased_at"]] == []
