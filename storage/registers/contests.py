"""Law contests: who takes part, attempts, and each question with its answer. Points are counted from the bank as it is
now, so a question that is voided or mended is counted again by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.registers.contests import Item, Player, Score
from storage.database.unit import UnitOfWork
from storage.registers import entries
from storage.registers.entries import Asked, Entry
from storage.tables.contests import contest_answers, contest_attempts, contest_players
from storage.tables.households import household_claims
from storage.tables.registers import register_entries

CONTEST, ROUND, QUESTION = "contest", "contest_round", "contest_question"
_BANK = 2_000  # questions that are drawn from
_P, _T, _A, _E = contest_players.c, contest_attempts.c, contest_answers.c, register_entries.c


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a player. `done_at` None: it goes on."""

    id: int
    player_id: int
    round_id: int
    number: int
    items: tuple[Item, ...]
    began_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Put:
    """A question that was asked, with its answer."""

    place: int
    question_id: int
    asked_at: datetime
    answered_at: datetime | None
    picked: str


def open_now(work: UnitOfWork) -> list[Entry]:
    """The contests in which one can take part now, the first first."""
    return entries.some(work, Asked(CONTEST, state="open"), reader=None, limit=20, first=True)


def rounds(work: UnitOfWork, contest_id: int) -> list[Entry]:
    """The rounds of a contest that were not cancelled, by their first day."""
    found = [each for each in entries.of_parent(work, contest_id, reader=None) if each.register == ROUND]
    return sorted((each for each in found if each.state == "set"), key=lambda each: (each.on_day, each.id))


def round_on(work: UnitOfWork, contest_id: int, day: date) -> Entry | None:
    """The round that runs on a day."""
    on = day.isoformat()
    mine = rounds(work, contest_id)
    return next((each for each in mine if str(each.said["begins_on"]) <= on <= str(each.said["ends_on"])), None)


def bank(work: UnitOfWork, document: str = "") -> dict[int, str]:
    """The questions that may be asked, each with the letters of its options."""
    ready = entries.some(work, Asked(QUESTION, state="ready"), reader=None, limit=_BANK)
    fitting = (each for each in ready if not document or each.said.get("document") == document)
    return {each.id: "".join(letter for letter in "abcd" if each.said.get(letter)) for each in fitting}


def player_of(work: UnitOfWork, contest_id: int, resident_id: int) -> int | None:
    """The id of somebody who takes part already."""
    found = select(_P.id).where(_P.contest_id == contest_id, _P.resident_id == resident_id)
    return work.conn.execute(found).scalar()


def enter(
    work: UnitOfWork, contest_id: int, resident_id: int | None, *, name: str, named: bool, unit_id: int | None,
    guess: int,
) -> int:  # fmt: skip
    """Take part; once for each resident, whatever comes twice. Gives the player's id.

    `resident_id` None: somebody of the demo ward, who is nobody.
    """
    dialect = postgresql if work.postgres else sqlite
    values = {
        "contest_id": contest_id, "resident_id": resident_id, "name": name, "named": named, "unit_id": unit_id,
        "guess": guess, "made_at": work.now,
    }  # fmt: skip
    row = dialect.insert(contest_players).values(**values)
    fresh = row.on_conflict_do_nothing(index_elements=["contest_id", "resident_id"]).returning(_P.id)
    made: int | None = work.conn.execute(fresh).scalar()
    found = made if made is not None or resident_id is None else player_of(work, contest_id, resident_id)
    assert found is not None
    return found


def attempts(work: UnitOfWork, player_id: int, round_id: int) -> list[Attempt]:
    """The attempts of a player in a round, locked until the commit, in order."""
    mine = select(*(_T[name] for name in Attempt.__dataclass_fields__)).where(
        _T.player_id == player_id, _T.round_id == round_id
    )
    return [_attempt(row) for row in work.conn.execute(mine.order_by(_T.number).with_for_update())]


def attempt(work: UnitOfWork, attempt_id: int) -> Attempt:
    """One attempt, locked until the commit."""
    mine = select(*(_T[name] for name in Attempt.__dataclass_fields__)).where(_T.id == attempt_id)
    return _attempt(work.conn.execute(mine.with_for_update()).one())


def _attempt(row: Any) -> Attempt:  # a row of SQLAlchemy
    items = tuple(Item(int(each[0]), str(each[1])) for each in row[4])
    return Attempt(row[0], row[1], row[2], row[3], items, row[5], row[6])


def begin(work: UnitOfWork, player_id: int, round_id: int, *, number: int, items: Sequence[Item]) -> int:
    """A new attempt; returns its id."""
    values = {
        "player_id": player_id, "round_id": round_id, "number": number, "began_at": work.now,
        "items": [[each.question_id, each.order] for each in items],
    }  # fmt: skip
    made: int = work.conn.execute(insert(contest_attempts).values(**values).returning(_T.id)).scalar_one()
    return made


def asked(work: UnitOfWork, attempt_id: int) -> list[Put]:
    """What was asked so far, in order."""
    found = select(*(_A[name] for name in Put.__dataclass_fields__)).where(_A.attempt_id == attempt_id)
    return [Put(*row) for row in work.conn.execute(found.order_by(_A.place))]


def put(work: UnitOfWork, attempt_id: int, place: int, question_id: int) -> None:
    """Ask a question: its clock begins now."""
    values = {"attempt_id": attempt_id, "place": place, "question_id": question_id, "asked_at": work.now}
    work.conn.execute(insert(contest_answers).values(**values))


