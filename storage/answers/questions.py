"""The questions that no record answers, without who asked them; and how many questions were answered."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.days.calendar import day_of
from core.text import folded_words, head
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.answers import answer_counts, answer_questions

RIGHT, WRONG = "right", "wrong"  # what people say of an answer
_KEPT = timedelta(days=90)
_LONGEST = 300  # the characters of a question that are kept
_FOLDED = 200
_NUMBERS = re.compile(
    r"(?<!\d)\d[\d .-]{4,30}\d|(?<![^\s@])[^\s@]+@\S*"
)  # telephone numbers, ids, accounts, e-mail addresses
_Q = answer_questions.c
_COUNT = Prepared(
    {
        name: (made := dialect.insert(answer_counts)).on_conflict_do_update(
            index_elements=["day", "what"], set_={"times": answer_counts.c.times + made.excluded.times}
        )
        for name, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
    }
)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that no record answers, in the words in which it was first asked. `nearest`: keys of records."""

    id: int
    day: date
    text: str
    times: int
    reason: str
    nearest: tuple[str, ...]


def count(work: UnitOfWork, what: str) -> None:
    """Count one more question with this result."""
    work.at_end(_count, what)  # all chats share the row of a day, so it is locked as late as possible


def _count(work: UnitOfWork, whats: Sequence[str]) -> None:
    for what, times in sorted(Counter(whats).items()):  # in one order, so that no two transactions wait for each other
        _COUNT.do(work, {"day": day_of(work.now), "what": what, "times": times})


def counted(work: UnitOfWork, since: date) -> dict[str, int]:
    """How many questions had each result since that day."""
    found = select(answer_counts.c.what, func.sum(answer_counts.c.times)).where(answer_counts.c.day >= since)
    return {what: int(times) for what, times in work.conn.execute(found.group_by(answer_counts.c.what))}


def unanswered(work: UnitOfWork, text: str, *, reason: str, nearest: Sequence[str]) -> None:
    """Store the question, once for the same words. Questions older than 90 days are deleted."""
    day = day_of(work.now)
    work.conn.execute(delete(answer_questions).where(_Q.day < day - _KEPT))
    said = masked(text)
    folded = _folded(said)
    if folded:
        row = {"day": day, "text": said, "folded": folded, "times": 1, "reason": reason, "nearest": list(nearest)}
        _store(work, row, also={"day": day, "reason": reason})


def rated(work: UnitOfWork, text: str, key: str, *, right: bool) -> None:
    """Count what a person says of an answer, and store the question: with its record when that was right.

    When it was wrong, the question is listed for staff like one without an answer.
    """
    count(work, RIGHT if right else WRONG)
    unanswered(work, text, reason=RIGHT if right else WRONG, nearest=[key])
    settle(work, text, key if right else "")


def recorded(work: UnitOfWork, *, limit: int) -> list[tuple[str, str]]:
    """The questions whose record is known, the newest first: (text, key). Staff attached them, or people agreed."""
    found = select(_Q.text, _Q.answered_by).where(_Q.answered_by != "").order_by(_Q.day.desc(), _Q.id.desc())
    return [(row.text, row.answered_by) for row in work.conn.execute(found.limit(limit))]


def masked(text: str) -> str:
    """The beginning of a question without telephone numbers, ids, accounts and e-mail addresses."""
    return head(_NUMBERS.sub("…", text), _LONGEST)


def open_ones(work: UnitOfWork, *, limit: int = 200) -> list[Unanswered]:
    """The questions that staff have not attached to a record yet, the most frequent first."""
    found = select(answer_questions).where(_Q.answered_by == "").order_by(_Q.times.desc(), _Q.id.desc()).limit(limit)
    return [
        Unanswered(row.id, row.day, row.text, row.times, row.reason, tuple(row.nearest))
        for row in work.conn.execute(found)
    ]


def attach(work: UnitOfWork, question_id: int, key: str) -> str:
    """Attach the question to a record, which answers it once its new version is agreed. Returns the question's text."""
    row = work.conn.execute(select(_Q.text).where(_Q.id == question_id)).first()
    work.conn.execute(update(answer_questions).where(_Q.id == question_id).values(answered_by=key))
    return "" if row is None else str(row.text)


def settle(work: UnitOfWork, text: str, key: str) -> None:
    """Take a question off the list of those without an answer, because this record is to answer it."""
    same = _Q.folded == _folded(masked(text))
    work.conn.execute(update(answer_questions).where(same).values(answered_by=key))


def _folded(text: str) -> str:
    return " ".join(folded_words(text))[:_FOLDED]


def _store(work: UnitOfWork, row: dict[str, object], *, also: dict[str, object]) -> None:
    statement = (postgresql if work.postgres else sqlite).insert(answer_questions).values(**row)
    more = {"times": _Q.times + 1, **also}
    work.conn.execute(statement.on_conflict_do_update(index_elements=["folded"], set_=more))
