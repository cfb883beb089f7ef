"""What is due by itself: unfinished drafts are reminded of once, late cases told, old things swept."""

from datetime import timedelta

from core.clock import in_vietnam
from core.message import Outgoing
from handlers.cases import notices
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.messages import chats, inbox, outbox, runs
from storage.ward import alerts
from storage.ward import ward as settings

REMIND_AFTER = timedelta(hours=3)
LEFT_AFTER = timedelta(days=14)
SILENT_AFTER = 24  # hours; Zalo stops for good after an outage of ours; a Telegram hook may be taken away
_QUIET = (22, 7)  # nobody is reminded between these hours


def remind(work: UnitOfWork, ward: Ward) -> int:
    """Remind people of a petition they did not send, once, by day; the number reminded."""
    hour = in_vietnam(work.now).hour
    if hour >= _QUIET[0] or hour < _QUIET[1]:
        return 0
    found = runs.unfinished(work, "petition", older_than=REMIND_AFTER, limit=50)
    for run in found:
        chat = chats.get(work, run.chat_id)
        text = ward.words.say(chat.lang or "vi", "talk.reminder")
        outbox.add(
            work, chat.id, Outgoing(text), priority=outbox.NOTICE, unique_key=f"remind:{run.id}", run_id=run.id,
            text_limit=ward.shows_of(chat.channel).text_limit,
        )  # fmt: skip
        runs.reminded(work, run.id)
    return len(found)


def late(work: UnitOfWork, ward: Ward) -> int:
    """Tell residents whose case has passed its date, by day; the number told."""
    hour = in_vietnam(work.now).hour
    if hour >= _QUIET[0] or hour < _QUIET[1]:
        return 0
    return notices.late(work, ward)


def silent(work: UnitOfWork, ward: Ward) -> int:
    """Tell the admins once when a platform, which was heard before, sends no event any more; the number told.

    After so many hours as the run-time settings `zalo.silent_hours` and `telegram.silent_hours` say, 24 without.
    """
    return sum(_is_silent(work, each) for each in ("zalo", "telegram") if each in ward.shows)


def _is_silent(work: UnitOfWork, channel: str) -> bool:
    last = inbox.last_of(work, channel)
    hours = settings.setting(work, f"{channel}.silent_hours", SILENT_AFTER)
    if last is None or not isinstance(hours, int) or work.now - last < timedelta(hours=hours):
        return False
    kind, detail = f"{channel}_silent", f"{last:%Y-%m-%d %H:%M} UTC"
    return alerts.sound(work, kind, detail=detail, unique_key=f"{kind}:{last:%Y%m%d%H%M%S}")
