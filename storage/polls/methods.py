"""The poll before an online vote: whether the households choose to vote online (NĐ 59/2023 Điều 5.2.c).

It is a separate consultation, which households answer in the chat like any other. After its close, its count and its
day fulfil the condition of the vote, and nobody has to type them in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from civics.polls.draft import plain_paragraphs
from civics.polls.draft_reading import parse
from civics.polls.rules import CountedBy, PollKind, PollState, Precondition, Secrecy
from civics.polls.terms import Terms
from civics.polls.why import DraftWhy
from core.clock import in_vietnam
from core.errors import ConflictError, NotFoundError
from storage.database.unit import UnitOfWork
from storage.polls import drafts
from storage.polls import results as poll_results
from storage.polls.polls import Poll, get
from storage.tables.polls import polls


@dataclass(frozen=True, slots=True)
class Chosen:
    """How the households chose: `yes` of all `total`. `closed_on` is None while the poll runs or is not open yet."""

    poll: Poll
    yes: int = 0
    total: int = 0
    closed_on: date | None = None

    @property
    def reached(self) -> bool:
        """Whether more than half of all representatives chose the online form."""
        return self.closed_on is not None and 2 * self.yes > self.total


def add(work: UnitOfWork, vote_key: str, *, title: str, text: str, staff_id: int) -> str:
    """Draft the poll for a vote that is being set up, with the vote's groups, team and dates; returns its key.

    The vote refers to it from then on. Safe to repeat: the same key is returned. Raises ConflictError when the
    consultation is not a vote or is open already.
    """
    vote = get(work, vote_key)
    if vote.kind is not PollKind.VOTE_15_6 or vote.state is not PollState.DRAFT:
        raise ConflictError(DraftWhy.FROZEN)
    known = of(work, vote)
    if known is not None and known.poll.state is not PollState.DROPPED:
        return known.poll.key
    key = drafts.add(work, title, draft=parse(plain_paragraphs(text)), source=text, staff_id=staff_id)
    recorded = {
        name.value: day.isoformat() for name, day in vote.recorded.items() if name is not Precondition.COMMUNITY
    }
    work.conn.execute(
        polls.update()
        .where(polls.c.key == key)
        .values(
            kind=PollKind.METHOD.value, counted_by=CountedBy.HOUSEHOLD.value, secrecy=Secrecy.SECRET.value,
            units=list(vote.units), recorded=recorded, terms=Terms(team=vote.terms.team).plain(),
        )
    )  # fmt: skip
    terms = replace(vote.terms, method_key=key, chosen=0)
    work.conn.execute(polls.update().where(polls.c.id == vote.id).values(terms=terms.plain()))
    return key


def of(work: UnitOfWork, vote: Poll) -> Chosen | None:
    """The poll to which a vote refers, with its count once it is closed; None when there is none."""
    if not vote.terms.method_key:
        return None
    try:
        poll = get(work, vote.terms.method_key)
    except NotFoundError:
        return None
    result = poll_results.of(work, poll)
    if result is None or poll.state not in (PollState.CLOSED, PollState.PUBLISHED) or not result.lines:
        return Chosen(poll)
    closed_at = work.conn.execute(polls.select().where(polls.c.id == poll.id)).one().closed_at
    return Chosen(poll, result.lines[0].yes, result.households or 0, in_vietnam(closed_at).date())


def chosen(work: UnitOfWork, poll: Poll) -> tuple[Terms, Mapping[Precondition, date]]:
    """The terms and recorded days of a vote. If a poll asked the households, its count and day replace typed ones.

    A poll of other groups does not count: the same households must choose (Điều 5.2.c).
    """
    known = of(work, poll)
    if known is None:
        return poll.terms, poll.recorded
    recorded: dict[Precondition, date] = dict(poll.recorded)
    recorded.pop(Precondition.COMMUNITY, None)
    if known.closed_on is None or set(known.poll.units) != set(poll.units):
        return replace(poll.terms, chosen=0), recorded
    return replace(poll.terms, chosen=known.yes), {**recorded, Precondition.COMMUNITY: known.closed_on}
