"""The steps before a meeting or ballots inside a consultation, and the papers of the quy ước that passed there.

NĐ 59/2023 Điều 3, 4; NĐ 61/2023 Điều 10 to 14, 18. The records of decisions have the same (`storage.polls.decisions`).
"""

from dataclasses import replace
from datetime import date

from sqlalchemy import select, update

from civics.polls.community import Facts, wrong_facts
from civics.polls.sittings import passed
from civics.polls.ways import Before
from civics.polls.why import ResultWhy
from core.clock import in_vietnam
from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.polls import polls
from storage.polls.sittings import Sitting, get
from storage.tables.poll_results import sittings
from storage.ward import audit


def _lock(work: UnitOfWork, key: str, sitting_id: int) -> Sitting:
    work.conn.execute(select(sittings.c.id).where(sittings.c.id == sitting_id).with_for_update())
    return get(work, polls.get(work, key).id, sitting_id)


def prepare(work: UnitOfWork, key: str, sitting_id: int, before: Before, *, staff_id: int) -> None:
    """Record the steps before it, complete or not. Raises ConflictError once its figures are agreed."""
    sitting = _lock(work, key, sitting_id)
    if sitting.agreed is not None:
        raise ConflictError(ResultWhy.AGREED)
    if before == sitting.before:
        return
    work.conn.execute(update(sittings).where(sittings.c.id == sitting_id).values(before=before.plain()))
    audit.record(work, "poll.sitting_prepared", actor=audit.STAFF, staff_id=staff_id, poll=key, sitting=sitting_id)


def put_facts(work: UnitOfWork, key: str, sitting_id: int, facts: Facts, *, staff_id: int) -> None:
    """Record the papers of the quy ước and their days (Luật Điều 21.2; NĐ 61/2023 Điều 11 to 14, 18).

    Raises ConflictError: it did not pass, or with a `civics.polls.community.WrongFacts`.
    """
    sitting = _lock(work, key, sitting_id)
    if sitting.agreed is None or not passed(sitting):
        raise ConflictError(ResultWhy.NOT_PASSED)
    facts = replace(facts, chair_paper="", chair_on=None, effect_on=None)  # these are of ward-wide decisions
    wrong = wrong_facts(
        facts, today=in_vietnam(work.now).date(), voted_on=date.fromisoformat(sitting.agreed.held_on)
    )  # fmt: skip
    if wrong is not None:
        raise ConflictError(f"These facts cannot be recorded: {wrong}.", why=wrong)
    if facts == sitting.facts:
        return
    work.conn.execute(update(sittings).where(sittings.c.id == sitting_id).values(facts=facts.plain()))
    audit.record(
        work, "poll.sitting_facts", actor=audit.STAFF, staff_id=staff_id, poll=key, sitting=sitting_id,
        before=sitting.facts.plain(), after=facts.plain(),
    )  # fmt: skip
