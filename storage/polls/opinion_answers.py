"""How officials work on opinions after the close: answer, tag, split and merge."""

from sqlalchemy import delete, insert, select, update

from civics.polls.opinions import LONGEST_REPLY, LONGEST_TAG, LONGEST_TEXT, MOST_TAGS, Answered, unpointed
from civics.polls.rules import PollState
from civics.polls.why import ResultWhy
from core.errors import ConflictError, NotFoundError
from core.text import normal
from storage.database.unit import UnitOfWork
from storage.polls import opinions
from storage.tables.poll_results import opinion_groups, opinion_tags
from storage.tables.poll_results import opinions as rows
from storage.tables.polls import polls
from storage.ward import audit


def answer(
    work: UnitOfWork,
    key: str,
    group_id: int,
    *,
    answered: Answered | None,
    reply: str,
    tags: str,
    text: str,
    staff_id: int,
) -> None:
    """Store the ward's answer to a group, the published text of its opinion, and its tags (separated by commas).

    Raises ConflictError once it is published, when an answer has no words, or when the opinion has no readable text: an
    official who heard it must write it down. Raises NotFoundError.
    """
    poll_id = _open_to_answers(work, key)
    words = normal(reply).strip()[:LONGEST_REPLY]
    if answered is not None and not words:
        raise ConflictError(ResultWhy.NO_REPLY)
    old = opinions.group(work, poll_id, group_id)
    shown = normal(text).strip()[:LONGEST_TEXT] or old.text
    if answered is not None and not shown:
        raise ConflictError(ResultWhy.NO_TEXT)
    values: dict[str, object] = {
        "text": shown,
        "answer": answered.value if answered else "",
        "reply": words if answered else "",
    }
    values |= {"staff_id": staff_id, "answered_at": work.now} if answered else {"staff_id": None, "answered_at": None}
    work.conn.execute(update(opinion_groups).where(opinion_groups.c.id == group_id).values(**values))
    work.conn.execute(delete(opinion_tags).where(opinion_tags.c.group_id == group_id))
    wanted = dict.fromkeys(tag for each in normal(tags).split(",") if (tag := " ".join(each.split())[:LONGEST_TAG]))
    rows = [{"group_id": group_id, "poll_id": poll_id, "tag": tag} for tag in list(wanted)[:MOST_TAGS]]
    if rows:
        work.conn.execute(insert(opinion_tags), rows)
    audit.record(
        work, "poll.opinion_answered", actor=audit.STAFF, staff_id=staff_id, poll=key, group=group_id,
        answer=answered.value if answered else "",
    )  # fmt: skip


def apart(work: UnitOfWork, key: str, opinion_id: int, *, staff_id: int) -> int:
    """Take an opinion out of its group into a group of its own, right after it; returns its id.

    Raises ConflictError.
    """
    poll_id = _open_to_answers(work, key)
    row = work.conn.execute(
        select(rows.c.article, rows.c.text, rows.c.group_id).where(
            rows.c.id == opinion_id, rows.c.poll_id == poll_id, rows.c.group_id.is_not(None)
        )
    ).first()
    if row is None:
        raise NotFoundError("no such opinion")
    old = opinions.group(work, poll_id, row.group_id)
    if old.size < 2:
        raise ConflictError(ResultWhy.ALONE)
    new = opinions.make(work, poll_id, row.article, place=old.place, text=row.text, size=1)
    work.conn.execute(update(rows).where(rows.c.id == opinion_id).values(group_id=new))
    first = select(rows.c.text).where(rows.c.group_id == old.id).order_by(rows.c.id).limit(1)
    shown = unpointed(work.conn.execute(first).scalar_one()) if unpointed(row.text) == old.text else old.text
    values = {"size": old.size - 1, "text": shown}
    work.conn.execute(update(opinion_groups).where(opinion_groups.c.id == old.id).values(**values))
    audit.record(work, "poll.opinion_apart", actor=audit.STAFF, staff_id=staff_id, poll=key, group=old.id, new=new)
    return new


def join(work: UnitOfWork, key: str, group_id: int, into: int, *, staff_id: int) -> None:
    """Move a group's opinions into another of the same article, whose answer holds for all. Raises ConflictError."""
    poll_id = _open_to_answers(work, key)
    old, kept = opinions.group(work, poll_id, group_id), opinions.group(work, poll_id, into)
    if old.id == kept.id or old.article != kept.article:
        raise ConflictError(ResultWhy.OTHER_ARTICLE)
    work.conn.execute(update(rows).where(rows.c.group_id == old.id).values(group_id=kept.id))
    work.conn.execute(
        update(opinion_groups).where(opinion_groups.c.id == kept.id).values(size=kept.size + old.size)
    )  # fmt: skip
    work.conn.execute(delete(opinion_tags).where(opinion_tags.c.group_id == old.id))
    work.conn.execute(delete(opinion_groups).where(opinion_groups.c.id == old.id))
    audit.record(work, "poll.opinion_joined", actor=audit.STAFF, staff_id=staff_id, poll=key, group=old.id, into=into)


def _open_to_answers(work: UnitOfWork, key: str) -> int:
    row = work.conn.execute(select(polls.c.id, polls.c.state).where(polls.c.key == key).with_for_update()).first()
    if row is None:
        raise NotFoundError("no such consultation")
    if row.state != PollState.CLOSED.value:
        raise ConflictError(ResultWhy.PUBLISHED)
    found: int = row.id
    return found
