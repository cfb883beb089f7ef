"""The log of what a language model chose, without who asked. Lines older than 90 days are deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from storage.database.unit import UnitOfWork
from storage.tables.answers import answer_choices

_KEPT = timedelta(days=90)
_C = answer_choices.c


@dataclass(frozen=True, slots=True)
class Line:
    """One choice: the question as it left the ward, the records offered, the one chosen (empty for none)."""

    at: datetime
    question: str
    offered: tuple[str, ...]
    key: str
    outcome: str  # chosen, none, odd, failed
    took_ms: int


def log(work: UnitOfWork, question: str, keys: Sequence[str], *, key: str, outcome: str, ms: int) -> None:
    """Write one line."""
    work.conn.execute(delete(answer_choices).where(_C.at < work.now - _KEPT))
    row = {
        "at": work.now,
        "question": question,
        "offered": list(keys),
        "chosen": key,
        "outcome": outcome,
        "took_ms": ms,
    }
    work.conn.execute(insert(answer_choices).values(**row))


def lines(work: UnitOfWork, *, limit: int) -> list[Line]:
    """The newest lines first."""
    rows = work.conn.execute(select(answer_choices).order_by(_C.id.desc()).limit(limit))
    return [Line(row.at, row.question, tuple(row.offered), row.chosen, row.outcome, row.took_ms) for row in rows]
