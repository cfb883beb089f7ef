"""Whom to call because an answer did not arrive; and which share of answers reached whom, how and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select

from civics.cases.reaching import How, Reached
from storage.cases import entries
from storage.cases.reaching import phone
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.cases import entries as entry_rows
from storage.tables.messages import chats, outbox
from storage.tables.reaches import case_reaches
from storage.tables.ward import units

MOST = 200  # on the list at once; the oldest first


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to call. `text` is the answer, `why` the word key of why it did not arrive."""

    id: int
    entry_id: int
    code: str
    name: str
    phone: str
    unit: str
    text: str
    why: str
    since: datetime
    calls: int
    case_id: int


@dataclass(frozen=True, slots=True)
class Share:
    """Of the answers of one channel: how many reached their resident in one way, and the median of the hours it took.

    `how`: `civics.cases.reaching.How`, or "told" (they know of it) or "open" (they know nothing yet).
    """

    channel: str
    how: str
    count: int
    hours: float | None


def to_call(work: UnitOfWork, *, limit: int = MOST) -> list[Call]:
    """The list, the oldest first. Only open cases are on it."""
    rows = work.conn.execute(
        select(
            case_reaches.c.id, case_reaches.c.entry_id, cases.c.code, cases.c.name, cases.c.phone, cases.c.resident_id,
            units.c.name.label("unit"), entry_rows.c.text, case_reaches.c.why, case_reaches.c.made_at,
            case_reaches.c.calls, case_reaches.c.case_id,
        )
        .join(cases, cases.c.id == case_reaches.c.case_id)
        .join(entry_rows, entry_rows.c.id == case_reaches.c.entry_id)
        .outerjoin(units, units.c.id == cases.c.unit_id)
        .where(case_reaches.c.state == Reached.CALL.value, cases.c.sealed.is_(False))
        .order_by(case_reaches.c.id)
        .limit(limit)
    )  # fmt: skip
    return [
        Call(
            row.id, row.entry_id, row.code, row.name, row.phone or _local(phone(work, row.resident_id)), row.unit or "",
            row.text, row.why, row.made_at, row.calls, row.case_id,
        )
        for row in rows
    ]  # fmt: skip


def waiting(work: UnitOfWork) -> int:
    """How many are on the list."""
    mine = case_reaches.c.state == Reached.CALL.value
    return work.conn.execute(select(func.count()).select_from(case_reaches).where(mine)).scalar_one()


def _local(number: str) -> str:
    return f"0{number[2:]}" if number else ""


def shares(work: UnitOfWork, *, days: int) -> list[Share]:
    """What became of the answers of so many days, by channel and by the way in which they arrived."""
    rows = work.conn.execute(
        select(
            entry_rows.c.id, entry_rows.c.at, chats.c.channel, case_reaches.c.state, case_reaches.c.how,
            case_reaches.c.reached_at, outbox.c.state.label("sent"), outbox.c.sent_at,
        )
        .join(cases, cases.c.id == entry_rows.c.case_id)
        .join(chats, chats.c.id == entry_rows.c.chat_id)
        .outerjoin(case_reaches, case_reaches.c.entry_id == entry_rows.c.id)
        .outerjoin(outbox, (outbox.c.entry_id == entry_rows.c.id) & outbox.c.unique_key.is_(None))
        .where(
            entry_rows.c.kind == entries.ANSWER, entry_rows.c.taken_back_at.is_(None), cases.c.sealed.is_(False),
            entry_rows.c.at > work.now - timedelta(days=days), entry_rows.c.at <= work.now,
        )
        .order_by(entry_rows.c.id)
    )  # fmt: skip
    found: dict[int, tuple[str, str, float | None]] = {}
    for row in rows:
        how, at = _fate(row.state, row.how, row.sent, row.reached_at or row.sent_at)
        hours = None if at is None else (at - row.at).total_seconds() / 3600
        found.setdefault(row.id, (row.channel, how, hours))
    grouped: dict[tuple[str, str], list[float | None]] = {}
    for channel, how, hours in found.values():
        grouped.setdefault((channel, how), []).append(hours)
    return [Share(*key, len(all_of), _middle(all_of)) for key, all_of in sorted(grouped.items())]


def _fate(state: str | None, how: str | None, sent: str | None, at: datetime | None) -> tuple[str, datetime | None]:
    if how:
        return how, at
    if state == Reached.TOLD:
        return "told", None
    if state is None and sent in {"sent", None}:  # none: it has left so long ago that its row is gone
        return How.DIRECT, at
    return "open", None


def _middle(hours: list[float | None]) -> float | None:
    known = [each for each in hours if each is not None]
    return round(median(known), 1) if known else None
