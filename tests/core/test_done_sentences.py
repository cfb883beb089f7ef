"""No sentence says that the ward or its staff did something, unless a function does it.

The second column is the function that does what the sentence says, in the same transaction or before it. Whoever writes
a new sentence of this kind names its function here; if there is none, the sentence is not true and is written anew.
"""

import importlib
import re

import pytest

from core.words import Words
from tests.core.test_words import RESIDENTS

DONE = {
    "bulletin.reply_filed": "storage.cases.cases.file",
    "chat.file.full": "storage.messages.webchat.take",
    "erasing.done": "storage.across.erasing.erase",
    "household.changed": "handlers.people.code_notices.changes",
    "household.code_made": "storage.households.code_asks.agree",
    "household.speaks_now": "storage.households.claims.authorise",
    "moving.moved": "storage.across.moving.move",
    "moving.told": "storage.across.moving.move",
    "opened.lead": "storage.cases.opened.put",
    "opened.title": "storage.cases.cases.file",
    "petition.follow_stopped": "storage.cases.followers.stop",
    "petition.follows": "handlers.cases.followers.follow",
    "poll.withdrawn": "storage.polls.openings.withdraw",
    "rights.stopped": "handlers.bulletins.subscribing",
    "rights.taken_back": "handlers.people.consents",
    "status.withdrawn": "civics.cases.moves.withdrawn",
    "talk.told_forwarded": "handlers.cases.desk.move",
    "talk.told_late_reported": "handlers.cases.chief.tell",
    "talk.told_taken": "handlers.cases.desk.take",
    "talk.told_taken_no_date": "handlers.cases.desk.take",
    "talk.unreadable": "storage.messages.inbox.set_aside",
    "visit.received": "handlers.registers.reception.moved",
}
_SAYS = re.compile(
    r"(đã|vừa)( được)? (báo|chuyển|cấp|rút|xóa|thôi)|phường vừa|phường đã (ghi|nhận)|cán bộ đã", re.IGNORECASE
)


def saying() -> set[str]:
    """The keys of residents' sentences that say that somebody did something; names of states say it of themselves."""
    words = Words.load()
    mine = {key for key in words.keys("vi") if key.split(".")[0] in RESIDENTS and not key.startswith("civics.state.")}
    return {key for key in mine if _SAYS.search(words.say("vi", key))}


def test_each_sentence_that_says_that_something_was_done_has_its_function() -> None:
    assert saying() == set(DONE), "name the function that does it, or write the sentence anew"


@pytest.mark.parametrize("place", sorted(set(DONE.values())))
def test_the_function_is_there(place: str) -> None:
    module, _, name = place.rpartition(".")
    found = getattr(importlib.import_module(module), name, None) or importlib.import_module(place)
    assert found is not None
