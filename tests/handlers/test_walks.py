"""The counted walks of `docs/walks.md`: they are what the dialogs do, and none grows."""

from pathlib import Path

import pytest

from tests.handlers.street import Street
from tests.handlers.walks import draw, walked

STAFF = "\n## Staff\n"
PAGE = Path(__file__).parent.parent.parent / "docs" / "walks.md"
# messages, taps, answers, words at most. Lower them when a walk gets shorter; nothing here may be raised.
MOST = {
    "report a broken lamp, all said at once": (1, 1, 2, 120), "report with a photo": (2, 1, 3, 120),
    "report two words, then the place": (2, 2, 4, 170), "ask how to register a birth": (1, 1, 2, 110),
    "ask how one's case stands": (1, 0, 1, 40), "add words to a case": (1, 1, 2, 40), "withdraw a case": (1, 1, 2, 45),
    "stop the bulletins": (1, 0, 1, 25), "say that a house burns": (1, 0, 2, 95),
    "complain of a decision": (1, 2, 3, 280),
}  # fmt: skip


def test_the_page_is_what_the_dialogs_do_and_no_walk_has_grown(street: Street) -> None:
    walks = walked(street)
    of_residents = PAGE.read_text("utf-8").partition(STAFF)[0]  # the part of staff has a test of its own
    assert of_residents == draw(walks), "python -m tests.handlers.walks > docs/walks.md"
    grown = {each.wish for each in walks if (each.messages, each.taps) > MOST[each.wish][:2]}
    grown |= {each.wish for each in walks if each.answers > MOST[each.wish][2] or each.words > MOST[each.wish][3]}
    assert not grown


@pytest.mark.parametrize("channel", ["telegram", "zalo"])
def test_a_report_with_a_photo_takes_three_answers_in_every_channel(street: Street, channel: str) -> None:
    found = {each.wish: each for each in walked(street, channel=channel)}["report with a photo"]
    assert (found.messages, found.taps, found.answers) == (2, 1, 3)
    assert found.words <= 120
