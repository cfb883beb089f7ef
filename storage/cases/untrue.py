"""What a change of a case makes untrue: the question whether it is done, and what waits for its hour."""

from typing import Any

from sqlalchemy import Row, update

from civics.cases.moves import CaseState, untrue_in
from storage.database.unit import UnitOfWork
from storage.tables.cases import case_sends
from storage.tables.messages import outbox
from storage.ward import audit

REALLY = "really:"  # what the unique key of the question behind an answer begins with


def changed(work: UnitOfWork, row: Row[*tuple[Any, ...]], to: str) -> dict[str, object]:
    """The case comes into that state. Ends what is untrue then; gives what else changes in its row.

    Nothing ends when it is in that state already. A case that was put aside comes back.
    """
    if row.state == to:
        return {}
    take_questions_back(work, row.id)
    _end_sends(work, row.id, to)
    return {"snoozed_until": None}


def take_questions_back(work: UnitOfWork, case_id: int) -> None:
    """A question behind an answer that has not left yet does not leave. A sealed case is never asked it."""
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
