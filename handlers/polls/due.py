"""What the timer does for polls: close them at their time, tell who took part, remind who stopped half-way."""

from civics.days.night import is_quiet
from core.clock import in_vietnam
from core.errors import NotFoundError
from core.priority import Priority
from dialogs.scripts.poll import POLL
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.messages import chats, runs
from storage.polls import ballots, decisions, key_care, opinions, owed, polls, publishing, shares
from storage.polls import keys as poll_keys
from storage.ward import alerts

_AT_ONCE = 2000  # ballots that are counted in a transaction before no further poll is closed: nobody writes meanwhile


def close(work: UnitOfWork) -> int:
    """Close polls whose time is over; gives the number closed. When those have many ballots, the others wait a minute.

    A key goes a slot later, when the close is surely committed.

    A poll whose key is not here stays as it is: what was said in it must not be counted as if it were nothing.
    """
    keys = work.seal.keys
    for key in polls.closed_lately(work):
        poll_keys.destroy(keys, key)
    missing = key_care.look(work, keys).missing
    for key in missing:
        key_care.sound(work, key)
    past = [key for key in polls.past(work, limit=20 + len(missing)) if key not in missing]
    waits = [key for key in past if shares.of(work, polls.get(work, key)) is not None]
    for key in waits:  # its time is over, so it takes nothing more; the two people with a share count it
        alerts.sound(work, "poll_shares", detail=key, unique_key=f"poll_shares:{key}")
    closed = read = 0
    for key in past:
        if key in waits or read >= _AT_ONCE:
            continue
        ballots.close(work, key)
        closed, read = closed + 1, read + polls.answered(work, key)
    return closed


def tell(work: UnitOfWork, ward: Ward, *, limit: int = 200) -> int:
    """Tell a batch of participants, then groups, how a consultation ended and that it is published: once each, by day.

    Gives the number told.
    """
    batch = None if is_quiet(work.now) else publishing.next_batch(work, limit=limit)
    if batch is None:
        return 0
    poll, told = batch.poll, 0
    figures = opinions.tally(work, poll.id) if batch.what == "published" else {}
    for chat in batch.chats:
        told += voice.tell(
            work, ward, chat, _ended(batch), priority=Priority.NOTICE, once=batch.once(chat), title=poll.title,
            why=poll.cancelled_why, link=f"{ward.settings.public_url}/gop-y/{poll.key}",
            accepted=figures.get("accepted", 0), explained=figures.get("explain", 0),
        ).new  # fmt: skip
    return told


def _ended(batch: publishing.Batch) -> str:
    """The word that says how it ended. If nobody voted, it says so."""
    if batch.what == "cancelled":
        return "poll.cancelled"
    word = f"outcome.{batch.what}" + ("_group" if batch.groups else "")
    return f"{word}_vote" if batch.poll.law.vote else word


def decisions_unsent(work: UnitOfWork) -> int:
    """Alert staff to passed decisions that UBND and UBMTTQ must get today (Luật 10/2022 Điều 20.3); gives how many."""
    found = decisions.unsent(work)
    for vote_id, key, day in found:
        alerts.sound(work, "decision_unsent", detail=f"{key} {day:%d/%m/%Y}", unique_key=f"decision_unsent:{vote_id}")
        decisions.alerted(work, vote_id)
    return len(found)


def papers_due(work: UnitOfWork) -> int:
    """Alert staff once to each other paper that is due today or late (Luật 10/2022 Điều 20, 21; NĐ 59, 61); counts."""
    today = in_vietnam(work.now).date()
    sources = (owed.of_facts, owed.of_elections, owed.of_sittings, owed.of_quy_uoc, owed.of_online)
    found = [each for source in sources for each in source(work, today)]
    return sum(
        alerts.sound(
            work, "paper_due", detail=f"{each.key} {each.what} {each.by:%d/%m/%Y}",
            unique_key=f"paper_due:{each.what}:{each.poll + each.online:d}:{each.number}:{each.by}",
        )
        for each in found
    )  # fmt: skip


def remind(work: UnitOfWork, ward: Ward) -> int:
    """Remind once, by day, of an open draft that the person did not answer to the end. Gives the number reminded."""
    if is_quiet(work.now):
        return 0
    told = 0
    for run in runs.unfinished(work, "poll", older_than=POLL.reminds_after, limit=50):
        runs.reminded(work, run.id)
        if not _is_open(work, run.answers.get("which")):
            continue
        chat = chats.get(work, run.chat_id)
        voice.tell(work, ward, chat, "poll.reminder", priority=Priority.NOTICE, run=run.id, once=f"remind:{run.id}")
        told += 1
    return told


def _is_open(work: UnitOfWork, key: object) -> bool:
    try:
        return (
            isinstance(key, str) and polls.get(work, key).takes_answers(work.now) and key_care.has(work.seal.keys, key)
        )
    except NotFoundError:
        return False