def answer(  # what was answered, and when
    work: UnitOfWork, attempt_id: int, place: int, *, picked: str, in_time: bool, fast: bool,
    at: datetime | None = None,
) -> None:  # fmt: skip
    """Keep the answer to a question. The first one stands. `at`: when it came here; now if not given."""
    mine = (_A.attempt_id == attempt_id, _A.place == place, _A.answered_at.is_(None))
    values = {"picked": picked, "in_time": in_time, "fast": fast, "answered_at": at or work.now}
    work.conn.execute(update(contest_answers).where(*mine).values(**values))


def finish(work: UnitOfWork, attempt_id: int) -> None:
    """The attempt is over."""
    work.conn.execute(update(contest_attempts).where(_T.id == attempt_id).values(done_at=work.now))


def question(work: UnitOfWork, question_id: int) -> Entry:
    """A question of the bank, whatever its state is now."""
    return entries.get(work, question_id, reader=None, name=QUESTION)


def players(work: UnitOfWork, contest_id: int) -> list[Player]:
    """Everybody who takes part, with the household that they belong to now."""
    claims = household_claims
    house = (
        select(claims.c.household_id)
        .where(claims.c.resident_id == _P.resident_id, claims.c.ended_at.is_(None))
        .limit(1)
        .scalar_subquery()
    )
    found = select(_P.id, _P.name, _P.named, _P.unit_id, _P.guess, house).where(_P.contest_id == contest_id)
    return [Player(*row) for row in work.conn.execute(found.order_by(_P.id))]


_RIGHT = case((and_(_A.in_time, _A.picked != "", _A.picked == _E.said["right"].as_string()), 1),
              (_E.state == "voided", 1), else_=0)  # fmt: skip


def scores(work: UnitOfWork, contest_id: int, *, player_id: int | None = None) -> list[Score]:
    """The points of every attempt. Whoever was asked a voided question has its point."""
    mine = contest_attempts.join(contest_players, _P.id == _T.player_id).join(contest_answers, _A.attempt_id == _T.id)
    found = (
        select(_T.id, _T.player_id, _T.round_id, func.count(), func.sum(_RIGHT), func.sum(case((_A.fast, 1), else_=0)))
        .select_from(mine.join(register_entries, _E.id == _A.question_id))
        .where(_P.contest_id == contest_id, *(() if player_id is None else (_P.id == player_id,)))
        .group_by(_T.id, _T.player_id, _T.round_id)
        .order_by(_T.id)
    )
    taken = _seconds(work, contest_id)
    return [
        Score(row[1], row[2], row[3], row[4], taken.get(row[0], 0.0), row[5]) for row in work.conn.execute(found).all()
    ]  # fmt: skip


def _seconds(work: UnitOfWork, contest_id: int) -> dict[int, float]:
    """The seconds that the answers of each attempt took."""
    mine = contest_attempts.join(contest_players, _P.id == _T.player_id).join(contest_answers, _A.attempt_id == _T.id)
    span = (
        func.extract("epoch", _A.answered_at - _A.asked_at)
        if work.postgres
        else (func.julianday(_A.answered_at) - func.julianday(_A.asked_at)) * 86_400
    )
    found = select(_T.id, func.sum(span)).select_from(mine).where(_P.contest_id == contest_id).group_by(_T.id)
    return {row[0]: round(float(row[1] or 0), 1) for row in work.conn.execute(found)}


def points(work: UnitOfWork, attempt_id: int) -> tuple[int, int]:
    """How many answers of an attempt are right, and how many questions were asked."""
    mine = contest_answers.join(register_entries, _E.id == _A.question_id)
    found = select(func.coalesce(func.sum(_RIGHT), 0), func.count()).select_from(mine)
    row = work.conn.execute(found.where(_A.attempt_id == attempt_id)).one()
    return int(row[0]), int(row[1])


def by_question(work: UnitOfWork, contest_id: int) -> list[tuple[Entry, int, int]]:
    """Each question that was asked, how often, and how often answered right, the hardest first."""
    mine = contest_attempts.join(contest_players, _P.id == _T.player_id).join(contest_answers, _A.attempt_id == _T.id)
    found = (
        select(_A.question_id, func.count(), func.sum(_RIGHT))
        .select_from(mine.join(register_entries, _E.id == _A.question_id))
        .where(_P.contest_id == contest_id)
        .group_by(_A.question_id)
    )
    rows = work.conn.execute(found).all()
    made = [(question(work, row[0]), int(row[1]), int(row[2])) for row in rows]
    return sorted(made, key=lambda each: (each[2] / each[1], each[0].id))


def move(work: UnitOfWork, giver_id: int, taker_id: int) -> None:
    """A person goes on in another chat: their place in each contest goes with them, unless they have one there."""
    other = contest_players.alias()
    there = exists().where(other.c.contest_id == _P.contest_id, other.c.resident_id == taker_id)
    work.conn.execute(update(contest_players).where(_P.resident_id == giver_id, ~there).values(resident_id=taker_id))


def forget(work: UnitOfWork, resident_id: int) -> None:
    """Points stay in the ranking, without the person."""
    gone = {"resident_id": None, "name": "", "named": False}
    work.conn.execute(update(contest_players).where(_P.resident_id == resident_id).values(**gone))
