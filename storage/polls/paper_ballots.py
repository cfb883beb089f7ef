"""A household's ballot on paper, typed in by two people independently. It counts when both typed the same.

Between the two, only digests are stored, under the consultation's own key. No table, log or trail says what a household
chose, and nobody can be shown the first person's choices, because they are not stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, exists, select

from civics.polls.rules import CountedBy
from civics.polls.why import PaperWhy
from core.errors import ConflictError
from core.text import fold
from storage.database.unit import UnitOfWork
from storage.people import hands
from storage.polls import ballots, paper_entries, polls
from storage.polls import rolls as poll_rolls
from storage.polls.ballots import AnsweredError, Voter
from storage.polls.paper_entries import Entry
from storage.polls.polls import Poll
from storage.tables.households import household_claims, poll_households
from storage.tables.households import households as rows
from storage.ward import audit

READERS = 2
MOST_SHEETS = 300  # printed in one request


class Outcome(StrEnum):
    """The result of an entry."""

    FIRST = "first"  # another person must type the same
    DIFFER = "differ"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Reading:
    """What one person read on a ballot. `mark` is the household's mark among ballots, `marks` has one per choice."""

    household_id: int
    choices: Mapping[str, tuple[str, str]]  # article's code -> choice, words
    mark: str  # poll_keys.household_mark
    marks: Mapping[str, str]  # poll_keys.paper_marks


@dataclass(frozen=True, slots=True)
class Keyed:
    """The result, the articles in which the two differ, and the receipt of a ballot that counts."""

    outcome: Outcome
    differ: tuple[str, ...] = ()
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A household of a consultation's roll."""

    id: int
    code: str
    representative: str
    unit_id: int


def enter(work: UnitOfWork, key: str, reading: Reading, *, staff_id: int) -> Keyed:
    """Store one person's reading. If another's is the same, it becomes the household's ballot, in place of earlier
    ones.

    The words of opinions are taken from the second reading. Raises ConflictError: not open, not on the roll, typed in
    by two others already; AnsweredError: the poll takes no second ballot.
    """
    poll, ident = polls.get(work, key), reading.household_id
    part = _lock(work, poll, ident)
    known = paper_entries.of(work, poll.id, ident)
    marks = {code: reading.marks[code] for code in reading.choices}
    own = next((each for each in known if each.staff_id == staff_id), None)
    if own is not None and own.agreed and part.on_paper and own.marks == marks:  # the same request came twice
        return Keyed(Outcome.COUNTED, receipt=ballots.receipt_of(work, poll, reading.mark))
    if any(each.agreed for each in known):
        paper_entries.drop(work, poll.id, ident)
        known = []
    if part.took_on is not None and not poll.changeable:
        raise AnsweredError(PaperWhy.ANSWERED)
    others = _others(work, known, staff_id)
    paper_entries.put(work, poll.id, ident, marks, staff_id=staff_id)
    audit.record(work, "poll.paper_keyed", actor=audit.STAFF, staff_id=staff_id, poll=key)
    if not others:
        return Keyed(Outcome.FIRST)
    unlike = _unlike(marks, others[0].marks)
    if unlike:
        return Keyed(Outcome.DIFFER, unlike)
    voter = Voter(None, None, reading.mark, ident, staff_id)
    receipt = ballots.cast(work, poll, voter, choices=reading.choices)
    paper_entries.agree(work, poll.id, ident)
    audit.record(work, "poll.paper_counted", actor=audit.STAFF, staff_id=staff_id, poll=key)
    return Keyed(Outcome.COUNTED, receipt=receipt)


def _others(work: UnitOfWork, known: Sequence[Entry], staff_id: int) -> list[Entry]:
    """The readings of others, by other hands. Raises ConflictError when two have read it already."""
    others = [each for each in known if each.staff_id != staff_id]
    if len(others) >= READERS:
        raise ConflictError(PaperWhy.TWO_OTHERS)
    for each in others:
        hands.check(work, each.staff_id, staff_id)
    return others


