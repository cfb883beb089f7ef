"""No sentence says that the ward or its staff did something, unless a function does it.

The second column is the function that does what the sentence says, in the same transaction or before it. Whoever writes
a new sentence of this kind names its function here; if there is none, the sentence is not true and is written anew.
"""

import importlib
import re

import pytest

from tests.core.test_words import RESIDENTS
from tests.parts import catalogue

DONE = {
    "bulletin.answered": "storage.bulletins.talk.answer",
    "bulletin.reply_filed": "storage.cases.cases.file",
    "chat.file.full": "storage.messages.webchat.take",
    "danger.filed": "storage.cases.cases.file",
    "danger.quiet_seen": "handlers.cases.seen.tell",
    "danger.seen": "handlers.cases.seen.tell",
    "dialogs.added_files": "storage.media.attachments",
    "dialogs.added_place": "dialogs.engine.asides",
    "dialogs.added_words": "dialogs.engine.asides",
    "disclosed.found": "handlers.registers.disclosure",
    "erasing.done": "storage.across.erasing.erase",
    "group.declined": "storage.cases.pointers.settle",
    "group.recorded": "storage.cases.cases.file",
    "group.recorded_album": "storage.cases.cases.file",
    "group.recorded_toast": "storage.cases.cases.file",
    "household.changed": "handlers.people.code_notices.changes",
    "household.claimed": "storage.households.claims.claim",
    "household.code_made": "storage.households.code_asks.agree",
    "household.person": "storage.households.person_codes.use",
    "household.speaks_now": "storage.households.claims.authorise",
    "moving.moved": "storage.across.moving.move",
    "moving.told": "storage.across.moving.move",
    "notice.saw_it": "handlers.cases.ringing.saw",
    "notice.tied": "storage.notices.ways.tie",
    "opened.lead": "storage.cases.opened.put",
    "opened.title": "storage.cases.cases.file",
    "outcome.published": "storage.polls.publishing.publish",
    "outcome.published_group": "storage.polls.publishing.publish",
    "outcome.published_group_vote": "storage.polls.publishing.publish",
    "outcome.published_vote": "storage.polls.publishing.publish",
    "petition.ask_photos_more": "storage.media.attachments",
    "petition.follow_stopped": "storage.cases.followers.stop",
    "petition.follows": "handlers.cases.followers.follow",
    "petition.photos_more": "storage.media.attachments",
    "petition.summary": "storage.messages.runs.answered",
    "poll.added_files": "storage.media.attachments",
    "poll.cancelled": "storage.polls.ballots.cancel",
    "poll.taken": "storage.polls.ballots.cast",
    "poll.withdrawn": "storage.polls.openings.withdraw",
    "rights.stopped": "handlers.bulletins.subscribing",
    "rights.taken_back": "handlers.people.consents",
    "status.withdraw_noted": "storage.cases.cases.append",
    "status.withdrawn": "civics.cases.moves.withdrawn",
    "talk.added": "storage.cases.cases.append",
    "talk.cancelled": "storage.messages.runs.end",
    "talk.case_left": "storage.messages.chats.open_case",
    "talk.consents_kept": "handlers.people.consents.keep",
    "talk.edit_after_close": "storage.cases.cases.edited",
    "talk.edit_noted": "storage.cases.cases.edited",
    "talk.filed": "storage.cases.cases.file",
    "talk.filed_formal": "storage.cases.cases.file",
    "talk.filed_sealed": "storage.cases.cases.file",
    "talk.info_kept": "storage.people.residents.change",
    "talk.photo_place_left": "storage.media.photo_places.forget",
    "talk.taken_already": "storage.messages.runs.answered",
    "talk.told_forwarded": "handlers.cases.desk.move",
    "talk.told_late_reported": "handlers.cases.chief.tell",
    "talk.told_taken": "handlers.cases.desk.take",
    "talk.told_taken_no_date": "handlers.cases.desk.take",
    "talk.unreadable": "storage.messages.inbox.set_aside",
    "talk.voice_kept": "storage.media.voice_notes.release",
    "visit.booked": "handlers.registers.reception.book",
    "visit.cancelled": "handlers.registers.reception.cancel",
    "visit.cancelled_by_ward": "handlers.registers.reception.day_moved",
    "visit.ics_gone": "handlers.registers.reception.cancel",
    "visit.moved_up": "handlers.registers.reception.moved",
    "visit.on_list": "handlers.registers.reception.book",
    "visit.received": "handlers.registers.reception.moved",
    "voting.taken": "storage.polls.ballots.cast",
    "welcome.word_kept": "storage.people.residents.set_recovery",
}
# states of a thing, which a page shows beside it, and words that stand for a file or for a cancelled visit
STATES = {"chat.state.received", "talk.file_without_name", "visit.over"}
_SAYS = re.compile(
    r"(đã|vừa)( được)? (báo|chuyển|cấp|rút|xóa|thôi)|phường vừa|phường đã|cán bộ đã|(mình|trợ lý) (đã|vừa|báo cho)"
    r"|(^|[.!?:;\n] *)(đã|vừa) (ghi|nhận|thêm|gửi|đặt|hủy|bỏ|lưu|nối|đóng)|\} đã (đọc|hủy)|đã được phường"
    r"|lịch .* đã hủy|đã có chỗ",
    re.IGNORECASE,
)


def saying() -> set[str]:
    """The keys of residents' sentences that say that somebody did something; names of states say it of themselves."""
    words = catalogue()
    mine = {key for key in words.keys("vi") if key.split(".")[0] in RESIDENTS and not key.startswith("civics.state.")}
    mine -= STATES
    return {key for key in mine if _SAYS.search(words.say("vi", key))}


def test_each_sentence_that_says_that_something_was_done_has_its_function() -> None:
    assert saying() == set(DONE), "name the function that does it, or write the sentence anew"


@pytest.mark.parametrize("place", sorted(set(DONE.values())))
def test_the_function_is_there(place: str) -> None:
    module, _, name = place.rpartition(".")
    found = getattr(importlib.import_module(module), name, None) or importlib.import_module(place)
    assert found is not None
