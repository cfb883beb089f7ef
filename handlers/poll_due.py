"""What polls do by themselves: close at their time, tell who took part, remind who stopped half-way."""

from civics.polls import PollState, rule
from core.clock import in_vietnam
from core.errors import NotFoundError
from core.message import Outgoing
from handlers.due import REMIND_AFTER
from handlers.ward import Ward
from storage import ballots, chats, outbox, poll_keys, polls, runs
from storage.unit import UnitOfWork

_QUIET = (22, 7)


def close(work: UnitOfWork, ward: Ward) -> int:
    """Close what is past its time. A key goes a slot later, when the close is surely committed; the number closed."""
    for key in polls.closed_lately(work):
        poll_keys.destroy(ward.settings.files_dir, key)
    past = polls.past(work)
    for key in past:
        ballots.close(work, key)
    return len(past)


def tell(work: UnitOfWork, ward: Ward, *, limit: int = 200) -> int:
    """Tell participants once where the result can be read, by day; the number told."""
    if _is_night(work):
        return 0
    waiting = polls.untold(work, limit=limit)
    for each in waiting:
        chat = chats.get(work, each.chat_id)
        link = f"{ward.settings.public_url}/gop-y/{each.key}"
        text = ward.words.say(chat.lang or "vi", _ended(each), title=each.title, link=link, why=each.why)
        outbox.add(
            work, chat.id, Outgoing(text), priority=outbox.NOTICE, unique_key=each.once,
            text_limit=ward.shows_of(chat.channel).text_limit,
        )  # fmt: skip
    return len(waiting)


def _ended(told: polls.Untold) -> str:
    if told.state is PollState.CANCELLED:
        return "poll.cancelled"
    return "poll.outcome_vote" if rule(told.kind).vote else "poll.outcome"


def remind(work: UnitOfWork, ward: Ward) -> int:
    """Remind once, by day, of a draft that was not answered to the end and is still open; the number reminded."""
    if _is_night(work):
        return 0
    told = 0
    for run in runs.unfinished(work, "poll", older_than=REMIND_AFTER, limit=50):
        runs.reminded(work, run.id)
        if not _is_open(work, run.answers.get("which")):
            continue
        chat = chats.get(work, run.chat_id)
        outbox.add(
            work, chat.id, Outgoing(ward.words.say(chat.lang or "vi", "poll.reminder")), priority=outbox.NOTICE,
            unique_key=f"remind:{run.id}", run_id=run.id, text_limit=ward.shows_of(chat.channel).text_limit,
        )  # fmt: skip
        told += 1
    return told


def _is_open(work: UnitOfWork, key: object) -> bool:
    try:
        return isinstance(key, str) and polls.get(work, key).takes_answers(work.now)
    except NotFoundError:
        return False


def _is_night(work: UnitOfWork) -> bool:
    hour = in_vietnam(work.now).hour
    return hour >= _QUIET[0] or hour < _QUIET[1]