def drop(work: UnitOfWork, key: str, household_id: int, *, staff_id: int) -> None:
    """Withdraw one's own reading before it counts, for a wrong household or an invalid paper. Safe to repeat."""
    if paper_entries.drop(work, polls.get(work, key).id, household_id, staff_id=staff_id):
        audit.record(work, "poll.paper_dropped", actor=audit.STAFF, staff_id=staff_id, poll=key)


def differ(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The articles in which two uncounted entries differ."""
    open_ones = [each for each in entries if not each.agreed]
    return _unlike(open_ones[0].marks, open_ones[1].marks) if len(open_ones) == READERS else ()


def find(work: UnitOfWork, poll_id: int, words: str, *, limit: int = 20) -> list[Found]:
    """Households of the consultation's roll with these words in code or representative, an exact code first."""
    wanted = _roll(poll_id)
    for each in fold(words).split()[:6]:
        wanted = wanted.where(rows.c.folded.contains(each, autoescape=True))
    exact = rows.c.code != " ".join(words.upper().split())
    return [Found(*row) for row in work.conn.execute(wanted.order_by(exact, rows.c.code, rows.c.id).limit(limit))]


def ids(work: UnitOfWork, poll_id: int) -> list[int]:
    """All households of the consultation's roll."""
    return list(work.conn.execute(_roll(poll_id).with_only_columns(rows.c.id)).scalars())


def of_roll(work: UnitOfWork, poll_id: int, household_id: int) -> Found:
    """One household of the consultation's roll. Raises ConflictError when it is not on the roll."""
    found = work.conn.execute(_roll(poll_id).where(rows.c.id == household_id)).first()
    if found is None:
        raise ConflictError(PaperWhy.NOT_ON_ROLL)
    return Found(*found)


def of_unit(work: UnitOfWork, poll_id: int, unit_id: int, *, silent: bool, after: str = "") -> list[Found]:
    """The households of a unit on this roll, after the code `after`, at most MOST_SHEETS.

    `silent`: only those without a speaker in the chat, whether they answered or not.
    """
    wanted = _roll(poll_id).where(poll_households.c.unit_id == unit_id, rows.c.code > after)
    if silent:
        claimed = household_claims.c.household_id == rows.c.id, household_claims.c.ended_at.is_(None)
        wanted = wanted.where(~exists().where(*claimed, household_claims.c.speaks))
    return [Found(*row) for row in work.conn.execute(wanted.order_by(rows.c.code, rows.c.id).limit(MOST_SHEETS))]


def _roll(poll_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(rows.c.id, rows.c.code, rows.c.representative, poll_households.c.unit_id)
        .join(poll_households, poll_households.c.household_id == rows.c.id)
        .where(poll_households.c.poll_id == poll_id)
    )


def takes(work: UnitOfWork, poll: Poll) -> bool:
    """Whether ballots on paper can be typed in now: for opinions of households only.

    A decision is taken in one of three ways (Luật 10/2022 Điều 17.1), so no paper is counted with an online vote; a
    round of ballots on paper is a decision of its own (`storage.polls.decisions`).
    """
    return poll.counted_by is CountedBy.HOUSEHOLD and not poll.law.vote and poll.takes_answers(work.now)


def _lock(work: UnitOfWork, poll: Poll, household_id: int) -> poll_rolls.Part:
    """Whether the household took part. The lock makes a second person wait."""
    if poll.law.vote:
        raise ConflictError(PaperWhy.VOTE)
    if not takes(work, poll):
        raise ConflictError(PaperWhy.CLOSED)
    here = poll_households.c.poll_id == poll.id, poll_households.c.household_id == household_id
    work.conn.execute(select(poll_households.c.unit_id).where(*here).with_for_update())
    part = poll_rolls.part(work, poll.id, household_id)
    if part is None:
        raise ConflictError(PaperWhy.NOT_ON_ROLL)
    return part


def _unlike(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[str, ...]:
    """The articles in both readings that differ. An article that was withdrawn between the two is left out."""
    return tuple(code for code in one if code in other and one[code] != other[code])
