"""Takes back messages that a change of a case makes wrong: the question whether it is done, and scheduled messages."""

from typing import Any

from sqlalchemy import Row, update

from civics.cases.moves import CaseState, untrue_in
from storage.database.unit import UnitOfWork
from storage.tables.cases import case_sends
from storage.tables.messages import outbox
from storage.ward import audit

REALLY = "really:"  # the beginning of the unique key of the question after an answer


def changed(work: UnitOfWork, row: Row[*tuple[Any, ...]], to: str) -> dict[str, object]:
    """Take back what is no longer true in the new state; returns the other columns of the case that change.

    Nothing happens when the case has that state already. A case that was put aside comes back.
    """
    if row.state == to:
        return {}
    take_questions_back(work, row.id)
    _end_sends(work, row.id, to)
    return {"snoozed_until": None}


def take_questions_back(work: UnitOfWork, case_id: int) -> None:
    """Take back the question after an answer if it still waits. There is none in a sealed case."""
    if case_id < 0:
        return
    work.conn.execute(
        update(outbox)
        .where(
            outbox.c.case_id == case_id, outbox.c.state.in_(("waiting", "held")),
            outbox.c.unique_key.like(f"{REALLY}%"),
        )
        .values(state="back")
    )  # fmt: skip


def _end_sends(work: UnitOfWork, case_id: int, to: str) -> None:
    verbs = [each.value for each in untrue_in(CaseState(to))]
    if not verbs or case_id < 0:
        return
    ended = work.conn.execute(
        update(case_sends)
        .where(case_sends.c.case_id == case_id, case_sends.c.state == "waiting", case_sends.c.verb.in_(verbs))
        .values(state="back")
        .returning(case_sends.c.id)
    ).scalars().all()  # fmt: skip
    for each in ended:
        audit.record(work, "case.send_void", actor=audit.SYSTEM, case_id=case_id, send=each, after=to)
