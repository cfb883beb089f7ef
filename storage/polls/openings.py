"""Sets up a consultation, opens it if the law allows that, withdraws articles, and cancels."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update

from civics.polls import gates
from civics.polls import rules as law
from civics.polls.rules import CountedBy, PollKind, PollState, Precondition, Secrecy, Setup
from civics.polls.terms import UNSAID, Terms
from civics.polls.why import DraftWhy
from core.clock import in_vietnam
from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.households import households
from storage.polls import methods
from storage.polls import rolls as poll_rolls
from storage.polls.polls import Poll, articles, get
from storage.tables.polls import poll_articles, polls
from storage.ward import audit


class RefusedOpeningError(ConflictError):
    """The law does not allow the opening. `reasons` are tails of word keys, of `civics.polls.gates.refusals`."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__(", ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The set-up by an official, as far as it is known. Times are aware."""

    title: str
    kind: PollKind
    counted_by: CountedBy = CountedBy.PERSON
    secrecy: Secrecy = Secrecy.SECRET
    changeable: bool = True
    units: tuple[int, ...] = ()
    recorded: tuple[tuple[Precondition, date], ...] = ()
    posted_on: date | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    terms: Terms = UNSAID


def set_up(work: UnitOfWork, key: str, plan: Plan) -> None:
    """Store the set-up of a draft. Raises ConflictError once it is open: then kind, secrecy and all else are frozen."""
    taken = work.conn.execute(
        update(polls)
        .where(polls.c.key == key, polls.c.state == PollState.DRAFT.value)
        .values(
            title=plan.title, kind=plan.kind.value, counted_by=plan.counted_by.value, secrecy=plan.secrecy.value,
            changeable=plan.changeable, units=list(plan.units), posted_on=plan.posted_on,
            recorded={name.value: day.isoformat() for name, day in plan.recorded},
            opens_at=plan.opens_at, closes_at=plan.closes_at, terms=plan.terms.plain(),
        )
    )  # fmt: skip
    if taken.rowcount == 0:
        raise ConflictError(DraftWhy.FROZEN)


def refusals(work: UnitOfWork, poll: Poll) -> tuple[str, ...]:
    """Why it may not open now."""
    asked = sum(1 for each in articles(work, poll.id) if each.stands)
    terms, recorded = methods.chosen(work, poll)
    opens_at, closes_at = poll.opens_at, poll.closes_at
    setup = Setup(
        poll.kind, poll.counted_by, poll.secrecy, in_vietnam(opens_at or work.now),
        in_vietnam(closes_at or work.now), frozenset(map(str, poll.units)), asked,
        households.count(work, poll.units), poll.posted_on, tuple(recorded.items()), terms,
    )  # fmt: skip
    found = gates.refusals(setup, today=in_vietnam(work.now).date())
    if opens_at is None or closes_at is None:
        return ("no_times", *(each for each in found if each not in ("bad_times", "over", "closes_early")))
    if "over" not in found and "bad_times" not in found and closes_at <= work.now:
        return (*found, "over")
    return found


def open_it(work: UnitOfWork, key: str, *, staff_id: int) -> None:
    """Open the consultation: it takes answers from `opens_at` to `closes_at`. Its set-up and its roll are frozen now.

    Raises RefusedOpeningError when the law does not allow it, ConflictError when it was opened or dropped before.
    """
    work.conn.execute(select(polls.c.id).where(polls.c.key == key).with_for_update())
    poll = get(work, key)
    law.move(poll.state, PollState.OPEN)
    reasons = refusals(work, poll)
    if reasons:
        raise RefusedOpeningError(reasons)
    work.conn.execute(update(polls).where(polls.c.id == poll.id).values(state=PollState.OPEN.value, opened_at=work.now))
    if poll.counted_by is CountedBy.HOUSEHOLD:
        poll_rolls.freeze(work, poll.id, poll.units)
    audit.record(
        work, "poll.opened", actor=audit.STAFF, staff_id=staff_id, poll=key, fingerprint=poll.fingerprint,
        kind=poll.kind.value, secrecy=poll.secrecy.value, counted_by=poll.counted_by.value, version=poll.version,
    )  # fmt: skip


def withdraw(work: UnitOfWork, key: str, code: str, *, staff_id: int) -> None:
    """Hide an article from now on; its answers are kept.

    Raises ConflictError: not open, not asked, or the last article.
    """
    work.conn.execute(select(polls.c.id).where(polls.c.key == key).with_for_update())
    poll = get(work, key)
    known = articles(work, poll.id)
    gone = frozenset(each.code for each in known if each.withdrawn_at is not None)
    law.withdraw(tuple(each.code for each in known if each.asked), gone, article_id=code, state=poll.state)
    here = poll_articles.c.poll_id == poll.id, poll_articles.c.code == code
    work.conn.execute(update(poll_articles).where(*here).values(withdrawn_at=work.now))
    audit.record(work, "poll.withdrawn", actor=audit.STAFF, staff_id=staff_id, poll=key, article=code)
