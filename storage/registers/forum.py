"""Questions for a dialogue: those that are listed, and who joined which. A person counts once for a question."""

from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from civics.registers.values import Value
from storage.database.unit import UnitOfWork
from storage.registers import bookings, entries
from storage.registers.entries import Asked, Entry, Links
from storage.tables.contests import dialogue_backers

QUESTION = "dialogue_question"
_B = dialogue_backers.c


def next_day(work: UnitOfWork, since: date) -> Entry | None:
    """The next dialogue that is announced."""
    days = entries.some(work, Asked(bookings.DAY, state="published", since=since), reader=None, limit=50, first=True)
    return next((each for each in days if each.said.get("who") == "dialogue"), None)


def listed(work: UnitOfWork, day_id: int, *, limit: int = 50) -> list[Entry]:
    """The questions in public, those that most people ask first."""
    some = entries.some(work, Asked(QUESTION, public=True, parent_id=day_id), reader=None, limit=500)
    return sorted(some, key=lambda each: (-int(str(each.said.get("backers", 0))), each.id))[:limit]


def ask(work: UnitOfWork, day_id: int, text: str, *, resident_id: int) -> Entry:
    """Write down a question; staff list it."""
    said: dict[str, Value] = {"name": text, "backers": 1, "asked_on": work.now.date().isoformat()}
    made = entries.add(work, QUESTION, said, by=None, links=Links(parent_id=day_id))
    _back(work, made.id, resident_id)
    return made


def join(work: UnitOfWork, question_id: int, *, resident_id: int) -> Entry:
    """Ask the same; once for each person. Raises NotFoundError."""
    question = entries.get(work, question_id, reader=None, name=QUESTION, lock=True)
    if not _back(work, question.id, resident_id):
        return question
    counted = select(func.count()).select_from(dialogue_backers).where(_B.question_id == question.id)
    number = work.conn.execute(counted).scalar_one()
    return entries.write(work, question, {**question.said, "backers": number}, act="counted", by=None)


def _back(work: UnitOfWork, question_id: int, resident_id: int) -> bool:
    dialect = postgresql if work.postgres else sqlite
    row = dialect.insert(dialogue_backers).values(question_id=question_id, resident_id=resident_id)
    fresh = row.on_conflict_do_nothing(index_elements=["question_id", "resident_id"])
    return bool(work.conn.execute(fresh).rowcount)


def forget(work: UnitOfWork, resident_id: int) -> None:
    """Forget which questions a person asked; the questions and their counts stay."""
    work.conn.execute(delete(dialogue_backers).where(_B.resident_id == resident_id))
