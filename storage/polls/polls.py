"""Polls on drafts, for reading. `drafts` stores their texts; `openings` sets up, opens and withdraws."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, literal, select

from civics.polls.rules import (
    CountedBy,
    KindRule,
    PollKind,
    PollState,
    Precondition,
    Secrecy,
    earliest_close,
    rule,
    takes_answers,
)
from civics.polls.terms import UNKNOWN, UNSAID, Outcome, Terms
from core.errors import NotFoundError
from core.message import Json
from storage.database.unit import UnitOfWork
from storage.tables.households import poll_households
from storage.tables.polls import poll_articles, poll_people, poll_receipts, polls


@dataclass(frozen=True, slots=True)
class Article:
    """One article that is asked. `code` never changes."""

    code: str
    title: str
    text: str
    plain: str = ""
    asked: bool = True
    withdrawn_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether people are asked about it now."""
        return self.asked and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll. It takes answers while it is open and the time is between `opens_at` and `closes_at`."""

    id: int
    key: str
    title: str
    state: PollState
    version: int
    fingerprint: str
    kind: PollKind
    counted_by: CountedBy
    secrecy: Secrecy
    changeable: bool
    units: tuple[int, ...]
    recorded: Mapping[Precondition, date]
    posted_on: date | None
    opens_at: datetime | None
    closes_at: datetime | None
    cancelled_why: str
    result: dict[str, Json] | None
    roll_total: int | None  # households of its roll, frozen at the opening; None where persons are counted
    published_at: datetime | None
    terms: Terms = UNSAID
    outcome: Outcome = UNKNOWN

    @property
    def law(self) -> KindRule:
        """What the law asks of its kind."""
        return rule(self.kind)

    @property
    def earliest_close(self) -> date | None:
        """The first day on which the law lets it close; none where it says nothing (Luật 10/2022 Điều 28.2)."""
        return earliest_close(self.kind, self.posted_on, self.terms)

    def takes_answers(self, now: datetime) -> bool:
        """Whether an answer at that moment counts."""
        if self.opens_at is None or self.closes_at is None:
            return False
        return takes_answers(self.state, at=now, opens_at=self.opens_at, closes_at=self.closes_at)


_NAMES = (
    *("id", "key", "title", "state", "version", "fingerprint", "kind", "counted_by", "secrecy", "changeable"),
    *("units", "recorded", "posted_on", "opens_at", "closes_at", "cancelled_why", "result", "roll_total"),
    *("published_at", "terms", "outcome"),
)
_POLL = select(*(polls.c[each] for each in _NAMES))


def get(work: UnitOfWork, key: str) -> Poll:
    """The poll with that key. Raises NotFoundError."""
    row = work.conn.execute(_POLL.where(polls.c.key == key)).first()
    if row is None:
        raise NotFoundError("no such consultation")
    return _made(row)


def every(work: UnitOfWork, states: Collection[PollState], *, limit: int = 100) -> list[Poll]:
    """The newest polls in these states first."""
    wanted = _POLL.where(polls.c.state.in_([each.value for each in states]))
    return [_made(row) for row in work.conn.execute(wanted.order_by(polls.c.id.desc()).limit(limit))]


def open_now(work: UnitOfWork) -> list[Poll]:
    """All polls that take answers now, the next to close first.

    Without a limit: each group may have its own, and callers look for those that concern one person.
    """
    wanted = _POLL.where(polls.c.state == "open", polls.c.opens_at <= work.now, polls.c.closes_at > work.now)
    return [_made(row) for row in work.conn.execute(wanted.order_by(polls.c.closes_at, polls.c.id))]


def _made(row: object) -> Poll:
    values = dict(row._mapping)  # type: ignore[attr-defined]  # noqa: SLF001  # SQLAlchemy's public name for it
    values["state"] = PollState(values["state"])
    values["kind"] = PollKind(values["kind"])
    values["counted_by"] = CountedBy(values["counted_by"])
    values["secrecy"] = Secrecy(values["secrecy"])
    values["units"] = tuple(values["units"])
    values["recorded"] = {Precondition(name): date.fromisoformat(day) for name, day in values["recorded"].items()}
    values |= {"terms": Terms.of(values["terms"]), "outcome": Outcome.of(values["outcome"])}
    return Poll(**values)


def articles(work: UnitOfWork, poll_id: int) -> list[Article]:
    """All articles in order, including those not asked and those withdrawn."""
    names = ("code", "title", "text", "plain", "asked", "withdrawn_at")
    rows = work.conn.execute(
        select(*(poll_articles.c[each] for each in names))
        .where(poll_articles.c.poll_id == poll_id)
        .order_by(poll_articles.c.place)
    )
    return [Article(*row) for row in rows]


def took_part(work: UnitOfWork, poll_id: int, resident_id: int) -> bool:
    """Whether this resident has answered."""
    mine = poll_people.c.poll_id == poll_id, poll_people.c.resident_id == resident_id
    return work.conn.execute(select(literal(1)).where(*mine)).first() is not None


def turnout(work: UnitOfWork, poll: Poll) -> int:
    """How many persons or households took part."""
    rows = select(func.count()).select_from(poll_people).where(poll_people.c.poll_id == poll.id)
    if poll.counted_by is CountedBy.HOUSEHOLD:
        rows = select(func.count(poll_households.c.took_on)).where(poll_households.c.poll_id == poll.id)
    found: int = work.conn.execute(rows).scalar_one()
    return found


def past(work: UnitOfWork, *, limit: int = 20) -> list[str]:
    """Keys of open polls that should be closed by now, the longest overdue first."""
    rows = work.conn.execute(
        select(polls.c.key)
        .where(polls.c.state == "open", polls.c.closes_at <= work.now)
        .order_by(polls.c.closes_at, polls.c.id)
        .limit(limit)
    )
    return list(rows.scalars())


def answered(work: UnitOfWork, key: str) -> int:
    """How many receipts were given: one for each voter, before the close and after it."""
    mine = select(polls.c.id).where(polls.c.key == key).scalar_subquery()
    wanted = select(func.count()).select_from(poll_receipts).where(poll_receipts.c.poll_id == mine)
    return int(work.conn.execute(wanted).scalar_one())


def closed_lately(work: UnitOfWork) -> list[str]:
    """Keys of polls that were closed or cancelled in the last week, whose secret key may still exist."""
    since = work.now - timedelta(days=7)
    return list(work.conn.execute(select(polls.c.key).where(polls.c.closed_at >= since)).scalars())
