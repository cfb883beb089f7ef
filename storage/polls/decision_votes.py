"""The vote of one group on a decision of the community: what came before it, and the figures of two people.

Luật 10/2022 Điều 18 to 20; NĐ 59/2023 Điều 3, 4. Neither person sees what the other typed.
"""

from datetime import date

from sqlalchemy import delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.polls.community import send_by
from civics.polls.counting import Source
from civics.polls.decided import Vote, result, short_meeting
from civics.polls.sittings import WHOLE, Record, differences
from civics.polls.ways import Before, Case, faults
from civics.polls.why import DecisionWhy
from core.clock import in_vietnam
from core.errors import ConflictError, NotFoundError
from core.message import Json
from storage.database.unit import UnitOfWork
from storage.households import households
from storage.people import hands
from storage.polls.decisions import Decision, Kept, lock
from storage.tables.decisions import decision_entries, decision_votes
from storage.ward import audit, days

ENTRIES = 2


def case_of(work: UnitOfWork, decision: Decision, vote: Vote) -> Case:
    """What the law's conditions before this vote depend on."""
    others = [each.vote for each in decision.votes if each.id != vote.id]
    return Case(
        vote.source, decision.clause, decision.ward_wide, households.count(work, (vote.unit_id,)),
        short_meeting(others, vote.unit_id, clause=decision.clause), decision.facts,
    )  # fmt: skip


def missing(work: UnitOfWork, decision: Decision, vote: Vote) -> tuple[str, ...]:
    """What the law asks before this vote and is not recorded yet, as `field:why` (`civics.polls.ways.faults`)."""
    return faults(vote.before, case_of(work, decision, vote))


def add(work: UnitOfWork, key: str, *, source: Source, unit_id: int, staff_id: int) -> int:
    """Begin a group's meeting or ballots; returns its id.

    Raises ConflictError: not one of its groups; another way; one of this group is not agreed yet, or it
    has approved the matter already.
    """
    decision = lock(work, key)
    if unit_id not in decision.units:
        raise ConflictError(DecisionWhy.UNIT)
    if source not in (Source.MEETING, Source.PAPER):
        raise ConflictError(DecisionWhy.WAY)
    if any(each.vote.unit_id == unit_id and each.vote.agreed is None for each in decision.votes):
        raise ConflictError(DecisionWhy.WAITS)
    if decision.result_of(unit_id):
        raise ConflictError(DecisionWhy.PASSED)
    made: int = work.conn.execute(
        insert(decision_votes)
        .values(
            decision_id=decision.id, unit_id=unit_id, source=source.value, before={}, created_at=work.now,
            staff_id=staff_id,
        )
        .returning(decision_votes.c.id)
    ).scalar_one()  # fmt: skip
    audit.record(work, "decision.vote_added", actor=audit.STAFF, staff_id=staff_id, decision=key, vote=made)
    return made


def of(decision: Decision, vote_id: int) -> Kept:
    """One vote of a decision. Raises NotFoundError."""
    found = next((each for each in decision.votes if each.id == vote_id), None)
    if found is None:
        raise NotFoundError("There is no such vote.")
    return found


def prepare(work: UnitOfWork, key: str, vote_id: int, before: Before, *, staff_id: int) -> None:
    """Record what came before it, whole or not. Raises ConflictError once it is agreed."""
    kept = of(lock(work, key), vote_id)
    if kept.vote.agreed is not None:
        raise ConflictError(DecisionWhy.AGREED)
    if before == kept.vote.before:
        return
    work.conn.execute(update(decision_votes).where(decision_votes.c.id == vote_id).values(before=before.plain()))
    audit.record(work, "decision.prepared", actor=audit.STAFF, staff_id=staff_id, decision=key, vote=vote_id)


