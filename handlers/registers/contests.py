"""What only law contests have: a second person reviews each question, a contest opens with rounds and enough questions.

NQ 36/NQ-HĐND mục 2.2. Residents play by `handlers.talk.contests`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from civics.days.calendar import Days
from civics.registers import contests as law
from civics.registers.contests import Group, Ranked
from civics.registers.values import RegisterWhy, Values, Wrong, day_of
from core.errors import ConflictError
from core.text import fold
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.registers import contests, entries, steps
from storage.registers.entries import Asked, Entry


def contest_problems(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """A contest ends after it begins."""
    del state, today, days
    return _order(said, "opens_on", "closes_on")


def round_problems(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """A round ends after it begins; it asks something, and leaves time to read."""
    del state, today, days
    found = _order(said, "begins_on", "ends_on")
    least = {"questions": 1, "seconds": 5, "attempts": 1}
    return [*found, *(Wrong(name, RegisterWhy.NUMBER) for name, few in least.items() if _number(said, name) < few)]


def question_problems(said: Values, state: str, today: date, days: Days) -> Sequence[Wrong]:
    """Every option says something of its own, and the right one says something."""
    del state, today, days
    words = [fold(str(said[each])) for each in law.LETTERS if said.get(each)]
    if len(set(words)) < len(words) or not said.get(str(said.get("right"))):
        return [Wrong("right", RegisterWhy.DOUBLE)]
    return []


def _order(said: Values, first: str, last: str) -> list[Wrong]:
    begins, ends = day_of(said.get(first)), day_of(said.get(last))
    return [Wrong(last, RegisterWhy.ORDER)] if begins and ends and ends < begins else []


def _number(said: Values, name: str) -> int:
    found = said.get(name)
    return found if isinstance(found, int) else 0


def question_moved(work: UnitOfWork, before: Entry, after: Entry, *, by: int | None, ward: Ward | None) -> Entry:
    """Who wrote a question, or changed it last, may not review it. Raises ConflictError (REVIEWER)."""
    del ward
    if after.state == "ready" and by is not None and by in steps.writers(work, before.id):
        raise ConflictError(RegisterWhy.REVIEWER)
    return after


def take_shipped(work: UnitOfWork, *, by: int, author: str) -> int:
    """Add the shipped questions that the bank does not have yet, as drafts; returns how many."""
    there = entries.some(work, Asked(contests.QUESTION), reader=None, limit=5_000)
    known = {fold(str(each.said["name"])) for each in there}
    new = [each for each in law.shipped() if fold(each["name"]) not in known]
    for each in new:
        entries.add(work, contests.QUESTION, {**each, "author": author}, by=by)
    return len(new)


def contest_moved(work: UnitOfWork, before: Entry, after: Entry, *, by: int | None, ward: Ward | None) -> Entry:
    """A contest opens with a round and enough questions for each. Raises ConflictError: NO_ROUND, QUESTIONS."""
    del before, by, ward
    if after.state != "open":
        return after
    planned = contests.rounds(work, after.id)
    if not planned:
        raise ConflictError(RegisterWhy.NO_ROUND)
    for each in planned:
        if len(contests.bank(work, str(each.said.get("document", "")))) < _number(each.said, "questions"):
            raise ConflictError(RegisterWhy.QUESTIONS)
    return after


@dataclass(frozen=True, slots=True)
class Results:
    """A contest as it stands: counted again each time it is looked at."""

    players: int
    attempts: int
    full: int
    ranking: list[Ranked]
    groups: list[Group]
    questions: list[tuple[Entry, int, int]]


def results(work: UnitOfWork, contest: Entry, *, questions: bool = True) -> Results:
    """The ranking by person and by group, and how hard each question was."""
    scores = contests.scores(work, contest.id)
    ranking = law.ranked(contests.players(work, contest.id), scores)
    return Results(
        len(ranking), len(scores), sum(each.full for each in ranking), ranking, law.groups(ranking),
        contests.by_question(work, contest.id) if questions else [],
    )  # fmt: skip