def enter(work: UnitOfWork, key: str, vote_id: int, record: Record, *, staff_id: int) -> bool:
    """Store what this person typed; it replaces their earlier entry. True when both entries agree, which ends it.

    The caller checks the figures first (`civics.polls.sittings.faults`). Raises ConflictError: NOT_READY, the law asks
    for more before it; agreed; typed in by two others.
    """
    decision = lock(work, key)
    kept = of(decision, vote_id)
    if kept.vote.agreed is not None:
        raise ConflictError(DecisionWhy.AGREED)
    if missing(work, decision, kept.vote):
        raise ConflictError(DecisionWhy.NOT_READY)
    others = [each for each in kept.entries if each.staff_id != staff_id]
    if len(others) >= ENTRIES:
        raise ConflictError(DecisionWhy.TWO_OTHERS)
    for each in others:
        hands.check(work, each.staff_id, staff_id)
    record = Record.of(dict(record.flat()), (WHOLE,))
    _put(work, vote_id, record, staff_id=staff_id)
    audit.record(work, "decision.keyed", actor=audit.STAFF, staff_id=staff_id, decision=key, vote=vote_id)
    if not others or differences(others[0].record, record):
        return False
    _agree(work, decision, kept, others[0].record)
    audit.record(work, "decision.agreed", actor=audit.STAFF, staff_id=staff_id, decision=key, vote=vote_id)
    return True


def _put(work: UnitOfWork, vote_id: int, record: Record, *, staff_id: int) -> None:
    dialect = postgresql if work.postgres else sqlite
    row = dialect.insert(decision_entries).values(
        vote_id=vote_id, staff_id=staff_id, said=dict(record.flat()), at=work.now
    )
    work.conn.execute(
        row.on_conflict_do_update(
            index_elements=["vote_id", "staff_id"], set_={"said": row.excluded.said, "at": row.excluded.at}
        )
    )


def _agree(work: UnitOfWork, decision: Decision, kept: Kept, record: Record) -> None:
    """The record counts. One that passed is due at UBND and UBMTTQ: from the meeting, or the end of the collecting."""
    agreed: dict[str, Json] = dict(record.flat())
    vote = Vote(kept.id, kept.vote.unit_id, kept.vote.source, kept.vote.before, record)
    ended = kept.vote.before.due_on or date.fromisoformat(record.held_on)
    due = send_by(ended, days.known(work)) if result(vote, clause=decision.clause) else None
    work.conn.execute(
        update(decision_votes)
        .where(decision_votes.c.id == kept.id)
        .values(agreed=agreed, agreed_at=work.now, send_by=due)
    )


def sent(work: UnitOfWork, key: str, vote_id: int, day: date, *, staff_id: int) -> None:
    """Record on which day it went to UBND and UBMTTQ (Điều 20.3). Raises ConflictError: not passed, an odd day."""
    kept = of(lock(work, key), vote_id)
    if kept.send_by is None or kept.vote.agreed is None:
        raise ConflictError(DecisionWhy.NOT_PASSED)
    if day > in_vietnam(work.now).date() or day.isoformat() < kept.vote.agreed.held_on:
        raise ConflictError(DecisionWhy.SENT_DAY)
    work.conn.execute(update(decision_votes).where(decision_votes.c.id == vote_id).values(sent_on=day))
    audit.record(
        work, "decision.sent", actor=audit.STAFF, staff_id=staff_id, decision=key, vote=vote_id, day=day.isoformat()
    )


def drop(work: UnitOfWork, key: str, vote_id: int, *, staff_id: int) -> None:
    """Discard one that nobody agreed on. Raises ConflictError, NotFoundError."""
    if of(lock(work, key), vote_id).vote.agreed is not None:
        raise ConflictError(DecisionWhy.AGREED)
    work.conn.execute(delete(decision_entries).where(decision_entries.c.vote_id == vote_id))
    work.conn.execute(delete(decision_votes).where(decision_votes.c.id == vote_id))
    audit.record(work, "decision.vote_dropped", actor=audit.STAFF, staff_id=staff_id, decision=key, vote=vote_id)
